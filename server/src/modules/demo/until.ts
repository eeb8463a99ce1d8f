import { setTimeout as sleep } from 'node:timers/promises';

const lookMilliseconds = 100;
/** Far longer than anything here takes: past it the demo goes on without. */
const mostMilliseconds = 30_000;

/** Waits for what other parts of the program do. False: it did not come about. Throws when the task is to stop. */
export async function until(signal: AbortSignal, isSo: () => Promise<boolean> | boolean): Promise<boolean> {
  const end = Date.now() + mostMilliseconds;
  while (!(await isSo())) {
    if (Date.now() > end) return false;
    await sleep(lookMilliseconds);
    signal.throwIfAborted();
  }
  return true;
}
