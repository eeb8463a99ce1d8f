import type { StateCounts } from '@parley/contract/campaigns';

/** All but `queued`, which is nobody's delivery. */
export const countedStates = [
  'submitting',
  'unknown',
  'accepted',
  'delivered',
  'read',
  'failed',
  'expired',
  'skipped',
  'cancelled',
] as const satisfies (keyof Counted)[];

type Counted = Omit<StateCounts, 'queued'>;

/** The states of all recipients: whoever is in none of those counted is queued, or cancelled with the campaign. */
export function statesOf(planned: number, counters: readonly Counted[], isCancelled: boolean): StateCounts {
  const states: StateCounts = {
    queued: 0,
    submitting: 0,
    unknown: 0,
    accepted: 0,
    delivered: 0,
    read: 0,
    failed: 0,
    expired: 0,
    skipped: 0,
    cancelled: 0,
  };
  for (const counter of counters) for (const name of countedStates) states[name] += counter[name];
  const untouched = planned - countedStates.reduce((total, name) => total + states[name], 0);
  states[isCancelled ? 'cancelled' : 'queued'] += untouched;
  return states;
}
