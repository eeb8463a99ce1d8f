/** What people do with conversations: kept, shown and said to the server by the queue, taken back on request. */
import { useMemo } from 'react';
import type { Conversation, ConversationChange } from '@parley/contract/conversations';
import { useFormat } from '#lib/format';
import { toast } from '#lib/toasts';
import { useUiTexts } from '#lib/ui-texts';
import { seenIn, shownConversation } from './caches.ts';
import { inverse } from './changes.ts';
import { enqueue, takeBack } from './outbox.ts';
import { useTexts } from './texts.ts';
import { noteNotice, rememberUndo } from './undo.ts';

/** The most that the server changes at once. */
const mostAtOnce = 200;

interface Words {
  readonly done: (count: number, change: ConversationChange) => string;
  readonly undo: string;
}

export type Change = (ids: readonly string[], change: ConversationChange) => void;

/** Changes conversations; `names` says what people and labels are called in the notice. */
export function useChange(names: (id: string) => string | undefined): Change {
  const t = useTexts();
  const ui = useUiTexts();
  const format = useFormat();
  return useMemo(() => {
    const words: Words = {
      undo: ui('undo'),
      done: (count, change) => {
        switch (change.kind) {
          case 'resolve':
            return t('done_close', { count });
          case 'reopen':
            return t('done_reopen', { count });
          case 'snooze':
            return change.until === null
              ? t('done_snooze_reply', { count })
              : t('done_snooze', { count, time: format.dateTime(change.until) });
          case 'assign':
            return change.assigneeId === null
              ? t('done_unassign', { count })
              : t('done_assign', { count, name: names(change.assigneeId) ?? '' });
          case 'label':
            return t('done_label', { count, name: names(change.labelId) ?? '' });
          case 'unlabel':
            return t('done_unlabel', { count, name: names(change.labelId) ?? '' });
          case 'read':
            return t('done_read', { count });
        }
      },
    };
    return (ids, change) => carryOut(ids, change, words);
  }, [t, ui, format, names]);
}

function carryOut(ids: readonly string[], change: ConversationChange, words: Words): void {
  const before = ids.flatMap((id) => shownConversation(id) ?? []);
  const sent = enqueueChange(ids, change);
  const undo = (): void => {
    dismiss();
    // What is still here has not happened; what has left is followed by its opposite.
    const left = new Set(sent.filter(({ clientId }) => !takeBack(clientId)).flatMap((part) => part.ids));
    for (const [back, group] of groupsOf(before, change))
      enqueueChange(
        group.filter((id) => left.has(id)),
        back,
      );
  };
  rememberUndo(undo);
  const canUndo = before.some((conversation) => inverse(conversation, change) !== null);
  const dismiss = toast(words.done(ids.length, change), {
    ...(canUndo && { action: { label: words.undo, run: undo } }),
  });
  for (const { clientId } of sent) noteNotice(clientId, dismiss);
}

/** In parts that the server takes. */
function enqueueChange(
  ids: readonly string[],
  change: ConversationChange,
): { clientId: string; ids: readonly string[] }[] {
  return Array.from({ length: Math.ceil(ids.length / mostAtOnce) }, (_, part) => {
    const conversationIds = ids.slice(part * mostAtOnce, (part + 1) * mostAtOnce);
    const seen = seenIn(conversationIds);
    return { clientId: enqueue({ kind: 'change', conversationIds, change, seen }).clientId, ids: conversationIds };
  });
}

/** What takes the change back, for those who need the same. */
function groupsOf(before: readonly Conversation[], change: ConversationChange): [ConversationChange, string[]][] {
  const groups = new Map<string, [ConversationChange, string[]]>();
  for (const conversation of before) {
    const back = inverse(conversation, change);
    if (back === null) continue;
    const key = JSON.stringify(back);
    const group = groups.get(key);
    if (group) group[1].push(conversation.id);
    else groups.set(key, [back, [conversation.id]]);
  }
  return [...groups.values()];
}
