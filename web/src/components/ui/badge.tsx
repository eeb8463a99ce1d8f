import { clsx } from 'clsx';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';

export const tones = {
  neutral: 'bg-neutral-soft text-neutral',
  info: 'bg-info-soft text-info',
  success: 'bg-success-soft text-success',
  warning: 'bg-warning-soft text-warning',
  danger: 'bg-danger-soft text-danger',
} as const;
export type Tone = keyof typeof tones;

/** A state, in a word and an icon: never in colour alone. */
export function Badge({ tone = 'neutral', icon, children }: { tone?: Tone; icon?: ReactNode; children: ReactNode }) {
  return (
    <span
      className={clsx(
        'num inline-flex h-5 items-center gap-1 rounded-6 px-1.5 text-12 font-medium whitespace-nowrap [&_svg]:size-3! [&_svg]:stroke-[1.75]!',
        tones[tone],
      )}
    >
      {icon}
      {children}
    </span>
  );
}

export function Tag({
  children,
  onRemove,
  removeLabel,
}: {
  children: ReactNode;
  onRemove?: () => void;
  removeLabel?: string;
}) {
  return (
    <span className="inline-flex h-5 max-w-full items-center gap-1 rounded-full border border-border-soft px-2 text-12 whitespace-nowrap text-text-2">
      <span className="truncate">{children}</span>
      {onRemove && (
        <button
          type="button"
          aria-label={removeLabel}
          onClick={onRemove}
          className="relative -mr-1 text-text-3 after:absolute after:-inset-1.5 hover:text-text"
        >
          <X aria-hidden className="size-3!" />
        </button>
      )}
    </span>
  );
}

/** Unread, to do: a number in a dark pill. */
export function Count({ children }: { children: ReactNode }) {
  return (
    <span className="num inline-flex h-[18px] min-w-[18px] items-center justify-center rounded-full bg-text-2 px-[5px] text-12 leading-none font-semibold text-surface">
      {children}
    </span>
  );
}
