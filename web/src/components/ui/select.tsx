import { clsx } from 'clsx';
import { Check, ChevronDown } from 'lucide-react';
import { Select as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { cspNonce } from '#lib/csp-nonce';
import { fieldLook } from './input.tsx';

export interface Option<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly hint?: string;
  readonly icon?: ReactNode;
  readonly disabled?: boolean;
}

export function Select<Value extends string>({
  value,
  onChange,
  options,
  placeholder,
  size = 'normal',
  className,
  ...control
}: {
  value: Value | null;
  onChange: (value: Value) => void;
  options: readonly Option<Value>[];
  placeholder?: string;
  size?: 'normal' | 'small';
  className?: string;
  id?: string;
  'aria-label'?: string;
  'aria-describedby'?: string;
  'aria-invalid'?: true;
}) {
  return (
    <Radix.Root value={value ?? ''} onValueChange={(next) => onChange(next as Value)}>
      <Radix.Trigger
        {...control}
        className={clsx(
          'inline-flex min-w-0 items-center justify-between gap-2 px-2 text-left data-placeholder:text-text-3',
          size === 'small' ? 'h-7' : 'h-8',
          fieldLook,
          className,
        )}
      >
        <span className="flex min-w-0 items-center gap-2 truncate">
          <Radix.Value placeholder={placeholder} />
        </span>
        <ChevronDown aria-hidden className="text-text-3" />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) overflow-hidden rounded-8 border border-border-soft bg-surface p-1 shadow-overlay enter-popover"
        >
          <Radix.Viewport nonce={cspNonce()}>
            {options.map((option) => (
              <Radix.Item
                key={option.value}
                value={option.value}
                disabled={option.disabled ?? false}
                className="flex min-h-7 items-center gap-2 rounded-6 py-1 pr-7 pl-2 text-13 outline-none data-disabled:text-text-3 data-highlighted:bg-hover data-[state=checked]:font-medium"
              >
                {option.icon}
                <Radix.ItemText>{option.label}</Radix.ItemText>
                {option.hint && <span className="ml-auto pl-3 text-12 text-text-3">{option.hint}</span>}
                <Radix.ItemIndicator className="absolute right-2">
                  <Check aria-hidden className="text-accent-text" />
                </Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
