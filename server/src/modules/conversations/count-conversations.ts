import { mostCounted, type ConversationCounts } from '@parley/contract/conversations';
import { countByChannel, countConversations as countRows } from './conversation-list-queries.ts';
import type { Ctx } from '#platform/context';

/** Of the views that are in front of an operator all day. */
export async function countConversations(ctx: Ctx): Promise<ConversationCounts> {
  const { organizationId, id: readerId } = ctx.actor;
  const counts = await countRows(ctx.db, organizationId, readerId);
  const mineUnassigned = Math.min(counts.mine + counts.unassigned, mostCounted);
  return { ...counts, mineUnassigned, channels: await countByChannel(ctx.db, organizationId) };
}
