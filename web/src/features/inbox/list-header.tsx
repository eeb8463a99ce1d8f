import type { ConversationCounts, ConversationView } from '@parley/contract/conversations';
import { Link } from '@tanstack/react-router';
import { clsx } from 'clsx';
import { Ellipsis, ListFilter, Search, SlidersHorizontal, X } from 'lucide-react';
import {
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
  type Ref,
  type RefObject,
} from 'react';
import { useFormat } from '#lib/format';
import { lazily } from '#lib/lazily';
import { useDebounced } from '#lib/use-debounced';
import { IconButton } from '#ui/button';
import { Menu } from '#ui/menu';
import { BarHeader } from '#ui/page';
import { Popover } from '#ui/popover';
import { usualView, type InboxSearch } from './list-view.ts';
import { useTexts } from './texts.ts';
import type { Known } from './use-known.ts';

const ListFilterFields = lazily(async () => (await import('./list-filter-fields.tsx')).ListFilterFields);

/** Above it nothing is counted. */
const mostCounted = 1_000;
const tabs: readonly ConversationView[] = ['mine_unassigned', 'unassigned', 'all', 'snoozed'];

export interface ListHeaderProps {
  readonly search: InboxSearch;
  readonly onSearch: (search: InboxSearch) => void;
  readonly counts: ConversationCounts | undefined;
  readonly known: Known;
  readonly onSettings: () => void;
  /** Opens the first of what is listed. */
  readonly onFirst: () => void;
  /** Focuses the search, opening it first. */
  readonly ref: Ref<{ focus: () => void }>;
}

/** Where the list begins: what is shown, and how to narrow it. */
export function ListHeader(props: ListHeaderProps) {
  const { search, onSearch, onSettings, ref } = props;
  const t = useTexts();
  const [isSearching, setSearching] = useState(search.q !== undefined);
  const field = useRef<HTMLInputElement>(null);
  const isOpen = isSearching || search.q !== undefined;
  useImperativeHandle(ref, () => ({
    focus: () => {
      setSearching(true);
      field.current?.focus();
    },
  }));
  const find = useEffectEvent((q: string) => {
    const { q: _old, ...rest } = search;
    onSearch(q === '' ? rest : { ...rest, q });
  });
  return (
    <>
      <BarHeader inBar="h-12 gap-0.5 pr-2" beside="h-12 gap-0.5 pr-2 pl-4">
        <h1 className={clsx('flex-1 text-16 font-semibold tracking-[-0.006em]', isOpen && 'sr-only')}>{t('inbox')}</h1>
        {isOpen ? (
          <SearchField
            field={field}
            q={search.q ?? ''}
            onChange={find}
            onFirst={props.onFirst}
            onLeave={() => setSearching(false)}
          />
        ) : (
          <IconButton
            label={t('search')}
            shortcut="inbox.search"
            icon={<Search aria-hidden />}
            onClick={() => setSearching(true)}
          />
        )}
        <Filter {...props} />
        <IconButton label={t('settings')} icon={<SlidersHorizontal aria-hidden />} onClick={onSettings} />
      </BarHeader>
      <Tabs {...props} />
    </>
  );
}

function SearchField({
  q,
  onChange,
  onFirst,
  onLeave,
  field,
}: {
  q: string;
  onChange: (q: string) => void;
  onFirst: () => void;
  onLeave: () => void;
  field: Ref<HTMLInputElement>;
}) {
  const t = useTexts();
  const [text, setText] = useState(q);
  const settled = useDebounced(text, 200);
  const told = useRef(q);
  useEffect(() => {
    if (settled === told.current) return;
    told.current = settled;
    onChange(settled);
  }, [settled, onChange]);
  const leave = (): void => {
    told.current = '';
    setText('');
    onChange('');
    onLeave();
  };
  return (
    <div className="flex h-8 min-w-0 flex-1 md:-ml-2 items-center gap-2 rounded-6 border border-border bg-surface pr-0.5 pl-2 focus-within:border-focus">
      <Search aria-hidden className="text-text-3" />
      <input
        ref={field}
        type="search"
        autoFocus
        aria-label={t('search')}
        placeholder={t('search_hint')}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') leave();
          else if (event.key === 'Enter' || event.key === 'ArrowDown') {
            // Into what was found; from there J and K go on.
            event.preventDefault();
            event.currentTarget.blur();
            if (settled === text && text !== '') onFirst();
          }
        }}
        className="h-full min-w-0 flex-1 bg-transparent outline-none focus-visible:outline-none [&::-webkit-search-cancel-button]:hidden"
      />
      <IconButton size="small" label={t('clear_search')} icon={<X aria-hidden />} onClick={leave} className="size-6!" />
    </div>
  );
}

