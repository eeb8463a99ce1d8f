import { useVirtualizer } from '@tanstack/react-virtual';
import type { Conversation } from '@parley/contract/conversations';
import type { Label } from '@parley/contract/labels';
import { useViewers, type Person } from '#lib/realtime';
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type SyntheticEvent } from 'react';
import { ContextMenu, type MenuItem } from '#ui/menu';
import { Skeleton } from '#ui/states';
import { ConversationRow } from './conversation-row.tsx';
import { useTexts } from './texts.ts';
import { rowOf, useRowFocus } from './use-row-focus.ts';
import { useNow } from './use-now.ts';

const nobody: readonly Person[] = [];
const rowHeights = { normal: 64, compact: 40 } as const;

export interface ListProps {
  readonly rows: readonly Conversation[];
  readonly me: string | null;
  readonly names: ReadonlyMap<string, string>;
  readonly labels: ReadonlyMap<string, Label>;
  readonly openId: string | null;
  readonly selected: ReadonlySet<string>;
  readonly density: keyof typeof rowHeights;
  readonly hasMore: boolean;
  readonly onMore: () => void;
  readonly onSelect: (id: string, range: boolean) => void;
  /** What can be done with a row. */
  readonly menuOf: (row: Conversation) => readonly MenuItem[];
}

/**
 * Rows of a list of any length; only those in sight exist. What comes or goes above the rows in sight does not move them:
 * the scroll position follows the first of them.
 */
export function ConversationList(props: ListProps) {
  const { rows, me, names, labels, openId, selected, density, hasMore, onMore, onSelect, menuOf } = props;
  const t = useTexts();
  const height = rowHeights[density];
  const scroller = useRef<HTMLDivElement>(null);
  const nowMinutes = Math.floor(useNow(30_000) / 60_000);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 10,
    getItemKey: useCallback((index: number) => rows[index]!.id, [rows]),
  });
  useEffect(() => virtual.measure(), [virtual, height]);
  useAnchor(scroller, rows, height);
  const items = virtual.getVirtualItems();
  const viewers = useViewers(items.map((item) => rows[item.index]!.id).filter((id) => id !== openId));
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && rows.length > 0 && last >= rows.length - 20) onMore();
  }, [hasMore, onMore, last, rows.length]);
  const openIndex = openId === null ? -1 : rows.findIndex(({ id }) => id === openId);
  const shownOpen = useRef<string | null>(null);
  useEffect(() => {
    // Only when another one is opened: a row that moves up must not take the list with it.
    if (openIndex < 0 || shownOpen.current === openId) return;
    shownOpen.current = openId;
    virtual.scrollToIndex(openIndex, { align: 'auto' });
  }, [virtual, openId, openIndex]);
  const focus = useRowFocus(rows, {
    openId,
    inSight: items.map((item) => rows[item.index]!.id),
    reveal: (index) => virtual.scrollToIndex(index, { align: 'auto' }),
  });
  const [menuId, setMenuId] = useState<string | null>(null);
  const menuRow = rows.find(({ id }) => id === menuId);
  // One menu for the whole list: which row it is for is known before it opens, by the mouse, the key or a long press.
  const choose = (event: SyntheticEvent): void => {
    const id = rowOf(event.target);
    setMenuId(id ?? null);
    if (id === undefined && event.type === 'contextmenu') event.stopPropagation();
  };
  return (
    <ContextMenu items={menuRow ? menuOf(menuRow) : []}>
      <div
        ref={scroller}
        onContextMenuCapture={choose}
        onPointerDownCapture={(event) => event.pointerType !== 'mouse' && choose(event)}
        onFocus={focus.onFocus}
        onKeyDown={focus.onKeyDown}
        className="min-h-0 flex-1 overflow-y-auto overscroll-contain [overflow-anchor:none]"
      >
        <div
          role="list"
          aria-label={t('conversations')}
          className="relative"
          style={{ height: virtual.getTotalSize() }}
        >
          {items.map((item) => {
            const conversation = rows[item.index]!;
            return (
              <div
                key={item.key}
                role="listitem"
                data-row={conversation.id}
                aria-setsize={hasMore ? -1 : rows.length}
                aria-posinset={item.index + 1}
                className="absolute inset-x-0 top-0"
                style={{ height, transform: `translateY(${item.start}px)` }}
              >
                <ConversationRow
                  conversation={conversation}
                  me={me}
                  names={names}
                  labels={labels}
                  isOpen={conversation.id === openId}
                  isTabStop={conversation.id === focus.stop}
                  viewers={(conversation.id !== openId && viewers.get(conversation.id)) || nobody}
                  isSelected={selected.has(conversation.id)}
                  isSelecting={selected.size > 0}
                  isCompact={density === 'compact'}
                  nowMinutes={nowMinutes}
                  onSelect={onSelect}
                />
              </div>
            );
          })}
        </div>
        {hasMore && <ListSkeleton count={3} />}
      </div>
    </ContextMenu>
  );
}

/** Keeps the first row in sight where it is when rows above it come or go. */
function useAnchor(
  scroller: React.RefObject<HTMLDivElement | null>,
  rows: readonly Conversation[],
  height: number,
): void {
  const anchor = useRef<{ id: string; index: number } | null>(null);
  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const remember = (): void => {
      const index = Math.floor(box.scrollTop / height);
      const row = rows[index];
      // At the top nothing is held: new conversations are to be seen.
      anchor.current = row && box.scrollTop > 4 ? { id: row.id, index } : null;
    };
    remember();
    box.addEventListener('scroll', remember, { passive: true });
    return () => box.removeEventListener('scroll', remember);
  }, [scroller, rows, height]);
  useLayoutEffect(() => {
    const box = scroller.current;
    const held = anchor.current;
    if (!box || !held || rows[held.index]?.id === held.id) return;
    const index = rows.findIndex(({ id }) => id === held.id);
    if (index >= 0) box.scrollTop += (index - held.index) * height;
  }, [scroller, rows, height]);
}

export function ListSkeleton({ count }: { count: number }) {
  const t = useTexts();
  return (
    <div role="status" aria-label={t('conversations')}>
      {Array.from({ length: count }, (_, index) => (
        <div key={index} className="flex h-16 flex-col justify-center gap-2 border-b pr-3 pl-11">
          <Skeleton className={['h-3 w-36', 'h-3 w-28', 'h-3 w-44'][index % 3]!} />
          <Skeleton className={['h-3 w-56', 'h-3 w-64', 'h-3 w-48'][index % 3]!} />
        </div>
      ))}
    </div>
  );
}
