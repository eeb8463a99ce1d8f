import { countedStates } from '@parley/contract/delivery-states';
import type { Database } from '#platform/database/database';

/** Columns of campaign_counters. */
export const counterNames = [...countedStates, 'waiting', 'parts'] as const;
export type CounterName = (typeof counterNames)[number];

const addCountersStatement = {
  name: 'sending_add_counters',
  text: `update campaign_counters c set ${counterNames.map((name) => `${name} = c.${name} + n.${name}`).join(', ')}
    from unnest($3::uuid[], ${counterNames.map((_, index) => `$${index + 4}::int[]`).join(', ')})
      as n(campaign_id, ${counterNames.join(', ')})
    where c.organization_id = $1 and c.channel_id = $2 and c.campaign_id = n.campaign_id`,
};

export async function addCounters(
  db: Database,
  organizationId: string,
  channelId: string,
  changes: ReadonlyMap<string, Readonly<Record<CounterName, number>>>,
): Promise<void> {
  await db.run(addCountersStatement, [
    organizationId,
    channelId,
    [...changes.keys()],
    ...counterNames.map((name) => [...changes.values()].map((change) => change[name])),
  ]);
}
