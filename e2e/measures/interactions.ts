/**
 * How soon the inbox shows what was done: Event Timing of the browser from the key or click to the next frame, for each
 * kind of thing an operator does and for all (SPD-16: p75 at most 200 ms). What takes less than 16 ms the browser does
 * not tell; it counts as 16. `node e2e/measures/interactions.ts [conversations] [rounds]`
 */
import type { Page } from '@playwright/test';
import { fillInbox, openInbox, openMeasuredPage, percentile } from './measured-page.ts';

const conversations = Number(process.argv[2] ?? 100_000);
const rounds = Number(process.argv[3] ?? 40);
const untold = 16;

await using leftovers = new AsyncDisposableStack();
const measured = await openMeasuredPage(leftovers);
await fillInbox(measured, conversations);
const { page } = measured;
await page.addInitScript(() => {
  const seen: { id: number; milliseconds: number }[] = [];
  Object.assign(window, { seen });
  const note = (list: PerformanceObserverEntryList): void => {
    for (const entry of list.getEntries() as (PerformanceEntry & { interactionId: number })[])
      if (entry.interactionId) seen.push({ id: entry.interactionId, milliseconds: entry.duration });
  };
  new PerformanceObserver(note).observe({ type: 'event', durationThreshold: 16, buffered: true } as never);
});
await openInbox(page);
await page.waitForTimeout(5_000);

const seen: Record<string, number[]> = {};
for (let round = 0; round < rounds; round++) {
  await timed('open', 1, () =>
    page
      .getByRole('listitem')
      .nth(1 + (round % 5))
      .getByRole('link')
      .first()
      .click(),
  );
  const field = page.getByRole('textbox', { name: /^Reply to/ });
  await field.waitFor();
  await timed('focus', 1, () => field.click());
  const text = `Answer ${round}`;
  await timed('type', text.length, () => page.keyboard.type(text, { delay: 30 }));
  await timed('send', 1, () => page.keyboard.press('Enter'));
  await page.keyboard.press('Escape');
  await timed('close', 1, () => page.keyboard.press('e'));
  const view = page.getByRole('navigation').getByRole('link', { name: round % 2 === 0 ? /^Unassigned/ : /^All/ });
  await timed('switch view', 1, () => view.click());
  await page.getByRole('listitem').first().waitFor();
}
const all = Object.values(seen).flat();
for (const [kind, values] of [...Object.entries(seen), ['all', all] as const]) {
  const [p50, p75, p95, most] = [0.5, 0.75, 0.95, 1].map((share) => percentile(values, share));
  console.log(JSON.stringify({ kind, count: values.length, p50, p75, p95, most }));
}

/** Does it, and waits until the browser has told of it. */
async function timed(kind: string, count: number, act: () => Promise<void>): Promise<void> {
  await take(page);
  await act();
  await page.waitForTimeout(400);
  const told = await take(page);
  // Of one press the browser tells several events: the slowest is what a person waits for.
  const longest = new Map<number, number>();
  for (const { id, milliseconds } of told) longest.set(id, Math.max(milliseconds, longest.get(id) ?? 0));
  const values = [...longest.values()];
  while (values.length < count) values.push(untold);
  (seen[kind] ??= []).push(...values);
}

function take(tab: Page): Promise<{ id: number; milliseconds: number }[]> {
  return tab.evaluate(() => (window as unknown as { seen: { id: number; milliseconds: number }[] }).seen.splice(0));
}
