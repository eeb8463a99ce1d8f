import type { Channel } from '@parley/contract/channels';
import { recordAudit } from '#audit';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { lockChannel, updateChannel } from './channel-queries.ts';
import { getChannel } from './get-channel.ts';

/** Begins the connection anew: what is on the wire is finished first, and a refused sign-in is tried once more. */
export async function reconnectChannel(ctx: Ctx, { id }: { id: string }): Promise<Channel> {
  const { organizationId } = ctx.actor;
  if (!(await lockChannel(ctx.db, organizationId, id)))
    throw new AppError('record_missing', { details: { what: 'channel' } });
  await updateChannel(ctx.db, organizationId, id, { reconnect_asked_at: ctx.clock.now() });
  await ctx.events.emit('channel.updated', id, { channelId: id, change: 'reconnecting' });
  ctx.events.wakeChannel(id);
  await recordAudit(ctx, { action: 'channel.reconnected', subjectKind: 'channel', subjectId: id });
  return getChannel(ctx, { id });
}
