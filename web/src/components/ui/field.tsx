import { CircleAlert } from 'lucide-react';
import { useId, type ReactElement, type ReactNode } from 'react';

export interface FieldControl {
  id: string;
  'aria-describedby'?: string;
  'aria-invalid'?: true;
}

/** A label, its control, a hint and what is wrong with it, told to those who do not see it as well. */
export function Field({
  label,
  hint,
  error,
  optional,
  children,
}: {
  label: string;
  hint?: ReactNode;
  error?: string | null | undefined;
  /** The word for it, such as “optional”. */
  optional?: string;
  children: (control: FieldControl) => ReactElement;
}) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="flex items-baseline justify-between gap-2 text-12 font-medium text-text-2">
        {label}
        {optional && <span className="font-regular text-text-3">{optional}</span>}
      </label>
      {children({
        id,
        ...(described && { 'aria-describedby': described }),
        ...(error && { 'aria-invalid': true as const }),
      })}
      {hint && (
        <p id={`${id}-hint`} className="text-12 text-text-3">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} role="alert" className="flex items-start gap-1 text-12 text-danger">
          <CircleAlert aria-hidden className="mt-px size-3.5!" />
          {error}
        </p>
      )}
    </div>
  );
}
