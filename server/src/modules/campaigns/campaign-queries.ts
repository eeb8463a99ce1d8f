import type { CampaignNetwork } from '@parley/contract/campaigns';
import { sql, type Insertable, type RawBuilder, type Updateable } from 'kysely';
import type { CampaignOptions, CampaignStatus, StateCounts } from '@parley/contract/campaigns';
import { countedStates } from '@parley/contract/delivery-states';
import type { ExclusionReason } from '@parley/contract/exclusion-reasons';
import type { Database, Tables } from '#platform/database/database';

export interface CampaignRow {
  readonly id: string;
  readonly name: string;
  readonly status: CampaignStatus;
  readonly status_reason: string | null;
  readonly network: CampaignNetwork;
  readonly template_id: string | null;
  readonly template_version: number | null;
  readonly options: CampaignOptions;
  readonly planned: number | null;
  readonly estimated_parts: number | null;
  readonly exclusions: Partial<Record<ExclusionReason, number>>;
  /** In the order of their lanes. */
  readonly channels: { id: string; name: string; network: string }[];
  readonly groups: { id: string; name: string }[];
  readonly excluded_groups: { id: string; name: string }[];
  readonly template_name: string | null;
  readonly follows: { campaignId: string; name: string; state: number; reason: string | null } | null;
  readonly counted: CountedStates;
  readonly created_by: string | null;
  readonly created_by_name: string | null;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  readonly archived_at: Date | null;
}

type CountedStates = Omit<StateCounts, 'queued'>;

const columns = [
  'campaign.id',
  'campaign.name',
  'campaign.status',
  'campaign.status_reason',
  'campaign.network',
  'campaign.template_id',
  'campaign.template_version',
  'campaign.options',
  'campaign.planned',
  'campaign.estimated_parts',
  'campaign.exclusions',
  'campaign.created_by',
  'campaign.created_at',
  'campaign.started_at',
  'campaign.finished_at',
  'campaign.archived_at',
] as const;

/** With all that a list shows of each, so that nothing is asked campaign by campaign. */
function campaigns(db: Database, organizationId: string) {
  const groups = (excluded: boolean) => sql`(
    select coalesce(jsonb_agg(jsonb_build_object('id', g.group_id, 'name', named.name) order by g.group_id), '[]')
    from campaign_groups g join groups named on named.organization_id = ${organizationId} and named.id = g.group_id
    where g.organization_id = ${organizationId} and g.campaign_id = campaign.id and g.excluded = ${excluded})`;
  const sum = (name: keyof CountedStates) => sql`${sql.lit(name)}, coalesce(sum(${sql.ref(name)}), 0)::int`;
  return db
    .selectFrom('campaigns as campaign')
    .innerJoinLateral(
      (eb) =>
        eb
          .selectFrom('campaign_counters as counters')
          .select(sql`jsonb_build_object(${sql.join(countedStates.map(sum))})`.as('states'))
          .where('counters.organization_id', '=', organizationId)
          .whereRef('counters.campaign_id', '=', 'campaign.id')
          .as('counted'),
      (join) => join.onTrue(),
    )
    .select(columns)
    .leftJoin('templates as template', (join) =>
      join.on('template.organization_id', '=', organizationId).onRef('template.id', '=', 'campaign.template_id'),
    )
    .leftJoin('campaigns as followed', (join) =>
      join
        .on('followed.organization_id', '=', organizationId)
        .onRef('followed.id', '=', 'campaign.follows_campaign_id'),
    )
    .leftJoin('users as author', 'author.id', 'campaign.created_by')
    .select(['counted.states as counted', 'template.name as template_name', 'author.name as created_by_name'])
    .select([
      sql`(
        select coalesce(jsonb_agg(jsonb_build_object('id', c.channel_id, 'name', named.name, 'network', named.network) order by c.lane), '[]')
        from campaign_channels c join channels named on named.organization_id = ${organizationId} and named.id = c.channel_id
        where c.organization_id = ${organizationId} and c.campaign_id = campaign.id)`.as('channels'),
      groups(false).as('groups'),
      groups(true).as('excluded_groups'),
      sql`case when followed.id is not null then jsonb_build_object('campaignId', followed.id, 'name', followed.name,
        'state', campaign.follows_state, 'reason', campaign.follows_reason) end`.as('follows'),
    ])
    .where('campaign.organization_id', '=', organizationId);
}

export async function findCampaign(db: Database, organizationId: string, id: string): Promise<CampaignRow | undefined> {
  const row = await campaigns(db, organizationId).where('campaign.id', '=', id).executeTakeFirst();
  return row as unknown as CampaignRow | undefined;
}

