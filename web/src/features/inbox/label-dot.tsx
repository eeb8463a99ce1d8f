import type { Label } from '@parley/contract/labels';
import { clsx } from 'clsx';

/** A label's colour, always beside or under its name. */
export const labelGrounds: Readonly<Record<Label['colour'], string>> = {
  gray: 'bg-neutral-deep',
  red: 'bg-danger-solid',
  orange: 'bg-mail',
  amber: 'bg-warning-solid',
  green: 'bg-success-solid',
  teal: 'bg-accent',
  blue: 'bg-info-solid',
  violet: 'bg-telegram',
  pink: 'bg-danger',
};

export function LabelDot({ label }: { label: Label }) {
  return (
    <span
      role="img"
      aria-label={label.name}
      title={label.name}
      className={clsx('size-2 shrink-0 rounded-full', labelGrounds[label.colour])}
    />
  );
}
