import { arrayText } from '#platform/database/array-text';
import type { Database } from '#platform/database/database';

/*
 * The claim. Bounds are parameters and look-ups are LATERAL … LIMIT 1: a range fed from a CTE, EXISTS inside a CASE, or a
 * plain join on a table that was never analysed makes the planner read whole tables. ORDER BY … LIMIT names the index.
 * Every statement here is prepared once a connection; bench/src/plans.db.test.ts checks its plans as the role that runs it.
 */

export interface LockedLane {
  readonly lane: number;
  readonly shard: number;
  readonly cursor: number;
  readonly last: number;
}

// The account's own lane first, then the shared one, then those of accounts that failed.
const lockLaneStatement = {
  name: 'sending_lock_lane',
  text: `select lane, shard, cursor, last from campaign_lanes
    where organization_id = $1 and campaign_id = $2 and active and cursor < last and (lane = $3 or lane = 0 or open_to_all)
    order by (lane = $3) desc, (lane = 0) desc, lane, shard
    limit 1 for update skip locked`,
};

export async function lockLane(
  db: Database,
  organizationId: string,
  campaignId: string,
  ownLane: number,
): Promise<LockedLane | undefined> {
  const rows = await db.run<LockedLane>(lockLaneStatement, [organizationId, campaignId, ownLane]);
  return rows[0];
}

export interface PlannedRecipient {
  readonly contactId: string;
  readonly address: string;
  readonly suppressed: boolean;
  /** A basis on which this person may be written to on this network, of those the campaign accepts; null without any. */
  readonly consentBasis: string | null;
  /** The address was made up: no basis lets it be written to for real. */
  readonly isGenerated: boolean;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly middleName: string | null;
  readonly displayName: string;
  readonly company: string | null;
  readonly city: string | null;
  readonly attributes: Record<string, unknown>;
  readonly email: string | null;
}

const consentAndSuppression = (bases: string): string => `
    left join lateral (select true as hit from suppressions s where s.organization_id = $1 and s.subject_kind = 'contact'
      and s.subject = c.id::text limit 1) by_contact on true
    left join lateral (select true as hit from suppressions s where s.organization_id = $1 and s.subject_kind = case $2::text when 'telegram' then 'identity' else 'phone' end
      and s.subject = case $2::text when 'telegram' then 'telegram:' else '' end || target.address limit 1) by_address on true
    left join lateral (select max(n.basis) filter (where n.basis = any(${bases}::text[]) and n.withdrawn_at is null) as basis,
      bool_or(n.basis = 'generated') as is_generated from contact_consents n
      where n.organization_id = $1 and n.contact_id = c.id and n.network in ($2, 'any')) consent on true`;

const personColumns = `
    coalesce(by_contact.hit, by_address.hit, false) as suppressed, consent.basis as "consentBasis",
    coalesce(consent.is_generated, false) as "isGenerated",
    c.first_name as "firstName", c.last_name as "lastName", c.middle_name as "middleName", c.display_name as "displayName",
    c.company, c.city, c.attributes`;

const readRangeStatement = {
  name: 'sending_read_range',
  text: `select target.contact_id as "contactId", target.address, ${personColumns}, mail.email
    from (select contact_id, address, position from recipients
      where organization_id = $1 and campaign_id = $3 and lane = $4 and shard = $5 and position > $6 and position <= $7
      order by position limit $7 - $6) target
    cross join lateral (select * from contacts where organization_id = $1 and id = target.contact_id limit 1) c
    ${consentAndSuppression('$9')}
    left join lateral (select e.email from contact_emails e where $8 and e.organization_id = $1 and e.contact_id = c.id
      order by e.is_primary desc limit 1) mail on true
    order by target.position`,
};

