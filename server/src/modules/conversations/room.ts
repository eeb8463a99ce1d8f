import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import type { RoomAccess } from '#platform/realtime/rooms';
import { findConversation } from './conversations-queries.ts';

/** Who may look at a conversation while it goes on. */
export const room: RoomAccess = { permission: 'conversations:read', open: openConversation };

async function openConversation(ctx: Ctx, { id }: { id: string }): Promise<void> {
  const conversation = await findConversation(ctx.db, ctx.actor.organizationId, id);
  if (!conversation) throw new AppError('record_missing', { details: { what: 'conversation' } });
}
