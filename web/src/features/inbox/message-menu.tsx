import type { ThreadEntry } from '@parley/contract/conversations';
import { Copy, Link2, Mail, RotateCw, Trash2, Undo2 } from 'lucide-react';
import { toast } from '#lib/toasts';
import { useUiTexts } from '#lib/ui-texts';
import type { MenuItem } from '#ui/menu';
import type { Outgoing } from './outbox-items.ts';
import { hasFailed } from './state-mark.tsx';
import { useTexts } from './texts.ts';
import { useThreadTexts } from './thread-texts.ts';

export interface BubbleActions {
  readonly onRetry: (entry: ThreadEntry) => void;
  readonly onTakeBack: (entry: ThreadEntry) => void;
  readonly onUnreadFrom: (entry: ThreadEntry) => void;
}

export interface OutgoingActions {
  readonly onTakeBack: (item: Outgoing) => void;
  readonly onAgain: (item: Outgoing) => void;
  readonly onDiscard: (item: Outgoing) => void;
}

export const mayRetry = ({ kind, state }: ThreadEntry): boolean => kind === 'message' && hasFailed(state);
export const mayTakeBack = ({ kind, state }: ThreadEntry): boolean =>
  kind === 'message' && (state === 'scheduled' || state === 'queued');

/** What can be done with an entry of the thread: by the mouse, a long press, or Enter. */
export function useMessageMenu(entry: ThreadEntry, actions: BubbleActions): readonly MenuItem[] {
  const t = useThreadTexts();
  const copy = useCopying();
  return [
    ...(mayRetry(entry)
      ? [{ label: t('retry'), icon: <RotateCw aria-hidden />, onSelect: () => actions.onRetry(entry) }]
      : []),
    ...(mayTakeBack(entry)
      ? [{ label: t('undo_send'), icon: <Undo2 aria-hidden />, onSelect: () => actions.onTakeBack(entry) }]
      : []),
    ...copy.text(entry.text),
    copy.link(entry.id),
    ...(entry.kind === 'message'
      ? [
          {
            label: t('unread_from_here'),
            icon: <Mail aria-hidden />,
            shortcut: 'inbox.unread',
            onSelect: () => actions.onUnreadFrom(entry),
          },
        ]
      : []),
  ];
}

/** The same for what has not reached the server. */
export function useOutgoingMenu(item: Outgoing, actions: OutgoingActions): readonly MenuItem[] {
  const t = useThreadTexts();
  const copy = useCopying();
  const isRefused = item.problem !== null;
  return [
    ...(isRefused
      ? [{ label: t('retry'), icon: <RotateCw aria-hidden />, onSelect: () => actions.onAgain(item) }]
      : []),
    ...(item.isWithdrawn
      ? []
      : [
          {
            label: t(isRefused ? 'edit' : 'undo_send'),
            icon: <Undo2 aria-hidden />,
            onSelect: () => actions.onTakeBack(item),
          },
        ]),
    ...copy.text(item.text),
    ...(isRefused
      ? [
          'line' as const,
          {
            label: t('discard'),
            icon: <Trash2 aria-hidden />,
            danger: true,
            onSelect: () => actions.onDiscard(item),
          },
        ]
      : []),
  ];
}

function useCopying(): { text: (text: string) => MenuItem[]; link: (entryId: string) => MenuItem } {
  const t = useThreadTexts();
  const all = useTexts();
  const ui = useUiTexts();
  const copy = (text: string) => () =>
    void navigator.clipboard.writeText(text).then(() => toast(ui('copied'), { tone: 'success' }));
  return {
    text: (text) => (text === '' ? [] : [{ label: t('copy_text'), icon: <Copy aria-hidden />, onSelect: copy(text) }]),
    link: (entryId) => ({
      label: all('copy_link'),
      icon: <Link2 aria-hidden />,
      onSelect: copy(`${location.origin}${location.pathname}?message=${entryId}`),
    }),
  };
}
