/**
 * A conversation of thousands of messages: how soon it opens, how smoothly it scrolls while its history is fetched page by
 * page and when all of it is there, whether what is read stays where it is, and what a letter costs that is written below it.
 * `node e2e/measures/long-thread.ts [messages]`
 */
import type { CDPSession, Page } from '@playwright/test';
import { fillInbox, openInbox, openMeasuredPage, percentile } from './measured-page.ts';
import { scrollFrames, taskSeconds } from './scroll-frames.ts';

const messages = Number(process.argv[2] ?? 6_000);
const content = '[role=log] > div';

await using leftovers = new AsyncDisposableStack();
const measured = await openMeasuredPage(leftovers);
await fillInbox(measured, 30, messages);
const { page, session } = measured;
await openInbox(page);
console.log(JSON.stringify({ what: 'opened', milliseconds: await timeToOpen() }));
console.log(
  JSON.stringify({ what: 'scrolled up while it is fetched', ...(await scrollFrames(page, session, content, -200)) }),
);
console.log(JSON.stringify({ what: 'all of it fetched', ...(await fetchAll(page)) }));
for (const pixels of [-40, -200, -4_000])
  console.log(JSON.stringify({ what: 'scrolled', pixels, ...(await scrollFrames(page, session, content, pixels)) }));
console.log(JSON.stringify({ what: 'letters', ...(await typed(page, session)) }));

/** From the click to the newest message on the screen, median of five. */
async function timeToOpen(): Promise<number> {
  const taken: number[] = [];
  for (let round = 0; round < 5; round++) {
    await page.getByRole('listitem').nth(8).getByRole('link').first().click();
    await page.locator('[data-entry]').first().waitFor();
    const [first] = await page.getByRole('listitem').evaluateAll((rows) => rows.map((row) => row.dataset['row']!));
    taken.push(
      await page.evaluate(
        (id) =>
          new Promise<number>((resolve) => {
            const from = performance.now();
            const look = (): void => {
              const log = document.querySelector(`[data-thread="${id}"]`);
              if (log?.querySelector('[data-entry]')) requestAnimationFrame(() => resolve(performance.now() - from));
              else requestAnimationFrame(look);
            };
            document.querySelector<HTMLElement>(`[data-row="${id}"] a`)!.click();
            look();
          }),
        first!,
      ),
    );
  }
  return percentile(taken, 0.5);
}

/** By scrolling to the top again and again. What was the oldest must stay where it was: `moved` is by how many pixels it did not. */
async function fetchAll(tab: Page): Promise<{ entries: number; moved: number }> {
  return tab.evaluate(async () => {
    const log = document.querySelector<HTMLElement>('[role=log]')!;
    const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
    const all = () => log.querySelectorAll<HTMLElement>('[data-entry]');
    let moved = 0;
    const end = performance.now() + 200_000;
    while (!log.textContent.includes('The conversation begins here') && performance.now() < end) {
      log.scrollTop = 0;
      await nextFrame();
      const first = all()[0]!;
      const [count, top] = [all().length, first.getBoundingClientRect().top];
      await nextFrame();
      if (all().length !== count) moved = Math.max(moved, Math.abs(first.getBoundingClientRect().top - top));
    }
    return { entries: all().length, moved: Math.round(moved) };
  });
}

/** The page's own work for a letter. */
async function typed(tab: Page, client: CDPSession): Promise<{ workPerLetter: number }> {
  await tab.getByRole('textbox', { name: /^Reply to/ }).click();
  const text = 'Good morning, the master comes at nine';
  const before = await taskSeconds(client);
  await tab.keyboard.type(text, { delay: 40 });
  const work = ((await taskSeconds(client)) - before) * 1_000;
  return { workPerLetter: Math.round((work / text.length) * 10) / 10 };
}
