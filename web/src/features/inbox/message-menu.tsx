import type { ThreadEntry } from '@parley/contract/conversations';
import { Copy, Link2, Mail, RotateCw, Trash2, Undo2 } from 'lucide-react';
import { useRef, useState, type HTMLAttributes, type ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { toast } from '#lib/toasts';
import { useUiTexts } from '#lib/ui-texts';
import { ContextMenu, type MenuItem } from '#ui/menu';
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

const pressMilliseconds = 700;

/**
 * What can be done with the messages of a log: by the mouse, a long press, or Enter. One menu for all of them; each menu listens
 * to every key, which thousands of them would do for each letter that is written.
 */
export function useMessageMenu(
  entries: readonly ThreadEntry[],
  waiting: readonly Outgoing[],
  { bubble, outgoing }: { bubble: BubbleActions; outgoing: OutgoingActions },
): { menu: ReactNode; handlers: MenuHandlers } {
  const [id, setId] = useState<string | null>(null);
  const anchor = useRef<HTMLSpanElement>(null);
  const pressed = useRef<ReturnType<typeof setTimeout>>(undefined);
  const itemsOfEntry = useEntryItems(bubble);
  const itemsOfOutgoing = useOutgoingItems(outgoing);
  const entry = id === null ? undefined : entries.find((each) => each.id === id);
  const item = id === null ? undefined : waiting.find(({ clientId }) => clientId === id);
  const open = (target: Element, at: { clientX: number; clientY: number }): boolean => {
    const message = target.closest('[data-bubble]')?.closest<HTMLElement>('[data-message]');
    if (!message) return false;
    // The menu opens with the items that it has then.
    flushSync(() => setId(message.dataset['message'] ?? null));
    anchor.current?.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, ...at }));
    return true;
  };
  const letGo = (): void => clearTimeout(pressed.current);
  const handlers: MenuHandlers = {
    onContextMenu: (event) => {
      letGo();
      const { clientX, clientY } = event;
      if (open(event.target as Element, { clientX, clientY })) event.preventDefault();
    },
    // Not every phone makes a context menu of a long press.
    onPointerDown: ({ pointerType, target, clientX, clientY }) => {
      letGo();
      if (pointerType !== 'mouse')
        pressed.current = setTimeout(() => open(target as Element, { clientX, clientY }), pressMilliseconds);
    },
    onPointerMove: letGo,
    onPointerUp: letGo,
    onPointerCancel: letGo,
  };
  const menu = (
    <ContextMenu items={entry ? itemsOfEntry(entry) : item ? itemsOfOutgoing(item) : []}>
      <span ref={anchor} aria-hidden className="sr-only" />
    </ContextMenu>
  );
  return { menu, handlers };
}

type MenuHandlers = Required<
  Pick<
    HTMLAttributes<HTMLElement>,
    'onContextMenu' | 'onPointerDown' | 'onPointerMove' | 'onPointerUp' | 'onPointerCancel'
  >
>;

function useEntryItems(actions: BubbleActions): (entry: ThreadEntry) => readonly MenuItem[] {
  const t = useThreadTexts();
  const copy = useCopying();
  return (entry) => [
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
function useOutgoingItems(actions: OutgoingActions): (item: Outgoing) => readonly MenuItem[] {
  const t = useThreadTexts();
  const copy = useCopying();
  return (item) => {
    const isRefused = item.problem !== null;
    const again = { label: t('retry'), icon: <RotateCw aria-hidden />, onSelect: () => actions.onAgain(item) };
    const back = {
      label: t(isRefused ? 'edit' : 'undo_send'),
      icon: <Undo2 aria-hidden />,
      onSelect: () => actions.onTakeBack(item),
    };
    const discard = {
      label: t('discard'),
      icon: <Trash2 aria-hidden />,
      danger: true,
      onSelect: () => actions.onDiscard(item),
    };
    return [
      ...(isRefused ? [again] : []),
      ...(item.isWithdrawn ? [] : [back]),
      ...copy.text(item.text),
      ...(isRefused ? ['line' as const, discard] : []),
    ];
  };
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
