import type { Assignee, Conversation, ThreadEntry } from '@parley/contract/conversations';
import { useMemo, useState, type ReactNode } from 'react';
import { api, ApiError } from '#lib/api';
import { randomId } from '#lib/random-id';
import { announceTyping } from '#lib/realtime';
import { toast } from '#lib/toasts';
import { Confirm } from '#ui/confirm';
import { changeRow, putConversation, putEntry, refreshConversation, removeEntry } from './caches.ts';
import { returnToDraft, type DraftControl } from './drafts.ts';
import type { BubbleActions } from './message-bubble.tsx';
import { send, sendAgain, takeBack, type Outgoing } from './outbox.ts';
import { workPreferences } from './settings.ts';
import { sentAs } from './sent-as.ts';
import { mentionedIn } from './suggestion-at.ts';
import type { OutgoingActions } from './thread-lines.tsx';
import { useThreadTexts } from './thread-texts.ts';
import { rememberUndo } from './use-changes.ts';
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
  const [doubtful, setDoubtful] = useState<ThreadEntry | null>(null);
  const actions = useMemo(() => {
    const fail = (error: unknown): void => void toast((error as Error).message, { tone: 'danger' });
    const takeBackEntry = (entryId: string, item: Pick<Outgoing, 'text' | 'files' | 'kind'>): void => {
      api
        .post<ThreadEntry>(`/conversations/${id}/messages/${entryId}/cancel`)
        .then(() => {
          removeEntry(id, entryId);
          returnToDraft(id, item.text, item.files, item.kind);
          return refreshConversation(id);
        })
        .catch((error: unknown) => {
          const isLate = error instanceof ApiError && error.code === 'message_already_sent';
          toast(isLate ? t('too_late') : (error as Error).message, { tone: 'danger' });
        });
    };
    const undoOutgoing = (item: Outgoing): void => {
      if (takeBack(item.clientId)) {
        returnToDraft(id, item.text, item.files, item.kind);
        return;
      }
      const entryId = sentAs(item.clientId);
      if (entryId !== undefined && item.kind === 'reply') takeBackEntry(entryId, item);
    };
    const retry = (entry: ThreadEntry, resendUnknown: boolean): void => {
      putEntry(id, { ...entry, state: 'queued', reason: null });
      api
        .post<ThreadEntry>(
          `/conversations/${id}/messages/${entry.id}/retry`,
          { resendUnknown },
          { idempotencyKey: randomId() },
        )
        .then((after) => putEntry(id, after))
        .catch((error: unknown) => {
          putEntry(id, entry);
          fail(error);
        });
    };
    const bubble: BubbleActions = {
      onRetry: (entry) => (entry.state === 'unknown' ? setDoubtful(entry) : retry(entry, false)),
      onTakeBack: (entry) => takeBackEntry(entry.id, { text: entry.text, files: filesOf(entry), kind: 'reply' }),
      onUnreadFrom: (entry) => {
        keepUnread(id);
        api
          .post<Conversation>(`/conversations/${id}/unread`, { messageId: entry.id })
          .then(putConversation)
          .catch(fail);
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
      const item = send({ conversationId: id, kind, text, files: isNote ? [] : files, mentions, delaySeconds });
      clear();
      announceTyping(id, false);
      changeRow(id, (row) => ({ ...row, draft: null, unread: 0, ...(!isNote && { waitingSince: null }) }));
      if (!isNote) rememberUndo(() => undoOutgoing(item));
    };
    return { bubble, outgoing, send: sendDraft, retry };
  }, [id, t]);
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

function filesOf(entry: ThreadEntry): Outgoing['files'] {
  return entry.files.flatMap(({ id, name, mediaType, size }) => (id === null ? [] : [{ id, name, mediaType, size }]));
}
