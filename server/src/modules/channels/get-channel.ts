import type { Channel } from '@parley/contract/channels';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { findChannel, type ChannelRow } from './channel-queries.ts';
import { capabilitiesOf } from './list-channel-kinds.ts';

/** Throws `record_missing`, also for a channel that was removed. */
export async function getChannel(ctx: Ctx, { id }: { id: string }): Promise<Channel> {
  const row = await findChannel(ctx.db, ctx.actor.organizationId, id);
  if (!row) throw new AppError('record_missing', { details: { what: 'channel' } });
  return channelOf(ctx, row);
}

export function channelOf(ctx: Ctx, row: ChannelRow): Channel {
  const kind = ctx.channels.get(row.kind);
  return {
    id: row.id,
    kind: row.kind,
    network: row.network,
    name: row.name,
    isSandbox: row.is_sandbox,
    settings: row.settings,
    state: row.state,
    stateReason: row.state_reason,
    stateChangedAt: row.state_changed_at.toISOString(),
    pausedAt: row.paused_at?.toISOString() ?? null,
    price: priceOf(row),
    limits: { perSecond: row.per_second, perHour: row.per_hour, perDay: row.per_day },
    used: { hour: row.used_hour, day: row.used_day },
    campaigns: row.campaigns,
    health: healthOf(row),
    capabilities: kind ? capabilitiesOf(kind) : null,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
  };
}

function priceOf({ price_per_thousand: perThousand, price_currency: currency }: ChannelRow): Channel['price'] {
  return perThousand === null || currency === null ? null : { perThousand, currency };
}

function healthOf(row: ChannelRow): Channel['health'] {
  if (row.health === null) return null;
  const { figures, alerts, notedAt } = row.health;
  const isDown = row.state !== 'connected' || row.paused_at !== null;
  const level = isDown ? 'down' : alerts.length > 0 || figures.pausedUntil !== null ? 'poor' : 'good';
  return { ...figures, level, queued: row.queued, alerts: [...alerts], notedAt: notedAt.toISOString() };
}
