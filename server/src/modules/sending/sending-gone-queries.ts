import { sql, type RawBuilder } from 'kysely';
import { deliveryState } from './delivery-state.ts';
import type { Database } from '#platform/database/database';
import { uuidv7 } from '#platform/uuid';

/** Whose messages: of a channel that was removed, or to people who were erased. */
export type Gone = { readonly channelId: string } | { readonly contactIds: readonly string[] };

/** Channels that were removed lately, over all organizations: what was put off when they were has come back by then. */
export async function listRemovedLately(db: Database): Promise<{ organizationId: string; channelId: string }[]> {
  const { rows } = await sql<{ organizationId: string; channelId: string }>`
    select organization_id as "organizationId", id as "channelId" from channels
    where removed_at > clock_timestamp() - interval '1 day'`.execute(db);
  return rows;
}

interface TakenMessage {
  readonly channel_id: string;
  readonly message_id: string;
  readonly contact_id: string;
  readonly item: number;
  readonly attempt: number;
  readonly address: string;
  readonly text: string;
  readonly file_id: string | null;
}

/** Takes messages that no claim has; what a claim has under way is the runner's. At most `limit` items. */
export async function takeGoneMessages(
  db: Database,
  organizationId: string,
  gone: Gone,
  limit: number,
): Promise<TakenMessage[]> {
  const { rows } = await sql<TakenMessage>`
    delete from message_queue where organization_id = ${organizationId} and (channel_id, id) in (
      select channel_id, id from message_queue where organization_id = ${organizationId} and ${theirs(gone)}
      limit ${limit} for update skip locked)
    returning channel_id, message_id, contact_id, item, attempt, address, text, file_id`.execute(db);
  return rows;
}

/** How they end, in the ledger as everything else. */
export interface End {
  readonly state: 'failed' | 'cancelled';
  readonly reason: string;
  /** Neither the words nor the address stay. */
  readonly isErased: boolean;
}

/** Nothing of them was sent. */
export async function insertUnsent(
  db: Database,
  organizationId: string,
  rows: readonly TakenMessage[],
  { state, reason, isErased }: End,
): Promise<void> {
  const now = sql<Date>`clock_timestamp()`;
  await db
    .insertInto('deliveries')
    .values(
      rows.map((row) => ({
        ...row,
        ...(isErased && { address: '', text: '' }),
        organization_id: organizationId,
        id: uuidv7(),
        state: deliveryState[state],
        reason,
        token: 0,
        claimed_at: now,
        submit_deadline: now,
        finished_at: now,
      })),
    )
    .execute();
}

/**
 * Attempts of messages that waited for another try end, at most `limit`. Returns the messages. The order and the limit keep
 * the planner on the index of what is due.
 */
export async function endWaitingMessages(
  db: Database,
  organizationId: string,
  gone: Gone,
  { state, reason, isErased }: End,
  limit: number,
): Promise<string[]> {
  const { rows } = await sql<{ messageId: string }>`
    update deliveries set next_attempt_at = null, state = ${deliveryState[state]}, reason = ${reason},
      finished_at = clock_timestamp() ${isErased ? sql`, address = '', text = ''` : sql``}
    where organization_id = ${organizationId} and id = any(array(
      select id from deliveries where organization_id = ${organizationId} and next_attempt_at < 'infinity'
        and campaign_id is null and ${theirs(gone)} order by next_attempt_at limit ${limit} for update))
    returning message_id as "messageId"`.execute(db);
  return rows.map(({ messageId }) => messageId);
}

function theirs(gone: Gone): RawBuilder<unknown> {
  return 'channelId' in gone ? sql`channel_id = ${gone.channelId}` : sql`contact_id = any(${gone.contactIds}::uuid[])`;
}
