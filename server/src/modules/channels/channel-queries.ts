import { sql, type Insertable, type Updateable } from 'kysely';
import type { ChannelHealthNote, ChannelStateName } from '@parley/contract/channels';
import type { Database, Tables } from '#platform/database/database';

export interface ChannelRow {
  readonly id: string;
  readonly kind: string;
  readonly network: 'sms' | 'telegram' | 'whatsapp' | 'email';
  readonly name: string;
  readonly is_sandbox: boolean;
  readonly settings: Record<string, unknown>;
  readonly state: ChannelStateName;
  readonly state_reason: string | null;
  readonly state_changed_at: Date;
  readonly paused_at: Date | null;
  readonly per_second: number | null;
  readonly per_hour: number | null;
  readonly per_day: number | null;
  readonly price_per_thousand: number | null;
  readonly price_currency: string | null;
  readonly used_hour: number;
  readonly used_day: number;
  readonly campaigns: { id: string; name: string; status: string }[];
  readonly health: (ChannelHealthNote & { readonly notedAt: Date }) | null;
  readonly queued: number;
  readonly created_by: string | null;
  readonly created_at: Date;
}

const columns = [
  'channel.id',
  'channel.kind',
  'channel.network',
  'channel.name',
  'channel.is_sandbox',
  'channel.settings',
  'channel.state',
  'channel.state_reason',
  'channel.state_changed_at',
  'channel.paused_at',
  'channel.per_second',
  'channel.per_hour',
  'channel.per_day',
  'channel.price_per_thousand',
  'channel.price_currency',
  'channel.created_by',
  'channel.created_at',
] as const;

const unfinished = sql`('SCHEDULED', 'QUEUED', 'RUNNING', 'PAUSED')`;

/** With what was claimed in the running hour and the last 24, and the unfinished campaigns that use each. Without those removed. */
function channels(db: Database, organizationId: string) {
  return db
    .selectFrom('channels as channel')
    .innerJoinLateral(
      (eb) =>
        eb
          .selectFrom('channel_usage as usage')
          .select(
            sql<number>`coalesce(sum(claimed) filter (where hour = date_trunc('hour', clock_timestamp())), 0)::int`.as(
              'used_hour',
            ),
          )
          .select(sql<number>`coalesce(sum(claimed), 0)::int`.as('used_day'))
          .where('usage.organization_id', '=', organizationId)
          .whereRef('usage.channel_id', '=', 'channel.id')
          .where('usage.hour', '>', sql<Date>`date_trunc('hour', clock_timestamp()) - interval '24 hours'`)
          .as('used'),
      (join) => join.onTrue(),
    )
    .innerJoinLateral(
      (eb) =>
        eb
          .selectFrom('campaign_channels as use')
          .innerJoin('campaigns as campaign', (join) =>
            join.on('campaign.organization_id', '=', organizationId).onRef('campaign.id', '=', 'use.campaign_id'),
          )
          .select(
            sql`coalesce(jsonb_agg(jsonb_build_object('id', campaign.id, 'name', campaign.name, 'status', campaign.status)
              order by campaign.id desc), '[]')`.as('campaigns'),
          )
          .where('use.organization_id', '=', organizationId)
          .whereRef('use.channel_id', '=', 'channel.id')
          .where(sql<boolean>`campaign.status in ${unfinished}`)
          .as('serving'),
      (join) => join.onTrue(),
    )
    .select(columns)
    .leftJoin('channel_health as health', (join) =>
      join.on('health.organization_id', '=', organizationId).onRef('health.channel_id', '=', 'channel.id'),
    )
    .select([
      'used.used_hour',
      'used.used_day',
      'serving.campaigns',
      'health.figures',
      'health.alerts',
      'health.noted_at',
    ])
    .select(
      sql<number>`(select count(*) from (select from message_queue waiting where waiting.organization_id = ${organizationId}
        and waiting.channel_id = channel.id limit 10000) counted)::int`.as('queued'),
    )
    .where('channel.organization_id', '=', organizationId)
    .where('channel.removed_at', 'is', null);
}