/** The people at the positions after the cursor, with what the policy needs to know of each and the template may say. */
export async function readRange(
  db: Database,
  organizationId: string,
  campaign: { id: string; network: string; needsEmail: boolean; bases: readonly string[] },
  range: { lane: number; shard: number; after: number; through: number },
): Promise<PlannedRecipient[]> {
  return db.run<PlannedRecipient>(readRangeStatement, [
    organizationId,
    campaign.network,
    campaign.id,
    range.lane,
    range.shard,
    range.after,
    range.through,
    campaign.needsEmail,
    campaign.bases,
  ]);
}

/** Rows of a claim, column by column as the statement takes them. */
export interface NewDeliveries {
  readonly ids: string[];
  readonly contactIds: string[];
  readonly attempts: number[];
  readonly states: number[];
  readonly addresses: string[];
  readonly texts: string[];
  readonly reasons: (string | null)[];
}

const insertColumns = `insert into deliveries (organization_id, id, channel_id, campaign_id, contact_id, attempt, state, token,
      address, text, reason, claimed_at, submit_deadline, finished_at)
    select $1, d.id, $2, $3, d.contact_id, d.attempt, d.state, $4, d.address, d.text, d.reason,
      clock_timestamp(), clock_timestamp() + make_interval(secs => $5), case when d.state = 8 then clock_timestamp() end
    from unnest($6::uuid[], $7::uuid[], $8::smallint[], $9::smallint[], $10::text[], $11::text[], $12::text[])
      as d(id, contact_id, attempt, state, address, text, reason)`;

const insertClaimStatement = {
  name: 'sending_insert_claim',
  text: `with moved as (
      update campaign_lanes set cursor = $15 where organization_id = $1 and campaign_id = $3 and lane = $13 and shard = $14
    ), counted as (
      update campaign_counters set submitting = submitting + $16, skipped = skipped + $17
      where organization_id = $1 and campaign_id = $3 and channel_id = $2
    )
    ${insertColumns}`,
};

export interface ClaimTarget {
  readonly organizationId: string;
  readonly channelId: string;
  readonly campaignId: string;
  readonly token: number;
  readonly submitSeconds: number;
}

/** Writes the intent: the deliveries, the lane's cursor and the counters in one statement. */
export async function insertClaim(
  db: Database,
  target: ClaimTarget,
  rows: NewDeliveries,
  lane: { lane: number; shard: number; cursor: number },
  counts: { submitting: number; skipped: number },
): Promise<void> {
  await db.run(insertClaimStatement, [
    ...columns(target, rows),
    lane.lane,
    lane.shard,
    lane.cursor,
    counts.submitting,
    counts.skipped,
  ]);
}

function columns(target: ClaimTarget, rows: NewDeliveries): unknown[] {
  return [
    target.organizationId,
    target.channelId,
    target.campaignId,
    target.token,
    target.submitSeconds,
    arrayText(rows.ids),
    arrayText(rows.contactIds),
    arrayText(rows.attempts),
    arrayText(rows.states),
    rows.addresses,
    rows.texts,
    rows.reasons,
  ];
}

export interface DueDelivery extends Omit<PlannedRecipient, 'email'> {
  readonly id: string;
  readonly channelId: string;
  readonly campaignId: string;
  readonly attempt: number;
  readonly text: string;
}

// Pausing a campaign waits for these locks: after it has committed, no claim of the campaign is under way.
const shareLanesStatement = {
  name: 'sending_share_lanes',
  text: `select distinct campaign_id as "campaignId" from (
      select campaign_id from campaign_lanes where organization_id = $1 and campaign_id = any($2::uuid[]) and active
      order by campaign_id, lane, shard for share) held`,
};

export async function shareActiveCampaigns(
  db: Database,
  organizationId: string,
  campaignIds: readonly string[],
): Promise<string[]> {
  const rows = await db.run<{ campaignId: string }>(shareLanesStatement, [organizationId, campaignIds]);
  return rows.map((row) => row.campaignId);
}

