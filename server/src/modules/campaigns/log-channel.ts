import type { EventPayload } from '@parley/contract/events';
import type { Ctx } from '#platform/context';
import { listRunningOn } from './campaign-queries.ts';
import { findLastChannelEntry } from './campaign-report-queries.ts';
import { writeLog, type LogLevel } from './write-log.ts';

const trouble = 'channel_trouble';

/** What the network says of an account is news for the campaigns that run on it: trouble, and the end of trouble. */
export async function logChannelState(
  ctx: Ctx,
  { channelId, state, reason }: EventPayload<'channel.state_changed'>,
): Promise<void> {
  const levels: Record<string, LogLevel> = { reconnecting: 'WARNING', login_required: 'ERROR', connected: 'INFO' };
  const level = levels[state];
  if (!level) return;
  for (const campaignId of await listRunningOn(ctx.db, ctx.actor.organizationId, channelId)) {
    if (state !== 'connected')
      await writeLog(ctx, campaignId, { code: trouble, level, details: { channelId, state, reason } });
    else if ((await findLastChannelEntry(ctx.db, ctx.actor.organizationId, campaignId, channelId)) === trouble) {
      await writeLog(ctx, campaignId, { code: 'channel_recovered', level, details: { channelId } });
    }
  }
}

/** So is what people do with it. */
export async function logChannelChange(
  ctx: Ctx,
  { channelId, change }: EventPayload<'channel.updated'>,
): Promise<void> {
  if (change === 'created') return;
  const level = change === 'settings' || change === 'resumed' ? 'INFO' : 'WARNING';
  for (const campaignId of await listRunningOn(ctx.db, ctx.actor.organizationId, channelId)) {
    await writeLog(ctx, campaignId, { code: `channel_${change}`, level, details: { channelId } });
  }
}
