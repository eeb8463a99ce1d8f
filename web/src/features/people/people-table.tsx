import type { ContactSummary } from '@parley/contract/contacts';
import { useVirtualizer } from '@tanstack/react-virtual';
import { clsx } from 'clsx';
import { ArrowDown, ArrowUp, Check } from 'lucide-react';
import { memo, useEffect, useRef, type MouseEvent } from 'react';
import { useFormat } from '#lib/format';
import { useIsNarrow } from '#lib/use-media';
import { Checkbox } from '#ui/checkbox';
import { Skeleton } from '#ui/states';
import { columns, ConsentMark, type Column, type ColumnKey } from './columns.tsx';
import type { PeopleSearch } from './people-search.ts';
import type { Selecting } from './selection.ts';
import { useTexts } from './texts.ts';
import { usePace } from './use-pace.ts';
import type { People } from './use-people.ts';

const heights = { compact: 32, normal: 40, narrow: 56 } as const;
/** Rows on both sides that exist already when a wheel brings them into sight. */
const overscan = 12;

interface TableProps {
  readonly people: People;
  readonly shown: readonly ColumnKey[];
  readonly compact: boolean;
  readonly sort: NonNullable<PeopleSearch['sort']>;
  readonly selecting: Selecting;
  /** The row that the keys act on. */
  readonly active: number;
  readonly openId: string | undefined;
  readonly onSort: (sort: NonNullable<PeopleSearch['sort']>) => void;
  readonly onOpen: (contact: ContactSummary, index: number) => void;
  readonly onRange: (first: number, last: number) => void;
}

