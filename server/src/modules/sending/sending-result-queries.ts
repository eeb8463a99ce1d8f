import { arrayText } from '#platform/database/array-text';
import type { Database } from '#platform/database/database';

/*
 * What the network said, written in batches. Rows are looked up by `id = any(keys)` and written in groups that share all
 * values, never by joining a list of values: on a table that has grown since it was last analysed the planner takes such a
 * join the wrong way round (a batch of 1,000: 1,600 ms instead of 6). The old state is known because each statement asks for
 * it. A runner is the only writer of its channel's deliveries, by the fence; writing a batch again changes nothing (F13).
 */

export interface ChangedDelivery {
  readonly id: string;
  readonly campaignId: string | null;
  readonly contactId: string | null;
  readonly messageId: string | null;
  readonly attempt: number;
  readonly oldState: number;
  readonly state: number;
  readonly waiting: boolean;
  readonly reason: string | null;
  /** That the network took with this change, beyond what it had before. */
  readonly newParts: number;
}

const changedColumns = `id, campaign_id as "campaignId", contact_id as "contactId", message_id as "messageId", attempt, state,
      next_attempt_at is not null as waiting, reason, 0 as "newParts"`;

export interface ResultGroup {
  /** `submitting`, or `unknown` for an answer that comes late. */
  readonly oldState: number;
  readonly state: number;
  /** The network took it, whatever it said of it since. */
  readonly isAccepted: boolean;
  readonly parts: number;
  /** When it was delivered or read, by the network's clock. */
  readonly at: Date | null;
  readonly reason: string | null;
  readonly code: string | null;
  /** Until the next attempt; null: none. */
  readonly retryMilliseconds: number | null;
  readonly ids: readonly string[];
}

// Attempts that wait for the same reason do not come back all at once.
const writeResultsStatement = {
  name: 'sending_write_results',
  text: `with written as (
      update deliveries set state = $3::smallint, parts = $4::smallint, reason = $5, provider_code = $6,
      next_attempt_at = clock_timestamp() + make_interval(secs => $7::float8 / 1000.0 * (1 + random() * 0.2)),
      accepted_at = case when $8 then clock_timestamp() end,
      delivered_at = case when $3::smallint in (4, 5) then coalesce($9::timestamptz, clock_timestamp()) end,
      read_at = case when $3::smallint = 5 then coalesce($9::timestamptz, clock_timestamp()) end,
      finished_at = case when $3::smallint > 3 and $7::float8 is null then clock_timestamp() end
      where organization_id = $1 and id = any($2::uuid[]) and state = $10::smallint and next_attempt_at is null
      returning id
    )
    select coalesce(array_agg(id), '{}') as ids from written`,
};

/** Answers to submits of rows that this lease has claimed. Returns the ids of those that were written. */
export async function writeResults(db: Database, organizationId: string, group: ResultGroup): Promise<string[]> {
  const [written] = await db.run<{ ids: string[] }>(writeResultsStatement, [
    organizationId,
    arrayText(group.ids),
    group.state,
    group.parts,
    group.reason,
    group.code,
    group.retryMilliseconds,
    group.isAccepted,
    group.at,
    group.oldState,
  ]);
  return written!.ids;
}

const readPartsStatement = {
  name: 'sending_read_parts',
  text: `select id, parts from deliveries where organization_id = $1 and id = any($2::uuid[])`,
};

/** How many parts of these the network has taken so far. */
export async function readParts(
  db: Database,
  organizationId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await db.run<{ id: string; parts: number }>(readPartsStatement, [organizationId, arrayText(ids)]);
  return new Map(rows.map(({ id, parts }) => [id, parts]));
}

export interface RefRows {
  readonly providerIds: string[];
  readonly deliveryIds: string[];
  readonly partNumbers: number[];
  readonly partTotals: number[];
}

// An SMSC may use an id again after days: the newest delivery owns it.
const insertRefsStatement = {
  name: 'sending_insert_refs',
  text: `insert into provider_refs (organization_id, channel_id, provider_message_id, delivery_id, part, parts, state)
    select $1, $2, r.provider_id, r.delivery_id, r.part, r.parts, 3
    from unnest($3::text[], $4::uuid[], $5::smallint[], $6::smallint[]) as r(provider_id, delivery_id, part, parts)
    on conflict (provider_message_id, channel_id, organization_id)
    do update set delivery_id = excluded.delivery_id, part = excluded.part, parts = excluded.parts, state = 3
    where provider_refs.delivery_id <> excluded.delivery_id`,
};