// IS NOT DISTINCT FROM and IS NULL keep the planner on the index of what is due; by campaign it would read all of it.
const dueDeliveriesStatement = {
  name: 'sending_due_deliveries',
  text: `select target.id, target.channel_id as "channelId", target.campaign_id as "campaignId", target.contact_id as "contactId",
      target.attempt, target.address, target.text, ${personColumns}
    from (select id, channel_id, campaign_id, contact_id, attempt, address, text from deliveries
      where organization_id = $1 and next_attempt_at <= clock_timestamp() and campaign_id is not distinct from $3
        and ($6::uuid is null or channel_id = $6 or channel_id in (select id from channels where organization_id = $1 and removed_at is not null))
      order by next_attempt_at limit $4 for update skip locked) target
    cross join lateral (select * from contacts where organization_id = $1 and id = target.contact_id limit 1) c
    ${consentAndSuppression('$5')}`,
};

/** Attempts that are due again, of campaigns that are active; where others do not reach the person, those of one channel and of removed ones. */
export async function lockDueDeliveries(
  db: Database,
  organizationId: string,
  campaign: { id: string; network: string; bases: readonly string[] },
  limit: number,
  onlyChannelId: string | null,
): Promise<DueDelivery[]> {
  return db.run<DueDelivery>(dueDeliveriesStatement, [
    organizationId,
    campaign.network,
    campaign.id,
    limit,
    campaign.bases,
    onlyChannelId,
  ]);
}

const insertRetriesStatement = {
  name: 'sending_insert_retries',
  text: `with superseded as (
      update deliveries set next_attempt_at = null where organization_id = $1 and id = any($13::uuid[])
    ), counted as (
      update campaign_counters set submitting = submitting + $14, skipped = skipped + $15
      where organization_id = $1 and campaign_id = $3 and channel_id = $2
    )
    ${insertColumns}`,
};

export async function insertRetries(
  db: Database,
  target: ClaimTarget,
  rows: NewDeliveries,
  supersededIds: readonly string[],
  counts: { submitting: number; skipped: number },
): Promise<void> {
  await db.run(insertRetriesStatement, [...columns(target, rows), supersededIds, counts.submitting, counts.skipped]);
}

const noLongerWaitingStatement = {
  name: 'sending_no_longer_waiting',
  text: `update campaign_counters c set waiting = c.waiting - n.count
    from unnest($2::uuid[], $3::uuid[], $4::int[]) as n(campaign_id, channel_id, count)
    where c.organization_id = $1 and c.campaign_id = n.campaign_id and c.channel_id = n.channel_id`,
};

/** The attempts that were waiting are counted where they had failed, perhaps on another channel. */
export async function countNoLongerWaiting(
  db: Database,
  organizationId: string,
  counts: { campaignIds: string[]; channelIds: string[]; counts: number[] },
): Promise<void> {
  await db.run(noLongerWaitingStatement, [organizationId, counts.campaignIds, counts.channelIds, counts.counts]);
}

export interface QueuedMessage {
  readonly messageId: string;
  readonly contactId: string;
  readonly item: number;
  readonly address: string;
  readonly text: string;
  readonly fileId: string | null;
  readonly attempt: number;
}

const queuedColumns = `message_id as "messageId", contact_id as "contactId", item, address, text, file_id as "fileId", attempt`;

// An item waits until the one before it is with the network, or never will be: they arrive in their order.
const takeMessagesStatement = {
  name: 'sending_take_messages',
  text: `delete from message_queue where organization_id = $1 and channel_id = $2 and id in (
      select q.id from message_queue q
      where q.organization_id = $1 and q.channel_id = $2 and q.not_before <= clock_timestamp()
        and (q.item = 0 or (
          not exists (select from message_queue b where b.organization_id = $1 and b.message_id = q.message_id and b.item < q.item)
          and not exists (select from deliveries d where d.organization_id = $1 and d.message_id = q.message_id
            and (d.state = 1 or d.next_attempt_at is not null))))
      order by q.id limit $3 for update skip locked)
    returning id, ${queuedColumns}`,
};

