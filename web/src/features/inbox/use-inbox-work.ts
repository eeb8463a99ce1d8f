/** What goes on while the inbox is open: events, what waits to be sent, sound, the title of the window. */
import type { ConversationCounts } from '@parley/contract/conversations';
import { useEffect, useRef, useState } from 'react';
import { useConnection } from '#lib/realtime';
import { useMe } from '#lib/me';
import { chime } from './chime.ts';
import { knownConversation, putEntry, refreshConversation, refreshThread } from './caches.ts';
import { draftSent, draftSettled, openDrafts } from './drafts.ts';
import { flushOutbox, openOutbox } from './outbox.ts';
import { noteSent } from './sent-as.ts';
import { windowSettings } from './settings.ts';
import { useTexts } from './texts.ts';
import { useThreadTexts } from './thread-texts.ts';
import { useLiveInbox } from './use-live-inbox.ts';

/** Returns what a screen reader is told. */
export function useInboxWork(openId: string | null, counts: ConversationCounts | undefined): string {
  const { user, organization } = useMe();
  const owner = `${organization.id}.${user?.id ?? 'key'}`;
  openDrafts(owner);
  const t = useThreadTexts();
  const [announcement, setAnnouncement] = useState('');
  const announce = useRef(async (_conversationId: string) => {});
  announce.current = async (conversationId) => {
    await refreshConversation(conversationId);
    const conversation = knownConversation(conversationId);
    if (conversation?.lastMessage)
      setAnnouncement(t('announce', { name: conversation.contactName, text: conversation.lastMessage.text }));
  };
  useLiveInbox(user?.id ?? null, ({ conversationId }) => {
    if (conversationId !== openId) return;
    if (windowSettings().sound) chime();
    void announce.current(conversationId).catch(() => {});
  });
  useEffect(
    () =>
      openOutbox(owner, {
        beforeSending: ({ conversationId }) => draftSettled(conversationId),
        onSent: ({ clientId, conversationId }, entry) => {
          noteSent(clientId, entry.id);
          draftSent(conversationId);
          putEntry(conversationId, entry);
          void refreshConversation(conversationId).catch(() => {});
          void refreshThread(conversationId).catch(() => {});
        },
      }),
    [owner],
  );
  const connection = useConnection();
  useEffect(() => {
    if (connection === 'connected') flushOutbox();
  }, [connection]);
  useTitle(counts?.unread ?? 0);
  return announcement;
}

function useTitle(unread: number): void {
  const t = useTexts();
  useEffect(() => {
    const title = `${t('inbox')} · Parley`;
    document.title = unread > 0 ? t('title_unread', { count: unread, title }) : title;
  }, [t, unread]);
}
