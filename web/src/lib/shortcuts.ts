/**
 * Actions with keys. Keys are places on the keyboard (`event.code`), so that J works under ЙЦУКЕН as well. What is
 * registered here is listed by the shortcuts sheet and the command palette, so an action is described once.
 */
import { useEffect, useRef, useSyncExternalStore } from 'react';

export interface Action {
  /** Stable: a person's own keys are stored under it. `inbox.reply` */
  readonly id: string;
  readonly label: string;
  /** `KeyJ`, `mod+KeyK`, `shift+KeyX`, `shift+Slash`; several are alternatives. None: only in the palette. */
  readonly keys?: string | readonly string[];
  readonly run: (event?: KeyboardEvent) => void;
  /** Heading in the sheet and the palette. */
  readonly group: string;
  /** Works while a text field has the focus too. */
  readonly inFields?: boolean;
  /** Not offered and not run. */
  readonly disabled?: boolean;
}

type Entry = { current: readonly Action[] };

const entries = new Set<Entry>();
const listeners = new Set<() => void>();
let snapshot: readonly Action[] = [];
let settings: { enabled: boolean; custom: Readonly<Record<string, string>> } = { enabled: true, custom: {} };

function changed(): void {
  snapshot = [...entries].flatMap((entry) =>
    entry.current
      .filter((action) => !action.disabled)
      // As the component would run it now, not as it would have when the list was made.
      .map((action) => ({
        ...action,
        run: (event) => entry.current.find(({ id }) => id === action.id)?.run(event),
      })),
  );
  for (const listener of listeners) listener();
}

/** The person's own choice: single keys off (WCAG 2.1.4), other keys. */
export function setShortcutSettings(next: typeof settings): void {
  settings = next;
  changed();
}

export function keysOf(action: Action): readonly string[] {
  const custom = settings.custom[action.id];
  if (custom !== undefined) return [custom];
  return action.keys === undefined ? [] : typeof action.keys === 'string' ? [action.keys] : action.keys;
}

/** Offers actions while the component is on the screen. Later ones win where keys collide. */
export function useActions(actions: readonly Action[]): void {
  const entry = useRef<Entry>({ current: actions });
  const signature = actions.map((action) => `${action.id} ${action.label} ${action.disabled ? 1 : 0}`).join('|');
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
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => snapshot,
  );
}

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

function isToggle(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && /^(checkbox|radio|button|submit)$/.test(target.type);
}

export function keyOf(event: KeyboardEvent): string {
  const mod = isMac ? event.metaKey : event.ctrlKey;
  return [mod && 'mod', event.altKey && 'alt', event.shiftKey && 'shift', event.code].filter(Boolean).join('+');
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const key = keyOf(event);
  const inField = isField(event.target) && !isToggle(event.target);
  const inDialog = document.querySelector('[role=dialog][data-state=open], [role=menu][data-state=open]') !== null;
  const withModifier = key.startsWith('mod+') || key.startsWith('alt+');
  if (!settings.enabled && !withModifier) return;
  const action = snapshot.findLast(
    (each) => keysOf(each).includes(key) && (!inField || each.inFields) && (!inDialog || each.inFields),
  );
  if (!action) return;
  event.preventDefault();
  action.run(event);
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
  Period: '.',
  Comma: ',',
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
