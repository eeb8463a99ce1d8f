import { sql } from 'kysely';
import type { ChannelHealthNote } from '@parley/contract/channels';
import type { Database } from '#platform/database/database';

/** Returns the alerts as they were noted before. */
export async function upsertChannelHealth(
  db: Database,
  organizationId: string,
  channelId: string,
  { figures, alerts }: ChannelHealthNote,
): Promise<ChannelHealthNote['alerts']> {
  const { rows } = await sql<{ before: ChannelHealthNote['alerts'] | null }>`
    insert into channel_health as h (organization_id, channel_id, figures, alerts)
    values (${organizationId}, ${channelId}, ${JSON.stringify(figures)}::jsonb, ${JSON.stringify(alerts)}::jsonb)
    on conflict (organization_id, channel_id) do update
      set figures = excluded.figures, alerts = excluded.alerts, noted_at = clock_timestamp()
    returning (select o.alerts from channel_health o where o.organization_id = ${organizationId} and o.channel_id = ${channelId}) as before`.execute(
    db,
  );
  return rows[0]?.before ?? [];
}
