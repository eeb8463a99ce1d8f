import type { Conversation } from '@parley/contract/conversations';
import {
  AlarmClock,
  Check,
  ExternalLink,
  Link2,
  Mail,
  MailOpen,
  MessageSquare,
  RotateCcw,
  SquareCheck,
  Tag,
  UserRound,
  UserRoundPlus,
} from 'lucide-react';
import { api } from '#lib/api';
import { toast } from '#lib/toasts';
import { useUiTexts } from '#lib/ui-texts';
import type { MenuItem } from '#ui/menu';
import { useTexts } from './texts.ts';
import type { PickerKind } from './thread-header.tsx';
import { useChange, type Change } from './use-changes.ts';
import type { Deeds } from './use-deeds.ts';
import type { Known } from './use-known.ts';
import type { Place } from './use-place.ts';
import type { Selection } from './use-selection.ts';

interface RowMenuParts {
  readonly place: Place;
  readonly known: Known;
  readonly deeds: Deeds;
  readonly selection: Selection;
  readonly onPick: (kind: PickerKind, ids: readonly string[]) => void;
  /** Of the open conversation: while it is looked at it would be read again at once. */
  readonly onUnread: () => void;
}

/** What can be done with a row, as in the palette. With several selected, and it among them, it is done with all of them. */
export function useRowMenu(parts: RowMenuParts): (row: Conversation) => readonly MenuItem[] {
  const { place, known, deeds, selection, onPick, onUnread } = parts;
  const t = useTexts();
  const ui = useUiTexts();
  const changeOthers = useChange(known.nameOf);
  return (row) => {
    const isMany = selection.ids.size > 1 && selection.ids.has(row.id);
    const ids = isMany ? [...selection.ids] : [row.id];
    const isOpen = row.id === place.openId;
    // What is open makes room for the next one; another row goes by itself.
    const change: Change = isMany || isOpen ? deeds.change : changeOthers;
    const markUnread = (): void => {
      if (isOpen) return onUnread();
      api.post(`/conversations/${row.id}/unread`, {}).catch((error: unknown) => {
        toast((error as Error).message, { tone: 'danger' });
      });
    };
    const address = `${location.origin}/inbox/${row.id}`;
    const isClosed = row.status === 'resolved';
    const { me } = known;
    const one: readonly MenuItem[] = [
      { label: t('open'), icon: <MessageSquare aria-hidden />, onSelect: () => place.goTo(row.id) },
      { label: t('open_tab'), icon: <ExternalLink aria-hidden />, onSelect: () => void window.open(address, '_blank') },
      'line',
    ];
    const last: readonly MenuItem[] = [
      'line',
      {
        label: t(selection.ids.has(row.id) ? 'deselect_row' : 'select_row'),
        icon: <SquareCheck aria-hidden />,
        onSelect: () => selection.toggle(row.id, false),
      },
      {
        label: t('copy_link'),
        icon: <Link2 aria-hidden />,
        onSelect: () =>
          void navigator.clipboard.writeText(address).then(() => toast(ui('copied'), { tone: 'success' })),
      },
    ];
    return [
      ...(isMany ? [{ heading: t('selected', { count: ids.length }) }] : one),
      {
        label: t(isClosed ? 'reopen' : 'close'),
        icon: isClosed ? <RotateCcw aria-hidden /> : <Check aria-hidden />,
        shortcut: 'inbox.close',
        onSelect: () => change(ids, { kind: isClosed ? 'reopen' : 'resolve' }),
      },
      {
        label: t('snooze'),
        icon: <AlarmClock aria-hidden />,
        shortcut: 'inbox.snooze',
        onSelect: () => onPick('snooze', ids),
      },
      {
        label: t('assign'),
        icon: <UserRound aria-hidden />,
        shortcut: 'inbox.assign',
        onSelect: () => onPick('assign', ids),
      },
      ...(me !== null && (isMany || row.assigneeId !== me)
        ? [
            {
              label: t('assign_me'),
              icon: <UserRoundPlus aria-hidden />,
              shortcut: 'inbox.assign_me',
              onSelect: () => change(ids, { kind: 'assign', assigneeId: me }),
            },
          ]
        : []),
      { label: t('label'), icon: <Tag aria-hidden />, shortcut: 'inbox.label', onSelect: () => onPick('label', ids) },
      ...(isMany || row.unread > 0
        ? [{ label: t('mark_read'), icon: <MailOpen aria-hidden />, onSelect: () => change(ids, { kind: 'read' }) }]
        : [{ label: t('mark_unread'), icon: <Mail aria-hidden />, shortcut: 'inbox.unread', onSelect: markUnread }]),
      ...(isMany ? [] : last),
    ];
  };
}
