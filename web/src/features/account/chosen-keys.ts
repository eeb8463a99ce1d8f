import { actions, factsOf, type ActionId } from '#lib/actions';
import { conflictOf, keyNames, keysUnder } from '#lib/shortcuts';

export type CustomKeys = Readonly<Record<string, string>>;

/** What comes of a key that a person presses for an action. */
export type Choice =
  | { readonly outcome: 'chosen' }
  /** Somebody else's where the action works. */
  | { readonly outcome: 'taken'; readonly by: ActionId }
  /** Moves the focus or works a control, so it cannot mean anything else. */
  | { readonly outcome: 'not_alone' }
  /** Would be typed. */
  | { readonly outcome: 'types_text' }
  | { readonly outcome: 'not_possible' };

const modifiers = /^(Control|Alt|Shift|Meta|OS)(Left|Right)?$/;
const controls = /^(shift\+)?(Tab|Enter|NumpadEnter|Space|Escape|Arrow\w+|Home|End|Page\w+|Backspace|Delete)$/;
/** What the server keeps (contract/src/preferences.ts). */
const keepable = /^(mod\+)?(alt\+)?(shift\+)?[A-Z][A-Za-z0-9]{1,19}$/;

/** Only the beginning of a combination: the key itself is still to come. */
export function isModifier(code: string): boolean {
  return modifiers.test(code);
}

export function judgeKey(id: ActionId, key: string, custom: CustomKeys): Choice {
  if (keysUnder(id, { custom }).includes(key)) return { outcome: 'chosen' };
  if (!keepable.test(key)) return { outcome: 'not_possible' };
  if (controls.test(key)) return { outcome: 'not_alone' };
  if (factsOf(id).inFields && !/^(mod|alt)\+/.test(key)) return { outcome: 'types_text' };
  const by = conflictOf(id, key, custom);
  return by === null ? { outcome: 'chosen' } : { outcome: 'taken', by };
}

/** With this key for the action; a standard key is kept as none of one's own. */
export function withKey(custom: CustomKeys, id: ActionId, key: string): CustomKeys {
  const { [id]: _, ...others } = custom;
  const { keys } = factsOf(id);
  return keys.length === 1 && keys[0] === key ? others : { ...others, [id]: key };
}

/** Null: then one of the two, or a third, would have to share. */
export function swapped(custom: CustomKeys, id: ActionId, key: string, other: ActionId): CustomKeys | null {
  const own = keysUnder(id, { custom })[0];
  if (own === undefined || judgeKey(other, own, withKey(custom, id, key)).outcome !== 'chosen') return null;
  const exchanged = withKey(withKey(custom, id, key), other, own);
  const isShared = conflictOf(id, key, exchanged) !== null || conflictOf(other, own, exchanged) !== null;
  return isShared ? null : exchanged;
}

export function withoutKey(custom: CustomKeys, id: ActionId): CustomKeys {
  const { [id]: _, ...others } = custom;
  return others;
}

/** Of those that the person has chosen, what still is an action; one that was renamed is forgotten. */
export function knownOf(custom: CustomKeys): CustomKeys {
  return Object.fromEntries(Object.entries(custom).filter(([id]) => Object.hasOwn(actions, id)));
}

/** As they are said: “Ctrl K”. */
export function spoken(keys: readonly string[], none: string): string {
  return keys.length === 0 ? none : keys.map((key) => keyNames(key).join(' ')).join(', ');
}
