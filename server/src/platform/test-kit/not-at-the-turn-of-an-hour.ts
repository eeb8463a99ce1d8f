import { setTimeout as sleep } from 'node:timers/promises';

const hour = 3_600_000;
const margin = 60_000;

/** Waits until the next hour when little is left of this one: for tests of what is counted by the hour. */
export async function notAtTheTurnOfAnHour(): Promise<void> {
  const left = hour - (Date.now() % hour);
  if (left < margin) await sleep(left);
}
