import { useVirtualizer } from '@tanstack/react-virtual';
import { clsx } from 'clsx';
import { useEffect, useRef, type ReactNode, type Ref } from 'react';

/**
 * A long list of which only what is seen exists. Rows have one height; `onEnd` is called when the last ones come into
 * sight. The list is told as `role`, with its whole length where it is known.
 */
export function VirtualList<Item>({
  items,
  rowHeight,
  keyOf,
  renderRow,
  onEnd,
  footer,
  total,
  role = 'list',
  label,
  activeIndex,
  className,
  ref,
}: {
  items: readonly Item[];
  rowHeight: number;
  keyOf: (item: Item) => string;
  renderRow: (item: Item, index: number) => ReactNode;
  onEnd?: () => void;
  footer?: ReactNode;
  total?: number | null;
  role?: 'list' | 'listbox' | 'rowgroup' | 'feed';
  label?: string;
  /** Kept in sight. */
  activeIndex?: number;
  className?: string;
  ref?: Ref<HTMLDivElement>;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    getItemKey: (index) => keyOf(items[index]!),
  });
  const rows = virtual.getVirtualItems();
  const lastSeen = rows.at(-1)?.index ?? 0;
  useEffect(() => {
    if (onEnd && items.length > 0 && lastSeen >= items.length - 12) onEnd();
  }, [onEnd, lastSeen, items.length]);
  useEffect(() => virtual.measure(), [virtual, rowHeight]);
  useEffect(() => {
    if (activeIndex !== undefined && activeIndex >= 0) virtual.scrollToIndex(activeIndex, { align: 'auto' });
  }, [virtual, activeIndex]);
  const childRole = { list: 'listitem', listbox: undefined, rowgroup: undefined, feed: undefined }[role];
  return (
    <div
      ref={(node) => {
        scroller.current = node;
        if (typeof ref === 'function') ref(node);
        else if (ref) ref.current = node;
      }}
      className={clsx('min-h-0 flex-1 overflow-y-auto overscroll-contain', className)}
    >
      <div role={role} aria-label={label} className="relative" style={{ height: virtual.getTotalSize() }}>
        {rows.map((row) => (
          <div
            key={row.key}
            role={childRole}
            {...(childRole && { 'aria-setsize': total ?? -1, 'aria-posinset': row.index + 1 })}
            className="absolute inset-x-0 top-0"
            style={{ height: rowHeight, transform: `translateY(${row.start}px)` }}
          >
            {renderRow(items[row.index]!, row.index)}
          </div>
        ))}
      </div>
      {footer}
    </div>
  );
}
