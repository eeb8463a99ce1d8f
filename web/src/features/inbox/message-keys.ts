/** Messages by keyboard: from one to the next, the menu of one, and back to where answers are written. */
import type { KeyboardEvent } from 'react';

const messagesIn = (log: HTMLElement): HTMLElement[] => [...log.querySelectorAll<HTMLElement>('[data-message]')];

const messageOf = (element: Element | null): HTMLElement | null =>
  element?.closest<HTMLElement>('[data-message]') ?? null;

/** The message that has the focus, by its entry of the thread. */
export function focusedEntry(): string | null {
  return messageOf(document.activeElement)?.closest<HTMLElement>('[data-entry]')?.dataset['entry'] ?? null;
}

/** To the last message in sight. */
export function focusMessages(log: HTMLElement | null): void {
  if (!log) return;
  const { bottom } = log.getBoundingClientRect();
  const inSight = messagesIn(log).findLast((message) => message.getBoundingClientRect().top < bottom - 8);
  if (inSight) focus(inSight);
  else log.focus();
}

function focus(message: HTMLElement): void {
  message.focus({ preventScroll: true });
  message.scrollIntoView({ block: 'nearest' });
}

/** Keys in the log. `leave`: back to the editor. */
export function onMessageKey(event: KeyboardEvent<HTMLElement>, leave: () => void): void {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const log = event.currentTarget;
  const message = messageOf(event.target as Element);
  const act = actionOf(event, log, message, leave);
  if (act === null) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}

function actionOf(
  { key, target }: KeyboardEvent<HTMLElement>,
  log: HTMLElement,
  message: HTMLElement | null,
  leave: () => void,
): (() => void) | null {
  // What scrolls the whole goes on doing so, but for the way into it.
  if (message === null) return key === 'ArrowUp' && target === log ? () => focusMessages(log) : null;
  const all = messagesIn(log);
  const at = all.indexOf(message);
  const to = (next: HTMLElement | undefined) => () => next && focus(next);
  switch (key) {
    case 'ArrowUp':
      return to(all[at - 1]);
    case 'ArrowDown':
      // Below the last one answers are written.
      return at === all.length - 1 ? leave : to(all[at + 1]);
    case 'Home':
      return to(all[0]);
    case 'End':
      return to(all.at(-1));
    case 'Escape':
      return leave;
    case 'Enter':
    case ' ':
      return target === message ? () => openMenu(message) : null;
    default:
      return null;
  }
}

/** As the menu key does, which not every keyboard has. */
function openMenu(message: HTMLElement): void {
  const bubble = message.querySelector('[data-bubble]');
  if (!bubble) return;
  const { left, bottom } = bubble.getBoundingClientRect();
  const at = { clientX: left + 12, clientY: Math.min(bottom - 8, innerHeight - 8) };
  bubble.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, ...at }));
}
