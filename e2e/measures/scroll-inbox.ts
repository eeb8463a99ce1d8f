/**
 * How smoothly a list of 100,000 conversations scrolls: the time between frames, and what of it the page itself works. The
 * list is fetched page by page while it is scrolled. `node e2e/measures/scroll-inbox.ts [conversations]`
 */
import { fillInbox, openInbox, openMeasuredPage } from './measured-page.ts';
import { scrollFrames } from './scroll-frames.ts';

const conversations = Number(process.argv[2] ?? 100_000);
/** A wheel, a quick wheel, and the scrollbar dragged. */
const steps = [40, 200, 4_000];

await using leftovers = new AsyncDisposableStack();
const measured = await openMeasuredPage(leftovers);
await fillInbox(measured, conversations);
const { page, session } = measured;
await openInbox(page);
for (const pixels of steps)
  console.log(JSON.stringify({ pixels, ...(await scrollFrames(page, session, '[role=list]', pixels)) }));
const rows = await page.locator('[role=listitem]').last().getAttribute('aria-posinset');
console.log(JSON.stringify({ conversations, scrolledTo: Number(rows) }));
