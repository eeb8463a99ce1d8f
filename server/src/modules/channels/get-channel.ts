import type { Channel } from '@parley/contract/channels';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { findChannel, type ChannelRow } from './channel-queries.ts';

/** Throws `record_missing`, also for a channel that was removed. */
export async function getChannel(ctx: Ctx, { id }: { id: string }): Promise<Channel> {
  const row = await findChannel(ctx.db, ctx.actor.organizationId, id);
  if (!row) throw new AppError('record_missing', { details: { what: 'channel' } });
  return channelOf(row);
}

export function channelOf(row: ChannelRow): Channel {
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
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
  };
}

function priceOf({ price_per_thousand: perThousand, price_currency: currency }: ChannelRow): Channel['price'] {
  return perThousand === null || currency === null ? null : { perThousand, currency };
}
