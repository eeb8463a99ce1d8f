/** Sends what people do in the inbox, wherever they are now, and puts what the server says to it where it is shown. */
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useEffectEvent } from 'react';
import { api, type ApiError } from '#lib/api';
import { useFormat } from '#lib/format';
import { meQuery, useMe } from '#lib/me';
import { queryClient } from '#lib/query-client';
import { useConnection } from '#lib/realtime';
import { toast } from '#lib/toasts';
import { askAgainNow } from './asking.ts';
import { forgetConversations, mostSingly, shownConversation } from './caches.ts';
import { shownName } from './shown-name.ts';
import { draftSettled, openDrafts } from './drafts.ts';
import { flushOutbox, openOutbox } from './outbox.ts';
import { isMessage, type Item } from './outbox-items.ts';
import { useOutboxTexts } from './outbox-texts.ts';
import type { Settled } from './outbox-storage.ts';
import { refreshConversation } from './rows.ts';
import { settle } from './settle.ts';
import { refreshThread } from './threads.ts';
import { dismissNotice } from './undo.ts';

/** Longer than usual: it says that something was not done. */
const keptMilliseconds = 20_000;

export function useOutboxWork(): void {
  const { user, organization } = useMe();
  const me = user?.id ?? null;
  const owner = `${organization.id}.${me ?? 'key'}`;
  openDrafts(owner);
  const onRefused = useRefusals();
  const refuse = useEffectEvent(onRefused);
  const sayKept = useEffectEvent(useKept());
  useEffect(() => {
    const close = openOutbox(owner, me, {
      beforeSending: async (item) => (isMessage(item) ? await draftSettled(item.conversationId) : undefined),
      onSettled: (settled, wasSentHere) => {
        settle(settled, wasSentHere, me);
        if (wasSentHere) sayKept(settled);
      },
      onRefused: (item, error) => refuse(item, error),
      onRecovered: askForFailed,
      isStillOwner: () => isSignedIn(owner),
    });
    return () => {
      close();
      forgetConversations();
    };
  }, [owner, me]);
  const connection = useConnection();
  useEffect(() => {
    if (connection !== 'connected') return;
    flushOutbox();
    askForFailed();
  }, [connection]);
}

/** Why something was not done, in words, and the way to what was written. */
function useRefusals(): (item: Item, error: ApiError) => void {
  const t = useOutboxTexts();
  const navigate = useNavigate();
  return (item, error) => {
    dismissNotice(item.clientId);
    const reason = error.message;
    switch (item.kind) {
      case 'reply':
      case 'note': {
        const params = { conversationId: item.conversationId };
        const run = (): void => void navigate({ to: '/inbox/$conversationId', params, search: true });
        toast(t('not_sent', { reason }), { tone: 'danger', action: { label: t('show'), run } });
        break;
      }
      case 'retry':
        toast(t('not_sent', { reason }), { tone: 'danger' });
        break;
      case 'withdraw': {
        const isLate = error.code === 'message_already_sent';
        toast(isLate ? t('too_late') : t('not_taken_back', { reason }), { tone: 'danger' });
        void refreshThread(item.conversationId);
        break;
      }
      case 'change':
        toast(t('not_changed', { reason }), { tone: 'danger' });
        for (const id of item.conversationIds.slice(0, mostSingly)) void refreshConversation(id);
        break;
      case 'read':
      case 'unread':
    }
  };
}

/** What was not put away after all, and the way there. */
function useKept(): (settled: Settled) => void {
  const t = useOutboxTexts();
  const format = useFormat();
  const navigate = useNavigate();
  return ({ item, kept = [] }) => {
    const [first] = kept;
    if (first === undefined) return;
    // It says that all of them were.
    dismissNotice(item.clientId);
    const row = kept.length === 1 ? shownConversation(first) : undefined;
    const text = row
      ? t('kept_open', { name: shownName(row, format.phone) })
      : t('kept_open_many', { count: kept.length });
    const params = { conversationId: first };
    const run = (): void => void navigate({ to: '/inbox/$conversationId', params, search: true });
    toast(text, { action: { label: t('show'), run }, milliseconds: keptMilliseconds });
  };
}

/** What was asked for in vain. */
function askForFailed(): void {
  askAgainNow();
  void queryClient.invalidateQueries({ predicate: ({ state }) => state.status === 'error' });
}

/** Somebody else may have signed in through another window since. */
async function isSignedIn(owner: string): Promise<boolean> {
  const { user, organization } = await api.get<{ user: { id: string } | null; organization: { id: string } }>('/me');
  const isSame = `${organization.id}.${user?.id ?? 'key'}` === owner;
  if (!isSame) void queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
  return isSame;
}
