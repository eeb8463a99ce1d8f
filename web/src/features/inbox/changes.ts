/** A change of a conversation as it is shown before the server has answered, and the change that takes it back. */
import type { Conversation, ConversationChange } from '@parley/contract/conversations';

/** `seen`: how many messages of the person were in front of whoever did it; what came since is not put away. */
export function changed(
  conversation: Conversation,
  change: ConversationChange,
  now: string,
  seen?: number,
): Conversation {
  const isUnseen = seen !== undefined && conversation.inboundCount > seen;
  if (isUnseen && (change.kind === 'resolve' || change.kind === 'snooze')) return conversation;
  switch (change.kind) {
    case 'resolve':
      return { ...conversation, status: 'resolved', snoozedUntil: null, waitingSince: null };
    case 'reopen':
      return { ...conversation, status: 'open', snoozedUntil: null, movedAt: now };
    case 'snooze':
      return { ...conversation, status: 'snoozed', snoozedUntil: change.until };
    case 'assign':
      return { ...conversation, assigneeId: change.assigneeId };
    case 'label':
      return { ...conversation, labelIds: [...new Set([...conversation.labelIds, change.labelId])] };
    case 'unlabel':
      return { ...conversation, labelIds: conversation.labelIds.filter((id) => id !== change.labelId) };
    case 'read':
      return { ...conversation, unread: unreadAfter(conversation, seen) };
  }
}

/** What is new to a reader who has had so many messages of the person in front of them. */
export function unreadAfter({ unread, inboundCount }: Conversation, seen: number | undefined): number {
  return seen === undefined ? 0 : Math.min(unread, Math.max(0, inboundCount - seen));
}

/** Null when there is nothing to take back, or no way. */
export function inverse(before: Conversation, change: ConversationChange): ConversationChange | null {
  switch (change.kind) {
    case 'resolve':
    case 'reopen':
    case 'snooze':
      if (before.status === 'resolved') return change.kind === 'resolve' ? null : { kind: 'resolve' };
      if (before.status === 'snoozed') return { kind: 'snooze', until: before.snoozedUntil };
      return change.kind === 'reopen' ? null : { kind: 'reopen' };
    case 'assign':
      return before.assigneeId === change.assigneeId ? null : { kind: 'assign', assigneeId: before.assigneeId };
    case 'label':
      return before.labelIds.includes(change.labelId) ? null : { kind: 'unlabel', labelId: change.labelId };
    case 'unlabel':
      return before.labelIds.includes(change.labelId) ? { kind: 'label', labelId: change.labelId } : null;
    case 'read':
      return null;
  }
}
