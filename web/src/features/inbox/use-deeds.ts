import type { Conversation } from '@parley/contract/conversations';
import { workPreferences } from './settings.ts';
import type { Known } from './use-known.ts';
import type { Place } from './use-place.ts';
import { useChange, type Change } from './use-changes.ts';
import type { Selection } from './use-selection.ts';

/** What is done with the chosen rows or, without any, with the open conversation. */
export interface Deeds {
  readonly targets: readonly string[];
  readonly chosen: readonly Conversation[];
  readonly change: Change;
  readonly close: () => void;
  readonly reopen: () => void;
  readonly assignMe: () => void;
}

export function useDeeds(place: Place, known: Known, selection: Selection): Deeds {
  const change = useChange(known.nameOf);
  const { openId, rows, conversation, goTo, neighbour } = place;
  const isBulk = selection.ids.size > 0;
  const targets = isBulk ? [...selection.ids] : openId === null ? [] : [openId];
  const chosen = targets.flatMap(
    (id) => rows.find((row) => row.id === id) ?? (conversation?.id === id ? conversation : []),
  );
  /** The conversation leaves the list: on to where the person wants to be then. */
  const leave = (): void => {
    const { afterClose } = workPreferences();
    if (afterClose === 'next') goTo(neighbour(1) ?? neighbour(-1));
    else if (afterClose === 'list') goTo(null);
  };
  const carryOut: Change = (ids, what) => {
    const leaves = what.kind === 'resolve' || what.kind === 'snooze';
    if (ids.length === 0) return;
    if (leaves && !isBulk) leave();
    change(ids, what);
    if (what.kind !== 'label' && what.kind !== 'unlabel') selection.clear();
  };
  return {
    targets,
    chosen,
    change: carryOut,
    close: () => carryOut(targets, { kind: 'resolve' }),
    reopen: () => carryOut(targets, { kind: 'reopen' }),
    assignMe: () => {
      if (known.me !== null) carryOut(targets, { kind: 'assign', assigneeId: known.me });
    },
  };
}