/** Everybody who matches, of whom only those in sight exist. */
export function PeopleTable(props: TableProps) {
  const { people, shown, compact, active, onRange } = props;
  const t = useTexts();
  const isNarrow = useIsNarrow();
  const scroller = useRef<HTMLDivElement>(null);
  const { isFlying, observe } = usePace();
  const height = isNarrow ? heights.narrow : compact ? heights.compact : heights.normal;
  const virtual = useVirtualizer({
    count: people.rows,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: isFlying() ? 1 : overscan,
    observeElementOffset: observe,
  });
  useEffect(() => virtual.measure(), [virtual, height]);
  const items = virtual.getVirtualItems();
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  useEffect(() => onRange(first, last), [onRange, first, last]);
  useEffect(() => {
    if (active >= 0) virtual.scrollToIndex(active, { align: 'auto' });
  }, [virtual, active]);
  const tracks = isNarrow
    ? '44px minmax(0, 1fr)'
    : `44px minmax(160px, 1.5fr) ${shown.map((key) => columns[key].width).join(' ')}`;
  return (
    <div ref={scroller} tabIndex={-1} className="min-h-0 flex-1 overflow-auto overscroll-contain">
      <div
        role="table"
        aria-label={t('table')}
        aria-rowcount={people.total + 1}
        aria-busy={people.isStale || undefined}
        className={clsx('relative min-w-full', !isNarrow && 'w-max', people.isStale && 'opacity-60')}
        style={{ '--tracks': tracks } as React.CSSProperties}
      >
        {!isNarrow && <Head {...props} />}
        <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start }) => {
            const contact = people.rowAt(index);
            return isFlying() ? (
              <Sketch
                key={index}
                index={index}
                top={start}
                height={height}
                contact={contact}
                shown={shown}
                isNarrow={isNarrow}
                sort={props.sort}
              />
            ) : (
              <Row
                key={index}
                index={index}
                top={start}
                height={height}
                contact={contact}
                shown={shown}
                isNarrow={isNarrow}
                isActive={index === active}
                isOpen={contact !== undefined && contact.id === props.openId}
                isSelected={contact !== undefined && props.selecting.has(contact.id)}
                toggle={props.selecting.toggle}
                onOpen={props.onOpen}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

const line = 'grid grid-cols-(--tracks) items-center';

function Head({ shown, sort, selecting, people, onSort }: TableProps) {
  const t = useTexts();
  const { selection } = selecting;
  const some = selection.ids.size > 0;
  return (
    <div role="rowgroup" className="sticky top-0 z-10">
      <div
        role="row"
        aria-rowindex={1}
        className={clsx(line, 'h-8 border-b bg-surface text-12 font-medium text-text-3')}
      >
        <span role="columnheader" className="grid place-content-center pl-4">
          <Checkbox
            aria-label={t('select_all')}
            checked={selection.all}
            indeterminate={some && !selection.all}
            onChange={() => (selection.all || some ? selecting.clear() : people.total > 0 && selecting.selectAll())}
          />
        </span>
        <HeadCell title={t('name')} column="name" sort={sort} onSort={onSort} />
        {shown.map((key) => {
          const column: Column = columns[key];
          return (
            <HeadCell
              key={key}
              title={t(column.title)}
              column={column.sort}
              right={column.right ?? false}
              sort={sort}
              onSort={onSort}
            />
          );
        })}
      </div>
    </div>
  );
}

function HeadCell({
  title,
  column,
  sort,
  right,
  onSort,
}: {
  title: string;
  column: Column['sort'];
  sort: NonNullable<PeopleSearch['sort']>;
  right?: boolean;
  onSort: TableProps['onSort'];
}) {
  const direction = sort === column ? 'ascending' : sort === `-${column}` ? 'descending' : undefined;
  // Of times the newest are wanted first, of names the first letters.
  const isTime = column === 'lastCampaign' || column === 'created';
  const next =
    direction === undefined ? (isTime ? `-${column}` : column) : direction === 'ascending' ? `-${column}` : column;
  const Arrow = direction === 'ascending' ? ArrowUp : ArrowDown;
  return (
    <span
      role="columnheader"
      aria-sort={direction ?? (column ? 'none' : undefined)}
      className={clsx('truncate px-2', right && 'text-right')}
    >
      {column ? (
        <button
          type="button"
          onClick={() => onSort(next as NonNullable<PeopleSearch['sort']>)}
          className={clsx('inline-flex h-6 items-center gap-1 hover:text-text', direction && 'text-text')}
        >
          {title}
          {direction && <Arrow aria-hidden className="size-3!" />}
        </button>
      ) : (
        title
      )}
    </span>
  );
}

interface RowProps {
  readonly index: number;
  readonly top: number;
  readonly height: number;
  readonly contact: ContactSummary | undefined;
  readonly shown: readonly ColumnKey[];
  readonly isNarrow: boolean;
  readonly isActive: boolean;
  readonly isOpen: boolean;
  readonly isSelected: boolean;
  readonly toggle: Selecting['toggle'];
  readonly onOpen: TableProps['onOpen'];
}

type SketchProps = Pick<RowProps, 'index' | 'top' | 'height' | 'contact' | 'shown' | 'isNarrow'> & {
  readonly sort: TableProps['sort'];
};

/** A row that flies by: the name and what the list is sorted by, which tell how far one is. */
const Sketch = memo(function Sketch({ index, top, height, contact, shown, isNarrow, sort }: SketchProps) {
  const t = useTexts();
  const format = useFormat();
  const sorted = isNarrow ? -1 : shown.findIndex((key) => columns[key].sort === sort.replace(/^-/, ''));
  const column = sorted < 0 ? undefined : columns[shown[sorted]!];
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={clsx(line, 'absolute inset-x-0 top-0 border-b')}
      style={{ height, transform: `translateY(${top}px)` }}
    >
      {contact === undefined ? (
        <span role="cell" className="col-start-2 mx-2 h-3 w-40 rounded-6 bg-neutral-soft" />
      ) : (
        <span role="cell" className="col-start-2 truncate px-2 font-medium">
          {contact.displayName}
        </span>
      )}
      {contact && column && (
        <span
          role="cell"
          className={clsx('truncate px-2', column.right && 'num text-right')}
          style={{ gridColumnStart: sorted + 3 }}
        >
          {column.cell(contact, t, format)}
        </span>
      )}
    </div>
  );
});

const Row = memo(function Row(props: RowProps) {
  const { index, top, height, contact, isActive, isOpen, isSelected, isNarrow, toggle } = props;
  const t = useTexts();
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      className={clsx(
        line,
        'absolute inset-x-0 top-0 border-b',
        isSelected || isOpen ? 'bg-accent-soft' : 'hover:bg-hover',
        isActive && 'outline-2 -outline-offset-2 outline-focus',
      )}
      style={{ height, transform: `translateY(${top}px)` }}
    >
      {contact === undefined ? (
        <>
          <span role="cell" className="grid place-content-center pl-4">
            <Skeleton className="size-4" />
          </span>
          <span role="cell" className="px-2">
            <Skeleton className="h-3 w-40" />
          </span>
        </>
      ) : (
        <>
          <span role="cell" className="h-full">
            <Tick
              label={t('select_row', { name: contact.displayName })}
              checked={isSelected}
              onToggle={(range) => toggle(index, contact.id, range)}
            />
          </span>
          {isNarrow ? <NarrowCells {...props} contact={contact} /> : <Cells {...props} contact={contact} />}
        </>
      )}
    </div>
  );
});

