import { clsx } from 'clsx';
import { Check, Minus } from 'lucide-react';
import { Checkbox as Radix, Switch as RadixSwitch } from 'radix-ui';
import { useId, type ReactNode } from 'react';

interface Control {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  /** Shown beside it; without one, `aria-label` is needed. */
  readonly label?: ReactNode;
  readonly hint?: ReactNode;
  readonly disabled?: boolean;
  readonly 'aria-label'?: string;
  /** -1 where Tab goes past it. */
  readonly tabIndex?: 0 | -1;
}

function Labelled({
  id,
  label,
  hint,
  children,
}: {
  id: string;
  label: ReactNode;
  hint: ReactNode;
  children: ReactNode;
}) {
  if (!label) return children;
  return (
    <span className="inline-flex min-h-6 items-start gap-2 py-0.5">
      <span className="flex h-[18px] items-center">{children}</span>
      <span>
        <label htmlFor={id}>{label}</label>
        {hint && <span className="block text-12 text-text-3">{hint}</span>}
      </span>
    </span>
  );
}

/** `indeterminate`: some of what it stands for. */
export function Checkbox({
  checked,
  onChange,
  label,
  hint,
  indeterminate,
  disabled,
  ...rest
}: Control & { indeterminate?: boolean }) {
  const id = useId();
  return (
    <Labelled id={id} label={label} hint={hint}>
      <Radix.Root
        {...rest}
        id={id}
        disabled={disabled ?? false}
        checked={indeterminate ? 'indeterminate' : checked}
        onCheckedChange={(next) => onChange(next === true)}
        className={clsx(
          'relative grid size-4 shrink-0 place-content-center rounded-4 border border-border bg-surface text-on-accent',
          'after:absolute after:-inset-1 data-[state=checked]:border-accent data-[state=checked]:bg-accent data-[state=indeterminate]:border-accent data-[state=indeterminate]:bg-accent disabled:opacity-50',
        )}
      >
        <Radix.Indicator>
          {indeterminate ? (
            <Minus aria-hidden className="size-3! stroke-[2.5]!" />
          ) : (
            <Check aria-hidden className="size-3! stroke-[2.5]!" />
          )}
        </Radix.Indicator>
      </Radix.Root>
    </Labelled>
  );
}

export function Switch({ checked, onChange, label, hint, disabled, ...rest }: Control) {
  const id = useId();
  return (
    <Labelled id={id} label={label} hint={hint}>
      <RadixSwitch.Root
        {...rest}
        id={id}
        disabled={disabled ?? false}
        checked={checked}
        onCheckedChange={onChange}
        className="relative h-[18px] w-8 shrink-0 rounded-full border border-border bg-neutral-soft transition-state after:absolute after:-inset-1 disabled:opacity-50 data-[state=checked]:border-accent data-[state=checked]:bg-accent"
      >
        <RadixSwitch.Thumb className="block size-3 translate-x-[3px] rounded-full bg-text-2 transition-transform duration-(--t-state) data-[state=checked]:translate-x-[17px] data-[state=checked]:bg-on-accent" />
      </RadixSwitch.Root>
    </Labelled>
  );
}
