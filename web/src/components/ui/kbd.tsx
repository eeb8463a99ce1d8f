import { clsx } from 'clsx';
import { keyNames } from '#lib/shortcuts';

/** Keys as they stand on the keyboard. Not read out: the control has its own name. */
export function Kbd({ keys, onAccent, onOverlay }: { keys: string; onAccent?: boolean; onOverlay?: boolean }) {
  return (
    <span aria-hidden className="inline-flex gap-0.5">
      {keyNames(keys).map((name) => (
        <kbd
          key={name}
          className={clsx(
            'inline-flex h-[18px] min-w-[18px] items-center justify-center rounded-4 border px-1 font-sans text-12 leading-none font-medium',
            onAccent && 'border-on-accent/45 text-on-accent',
            onOverlay && 'border-on-overlay-2/40 text-on-overlay-2',
            !onAccent && !onOverlay && 'border-border-soft bg-surface text-text-3',
          )}
        >
          {name}
        </kbd>
      ))}
    </span>
  );
}
