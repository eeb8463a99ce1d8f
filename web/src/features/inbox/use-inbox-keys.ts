import { useActions, type Action } from '#lib/shortcuts';
import { useTexts } from './texts.ts';
import type { PickerKind } from './thread-header.tsx';
import { undoLast } from './use-changes.ts';
import type { Deeds } from './use-deeds.ts';
import type { Place } from './use-place.ts';
import type { Selection } from './use-selection.ts';

interface Keys {
  readonly place: Place;
  readonly deeds: Deeds;
  readonly selection: Selection;
  readonly write: (kind: 'reply' | 'note') => void;
  readonly pick: (kind: PickerKind) => void;
  readonly markUnread: () => void;
  readonly toggleContext: () => void;
  readonly focusSearch: () => void;
  readonly leave: () => void;
}

/** Everything an operator does in a day, with one hand. */
export function useInboxKeys(keys: Keys): void {
  const t = useTexts();
  const group = t('inbox');
  const { place, deeds, selection } = keys;
  const nothing = deeds.targets.length === 0;
  const nowhere = place.conversation === null;
  const isClosed = place.conversation?.status === 'resolved' && selection.ids.size === 0;
  const go = (by: 1 | -1) => () => {
    const id = place.neighbour(by);
    if (id !== null) place.goTo(id);
  };
  const select = (range: boolean) => () => {
    if (place.openId !== null) selection.toggle(place.openId, range);
  };
  const actions: readonly (Omit<Action, 'group'> & { readonly id: string })[] = [
    { id: 'inbox.next', label: t('next'), keys: ['KeyJ', 'alt+ArrowDown'], run: go(1) },
    { id: 'inbox.previous', label: t('previous'), keys: ['KeyK', 'alt+ArrowUp'], run: go(-1) },
    { id: 'inbox.reply', label: t('reply_now'), keys: 'KeyR', run: () => keys.write('reply'), disabled: nowhere },
    { id: 'inbox.note', label: t('note_now'), keys: 'KeyN', run: () => keys.write('note'), disabled: nowhere },
    {
      id: 'inbox.close',
      label: t(isClosed ? 'reopen' : 'close'),
      keys: 'KeyE',
      run: isClosed ? deeds.reopen : deeds.close,
      disabled: nothing,
    },
    { id: 'inbox.snooze', label: t('snooze'), keys: 'KeyS', run: () => keys.pick('snooze'), disabled: nothing },
    { id: 'inbox.assign', label: t('assign'), keys: 'KeyA', run: () => keys.pick('assign'), disabled: nothing },
    { id: 'inbox.assign_me', label: t('assign_me'), keys: 'shift+KeyA', run: deeds.assignMe, disabled: nothing },
    { id: 'inbox.label', label: t('label'), keys: 'KeyL', run: () => keys.pick('label'), disabled: nothing },
    { id: 'inbox.unread', label: t('mark_unread'), keys: 'KeyU', run: keys.markUnread, disabled: nowhere },
    { id: 'inbox.select', label: t('select_now'), keys: 'KeyX', run: select(false), disabled: nowhere },
    { id: 'inbox.select_range', label: t('select_range'), keys: 'shift+KeyX', run: select(true), disabled: nowhere },
    { id: 'inbox.undo', label: t('undo_last'), keys: 'KeyZ', run: undoLast },
    { id: 'inbox.context', label: t('show_context'), keys: 'KeyI', run: keys.toggleContext, disabled: nowhere },
    { id: 'inbox.search', label: t('focus_search'), keys: 'Slash', run: keys.focusSearch },
    { id: 'inbox.leave', label: t('leave'), keys: 'Escape', run: keys.leave },
  ];
  useActions(actions.map((action) => ({ ...action, group })));
}
