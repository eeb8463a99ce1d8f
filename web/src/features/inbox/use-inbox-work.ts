/** What goes on while the inbox is open: events, sound, the title of the window. */
import type { ConversationCounts } from '@parley/contract/conversations';
import { useEffect, useRef, useState } from 'react';
import { useMe } from '#lib/me';
import { shownConversation } from './caches.ts';
import { chime } from './chime.ts';
import { refreshConversation } from './rows.ts';
import { windowSettings } from './settings.ts';
import { useTexts } from './texts.ts';
import { useThreadTexts } from './thread-texts.ts';
import { useLiveInbox } from './use-live-inbox.ts';

/** Returns what a screen reader is told. */
export function useInboxWork(openId: string | null, counts: ConversationCounts | undefined): string {
  const { user } = useMe();
  const t = useThreadTexts();
  const [announcement, setAnnouncement] = useState('');
  const announce = useRef(async (_conversationId: string) => {});
  announce.current = async (conversationId) => {
    await refreshConversation(conversationId);
    const conversation = shownConversation(conversationId);
    if (conversation?.lastMessage)
      setAnnouncement(t('announce', { name: conversation.contactName, text: conversation.lastMessage.text }));
  };
  useLiveInbox(user?.id ?? null, ({ conversationId }) => {
    if (conversationId !== openId) return;
    if (windowSettings().sound) chime();
    void announce.current(conversationId);
  });
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
