import type { ReactElement, ReactNode } from 'react';
import { late } from '#lib/lazily';
import { EarlyTrigger } from './early-trigger.tsx';

export type MenuItem =
  | {
      readonly label: string;
      readonly onSelect: () => void;
      readonly icon?: ReactNode;
      readonly shortcut?: string;
      readonly danger?: boolean;
      readonly checked?: boolean;
      /** Why it cannot be chosen; stands under the label. */
      readonly disabledReason?: string | null;
    }
  | { readonly heading: string }
  | 'line';

export interface MenuProps {
  readonly trigger: ReactElement<object>;
  readonly items: readonly MenuItem[];
  readonly align?: 'start' | 'end';
}

export interface ContextMenuProps {
  readonly children: ReactElement;
  readonly items: readonly MenuItem[];
}

const useRadixMenu = late(async () => (await import('./menu-panel.tsx')).RadixMenu);
const useRadixContextMenu = late(async () => (await import('./menu-panel.tsx')).RadixContextMenu);

export function Menu({ trigger, ...rest }: MenuProps) {
  const RadixMenu = useRadixMenu();
  return (
    <EarlyTrigger trigger={trigger} opens="menu" isReady={RadixMenu !== undefined}>
      {(own, isOpen) => RadixMenu && <RadixMenu {...rest} trigger={own} isOpen={isOpen} />}
    </EarlyTrigger>
  );
}

/** The same under the right mouse button. */
export function ContextMenu({ children, items }: ContextMenuProps) {
  const RadixContextMenu = useRadixContextMenu();
  return RadixContextMenu ? <RadixContextMenu items={items}>{children}</RadixContextMenu> : children;
}