function countOf(view: ConversationView, counts: ConversationCounts | undefined): number | undefined {
  if (!counts) return undefined;
  const known: Partial<Record<ConversationView, number>> = {
    mine_unassigned: counts.mineUnassigned,
    mine: counts.mine,
    unassigned: counts.unassigned,
    all: counts.all,
    snoozed: counts.snoozed,
  };
  return known[view];
}

function Tabs({ search, onSearch, counts }: ListHeaderProps) {
  const t = useTexts();
  const format = useFormat();
  const current = search.view ?? usualView;
  const shown = tabs.includes(current) ? tabs : [...tabs.slice(0, 3), current];
  const row = useRef<HTMLSpanElement>(null);
  const fitting = shown.slice(0, useFitting(row));
  const rest = (['mine_unassigned', 'mine', 'unassigned', 'all', 'snoozed', 'resolved'] as const).filter(
    (view) => !fitting.includes(view),
  );
  const written = (count: number | undefined): string =>
    !count ? '' : count >= mostCounted ? t('at_least', { count: mostCounted - 1 }) : format.number(count);
  const go = (view: ConversationView): InboxSearch => {
    const { view: _view, q: _q, ...same } = search;
    return view === usualView ? same : { ...same, view };
  };
  return (
    <nav aria-label={t('views')} className="flex h-9 shrink-0 items-stretch gap-1 border-b pr-1 pl-4">
      <span ref={row} className="-mb-px flex min-w-0 flex-1 flex-wrap items-stretch gap-x-2 overflow-hidden">
        {shown.map((view) => (
          <Link
            key={view}
            to="/inbox"
            search={go(view)}
            aria-current={view === current && search.q === undefined ? 'page' : undefined}
            className={clsx(
              'inline-flex h-9 items-center gap-1 border-b-2 whitespace-nowrap focus-visible:-outline-offset-2',
              !fitting.includes(view) && 'invisible',
              view === current ? 'border-accent font-medium' : 'border-transparent text-text-2 hover:text-text',
            )}
          >
            {t(`view_${view}`)}
            <span className="num font-regular text-text-3">{written(countOf(view, counts))}</span>
          </Link>
        ))}
      </span>
      <span className="inline-flex items-center">
        <Menu
          trigger={
            <IconButton
              size="small"
              label={t('more_views')}
              aria-pressed={rest.includes(current)}
              icon={<Ellipsis aria-hidden />}
            />
          }
          items={rest.map((view) => ({
            label: `${t(`view_${view}`)}  ${written(countOf(view, counts))}`.trim(),
            onSelect: () => onSearch(go(view)),
          }))}
        />
      </span>
    </nav>
  );
}

/** How many children of a row that wraps stand in its first line; the others are in nobody's sight. */
function useFitting(row: RefObject<HTMLElement | null>): number {
  const [count, setCount] = useState(Infinity);
  const measure = useEffectEvent(() => {
    const { children = [], offsetTop = 0 } = row.current ?? {};
    setCount([...children].filter((child) => (child as HTMLElement).offsetTop - offsetTop < 4).length);
  });
  // Counts change the widths as well.
  useLayoutEffect(() => measure());
  useEffect(() => {
    const observer = new ResizeObserver(() => measure());
    if (row.current) observer.observe(row.current);
    return () => observer.disconnect();
  }, [row]);
  return count;
}

function Filter({ search, onSearch, known }: ListHeaderProps) {
  const t = useTexts();
  const { channel, label, assignee } = search;
  const isOn = channel !== undefined || label !== undefined || assignee !== undefined;
  return (
    <Popover
      label={t('filter')}
      align="end"
      className="flex w-72 flex-col gap-3 p-4"
      trigger={<IconButton label={t('filter')} aria-pressed={isOn} icon={<ListFilter aria-hidden />} />}
    >
      <ListFilterFields {...{ search, onSearch, known }} />
    </Popover>
  );
}