export async function insertRefs(
  db: Database,
  organizationId: string,
  channelId: string,
  rows: RefRows,
): Promise<void> {
  await db.run(insertRefsStatement, [
    organizationId,
    channelId,
    rows.providerIds,
    arrayText(rows.deliveryIds),
    arrayText(rows.partNumbers),
    arrayText(rows.partTotals),
  ]);
}

export interface ReceiptRow {
  readonly providerMessageId: string;
  readonly state: number;
  readonly providerTime: Date | null;
  readonly errorCode: string | null;
  readonly reason: string | null;
}

export interface FoundRef {
  readonly providerMessageId: string;
  readonly deliveryId: string;
  readonly parts: number;
}

const findRefsStatement = {
  name: 'sending_find_refs',
  text: `select r.provider_message_id as "providerMessageId", r.delivery_id as "deliveryId", r.parts
    from provider_refs r
    where r.organization_id = $1 and r.channel_id = $2 and r.provider_message_id = any($3::text[])`,
};

export async function findRefs(
  db: Database,
  organizationId: string,
  channelId: string,
  providerIds: readonly string[],
): Promise<FoundRef[]> {
  return db.run<FoundRef>(findRefsStatement, [organizationId, channelId, providerIds]);
}

const writePartStatesStatement = {
  name: 'sending_write_part_states',
  text: `update provider_refs set state = $4::smallint
    where organization_id = $1 and channel_id = $2 and provider_message_id = any($3::text[])
      and state < $4::smallint and (state <= 3 or (state = 4 and $4::smallint = 5))`,
};

const readPartStatesStatement = {
  name: 'sending_read_part_states',
  text: `select delivery_id as "deliveryId", array_agg(state) as states, max(parts) as total
    from provider_refs where organization_id = $1 and delivery_id = any($2::uuid[]) and parts > 1
    group by delivery_id`,
};

/** Notes the states of single parts and answers with all parts of the deliveries concerned. */
export async function writePartStates(
  db: Database,
  organizationId: string,
  channelId: string,
  parts: readonly { providerMessageId: string; state: number }[],
  deliveryIds: readonly string[],
): Promise<{ deliveryId: string; states: number[]; total: number }[]> {
  for (const [state, group] of Map.groupBy(parts, (part) => part.state)) {
    await db.run(writePartStatesStatement, [
      organizationId,
      channelId,
      group.map((part) => part.providerMessageId),
      state,
    ]);
  }
  return db.run(readPartStatesStatement, [organizationId, deliveryIds]);
}

export interface EvidenceGroup {
  readonly state: number;
  readonly at: Date | null;
  readonly reason: string | null;
  readonly code: string | null;
  readonly ids: readonly string[];
}

const writeEvidenceStatement = {
  name: 'sending_write_evidence',
  text: `update deliveries set state = $4::smallint,
      accepted_at = coalesce(accepted_at, clock_timestamp()),
      delivered_at = case when $4::smallint in (4, 5) then coalesce(delivered_at, $5::timestamptz, clock_timestamp()) else delivered_at end,
      read_at = case when $4::smallint = 5 then coalesce($5::timestamptz, clock_timestamp()) end,
      finished_at = case when $4::smallint > 3 then clock_timestamp() end,
      reason = $6, provider_code = coalesce($7, provider_code)
    where organization_id = $1 and id = any($2::uuid[]) and state = $3::smallint and next_attempt_at is null
    returning ${changedColumns}, $3::smallint as "oldState"`,
};

/** What receipts prove of deliveries that are in `oldState`; the others of the group are left as they are. */
export async function writeEvidence(
  db: Database,
  organizationId: string,
  oldState: number,
  group: EvidenceGroup,
): Promise<ChangedDelivery[]> {
  return db.run<ChangedDelivery>(writeEvidenceStatement, [
    organizationId,
    arrayText(group.ids),
    oldState,
    group.state,
    group.at,
    group.reason,
    group.code,
  ]);
}

const readStatesStatement = {
  name: 'sending_read_states',
  text: `select id, state from deliveries where organization_id = $1 and id = any($2::uuid[])`,
};

export async function readStates(
  db: Database,
  organizationId: string,
  ids: readonly string[],
): Promise<{ id: string; state: number }[]> {
  return db.run(readStatesStatement, [organizationId, ids]);
}

const parkStatement = {
  name: 'sending_park_receipts',
  text: `insert into parked_receipts (organization_id, id, channel_id, provider_message_id, state, provider_time, error_code, reason)
    select $1, p.id, $2, p.provider_id, p.state, p.at, p.code, p.reason
    from unnest($3::uuid[], $4::text[], $5::smallint[], $6::timestamptz[], $7::text[], $8::text[])
      as p(id, provider_id, state, at, code, reason)`,
};

