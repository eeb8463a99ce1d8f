import type { ReactElement, ReactNode } from 'react';
import { late } from '#lib/lazily';
import { EarlyTrigger } from './early-trigger.tsx';

export interface PopoverProps {
  readonly trigger: ReactElement<object>;
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
  readonly align?: 'start' | 'center' | 'end';
  readonly label: string;
  readonly className?: string;
  readonly children: ReactNode;
}

const useRadixPopover = late(async () => (await import('./popover-panel.tsx')).RadixPopover);

export function Popover({ trigger, ...rest }: PopoverProps) {
  const RadixPopover = useRadixPopover();
  return (
    <EarlyTrigger
      trigger={trigger}
      opens="dialog"
      isReady={RadixPopover !== undefined}
      onEarlyPress={() => rest.onOpenChange?.(true)}
    >
      {(own, isOpen) => RadixPopover && <RadixPopover {...rest} trigger={own} isOpen={isOpen} />}
    </EarlyTrigger>
  );
}
