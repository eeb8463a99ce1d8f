import { lockForSending, type ThreadRow } from './conversations-queries.ts';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';

/** Throws `channel_removed` or `contact_erased`: a message would wait for ever. */
export async function checkCanSend(ctx: Ctx, { id, channelName }: ThreadRow): Promise<void> {
  const { channelRemoved, contactErased } = await lockForSending(ctx.db, ctx.actor.organizationId, id);
  if (contactErased) throw new AppError('contact_erased');
  if (channelRemoved) throw new AppError('channel_removed', { details: { channel: channelName } });
}