/** Receipts whose submit answer is not written yet (F24). */
export async function parkReceipts(
  db: Database,
  organizationId: string,
  channelId: string,
  rows: readonly (ReceiptRow & { id: string })[],
): Promise<void> {
  await db.run(parkStatement, [
    organizationId,
    channelId,
    rows.map((row) => row.id),
    rows.map((row) => row.providerMessageId),
    rows.map((row) => row.state),
    rows.map((row) => row.providerTime),
    rows.map((row) => row.errorCode),
    rows.map((row) => row.reason),
  ]);
}

const parkedColumns = `provider_message_id as "providerMessageId", state, provider_time as "providerTime", error_code as "errorCode", reason`;

const unparkStatement = {
  name: 'sending_unpark_receipts',
  text: `delete from parked_receipts where organization_id = $1 and channel_id = $2 and provider_message_id = any($3::text[])
    returning ${parkedColumns}`,
};

export async function unparkReceipts(
  db: Database,
  organizationId: string,
  channelId: string,
  providerIds: readonly string[],
): Promise<ReceiptRow[]> {
  return db.run<ReceiptRow>(unparkStatement, [organizationId, channelId, providerIds]);
}

const unparkMatchedStatement = {
  name: 'sending_unpark_matched',
  text: `delete from parked_receipts p where p.organization_id = $1 and p.channel_id = $2 and p.id in (
      select q.id from parked_receipts q
      join provider_refs r on r.organization_id = $1 and r.channel_id = $2 and r.provider_message_id = q.provider_message_id
      where q.organization_id = $1 and q.channel_id = $2 order by q.id limit $3)
    returning ${parkedColumns}`,
};

/** The sweep: parked receipts whose ref was written by a transaction that could not see them. */
export async function unparkMatched(
  db: Database,
  organizationId: string,
  channelId: string,
  limit: number,
): Promise<ReceiptRow[]> {
  return db.run<ReceiptRow>(unparkMatchedStatement, [organizationId, channelId, limit]);
}

const countParkedStatement = {
  name: 'sending_has_parked',
  text: `select 1 from parked_receipts where organization_id = $1 and channel_id = $2 limit 1`,
};

export async function hasParked(db: Database, organizationId: string, channelId: string): Promise<boolean> {
  return (await db.run(countParkedStatement, [organizationId, channelId])).length > 0;
}

const insertSettlementStatement = {
  name: 'sending_insert_settlement',
  text: `insert into settlements (organization_id, id, campaign_id, state, reason, contact_ids)
    values ($1, $2, $3, $4, $5, $6::uuid[])`,
};

export interface Settlement {
  readonly id: string;
  readonly campaignId: string;
  /** What they have become; null: the settler asks the deliveries. */
  readonly known: { readonly state: number; readonly reason: string | null } | null;
  readonly contactIds: readonly string[];
}

/** Whose state changed: for the settler, behind the hot path. */
export async function insertSettlement(db: Database, organizationId: string, settlement: Settlement): Promise<void> {
  const { id, campaignId, known, contactIds } = settlement;
  await db.run(insertSettlementStatement, [
    organizationId,
    id,
    campaignId,
    known?.state ?? null,
    known?.reason ?? null,
    arrayText(contactIds),
  ]);
}

const markLostStatement = {
  name: 'sending_mark_lost',
  text: `update deliveries set state = 2, reason = 'process_lost'
    where organization_id = $1 and id >= $2 and channel_id = $3 and token < $4 and state = 1 and submit_deadline < clock_timestamp()
    returning ${changedColumns}, 1 as "oldState"`,
};

/** Rows that a dead holder had committed as intent: nobody knows whether they left. Those past their deadline become `unknown`. */
export async function markLost(
  db: Database,
  organizationId: string,
  since: string,
  channelId: string,
  token: number,
): Promise<ChangedDelivery[]> {
  return db.run<ChangedDelivery>(markLostStatement, [organizationId, since, channelId, token]);
}

const countLostStatement = {
  name: 'sending_count_open',
  text: `select 1 from deliveries where organization_id = $1 and id >= $2 and channel_id = $3 and token < $4 and state = 1 limit 1`,
};

export async function hasOpenOfDeadHolder(
  db: Database,
  organizationId: string,
  since: string,
  channelId: string,
  token: number,
): Promise<boolean> {
  return (await db.run(countLostStatement, [organizationId, since, channelId, token])).length > 0;
}
