/**
 * What a long session keeps: the JavaScript heap after garbage collection while 500 conversations are opened, answered in
 * part and scrolled, which is a day of eight hours (at most 50 MB). `node e2e/measures/heap.ts [conversations] [openings]`
 */
import type { CDPSession } from '@playwright/test';
import { fillInbox, openInbox, openMeasuredPage } from './measured-page.ts';

const conversations = Number(process.argv[2] ?? 2_000);
const openings = Number(process.argv[3] ?? 500);
/** Until the page has loaded what it loads once. */
const warmUp = 20;
const samples = 10;

await using leftovers = new AsyncDisposableStack();
const measured = await openMeasuredPage(leftovers);
await fillInbox(measured, conversations);
const { page, session } = measured;
await openInbox(page);
await session.send('HeapProfiler.enable');
const heaps: number[] = [];
for (let opened = 0; opened <= openings; opened++) {
  if (opened >= warmUp && (opened - warmUp) % Math.ceil((openings - warmUp) / samples) === 0) {
    heaps.push(await usedMegabytes(session));
    console.log(JSON.stringify({ opened, ...(await counts(session)), megabytes: heaps.at(-1) }));
  }
  const before = page.url();
  await page.keyboard.press('j');
  await page.waitForFunction((url) => location.href !== url, before);
  await page.getByRole('log').getByRole('article').or(page.getByRole('log').locator('*')).first().waitFor();
  if (opened % 5 === 0) {
    await page.keyboard.press('r');
    await page.keyboard.type('Yes');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
  }
}
console.log(JSON.stringify({ openings, grownMegabytes: Math.round((heaps.at(-1)! - heaps[0]!) * 10) / 10 }));

async function usedMegabytes(browser: CDPSession): Promise<number> {
  // Twice: what the first one finalises is free after the second.
  for (let turn = 0; turn < 2; turn++) await browser.send('HeapProfiler.collectGarbage');
  const { usedSize } = await browser.send('Runtime.getHeapUsage');
  return Math.round(usedSize / 1e5) / 10;
}

async function counts(browser: CDPSession): Promise<{ nodes: number; listeners: number }> {
  const { nodes, jsEventListeners } = await browser.send('Memory.getDOMCounters');
  return { nodes, listeners: jsEventListeners };
}
