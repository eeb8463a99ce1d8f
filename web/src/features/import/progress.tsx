/** How far something is; without a total only that it goes on. */
export function Progress({ done, total, label }: { done: number; total: number | null; label: string }) {
  const share = total ? Math.min(1, done / total) : null;
  return (
    <span
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(share !== null && { 'aria-valuenow': Math.round(share * 100) })}
      className="block h-3 overflow-hidden rounded-6 bg-neutral-soft"
    >
      <span
        className="block h-full bg-accent transition-[width] duration-300"
        style={{ width: `${(share ?? 0.05) * 100}%` }}
      />
    </span>
  );
}
