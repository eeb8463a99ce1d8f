/**
 * How smoothly a list of 100,000 people scrolls: the time between frames, and what of it the page itself works. On a busy
 * machine only the second says something of the page. `node e2e/measures/scroll-people.ts`
 */
import type { ContactImport } from '@parley/contract/imports';
import type { Page } from '@playwright/test';
import { generatedPeople } from '@parley/bench/src/generated-people.ts';
import type { Person } from '../fixtures/people.ts';
import { openMeasuredPage } from './measured-page.ts';
import { scrollFrames } from './scroll-frames.ts';

const people = 100_000;
/** A wheel, a quick wheel, and the scrollbar dragged. */
const steps = [40, 200, 4_000];

await using leftovers = new AsyncDisposableStack();
const { page, session, owner } = await openMeasuredPage(leftovers);
await bringPeopleIn(owner);
await page.goto('/contacts');
await page.getByText(people.toLocaleString('en-GB')).first().waitFor();
await page.waitForLoadState('networkidle');
for (const pixels of steps)
  console.log(JSON.stringify({ pixels, ...(await scrollFrames(page, session, '[role=table]', pixels)) }));
console.log(JSON.stringify({ jumpMilliseconds: await jump(page) }));

async function bringPeopleIn({ api }: Person): Promise<void> {
  const { id: fileId } = await api.upload<{ id: string }>(
    '/files?purpose=import',
    'people.csv',
    generatedPeople(people),
  );
  const { id } = await api.post<{ id: string }>('/imports', { fileId });
  await api.post(`/imports/${id}/start`);
  await api.until<ContactImport>(`/imports/${id}`, ({ state }) => state === 'completed', 300, 1_000);
}

/** From the scrollbar let go in the middle of the list to people being there. */
async function jump(tab: Page): Promise<number> {
  return tab.evaluate(async () => {
    const scroller = document.querySelector('[role=table]')!.parentElement!;
    const began = performance.now();
    scroller.scrollTop = scroller.scrollHeight * 0.63;
    const isThere = (): boolean =>
      [...document.querySelectorAll('[role=row]')].some(
        (row) => Number(row.getAttribute('aria-rowindex')) > 60_000 && row.querySelector('a') !== null,
      );
    while (!isThere()) await new Promise((resolve) => requestAnimationFrame(resolve));
    return Math.round(performance.now() - began);
  });
}
