/** What people do with conversations: shown at once, said to the server, taken back on request or when it is refused. */
import { useMemo } from 'react';
import type { Conversation, ConversationChange } from '@parley/contract/conversations';
import { api } from '#lib/api';
import { useFormat } from '#lib/format';
import { toast } from '#lib/toasts';
import { useUiTexts } from '#lib/ui-texts';
import { knownConversation, putConversation, refreshConversation, refreshCounts, refreshThread } from './caches.ts';
import { changed, inverse } from './changes.ts';
import { useTexts } from './texts.ts';

/** The last thing that can be taken back, for the key. */
let lastUndo: (() => void) | null = null;

export function rememberUndo(undo: () => void): void {
  lastUndo = undo;
}

export function undoLast(): void {
  const undo = lastUndo;
  lastUndo = null;
  undo?.();
}

interface Words {
  readonly done: (count: number, change: ConversationChange) => string;
  readonly undo: string;
  readonly refused: (reason: string) => string;
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
      refused: (reason) => t('not_changed', { reason }),
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
  const before = ids.flatMap((id) => knownConversation(id) ?? []);
  const now = new Date().toISOString();
  for (const conversation of before) putConversation(changed(conversation, change, now));
  const undo = (): void => {
    dismiss();
    for (const [back, group] of groupsOf(before, change)) void say(group, back, words).catch(() => {});
    for (const conversation of before) putConversation(conversation);
  };
  rememberUndo(undo);
  const canUndo = before.some((conversation) => inverse(conversation, change) !== null);
  const dismiss = toast(words.done(ids.length, change), {
    ...(canUndo && { action: { label: words.undo, run: undo } }),
  });
  say(ids, change, words).catch(() => {
    dismiss();
    for (const conversation of before) putConversation(conversation);
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

async function say(ids: readonly string[], change: ConversationChange, words: Words): Promise<void> {
  try {
    await api.post('/conversations/bulk', { conversationIds: ids, change });
    refreshCounts();
    await Promise.all(ids.slice(0, 20).map((id) => Promise.all([refreshConversation(id), refreshThread(id)])));
  } catch (error) {
    toast(words.refused((error as Error).message), { tone: 'danger' });
    throw error;
  }
}
