import type { Channel, listChannelsQuery } from '@parley/contract/channels';
import type { z } from 'zod';
import type { Ctx } from '#platform/context';
import { decodeCursor, encodeCursor } from '#platform/cursor';
import { channelOf } from './get-channel.ts';
import * as queries from './channel-queries.ts';

/** By name. */
export async function listChannels(
  ctx: Ctx,
  { cursor, ...filter }: z.output<typeof listChannelsQuery>,
): Promise<{ data: Channel[]; nextCursor: string | null }> {
  const after = decodeCursor('channels', cursor, ['text', 'id']);
  const rows = await queries.listChannels(ctx.db, ctx.actor.organizationId, {
    ...filter,
    after: after && [after[0], after[1]],
  });
  const data = rows.slice(0, filter.limit).map((row) => channelOf(ctx, row));
  const last = data.at(-1)!;
  return { data, nextCursor: rows.length > filter.limit ? encodeCursor('channels', [last.name, last.id]) : null };
}
