/**
 * What can be done now, and the keys that do it. Keys are places on the keyboard (`event.code`), so that J works under
 * ЙЦУКЕН as well. The actions themselves are in lib/actions.
 */
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { actionIds, factsOf, isActionId, type ActionId } from './actions.ts';

export interface Action {
  readonly id: ActionId;
  readonly run: () => void;
  /** What it does here, where that is more exact than its name. */
  readonly label?: string;
  /** Not offered and not run. */
  readonly disabled?: boolean;
}

/** The person's own choice. */
interface ShortcutSettings {
  /** Keys without Ctrl, Command or Alt work, too (WCAG 2.1.4). */
  readonly enabled: boolean;
  /** Action → key, for those that are not on their standard one. */
  readonly custom: Readonly<Record<string, string>>;
}

type Entry = { current: readonly Action[] };

const entries = new Set<Entry>();
const listeners = new Set<() => void>();
let snapshot: readonly Action[] = [];
let settings: ShortcutSettings = { enabled: true, custom: {} };

function changed(): void {
  snapshot = [...entries].flatMap((entry) =>
    entry.current
      .filter((action) => !action.disabled)
      // As the component would run it now, not as it would have when the list was made.
      .map((action) => ({ ...action, run: () => entry.current.find(({ id }) => id === action.id)?.run() })),
  );
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function setShortcutSettings(next: ShortcutSettings): void {
  settings = next;
  changed();
}

/** The keys of an action under these settings, whether they are switched on or not. */
export function keysUnder(id: ActionId, { custom }: Pick<ShortcutSettings, 'custom'>): readonly string[] {
  const own = Object.hasOwn(custom, id) ? custom[id] : undefined;
  return own === undefined ? factsOf(id).keys : [own];
}

/** The keys that do it now. */
export function keysOf(id: ActionId): readonly string[] {
  return keysUnder(id, settings).filter((key) => settings.enabled || hasModifier(key));
}

/** `keys` as they are, or those of the action that it names; undefined while it has none. */
export function useKeys(keys: string): string | undefined {
  useSyncExternalStore(subscribe, () => settings);
  return isActionId(keys) ? keysOf(keys)[0] : keys;
}

/**
 * Whose key this is already where `id` works: of the same pages, or of everywhere. A person who takes it nevertheless
 * cannot reach one of the two.
 */
export function conflictOf(id: ActionId, key: string, custom: ShortcutSettings['custom']): ActionId | null {
  const { group } = factsOf(id);
  const isEverywhere = (one: string): boolean => one === 'general' || one === 'pages';
  const meets = (other: ActionId): boolean =>
    factsOf(other).group === group || isEverywhere(group) || isEverywhere(factsOf(other).group);
  return actionIds.find((other) => other !== id && meets(other) && keysUnder(other, { custom }).includes(key)) ?? null;
}

/** Offers actions while the component is on the screen. Later ones win where keys collide. */
export function useActions(actions: readonly Action[]): void {
  const entry = useRef<Entry>({ current: actions });
  const signature = actions.map(({ id, label, disabled }) => `${id} ${label ?? ''} ${disabled ? 1 : 0}`).join('|');
  entry.current.current = actions;
  useEffect(() => {
    const own = entry.current;
    entries.add(own);
    changed();
    return () => {
      entries.delete(own);
      changed();
    };
  }, []);
  useEffect(changed, [signature]);
}

export function useAllActions(): readonly Action[] {
  return useSyncExternalStore(subscribe, () => snapshot);
}

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

function isPressed(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('a, button, summary, [role=button], [role=option]') !== null;
}

function isToggle(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && /^(checkbox|radio|button|submit)$/.test(target.type);
}

/** Types nothing. */
function hasModifier(key: string): boolean {
  return /^(mod|alt)\+/.test(key);
}

export function keyOf(event: KeyboardEvent): string {
  const mod = isMac ? event.metaKey : event.ctrlKey;
  return [mod && 'mod', event.altKey && 'alt', event.shiftKey && 'shift', event.code].filter(Boolean).join('+');
}

/** With the other system's key held down (Windows, Control on a Mac) it is for the system. */
export function isForSystem(event: KeyboardEvent): boolean {
  return isMac ? event.ctrlKey : event.metaKey;
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || isForSystem(event)) return;
  const key = keyOf(event);
  // What has the focus is pressed by these itself.
  if ((key === 'Enter' || key === 'Space') && isPressed(event.target)) return;
  const inField = isField(event.target) && !isToggle(event.target);
  const inDialog = document.querySelector('[role=dialog][data-state=open], [role=menu][data-state=open]') !== null;
  const works = (id: ActionId): boolean => {
    const { inFields = false } = factsOf(id);
    return keysOf(id).includes(key) && (!inField || (inFields && hasModifier(key))) && (!inDialog || inFields);
  };
  const action = snapshot.findLast(({ id }) => works(id));
  if (!action) return;
  event.preventDefault();
  action.run();
}

/** Once, when the app starts. */
export function listenForKeys(): void {
  document.addEventListener('keydown', onKeyDown);
}

const names: Readonly<Record<string, string>> = {
  mod: isMac ? '⌘' : 'Ctrl',
  alt: isMac ? '⌥' : 'Alt',
  shift: '⇧',
  Enter: '↵',
  Escape: 'Esc',
  Slash: '/',
  Backslash: '\\',
  Period: '.',
  Comma: ',',
  Semicolon: ';',
  Quote: "'",
  BracketLeft: '[',
  BracketRight: ']',
  Minus: '-',
  Equal: '=',
  Backquote: '`',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Space: '␣',
  Backspace: '⌫',
};

/** `mod+KeyK` → ['⌘', 'K']; Shift with / is what people know as ?. */
export function keyNames(key: string): readonly string[] {
  if (key === 'shift+Slash') return ['?'];
  return key.split('+').map((part) => names[part] ?? part.replace(/^(Key|Digit|Numpad)/, ''));
}
