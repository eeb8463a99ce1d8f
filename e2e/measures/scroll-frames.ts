import type { CDPSession, Page } from '@playwright/test';
import { percentile } from './measured-page.ts';

const frames = 300;

/** Milliseconds between frames, and of the page's own work for each. `list` is inside what scrolls; upwards from its end when `pixels` is negative. */
export async function scrollFrames(page: Page, session: CDPSession, list: string, pixels: number) {
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const before = await taskSeconds(session);
  const gaps = await page.evaluate(
    async ([selector, by, count]) => {
      const scroller = document.querySelector(selector)!.parentElement!;
      scroller.scrollTop = by > 0 ? 0 : scroller.scrollHeight;
      const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
      const between: number[] = [];
      let last = await nextFrame();
      for (let frame = 0; frame < count; frame++) {
        scroller.scrollTop += by;
        const now = await nextFrame();
        between.push(now - last);
        last = now;
      }
      return between;
    },
    [list, pixels, frames] as const,
  );
  const work = ((await taskSeconds(session)) - before) * 1_000;
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(gaps, share));
  return { p50, p95, p99, workPerFrame: Math.round((work / frames) * 10) / 10 };
}

/** Of the processor, not of the clock. */
export async function taskSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')!.value;
}
