import type { StateCounts } from '@parley/contract/campaigns';
import { countedStates, deliveryStates, type DeliveryStateName } from '@parley/contract/delivery-states';

type Counted = Omit<StateCounts, 'queued'>;

/** The states of all recipients: whoever is in none of those counted is queued, or cancelled with the campaign. */
export function statesOf(planned: number, counters: readonly Counted[], isCancelled: boolean): StateCounts {
  const states = Object.fromEntries(deliveryStates.map((name) => [name, 0])) as Record<DeliveryStateName, number>;
  for (const counter of counters) for (const name of countedStates) states[name] += counter[name];
  const untouched = planned - countedStates.reduce((total, name) => total + states[name], 0);
  states[isCancelled ? 'cancelled' : 'queued'] += untouched;
  return states;
}
