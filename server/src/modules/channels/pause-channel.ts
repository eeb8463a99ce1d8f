import type { Channel } from '@parley/contract/channels';
import { recordAudit } from '#audit';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { lockChannel, updateChannel } from './channel-queries.ts';
import { getChannel } from './get-channel.ts';

/** Nothing more is sent through the channel until it is resumed; it stays connected and receives. Again: no change. */
export function pauseChannel(ctx: Ctx, { id }: { id: string }): Promise<Channel> {
  return setPaused(ctx, id, true);
}

/** Again: no change. */
export function resumeChannel(ctx: Ctx, { id }: { id: string }): Promise<Channel> {
  return setPaused(ctx, id, false);
}

async function setPaused(ctx: Ctx, id: string, isPaused: boolean): Promise<Channel> {
  const { organizationId } = ctx.actor;
  if (!(await lockChannel(ctx.db, organizationId, id)))
    throw new AppError('record_missing', { details: { what: 'channel' } });
  const before = await getChannel(ctx, { id });
  if ((before.pausedAt !== null) === isPaused) return before;
  await updateChannel(ctx.db, organizationId, id, { paused_at: isPaused ? ctx.clock.now() : null });
  const change = isPaused ? 'paused' : 'resumed';
  await ctx.events.emit('channel.updated', id, { channelId: id, change });
  ctx.events.wakeChannel(id);
  await recordAudit(ctx, { action: `channel.${change}`, subjectKind: 'channel', subjectId: id });
  return getChannel(ctx, { id });
}
