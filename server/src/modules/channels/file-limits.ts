import type { FileLimits } from '#channel';
import type { Ctx } from '#platform/context';
import { getChannel } from './get-channel.ts';

/** What a file may be that goes out over this channel; null: it carries none. Throws `record_missing`. */
export async function fileLimitsOf(ctx: Ctx, channelId: string): Promise<FileLimits | null> {
  const { kind } = await getChannel(ctx, { id: channelId });
  return ctx.channels.get(kind)?.carries.files ?? null;
}
