import type { Conversation } from '@parley/contract/conversations';
import { addEventLine } from './add-event-line.ts';
import { deleteConversationLabel, insertConversationLabel } from './conversation-label-queries.ts';
import { getConversation, getThreadRow } from './get-conversation.ts';
import { recordAudit } from '#audit';
import { getLabel } from '#labels';
import type { Ctx } from '#platform/context';

interface Input {
  readonly id: string;
  readonly labelId: string;
}

export async function addConversationLabel(ctx: Ctx, input: Input): Promise<Conversation> {
  await labelConversation(ctx, { ...input, added: true });
  return getConversation(ctx, input);
}

export async function removeConversationLabel(ctx: Ctx, input: Input): Promise<Conversation> {
  await labelConversation(ctx, { ...input, added: false });
  return getConversation(ctx, input);
}

/** Whether it was not so already. Throws `record_missing` for either. */
export async function labelConversation(
  ctx: Ctx,
  { id, labelId, added }: Input & { added: boolean },
): Promise<boolean> {
  await getThreadRow(ctx, id, true);
  const label = await getLabel(ctx, { id: labelId });
  const labelled = { conversationId: id, labelId };
  const { organizationId } = ctx.actor;
  const changed = added
    ? await insertConversationLabel(ctx.db, organizationId, labelled)
    : await deleteConversationLabel(ctx.db, organizationId, labelled);
  if (!changed) return false;
  await addEventLine(ctx, id, { type: 'labelled', labelId, name: label.name, added });
  await recordAudit(ctx, {
    action: added ? 'conversation.labelled' : 'conversation.unlabelled',
    subjectKind: 'conversation',
    subjectId: id,
    after: { labelId, name: label.name },
  });
  await ctx.events.emit('conversation.updated', id, { conversationId: id });
  return true;
}
