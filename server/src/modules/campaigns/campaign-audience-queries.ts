import { sql, type RawBuilder } from 'kysely';
import type { CampaignNetwork } from '@parley/contract/campaigns';
import type { ExclusionReason } from '@parley/contract/exclusion-reasons';
import { deliveryState } from '#sending';
import type { Database } from '#platform/database/database';

/** Whom a campaign is for, and what leaves somebody out. */
export interface Audience {
  readonly organizationId: string;
  readonly network: CampaignNetwork;
  readonly groupIds: readonly string[];
  readonly excludedGroupIds: readonly string[];
  readonly follows: { readonly campaignId: string; readonly state: number; readonly reason: string | null } | null;
  /** For people who are reached only through the account that they wrote to, those that count. */
  readonly channelIds: readonly string[];
  readonly consentBases: readonly string[];
  /** Campaigns whose recipients may still be cooling down, and since when. Empty: nobody is. */
  readonly recentCampaignIds: readonly string[];
  readonly cooldownSince: Date;
}

// `other` is a number whose plan does not tell what it is: the network will.
const smsTypes = ['mobile', 'fixed_or_mobile', 'other'];

/** The people to be judged: `rows` has their `contact_id`s, and `within` says of a column of contacts that it is near them. */
export interface People {
  readonly rows: RawBuilder<unknown>;
  readonly within: (column: RawBuilder<unknown>) => RawBuilder<unknown>;
  /** Joins `taken.hit` to `screened` where somebody judged before has the address; null: nobody was. */
  readonly taken: RawBuilder<unknown> | null;
}

/** Everybody of the audience, at once. */
function wholeAudience(audience: Audience): People {
  return { rows: everybody(audience), within: () => sql``, taken: null };
}

/*
 * The people once each, as `judged`: the address, the channel of the latest conversation, and why the person is
 * left out, if so. One row for each person comes from joins and DISTINCT ON, not from look-ups, so that the planner may
 * take an index for a thousand people and merge or hash whole tables for a million.
 *
 * Addresses are compared after the other reasons: who is left out does not take the address from somebody who is not.
 */
export function judged(audience: Audience, people: People): RawBuilder<unknown> {
  const { organizationId, network } = audience;
  const organization = sql`${organizationId}::uuid`;
  const { within } = people;
  const reach = reachOf(audience, people);
  return sql`
    reached as (
      select distinct on (member.contact_id) member.contact_id, ${reach.columns},
        consent.contact_id is not null as has_consent, recent.contact_id is not null as is_cooling
      from ${people.rows} member
      ${reach.join}
      left join conversations thread on thread.organization_id = ${organization} and thread.contact_id = member.contact_id
        and ${reach.ownThread} ${within(sql`thread.contact_id`)}
      left join contact_consents consent on consent.organization_id = ${organization} and consent.contact_id = member.contact_id
        and consent.network in (${network}, 'any') and consent.withdrawn_at is null
        and consent.basis = any(${audience.consentBases}::text[]) ${within(sql`consent.contact_id`)}
      left join recipients recent on recent.organization_id = ${organization} and recent.contact_id = member.contact_id
        and recent.campaign_id = any(${audience.recentCampaignIds}::uuid[])
        and recent.state between 1 and 5 and recent.settled_at > ${audience.cooldownSince}
        ${within(sql`recent.contact_id`)}
      order by member.contact_id, ${reach.best}, thread.last_message_at desc nulls last,
        consent.contact_id, recent.contact_id
    ), screened as (
      select reached.*,
        case
          when address is null then case when has_phone then 'invalid_number' when is_blocked then 'blocked' else 'no_address' end
          when person.subject is not null or place.subject is not null then 'suppressed'
          when not has_consent then 'no_consent'
        end as reason
      from reached
      left join suppressions person on person.organization_id = ${organization} and person.subject_kind = 'contact'
        and person.subject = reached.contact_id::text
      left join suppressions place on place.organization_id = ${organization} and place.subject_kind = ${reach.subjectKind}
        and place.subject = ${reach.subject}
    ), judged as (
      select contact_id, address, known_to,
        case
          when reason is not null then reason
          when row_number() over (partition by address, reason order by contact_id) > 1 ${people.taken === null ? sql`` : sql`or taken.hit`}
            then 'duplicate_address'
          when is_cooling then 'cooldown'
        end as exclusion
      from screened ${people.taken ?? sql``}
    )`;
}