/** The whole cell is pressed. A control of its own: hundreds of them come and go while one scrolls. */
function Tick({ label, checked, onToggle }: { label: string; checked: boolean; onToggle: (range: boolean) => void }) {
  return (
    <button
      type="button"
      role="checkbox"
      aria-checked={checked}
      aria-label={label}
      onClick={(event) => onToggle(event.shiftKey)}
      className="grid size-full place-content-center pl-4"
    >
      <span
        aria-hidden
        className={clsx(
          'grid size-4 place-content-center rounded-4 border',
          checked ? 'border-accent bg-accent text-on-accent' : 'border-border bg-surface',
        )}
      >
        {checked && <Check className="size-3! stroke-[2.5]!" />}
      </span>
    </button>
  );
}

function Cells({ contact, index, shown, onOpen }: RowProps & { contact: ContactSummary }) {
  const t = useTexts();
  const format = useFormat();
  return (
    <>
      <span role="cell" className="min-w-0 px-2 font-medium">
        <NameLink contact={contact} index={index} onOpen={onOpen} />
      </span>
      {shown.map((key) => {
        const { right, isNumber, cell } = columns[key];
        return (
          <span
            key={key}
            role="cell"
            className={clsx('min-w-0 truncate px-2', (right || isNumber) && 'num', right && 'text-right')}
          >
            {cell(contact, t, format)}
          </span>
        );
      })}
    </>
  );
}

function NarrowCells({ contact, index, onOpen }: RowProps & { contact: ContactSummary }) {
  const t = useTexts();
  const format = useFormat();
  const below = [contact.phone && format.phone(contact.phone), contact.city].filter(Boolean).join(' · ');
  return (
    <span role="cell" className="flex min-w-0 items-center gap-2 pr-4">
      <span className="min-w-0 flex-1">
        <NameLink contact={contact} index={index} onOpen={onOpen} />
        <span className="num block truncate text-12 text-text-3">{below || contact.email}</span>
      </span>
      <ConsentMark contact={contact} t={t} />
    </span>
  );
}

/** Every person has an address: the middle button and a long press open it elsewhere. */
function NameLink({ contact, index, onOpen }: Pick<RowProps, 'index' | 'onOpen'> & { contact: ContactSummary }) {
  const t = useTexts();
  const open = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    onOpen(contact, index);
  };
  return (
    // A plain link: the router's own follows every change of the address, once for each row.
    <a href={`/contacts/${contact.id}`} onClick={open} className="block truncate font-medium hover:underline">
      {contact.displayName || t('no_name')}
    </a>
  );
}
