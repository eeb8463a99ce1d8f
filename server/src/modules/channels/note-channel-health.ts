import type { ChannelHealthNote } from '@parley/contract/channels';
import type { Ctx } from '#platform/context';
import { upsertChannelHealth } from './channel-health-queries.ts';
import { getChannel } from './get-channel.ts';

/** Keeps what the holder of a channel knows of it, and tells those concerned; an alert is told once, when it begins. */
export async function noteChannelHealth(ctx: Ctx, channelId: string, note: ChannelHealthNote): Promise<void> {
  const before = await upsertChannelHealth(ctx.db, ctx.actor.organizationId, channelId, note);
  const { health } = await getChannel(ctx, { id: channelId });
  await ctx.events.emit('channel.health_changed', channelId, { channelId, level: health?.level ?? 'down' });
  for (const { code, reason } of note.alerts) {
    if (before.some((alert) => alert.code === code)) continue;
    await ctx.events.emit('channel.alert_raised', channelId, { channelId, code, reason });
  }
}