/** How a person is reached on a network: which of their addresses, and what stands for it on the suppression list. */
interface Reach {
  readonly columns: RawBuilder<unknown>;
  readonly join: RawBuilder<unknown>;
  readonly ownThread: RawBuilder<unknown>;
  readonly best: RawBuilder<unknown>;
  readonly subjectKind: string;
  readonly subject: RawBuilder<unknown>;
}

function reachOf({ organizationId, network, channelIds }: Audience, { within }: People): Reach {
  const organization = sql`${organizationId}::uuid`;
  const isSms = sql`phone.type = any(${smsTypes}::text[])`;
  switch (network) {
    case 'sms':
      return {
        columns: sql`case when ${isSms} then phone.phone end as address, phone.phone is not null as has_phone,
          false as is_blocked, thread.channel_id as known_to`,
        join: sql`left join contact_phones phone on phone.organization_id = ${organization}
          and phone.contact_id = member.contact_id ${within(sql`phone.contact_id`)}`,
        ownThread: sql`thread.channel_id = any(${channelIds}::uuid[])`,
        best: sql`${isSms} desc, phone.is_primary desc, phone.position, phone.phone`,
        subjectKind: 'phone',
        subject: sql`reached.address`,
      };
    // Only whom one of the bots knows, by that bot: its lane is theirs. Of several, the one they talked with last.
    case 'telegram':
      return {
        columns: sql`case when reach.state = 'reachable' then reach.address end as address, false as has_phone,
          reach.state = 'blocked' as is_blocked, reach.channel_id as known_to`,
        join: sql`left join contact_reach reach on reach.organization_id = ${organization}
          and reach.contact_id = member.contact_id and reach.channel_id = any(${channelIds}::uuid[])
          ${within(sql`reach.contact_id`)}`,
        ownThread: sql`thread.channel_id = reach.channel_id`,
        best: sql`reach.state = 'reachable' desc nulls last`,
        subjectKind: 'identity',
        subject: sql`${`${network}:`}::text || reached.address`,
      };
  }
}

/** The audience without those of the excluded groups; somebody may be in it twice. */
export function everybody(audience: Audience): RawBuilder<unknown> {
  if (audience.excludedGroupIds.length === 0) return included(audience);
  return sql`(select contact_id from ${included(audience)} included
    where not exists (select from group_members excluded where excluded.organization_id = ${audience.organizationId}::uuid
      and excluded.group_id = any(${audience.excludedGroupIds}::uuid[]) and excluded.contact_id = included.contact_id))`;
}

/** Those of the groups, and those whom the followed campaign left so. Without the latter nothing is merged. */
function included({ organizationId, groupIds, follows }: Audience): RawBuilder<unknown> {
  const ofGroups = sql`select contact_id from group_members
    where organization_id = ${organizationId}::uuid and group_id = any(${groupIds}::uuid[])`;
  if (follows === null) return sql`(${ofGroups})`;
  const reason = follows.reason === null ? sql`` : sql`and reason = ${follows.reason}`;
  // Whom a cancellation left without a delivery is no exception: it changed no rows.
  const untouched = sql`union select contact_id from recipients where organization_id = ${organizationId}::uuid
    and campaign_id = ${follows.campaignId} and exclusion is null and state = ${deliveryState.queued}`;
  return sql`(${ofGroups} union select contact_id from recipient_exceptions where organization_id = ${organizationId}::uuid
    and campaign_id = ${follows.campaignId} and state = ${follows.state} ${reason}
    ${follows.state === deliveryState.cancelled && follows.reason === null ? untouched : sql``})`;
}

