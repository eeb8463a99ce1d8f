import type { Pools } from '../../server/src/platform/database/pools.ts';
import { deliveryStateNames } from '../../server/src/modules/sending/delivery-state.ts';
import type { DeliveryRow, Run } from './judge.ts';

const recipientsStatement = {
  name: 'bench_recipients',
  text: `select contact_id as "contactId", address from recipients where campaign_id = $1 and exclusion is null`,
};

const deliveriesStatement = {
  name: 'bench_deliveries',
  text: `select d.contact_id as "contactId", d.attempt, d.state, d.next_attempt_at is not null as waiting,
      d.accepted_at is not null as accepted,
      coalesce(array_agg(r.provider_message_id) filter (where r.provider_message_id is not null), '{}') as "messageIds"
    from deliveries d
    left join provider_refs r on r.organization_id = d.organization_id and r.delivery_id = d.id
    where d.campaign_id = $1 group by d.organization_id, d.id`,
};

/** What the database says of a campaign. All of it is read into memory. */
export async function readBooks(pools: Pools, campaignId: string): Promise<Pick<Run, 'recipients' | 'deliveries'>> {
  return pools.system(async (db) => {
    const recipients = await db.run<{ contactId: string; address: string }>(recipientsStatement, [campaignId]);
    const rows = await db.run<Omit<DeliveryRow, 'state'> & { state: number }>(deliveriesStatement, [campaignId]);
    return { recipients, deliveries: rows.map((row) => ({ ...row, state: deliveryStateNames[row.state]! })) };
  });
}
