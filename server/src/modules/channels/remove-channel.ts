import { recordAudit } from '#audit';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { lockChannel, updateChannel } from './channel-queries.ts';
import { getChannel } from './get-channel.ts';
import { secretsPurpose } from './load-channel.ts';

/**
 * Disconnects the account for good and forgets its secrets; conversations and the delivery ledger keep naming it.
 * Throws `record_missing`, or `channel_in_use` while unfinished campaigns send through it, unless forced.
 */
export async function removeChannel(
  ctx: Ctx,
  { id, force }: { id: string; force: 'true' | 'false' },
): Promise<{ removed: true }> {
  const { organizationId } = ctx.actor;
  if (!(await lockChannel(ctx.db, organizationId, id)))
    throw new AppError('record_missing', { details: { what: 'channel' } });
  const { name, kind, campaigns } = await getChannel(ctx, { id });
  if (campaigns.length > 0 && force === 'false') {
    throw new AppError('channel_in_use', {
      details: { campaigns: campaigns.map((campaign) => campaign.name).join(', ') },
    });
  }
  const nothing = ctx.secrets.seal(Buffer.from('{}'), secretsPurpose(id));
  await updateChannel(ctx.db, organizationId, id, { removed_at: ctx.clock.now(), secrets: nothing, session: null });
  await ctx.events.emit('channel.updated', id, { channelId: id, change: 'removed' });
  ctx.events.wakeChannel(id);
  await recordAudit(ctx, { action: 'channel.removed', subjectKind: 'channel', subjectId: id, before: { name, kind } });
  return { removed: true };
}
