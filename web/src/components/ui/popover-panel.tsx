import { clsx } from 'clsx';
import { Popover as Radix } from 'radix-ui';
import type { PopoverProps } from './popover.tsx';

export function RadixPopover(props: PopoverProps & { readonly isOpen: boolean }) {
  const { trigger, open, isOpen, onOpenChange, align = 'start', label, className, children } = props;
  return (
    <Radix.Root defaultOpen={isOpen} {...(open !== undefined && { open })} {...(onOpenChange && { onOpenChange })}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className={clsx(
            'z-50 rounded-8 border border-border-soft bg-surface shadow-overlay enter-popover',
            className,
          )}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
