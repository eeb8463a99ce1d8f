import type { Runtime } from '#platform/context';
import { repeat, type Repeating } from '#platform/repeat';
import { sealAuditEntries } from './seal-audit-entries.ts';

const pauseMilliseconds = 400;

/** Seals what was committed, again and again, so that an entry is in its chain within a second. */
export function startAuditSealer({ pools, log }: Runtime): Repeating {
  const sealAll = async (): Promise<void> => {
    while ((await sealAuditEntries(pools)) > 0);
  };
  return repeat('seal audit entries', pauseMilliseconds, sealAll, log);
}
