/**
 * How smoothly a list of 100,000 people scrolls: the time between frames, and what of it the page itself works. On a busy
 * machine only the second says something of the page. `node e2e/measures/scroll-people.ts`
 */
import type { ContactImport } from '@parley/contract/imports';
import { chromium, type CDPSession, type Page } from '@playwright/test';
import { generatedPeople } from '@parley/bench/src/generated-people.ts';
import { startParley } from '@parley/bench/src/start-parley.ts';
import { temporaryFolder } from '@parley/bench/src/temporary-folder.ts';
import prepare from '../fixtures/build-web-app.ts';
import { findChromium } from '../fixtures/find-chromium.ts';
import { signUp, type Person } from '../fixtures/people.ts';

const people = 100_000;
const frames = 300;
/** A wheel, a quick wheel, and the scrollbar dragged. */
const steps = [40, 200, 4_000];

await prepare();
await using leftovers = new AsyncDisposableStack();
const dataDir = await temporaryFolder('parley-scroll-', leftovers);
const { url } = await startParley({ dataDir }, leftovers);
const owner = await signUp(url, 'Olga');
await bringPeopleIn(owner);

const executablePath = findChromium();
const browser = await chromium.launch({
  ...(executablePath && { executablePath }),
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
leftovers.defer(() => browser.close());
const page = await browser.newPage({ baseURL: url, viewport: { width: 1440, height: 900 } });
await openList(page, owner);
const session = await page.context().newCDPSession(page);
await session.send('Performance.enable', { timeDomain: 'threadTicks' });
for (const pixels of steps) console.log(JSON.stringify({ pixels, ...(await scroll(page, session, pixels)) }));
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

async function openList(tab: Page, { email, password }: Person): Promise<void> {
  await tab.goto('/sign-in');
  await tab.evaluate(
    (body) =>
      fetch('/api/v1/sign-in', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    { email, password },
  );
  await tab.goto('/contacts');
  await tab.getByText(people.toLocaleString('en-GB')).first().waitFor();
  await tab.waitForLoadState('networkidle');
}

/** Milliseconds between frames, and of the page's own work for each. */
async function scroll(tab: Page, metrics: CDPSession, pixels: number) {
  const before = await taskSeconds(metrics);
  const gaps = await tab.evaluate(
    async ([by, count]) => {
      const scroller = document.querySelector('[role=table]')!.parentElement!;
      scroller.scrollTop = 0;
      const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
      const between: number[] = [];
      let last = await nextFrame();
      for (let frame = 0; frame < count!; frame++) {
        scroller.scrollTop += by!;
        const now = await nextFrame();
        between.push(now - last);
        last = now;
      }
      return between;
    },
    [pixels, frames],
  );
  const work = ((await taskSeconds(metrics)) - before) * 1_000;
  gaps.sort((one, two) => one - two);
  const at = (share: number): number => Math.round(gaps[Math.floor(gaps.length * share)]! * 10) / 10;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), workPerFrame: Math.round((work / frames) * 10) / 10 };
}

/** Of the processor, not of the clock. */
async function taskSeconds(metrics: CDPSession): Promise<number> {
  const { metrics: all } = await metrics.send('Performance.getMetrics');
  return all.find(({ name }) => name === 'TaskDuration')!.value;
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