export async function findChannel(db: Database, organizationId: string, id: string): Promise<ChannelRow | undefined> {
  const row = await channels(db, organizationId).where('channel.id', '=', id).executeTakeFirst();
  return row && rowOf(row as unknown as RawRow);
}

interface RawRow extends Omit<ChannelRow, 'health'> {
  readonly figures: ChannelHealthNote['figures'] | null;
  readonly alerts: ChannelHealthNote['alerts'] | null;
  readonly noted_at: Date | null;
}

function rowOf({ figures, alerts, noted_at: notedAt, ...row }: RawRow): ChannelRow {
  return { ...row, health: figures && alerts && notedAt ? { figures, alerts, notedAt } : null };
}

/** By name, after the given place. */
export async function listChannels(
  db: Database,
  organizationId: string,
  page: {
    network?: string | undefined;
    kind?: string | undefined;
    state?: string | undefined;
    limit: number;
    after: readonly [name: string, id: string] | null;
  },
): Promise<ChannelRow[]> {
  let query = channels(db, organizationId)
    .orderBy('channel.name')
    .orderBy('channel.id')
    .limit(page.limit + 1);
  if (page.network) query = query.where('channel.network', '=', page.network);
  if (page.kind) query = query.where('channel.kind', '=', page.kind);
  if (page.state) query = query.where('channel.state', '=', page.state);
  if (page.after)
    query = query.where(sql<boolean>`(channel.name, channel.id) > (${page.after[0]}, ${page.after[1]}::uuid)`);
  return ((await query.execute()) as unknown as RawRow[]).map(rowOf);
}

/** Undefined when a channel that was not removed has this name. */
export async function insertChannel(
  db: Database,
  row: Insertable<Tables['channels']>,
): Promise<{ id: string } | undefined> {
  return db
    .insertInto('channels')
    .values(row)
    .onConflict((conflict) => conflict.columns(['organization_id', 'name']).where('removed_at', 'is', null).doNothing())
    .returning('id')
    .executeTakeFirst();
}

export interface LockedChannel {
  readonly id: string;
  readonly kind: string;
  readonly settings: Record<string, unknown>;
  readonly secrets: Buffer;
}

/** Two changes of one channel come one after the other. */
export async function lockChannel(
  db: Database,
  organizationId: string,
  id: string,
): Promise<LockedChannel | undefined> {
  const row = await db
    .selectFrom('channels')
    .select(['id', 'kind', 'settings', 'secrets'])
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .forNoKeyUpdate()
    .executeTakeFirst();
  return row as LockedChannel | undefined;
}

export async function updateChannel(
  db: Database,
  organizationId: string,
  id: string,
  change: Updateable<Tables['channels']>,
): Promise<void> {
  await db
    .updateTable('channels')
    .set(change)
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .execute();
}

/** Until this commits nobody else adds the account. */
export async function lockAccount(db: Database, organizationId: string, kind: string, account: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`channel ${organizationId} ${kind} ${account}`}::text, 0))`.execute(
    db,
  );
}

export async function findChannelOfAccount(
  db: Database,
  organizationId: string,
  { kind, account, exceptId }: { kind: string; account: string; exceptId: string },
): Promise<{ name: string } | undefined> {
  return db
    .selectFrom('channels')
    .select('name')
    .where('organization_id', '=', organizationId)
    .where('kind', '=', kind)
    .where('account', '=', account)
    .where('removed_at', 'is', null)
    .where('id', '<>', exceptId)
    .executeTakeFirst();
}

/** The channel with this name that was not removed, other than `exceptId`. */
export async function findChannelNamed(
  db: Database,
  organizationId: string,
  name: string,
  exceptId: string,
): Promise<{ id: string } | undefined> {
  return db
    .selectFrom('channels')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('name', '=', name)
    .where('removed_at', 'is', null)
    .where('id', '<>', exceptId)
    .executeTakeFirst();
}
