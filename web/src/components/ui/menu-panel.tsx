import { clsx } from 'clsx';
import { Check } from 'lucide-react';
import { ContextMenu as RadixContext, DropdownMenu as Radix } from 'radix-ui';
import { Kbd } from './kbd.tsx';
import type { ContextMenuProps, MenuItem, MenuProps } from './menu.tsx';

const panel =
  'z-50 min-w-48 max-w-80 overflow-y-auto rounded-8 border border-border-soft bg-surface p-1 shadow-overlay enter-popover';
const row =
  'flex min-h-7 items-center gap-2 rounded-6 px-2 py-1 text-13 outline-none select-none data-highlighted:bg-hover data-disabled:text-text-3';

function Items({ items, kind: Kind }: { items: readonly MenuItem[]; kind: typeof Radix | typeof RadixContext }) {
  return items.map((item, index) => {
    if (item === 'line') return <Kind.Separator key={index} className="mx-2 my-1 h-px bg-hairline" />;
    if ('heading' in item) {
      return (
        <Kind.Label key={index} className="px-2 pt-2 pb-1 text-12 text-text-3">
          {item.heading}
        </Kind.Label>
      );
    }
    return (
      <Kind.Item
        key={index}
        disabled={Boolean(item.disabledReason)}
        onSelect={item.onSelect}
        className={clsx(row, item.danger && 'text-danger')}
      >
        {item.icon}
        <span className="min-w-0 flex-1">
          <span className="block truncate">{item.label}</span>
          {item.disabledReason && <span className="block text-12">{item.disabledReason}</span>}
        </span>
        {item.checked && <Check aria-hidden className="text-accent-text" />}
        {item.shortcut && <Kbd keys={item.shortcut} />}
      </Kind.Item>
    );
  });
}

export function RadixMenu({ trigger, items, align = 'end', isOpen }: MenuProps & { readonly isOpen: boolean }) {
  return (
    <Radix.Root defaultOpen={isOpen}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content align={align} sideOffset={4} collisionPadding={8} className={panel}>
          <Items items={items} kind={Radix} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function RadixContextMenu({ children, items }: ContextMenuProps) {
  return (
    <RadixContext.Root>
      <RadixContext.Trigger asChild>{children}</RadixContext.Trigger>
      <RadixContext.Portal>
        <RadixContext.Content collisionPadding={8} className={panel}>
          <Items items={items} kind={RadixContext} />
        </RadixContext.Content>
      </RadixContext.Portal>
    </RadixContext.Root>
  );
}
