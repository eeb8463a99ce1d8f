import { clsx } from 'clsx';
import { ChevronDown } from 'lucide-react';
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
    <span className={clsx('relative inline-flex max-w-full', className)}>
      <select
        {...control}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className={clsx('h-8 w-full min-w-0 appearance-none truncate pr-8 pl-2', fieldLook)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown aria-hidden className="pointer-events-none absolute top-2 right-2 text-text-3" />
    </span>
  );
}
