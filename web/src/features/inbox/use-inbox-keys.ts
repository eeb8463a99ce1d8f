import { useActions } from '#lib/shortcuts';
import { useTexts } from './texts.ts';
import type { PickerKind } from './thread-header.tsx';
import { undoLast } from './undo.ts';
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
  /** Words in the open conversation. */
  readonly find: () => void;
  readonly messages: () => void;
  readonly leave: () => void;
}

/** Everything an operator does in a day, with one hand. */
export function useInboxKeys(keys: Keys): void {
  const t = useTexts();
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
  useActions([
    { id: 'inbox.next', run: go(1) },
    { id: 'inbox.previous', run: go(-1) },
    { id: 'inbox.reply', run: () => keys.write('reply'), disabled: nowhere },
    { id: 'inbox.note', run: () => keys.write('note'), disabled: nowhere },
    { id: 'inbox.messages', run: keys.messages, disabled: nowhere },
    {
      id: 'inbox.close',
      label: t(isClosed ? 'reopen' : 'close'),
      run: isClosed ? deeds.reopen : deeds.close,
      disabled: nothing,
    },
    { id: 'inbox.snooze', run: () => keys.pick('snooze'), disabled: nothing },
    { id: 'inbox.assign', run: () => keys.pick('assign'), disabled: nothing },
    { id: 'inbox.assign_me', run: deeds.assignMe, disabled: nothing },
    { id: 'inbox.label', run: () => keys.pick('label'), disabled: nothing },
    { id: 'inbox.unread', run: keys.markUnread, disabled: nowhere },
    { id: 'inbox.select', run: select(false), disabled: nowhere },
    { id: 'inbox.select_range', run: select(true), disabled: nowhere },
    { id: 'inbox.undo', run: undoLast },
    { id: 'inbox.context', run: keys.toggleContext, disabled: nowhere },
    { id: 'inbox.search', run: keys.focusSearch },
    { id: 'inbox.find', run: keys.find, disabled: nowhere },
    { id: 'inbox.leave', run: keys.leave },
  ]);
}
