import type { Conversation } from '@parley/contract/conversations';
import { isMember, updateConversation } from './conversations-queries.ts';
import { getConversation } from './list-conversations.ts';
import { recordAudit } from '#audit';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';

export async function assignConversation(
  ctx: Ctx,
  input: { id: string; assigneeId: string | null },
): Promise<Conversation> {
  const { organizationId } = ctx.actor;
  const before = await getConversation(ctx, input);
  if (input.assigneeId !== null && !(await isMember(ctx.db, organizationId, input.assigneeId))) {
    throw new AppError('request_invalid', {
      fields: [
        {
          path: 'assigneeId',
          rule: 'member_missing',
          en: 'This is no active member of the organization.',
          ru: 'Это не действующий участник организации.',
        },
      ],
    });
  }
  return change(ctx, before, { assigneeId: input.assigneeId }, 'conversation.assigned');
}

/** Resolves a conversation or opens it again. A new message of the person opens it by itself. */
export async function setConversationStatus(
  ctx: Ctx,
  input: { id: string; status: 'open' | 'resolved' },
): Promise<Conversation> {
  const before = await getConversation(ctx, input);
  return change(
    ctx,
    before,
    { status: input.status },
    input.status === 'resolved' ? 'conversation.resolved' : 'conversation.reopened',
  );
}

export async function markConversationRead(ctx: Ctx, input: { id: string }): Promise<Conversation> {
  const before = await getConversation(ctx, input);
  if (before.unread === 0) return before;
  await updateConversation(ctx.db, ctx.actor.organizationId, input.id, { unread: 0 });
  await ctx.events.emit('conversation.updated', input.id, { conversationId: input.id });
  return getConversation(ctx, input);
}

async function change(
  ctx: Ctx,
  before: Conversation,
  wanted: { status?: 'open' | 'resolved'; assigneeId?: string | null },
  action: string,
): Promise<Conversation> {
  const names = Object.keys(wanted) as (keyof typeof wanted)[];
  if (names.every((name) => before[name] === wanted[name])) return before;
  await updateConversation(ctx.db, ctx.actor.organizationId, before.id, wanted);
  await recordAudit(ctx, {
    action,
    subjectKind: 'conversation',
    subjectId: before.id,
    before: Object.fromEntries(names.map((name) => [name, before[name]])),
    after: wanted,
  });
  await ctx.events.emit('conversation.updated', before.id, { conversationId: before.id });
  return getConversation(ctx, before);
}
