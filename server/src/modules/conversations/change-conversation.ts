import type { Conversation, ConversationChange } from '@parley/contract/conversations';
import { addEventLine } from './add-event-line.ts';
import { stepTo, type StepChange } from './conversation-steps.ts';
import { listMembers, restoreFromThread, updateConversation } from './conversations-queries.ts';
import { getConversation, getThreadRow } from './get-conversation.ts';
import { labelConversation } from './label-conversation.ts';
import { markSeen } from './mark-read.ts';
import { recordAudit } from '#audit';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';

type Id = { readonly id: string };
/** `same`: it was so already. `kept`: not put away, as the person has written since. */
export type Outcome = 'changed' | 'same' | 'kept';

export async function assignConversation(
  ctx: Ctx,
  { id, assigneeId }: Id & { assigneeId: string | null },
): Promise<Conversation> {
  await changeConversation(ctx, id, { kind: 'assign', assigneeId });
  return getConversation(ctx, { id });
}

/** Resolves a conversation or opens it again. A new message of the person opens it by itself. */
export async function setConversationStatus(
  ctx: Ctx,
  { id, status }: Id & { status: 'open' | 'resolved' },
): Promise<Conversation> {
  await changeConversation(ctx, id, { kind: status === 'open' ? 'reopen' : 'resolve' });
  return getConversation(ctx, { id });
}

/** Out of sight until a time or until the person writes, whichever is first. */
export async function snoozeConversation(
  ctx: Ctx,
  { id, until }: Id & { until: string | null },
): Promise<Conversation> {
  await changeConversation(ctx, id, { kind: 'snooze', until });
  return getConversation(ctx, { id });
}

/**
 * `seen`: how many messages of the person were in front of whoever decides; what came since is not put away. Throws
 * `record_missing`, and `request_invalid` for an assignee who is no member.
 */
export async function changeConversation(
  ctx: Ctx,
  id: string,
  change: ConversationChange,
  seen?: number,
): Promise<Outcome> {
  switch (change.kind) {
    case 'label':
    case 'unlabel':
      return outcomeOf(await labelConversation(ctx, { id, labelId: change.labelId, added: change.kind === 'label' }));
    case 'read':
      return outcomeOf(await markSeen(ctx, id, seen));
    case 'resolve':
    case 'reopen':
    case 'snooze':
    case 'assign':
      return takeStep(ctx, id, change, seen);
  }
}

const outcomeOf = (changed: boolean): Outcome => (changed ? 'changed' : 'same');

async function takeStep(ctx: Ctx, id: string, change: StepChange, seen: number | undefined): Promise<Outcome> {
  const { organizationId } = ctx.actor;
  const name = change.kind === 'assign' ? await nameOfAssignee(ctx, change.assigneeId) : null;
  // Under the lock that an arriving message takes, too: it is counted here, or comes after this and opens the conversation.
  const before = await getThreadRow(ctx, id, true);
  const step = stepTo(before, change, name, seen);
  if (typeof step === 'string') return step;
  await updateConversation(ctx.db, organizationId, id, step.set);
  if (change.kind === 'reopen') await restoreFromThread(ctx.db, organizationId, id);
  await addEventLine(ctx, id, step.event);
  const { status, snoozedUntil, assigneeId } = before;
  const was = change.kind === 'assign' ? { assigneeId } : { status, snoozedUntil };
  const { moved: _moved, ...after } = step.set;
  await recordAudit(ctx, {
    action: step.action,
    subjectKind: 'conversation',
    subjectId: id,
    before: was,
    after: { ...after },
  });
  await ctx.events.emit('conversation.updated', id, { conversationId: id });
  return 'changed';
}

async function nameOfAssignee(ctx: Ctx, assigneeId: string | null): Promise<string | null> {
  if (assigneeId === null) return null;
  const [member] = await listMembers(ctx.db, ctx.actor.organizationId, [assigneeId]);
  if (member !== undefined) return member.name;
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
