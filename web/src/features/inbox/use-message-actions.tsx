import type { Assignee, Conversation, ThreadEntry } from '@parley/contract/conversations';
import { useMemo, useState, type ReactNode } from 'react';
import { announceTyping } from '#lib/realtime';
import { toast } from '#lib/toasts';
import { Confirm } from '#ui/confirm';
import { seenIn } from './caches.ts';
import { returnToDraft, type DraftControl } from './drafts.ts';
import type { BubbleActions, OutgoingActions } from './message-menu.tsx';
import { enqueue, sendAgain, takeBack } from './outbox.ts';
import type { Outgoing, QueuedWithdrawal } from './outbox-items.ts';
import { workPreferences } from './settings.ts';
import { mentionedIn } from './suggestion-at.ts';
import { useOutboxTexts } from './outbox-texts.ts';
import { useThreadTexts } from './thread-texts.ts';
import { rememberUndo } from './undo.ts';
import { keepUnread } from './use-reading.ts';

export interface MessageActions {
  readonly bubble: BubbleActions;
  readonly outgoing: OutgoingActions;
  readonly send: (control: DraftControl, members: readonly Assignee[]) => void;
  readonly dialog: ReactNode;
}

/** What can be done with messages of a conversation. */
export function useMessageActions({ id }: Conversation): MessageActions {
  const t = useThreadTexts();
  const ofOutbox = useOutboxTexts();
  const [doubtful, setDoubtful] = useState<ThreadEntry | null>(null);
  const actions = useMemo(() => {
    const undoOutgoing = (item: Outgoing): void => {
      if (takeBack(item.clientId)) returnToDraft(id, item.text, item.files, item.kind);
      else if (item.kind === 'note') toast(ofOutbox('too_late'));
      // It has left or may have: what was made of it is taken back after it.
      else enqueue({ kind: 'withdraw', conversationId: id, messageId: null, message: item });
    };
    const retry = (entry: ThreadEntry, resendUnknown: boolean): void =>
      void enqueue({ kind: 'retry', conversationId: id, messageId: entry.id, resendUnknown });
    const bubble: BubbleActions = {
      onRetry: (entry) => (entry.state === 'unknown' ? setDoubtful(entry) : retry(entry, false)),
      onTakeBack: (entry) =>
        enqueue({ kind: 'withdraw', conversationId: id, messageId: entry.id, message: messageOf(entry) }),
      onUnreadFrom: (entry) => {
        keepUnread(id);
        enqueue({ kind: 'unread', conversationId: id, messageId: entry.id, lastInboundAt: null });
      },
    };
    const outgoing: OutgoingActions = {
      onTakeBack: undoOutgoing,
      onAgain: (item) => sendAgain(item.clientId),
      onDiscard: (item) => void takeBack(item.clientId),
    };
    const sendDraft: MessageActions['send'] = ({ draft, clear }, members) => {
      const { kind, files } = draft;
      const text = draft.text.trim();
      const isNote = kind === 'note';
      const mentions = isNote ? mentionedIn(text, members) : [];
      const delaySeconds = isNote ? 0 : workPreferences().undoSeconds;
      const seen = seenIn([id])[id];
      const item = enqueue({
        kind,
        conversationId: id,
        text,
        files: isNote ? [] : files,
        mentions,
        delaySeconds,
        seen,
      });
      clear();
      announceTyping(id, false);
      if (!isNote) rememberUndo(() => undoOutgoing(item));
    };
    return { bubble, outgoing, send: sendDraft, retry };
  }, [id, ofOutbox]);
  const dialog = (
    <Confirm
      open={doubtful !== null}
      onClose={() => setDoubtful(null)}
      onConfirm={() => {
        if (doubtful) actions.retry(doubtful, true);
        setDoubtful(null);
      }}
      title={t('retry_unknown_title')}
      action={t('retry_unknown')}
      danger
    >
      {t('retry_unknown_text')}
    </Confirm>
  );
  return { ...actions, dialog };
}

function messageOf({ text, files }: ThreadEntry): QueuedWithdrawal['message'] {
  const found = files.flatMap(({ id, name, mediaType, size }) => (id === null ? [] : [{ id, name, mediaType, size }]));
  return { kind: 'reply', text, files: found, mentions: [], delaySeconds: 0, clientId: '' };
}
