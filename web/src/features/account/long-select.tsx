import { clsx } from 'clsx';
import { fieldLook } from '#ui/input';

export interface LongOption {
  readonly value: string;
  readonly label: string;
}

/** The browser's own list, for hundreds of entries that are found by typing. */
export function LongSelect({
  value,
  onChange,
  options,
  className = 'w-64',
  ...control
}: {
  value: string;
  onChange: (value: string) => void;
  options: readonly LongOption[];
  className?: string;
  id?: string;
  'aria-label'?: string;
  'aria-describedby'?: string;
  'aria-invalid'?: true;
}) {
  return (
    <select
      {...control}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className={clsx('h-8 max-w-full px-1.5', fieldLook, className)}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
