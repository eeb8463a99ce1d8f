import { arrayText } from '#platform/database/array-text';
import type { Database } from '#platform/database/database';
import { sql } from 'kysely';

/** Organizations with unsettled changes. A handful of narrow rows: one a batch of the recorder. */
export async function listUnsettledOrganizations(db: Database): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select distinct organization_id as id from settlements limit 1000`.execute(
    db,
  );
  return rows.map((row) => row.id);
}

export interface TakenSettlement {
  readonly campaignId: string;
  /** Null: to be derived from the deliveries. */
  readonly state: number | null;
  readonly reason: string | null;
  readonly contactIds: string[];
}

export async function takeSettlements(db: Database, organizationId: string, limit: number): Promise<TakenSettlement[]> {
  const { rows } = await sql<TakenSettlement>`
    delete from settlements where organization_id = ${organizationId} and id in (
      select id from settlements where organization_id = ${organizationId} order by id limit ${limit} for update skip locked)
    returning campaign_id as "campaignId", state, reason, contact_ids as "contactIds"`.execute(db);
  return rows;
}

/** One settler a campaign at a time: what the deliveries prove is read after the lock, so an older reading cannot win. */
export async function lockCampaignForSettling(db: Database, campaignId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${campaignId}::text, 7))`.execute(db);
  // A campaign that was never analysed looks small enough to read whole for a batch of keys.
  await sql`set local enable_seqscan = off`.execute(db);
}

export interface ProvenState {
  readonly contactId: string;
  readonly state: number;
  readonly reason: string | null;
}

export interface StateGroup {
  readonly state: number;
  readonly reason: string | null;
  readonly contactIds: readonly string[];
}

/*
 * A recipient's state from the latest attempt of each item (docs/architecture.md):
 *   any attempt waiting for another try → queued;  any on its way → submitting;  any unknown → unknown;
 *   any refused → failed, expired, skipped or cancelled, in this order;  else the least of accepted, delivered, read.
 * LATERAL with the index's own order, so that the plan is the same on a table that was never analysed.
 */
export async function deriveStates(
  db: Database,
  organizationId: string,
  campaignId: string,
  contactIds: readonly string[],
): Promise<ProvenState[]> {
  const { rows } = await sql<ProvenState>`
    select changed.contact_id as "contactId", proven.state, proven.reason
    from unnest(${contactIds}::uuid[]) as changed(contact_id)
    cross join lateral (
      select max(latest.reason) as reason,
        case
          when bool_or(waiting) then 0 when bool_or(state = 1) then 1 when bool_or(state = 2) then 2
          when bool_or(state = 6) then 6 when bool_or(state = 7) then 7 when bool_or(state = 8) then 8 when bool_or(state = 9) then 9
          else min(state)
        end as state
      from (
        select distinct on (item) state, reason, next_attempt_at is not null as waiting
        from deliveries where organization_id = ${organizationId} and campaign_id = ${campaignId} and contact_id = changed.contact_id
        order by item desc, attempt desc) latest) proven`.execute(db);
  return rows;
}

/** What was noted with the change itself. It only raises: a note of an earlier change may be read after one of a later. */
export async function raiseRecipientStates(
  db: Database,
  organizationId: string,
  campaignId: string,
  noted: StateGroup,
): Promise<void> {
  await sql`update recipients set state = ${noted.state}, reason = ${noted.reason}, settled_at = clock_timestamp()
    where organization_id = ${organizationId} and campaign_id = ${campaignId} and contact_id = any(${arrayText(noted.contactIds)}::uuid[])
      and state < ${noted.state}`.execute(db);
}

/** What the deliveries prove: the last word. */
export async function updateRecipientStates(
  db: Database,
  organizationId: string,
  campaignId: string,
  proven: StateGroup,
): Promise<void> {
  await sql`update recipients set state = ${proven.state}, reason = ${proven.reason}, settled_at = clock_timestamp()
    where organization_id = ${organizationId} and campaign_id = ${campaignId} and contact_id = any(${arrayText(proven.contactIds)}::uuid[])
      and (state <> ${proven.state} or reason is distinct from ${proven.reason})`.execute(db);
}

/** States that ask for a look are kept apart as well: they are what people filter by and count. As the recipients say now. */
export async function noteExceptions(
  db: Database,
  organizationId: string,
  campaignId: string,
  contactIds: readonly string[],
): Promise<void> {
  await sql`insert into recipient_exceptions (organization_id, campaign_id, contact_id, state, reason)
    select organization_id, campaign_id, contact_id, state, reason from recipients
    where organization_id = ${organizationId} and campaign_id = ${campaignId} and contact_id = any(${contactIds}::uuid[])
      and state in (2, 6, 7, 8, 9)
    on conflict (organization_id, campaign_id, contact_id) do update set state = excluded.state, reason = excluded.reason
    where (recipient_exceptions.state, recipient_exceptions.reason) is distinct from (excluded.state, excluded.reason)`.execute(
    db,
  );
}

export async function forgetExceptions(
  db: Database,
  organizationId: string,
  campaignId: string,
  contactIds: readonly string[],
): Promise<void> {
  const some = await sql`select 1 from recipient_exceptions
    where organization_id = ${organizationId} and campaign_id = ${campaignId} limit 1`.execute(db);
  if (some.rows.length === 0) return;
  await sql`delete from recipient_exceptions e using recipients r
    where e.organization_id = ${organizationId} and e.campaign_id = ${campaignId} and e.contact_id = any(${contactIds}::uuid[])
      and r.organization_id = e.organization_id and r.campaign_id = e.campaign_id and r.contact_id = e.contact_id
      and r.state not in (2, 6, 7, 8, 9)`.execute(db);
}

export async function deleteOldParkedReceipts(db: Database, hours: number): Promise<number> {
  const result =
    await sql`delete from parked_receipts where received_at < clock_timestamp() - make_interval(hours => ${hours})`.execute(
      db,
    );
  return Number(result.numAffectedRows ?? 0);
}