/** Compiling the plan takes longer than running it for a small audience, and saves nothing on a large one. */
export async function withoutCompiling(db: Database): Promise<void> {
  await sql`set local jit = off`.execute(db);
}

export interface AudienceCounts {
  /** By exclusion; null: planned. */
  readonly people: { readonly exclusion: ExclusionReason | null; readonly people: number }[];
  readonly empty: Readonly<Record<string, number>>;
  readonly sample: { readonly contactId: string; readonly displayName: string; readonly address: string }[];
  /** Of those planned, spread evenly over all of them: for what has to be rendered to be counted. */
  readonly spread: readonly string[];
}

/** What a launch would write, counted: by exclusion, and for each variable how many of those planned have nothing for it. */
export async function countAudience(
  db: Database,
  audience: Audience,
  variables: readonly string[],
  sizes: { readonly sample: number; readonly spread: number },
): Promise<AudienceCounts> {
  await withoutCompiling(db);
  const { rows } = await sql<AudienceCounts>`
    with ${judged(audience, wholeAudience(audience))}, everybody as materialized (select contact_id, address, exclusion from judged)
    select
      (select coalesce(jsonb_agg(counted), '[]') from (
        select exclusion, count(*)::int as people from everybody group by exclusion) counted) as people,
      (${emptyVariables(audience.organizationId, variables)}) as empty,
      (select coalesce(jsonb_agg(shown), '[]') from (
        select contact.id as "contactId", contact.display_name as "displayName", planned.address
        from (select contact_id, address from everybody where exclusion is null order by contact_id limit ${sizes.sample}) planned
        join contacts contact on contact.organization_id = ${audience.organizationId} and contact.id = planned.contact_id) shown) as sample,
      (select coalesce(array_agg(contact_id), '{}') from (
        select contact_id, row_number() over (order by contact_id) - 1 as place, count(*) over () as planned
        from everybody where exclusion is null) placed
        where place % greatest(1, planned / ${sizes.spread}) = 0 and place / greatest(1, planned / ${sizes.spread}) < ${sizes.spread}
      ) as spread`.execute(db);
  return rows[0]!;
}

/** One object `{ variable: people }`. Without a variable that can be empty nobody is looked at. */
function emptyVariables(organizationId: string, variables: readonly string[]): RawBuilder<unknown> {
  const counts = variables.map(
    (name) => sql`${name}::text, count(*) filter (where nullif(btrim(${valueOf(name)}), '') is null)`,
  );
  if (counts.length === 0) return sql`select '{}'::jsonb`;
  const mail = variables.includes('email')
    ? sql`left join contact_emails mail on mail.organization_id = ${organizationId} and mail.contact_id = contact.id and mail.is_primary`
    : sql``;
  return sql`
    select jsonb_build_object(${sql.join(counts)})
    from everybody
    join contacts contact on contact.organization_id = ${organizationId} and contact.id = everybody.contact_id
    ${mail}
    where everybody.exclusion is null`;
}

const columns: Readonly<Record<string, RawBuilder<unknown>>> = {
  firstName: sql`contact.first_name`,
  lastName: sql`contact.last_name`,
  middleName: sql`contact.middle_name`,
  company: sql`contact.company`,
  city: sql`contact.city`,
  email: sql`mail.email`,
};

/** The variables that can be empty; the others always have a value. */
export function mayBeEmpty(variable: string): boolean {
  return Object.hasOwn(columns, variable) || variable.startsWith('custom.');
}

function valueOf(variable: string): RawBuilder<unknown> {
  return columns[variable] ?? sql`contact.attributes ->> ${variable.slice('custom.'.length)}`;
}

/** Campaigns that were sending at some time since the moment given. */
export async function listCampaignsSince(db: Database, organizationId: string, since: Date): Promise<string[]> {
  const rows = await db
    .selectFrom('campaigns')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('started_at', 'is not', null)
    .where((eb) => eb.or([eb('finished_at', 'is', null), eb('finished_at', '>', since)]))
    .execute();
  return rows.map((row) => row.id);
}
