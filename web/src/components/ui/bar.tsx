import { clsx } from 'clsx';

export interface BarPart {
  readonly key: string;
  readonly value: number;
  /** A ground: `bg-success-solid`. */
  readonly ground: string;
}

/** Shares of a whole. It is read out as one sentence; the numbers stand beside it. */
export function StackedBar({
  parts,
  total,
  label,
  small,
}: {
  parts: readonly BarPart[];
  total: number;
  label: string;
  small?: boolean;
}) {
  return (
    <div
      role="img"
      aria-label={label}
      className={clsx('flex gap-px overflow-hidden rounded-6 bg-neutral-soft', small ? 'h-1.5' : 'h-3')}
    >
      {parts
        .filter((part) => part.value > 0)
        .map((part) => (
          <span
            key={part.key}
            className={clsx('block h-full min-w-0.5', part.ground)}
            style={{ width: `${(part.value / Math.max(1, total)) * 100}%` }}
          />
        ))}
    </div>
  );
}

/** How far one thing has come; null while nobody knows. */
export function Progress({ share, label, tall }: { share: number | null; label: string; tall?: boolean }) {
  const percent = share === null ? null : Math.round(share * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(percent !== null && { 'aria-valuenow': percent })}
      className={clsx('overflow-hidden rounded-6 bg-neutral-soft', tall ? 'h-3' : 'h-1.5')}
    >
      <span
        className={clsx(
          'block h-full bg-accent transition-[width] duration-300',
          percent === null && 'w-1/3 animate-[pulse-soft_1.6s_infinite]',
        )}
        style={percent === null ? undefined : { width: `${percent}%` }}
      />
    </div>
  );
}

/** Of a total; null where nobody knows it. */
export const shareOf = (done: number, total: number | null): number | null =>
  total ? Math.min(1, done / total) : null;
