import { clsx } from 'clsx';
import { keyNames, useKeys } from '#lib/shortcuts';

interface KeyProps {
  readonly keys: string;
  readonly onAccent?: boolean;
  readonly onOverlay?: boolean;
}

/**
 * The keys of a control: given as they are, or as the action whose keys they are, which are then the person's own; none
 * while they are switched off.
 */
export function Kbd({ keys, ...look }: KeyProps) {
  const shown = useKeys(keys);
  return shown === undefined ? null : <KeyCap keys={shown} {...look} />;
}

/** Keys as they stand on the keyboard; where fingers point, there is none. Not read out: the control has its own name. */
export function KeyCap({ keys, onAccent, onOverlay }: KeyProps) {
  const names = keyNames(keys);
  return (
    <kbd
      aria-hidden
      className={clsx(
        'inline-flex h-[18px] min-w-[18px] pointer-coarse:hidden shrink-0 items-center justify-center rounded-4 border px-1 font-sans text-12 leading-none font-medium whitespace-nowrap',
        onAccent && 'border-on-accent/45 text-on-accent',
        onOverlay && 'border-on-overlay-2/40 text-on-overlay-2',
        !onAccent && !onOverlay && 'border-border-soft bg-surface text-text-3',
      )}
    >
      {names.join(names.some((name) => name.length > 1) ? ' ' : '')}
    </kbd>
  );
}
