import { clsx } from 'clsx';
import { keyNames } from '#lib/shortcuts';

/** Keys as they stand on the keyboard. Not read out: the control has its own name. */
export function Kbd({ keys, onAccent, onOverlay }: { keys: string; onAccent?: boolean; onOverlay?: boolean }) {
  const names = keyNames(keys);
  return (
    <kbd
      aria-hidden
      className={clsx(
        'inline-flex h-[18px] min-w-[18px] shrink-0 items-center justify-center rounded-4 border px-1 font-sans text-12 leading-none font-medium whitespace-nowrap',
        onAccent && 'border-on-accent/45 text-on-accent',
        onOverlay && 'border-on-overlay-2/40 text-on-overlay-2',
        !onAccent && !onOverlay && 'border-border-soft bg-surface text-text-3',
      )}
    >
      {names.join(names.some((name) => name.length > 1) ? ' ' : '')}
    </kbd>
  );
}