export interface CampaignFilter {
  readonly status?: string | undefined;
  readonly network?: string | undefined;
  /** Days of the organization, both included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly search?: string | undefined;
  readonly templateId?: string | undefined;
  readonly channelId?: string | undefined;
  readonly createdBy?: string | undefined;
  readonly archived: boolean;
}

/** Newest first, before `beforeId`. An organization has thousands of campaigns, not millions: `search` looks through them. */
export async function listCampaigns(
  db: Database,
  organizationId: string,
  filter: CampaignFilter,
  page: { limit: number; beforeId: string | null },
): Promise<CampaignRow[]> {
  let query = campaigns(db, organizationId)
    .where('campaign.archived_at', filter.archived ? 'is not' : 'is', null)
    .orderBy('campaign.id', 'desc')
    .limit(page.limit + 1);
  if (filter.status) query = query.where('campaign.status', '=', filter.status);
  if (filter.network) query = query.where('campaign.network', '=', filter.network as CampaignNetwork);
  if (filter.from) query = query.where('campaign.created_at', '>=', startOfDay(organizationId, filter.from, 0));
  if (filter.to) query = query.where('campaign.created_at', '<', startOfDay(organizationId, filter.to, 1));
  if (filter.search) query = query.where(sql<boolean>`strpos(lower(campaign.name), lower(${filter.search})) > 0`);
  if (filter.templateId) query = query.where('campaign.template_id', '=', filter.templateId);
  if (filter.createdBy) query = query.where('campaign.created_by', '=', filter.createdBy);
  if (filter.channelId) {
    query = query.where(sql<boolean>`exists (select from campaign_channels c where c.organization_id = ${organizationId}
      and c.campaign_id = campaign.id and c.channel_id = ${filter.channelId})`);
  }
  if (page.beforeId) query = query.where('campaign.id', '<', page.beforeId);
  return (await query.execute()) as unknown as CampaignRow[];
}

/** When a day begins where the organization is. */
function startOfDay(organizationId: string, day: string, daysLater: number): RawBuilder<Date> {
  return sql<Date>`((${day}::date + ${daysLater}::int)::timestamp at time zone
    (select time_zone from organizations where organization_id = ${organizationId}))`;
}

/** Moves of one campaign come one after the other. Leaves alone who only refers to it: claims and launches go on. */
export async function lockCampaign(
  db: Database,
  organizationId: string,
  id: string,
): Promise<{ status: CampaignStatus } | undefined> {
  const row = await db
    .selectFrom('campaigns')
    .select('status')
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
  return row as { status: CampaignStatus } | undefined;
}

export async function insertCampaign(db: Database, row: Insertable<Tables['campaigns']>): Promise<void> {
  await db.insertInto('campaigns').values(row).execute();
}

export async function updateCampaign(
  db: Database,
  organizationId: string,
  id: string,
  change: Updateable<Tables['campaigns']>,
): Promise<void> {
  await db
    .updateTable('campaigns')
    .set(change)
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .execute();
}

export async function deleteCampaign(db: Database, organizationId: string, id: string): Promise<void> {
  await db.deleteFrom('campaigns').where('organization_id', '=', organizationId).where('id', '=', id).execute();
}

/** The accounts in the order of their lanes, which begin with 1: lane 0 is everybody's. */
export async function replaceChannels(
  db: Database,
  organizationId: string,
  campaignId: string,
  channelIds: readonly string[],
): Promise<void> {
  await db
    .deleteFrom('campaign_channels')
    .where('organization_id', '=', organizationId)
    .where('campaign_id', '=', campaignId)
    .execute();
  if (channelIds.length === 0) return;
  const rows = channelIds.map((id, index) => ({
    organization_id: organizationId,
    campaign_id: campaignId,
    channel_id: id,
    lane: index + 1,
  }));
  await db.insertInto('campaign_channels').values(rows).execute();
}

export async function replaceGroups(
  db: Database,
  organizationId: string,
  campaignId: string,
  groups: readonly { id: string; excluded: boolean }[],
): Promise<void> {
  await db
    .deleteFrom('campaign_groups')
    .where('organization_id', '=', organizationId)
    .where('campaign_id', '=', campaignId)
    .execute();
  if (groups.length === 0) return;
  const rows = groups.map(({ id, excluded }) => ({
    organization_id: organizationId,
    campaign_id: campaignId,
    group_id: id,
    excluded,
  }));
  await db.insertInto('campaign_groups').values(rows).execute();
}

export interface CampaignChannel {
  readonly id: string;
  readonly name: string;
  readonly network: string;
  readonly kind: string;
  readonly state: string;
  readonly is_sandbox: boolean;
  readonly per_second: number | null;
  readonly per_hour: number | null;
  readonly per_day: number | null;
  readonly price_per_thousand: number | null;
  readonly price_currency: string | null;
  readonly paused_at: Date | null;
  readonly removed_at: Date | null;
}

/** Also those that were removed. */
export async function listChannels(
  db: Database,
  organizationId: string,
  ids: readonly string[],
): Promise<CampaignChannel[]> {
  if (ids.length === 0) return [];
  return db
    .selectFrom('channels')
    .select(['id', 'name', 'network', 'kind', 'state', 'is_sandbox', 'per_second', 'per_hour', 'per_day'])
    .select(['price_per_thousand', 'price_currency', 'paused_at', 'removed_at'])
    .where('organization_id', '=', organizationId)
    .where('id', 'in', ids)
    .execute();
}

/** What the accounts ask now is what they ask of this campaign. */
export async function freezePrices(db: Database, organizationId: string, campaignId: string): Promise<void> {
  await sql`update campaign_channels use
    set price_per_thousand = channel.price_per_thousand, price_currency = channel.price_currency
    from channels channel where channel.organization_id = ${organizationId} and channel.id = use.channel_id
      and use.organization_id = ${organizationId} and use.campaign_id = ${campaignId}`.execute(db);
}

export interface FrozenPrice {
  readonly channel_id: string;
  readonly price_per_thousand: number | null;
  readonly price_currency: string | null;
}

/** What the accounts asked when the campaign was started. */
export async function listFrozenPrices(
  db: Database,
  organizationId: string,
  campaignId: string,
): Promise<FrozenPrice[]> {
  return db
    .selectFrom('campaign_channels')
    .select(['channel_id', 'price_per_thousand', 'price_currency'])
    .where('organization_id', '=', organizationId)
    .where('campaign_id', '=', campaignId)
    .execute();
}

/** All accounts of a network. */
export async function listAccounts(db: Database, organizationId: string, network: CampaignNetwork): Promise<string[]> {
  const rows = await db
    .selectFrom('channels')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('network', '=', network)
    .where('removed_at', 'is', null)
    .execute();
  return rows.map((row) => row.id);
}

export interface CampaignGroup {
  readonly id: string;
  readonly name: string;
  readonly member_count: number;
  readonly archived_at: Date | null;
}

export async function listGroups(
  db: Database,
  organizationId: string,
  ids: readonly string[],
): Promise<CampaignGroup[]> {
  if (ids.length === 0) return [];
  return db
    .selectFrom('groups')
    .select(['id', 'name', 'member_count', 'archived_at'])
    .where('organization_id', '=', organizationId)
    .where('id', 'in', ids)
    .execute();
}

/** Accounts of a running campaign that may send only so much an hour or a day. */
export async function listLimitedChannels(
  db: Database,
  organizationId: string,
  campaignId: string,
): Promise<CampaignChannel[]> {
  const rows = await db
    .selectFrom('campaigns as campaign')
    .innerJoin('campaign_channels as use', (join) =>
      join.on('use.organization_id', '=', organizationId).onRef('use.campaign_id', '=', 'campaign.id'),
    )
    .innerJoin('channels as channel', (join) =>
      join.on('channel.organization_id', '=', organizationId).onRef('channel.id', '=', 'use.channel_id'),
    )
    .select('channel.id')
    .where('campaign.organization_id', '=', organizationId)
    .where('campaign.id', '=', campaignId)
    .where('campaign.status', '=', 'RUNNING')
    .where((eb) => eb.or([eb('channel.per_hour', 'is not', null), eb('channel.per_day', 'is not', null)]))
    .execute();
  return listChannels(
    db,
    organizationId,
    rows.map((row) => row.id),
  );
}

/** Running campaigns that send through a channel. */
export async function listRunningOn(db: Database, organizationId: string, channelId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('campaign_channels as use')
    .innerJoin('campaigns as campaign', (join) =>
      join.on('campaign.organization_id', '=', organizationId).onRef('campaign.id', '=', 'use.campaign_id'),
    )
    .select('campaign.id')
    .where('use.organization_id', '=', organizationId)
    .where('use.channel_id', '=', channelId)
    .where('campaign.status', '=', 'RUNNING')
    .execute();
  return rows.map((row) => row.id);
}