export async function takeQueuedMessages(
  db: Database,
  organizationId: string,
  channelId: string,
  limit: number,
): Promise<QueuedMessage[]> {
  const rows = await db.run<QueuedMessage & { id: string }>(takeMessagesStatement, [organizationId, channelId, limit]);
  return rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

const dueMessagesStatement = {
  name: 'sending_due_messages',
  text: `update deliveries set next_attempt_at = null where organization_id = $1 and id in (
      select id from deliveries where organization_id = $1 and next_attempt_at <= clock_timestamp()
        and campaign_id is null and channel_id = $2
      order by next_attempt_at limit $3 for update skip locked)
    returning ${queuedColumns}`,
};

export async function takeDueMessages(
  db: Database,
  organizationId: string,
  channelId: string,
  limit: number,
): Promise<QueuedMessage[]> {
  return db.run(dueMessagesStatement, [organizationId, channelId, limit]);
}

const generatedContactsStatement = {
  name: 'sending_generated_contacts',
  text: `select distinct contact_id as "contactId" from contact_consents
    where organization_id = $1 and contact_id = any($2::uuid[]) and basis = 'generated'`,
};

/** Those of these people whom somebody made up. */
export async function listGeneratedContacts(
  db: Database,
  organizationId: string,
  contactIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await db.run<{ contactId: string }>(generatedContactsStatement, [organizationId, contactIds]);
  return new Set(rows.map(({ contactId }) => contactId));
}

const insertMessagesStatement = {
  name: 'sending_insert_messages',
  text: `insert into deliveries (organization_id, id, channel_id, message_id, contact_id, attempt, state, token, address, text,
      item, file_id, claimed_at, submit_deadline)
    select $1, d.id, $2, d.message_id, d.contact_id, d.attempt, 1, $3, d.address, d.text, d.item, d.file_id,
      clock_timestamp(), clock_timestamp() + make_interval(secs => $4)
    from unnest($5::uuid[], $6::uuid[], $7::uuid[], $8::smallint[], $9::text[], $10::text[], $11::smallint[], $12::uuid[])
      as d(id, message_id, contact_id, attempt, address, text, item, file_id)`,
};

export async function insertMessageDeliveries(
  db: Database,
  target: Omit<ClaimTarget, 'campaignId'>,
  rows: readonly (QueuedMessage & { id: string })[],
): Promise<void> {
  await db.run(insertMessagesStatement, [
    target.organizationId,
    target.channelId,
    target.token,
    target.submitSeconds,
    rows.map((row) => row.id),
    rows.map((row) => row.messageId),
    rows.map((row) => row.contactId),
    rows.map((row) => row.attempt),
    rows.map((row) => row.address),
    rows.map((row) => row.text),
    rows.map((row) => row.item),
    rows.map((row) => row.fileId),
  ]);
}

const countUsageStatement = {
  name: 'sending_count_usage',
  text: `insert into channel_usage as u (organization_id, channel_id, hour, claimed)
    values ($1, $2, date_trunc('hour', clock_timestamp()), $3)
    on conflict (organization_id, channel_id, hour) do update set claimed = u.claimed + excluded.claimed`,
};

export async function countUsage(
  db: Database,
  organizationId: string,
  channelId: string,
  claimed: number,
): Promise<void> {
  await db.run(countUsageStatement, [organizationId, channelId, claimed]);
}

const readUsageStatement = {
  name: 'sending_read_usage',
  text: `select coalesce(sum(claimed) filter (where hour = date_trunc('hour', clock_timestamp())), 0)::int as hour,
      coalesce(sum(claimed), 0)::int as day
    from channel_usage where organization_id = $1 and channel_id = $2
      and hour > date_trunc('hour', clock_timestamp()) - interval '24 hours'`,
};

/** Claims of the running hour and of the last 24 hours. */
export async function readUsage(
  db: Database,
  organizationId: string,
  channelId: string,
): Promise<{ hour: number; day: number }> {
  const rows = await db.run<{ hour: number; day: number }>(readUsageStatement, [organizationId, channelId]);
  return rows[0]!;
}
