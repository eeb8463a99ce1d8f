import { Link } from '@tanstack/react-router';
import type { ConversationCounts } from '@parley/contract/conversations';
import { Inbox } from 'lucide-react';
import type { Ref } from 'react';
import { useCan } from '#lib/me';
import { useUiTexts } from '#lib/ui-texts';
import { Button } from '#ui/button';
import { EmptyState, ErrorState } from '#ui/states';
import { BulkBar } from './bulk-bar.tsx';
import { ConversationList, ListSkeleton, type ListProps } from './conversation-list.tsx';
import { ListHeader } from './list-header.tsx';
import { usualView, type InboxSearch } from './list-view.ts';
import { useWorkPreferences } from './settings.ts';
import { useTexts } from './texts.ts';
import type { PickerKind } from './thread-header.tsx';
import type { Change } from './use-changes.ts';
import type { Known } from './use-known.ts';
import type { Place } from './use-place.ts';
import type { Selection } from './use-selection.ts';

export interface ListPaneProps {
  readonly place: Place;
  readonly known: Known;
  readonly counts: ConversationCounts | undefined;
  readonly selection: Selection;
  readonly onChange: Change;
  readonly onPick: (kind: PickerKind) => void;
  readonly menuOf: ListProps['menuOf'];
  readonly onSettings: () => void;
  readonly ref: Ref<{ focus: () => void }>;
}

export function ListPane({
  place,
  known,
  counts,
  selection,
  onChange,
  onPick,
  menuOf,
  onSettings,
  ref,
}: ListPaneProps) {
  const t = useTexts();
  const { density } = useWorkPreferences();
  const { list, rows, search, openId } = place;
  const chosen = [...selection.ids];
  const bulk = (kind: 'resolve' | 'reopen' | 'read') => () => {
    onChange(chosen, { kind });
    selection.clear();
  };
  return (
    <section aria-label={t('conversations')} className="relative flex h-full min-w-0 flex-col bg-surface-2">
      <ListHeader
        {...{ search, counts, known, onSettings, ref }}
        onSearch={place.narrow}
        onFirst={() => {
          if (rows[0]) place.goTo(rows[0].id);
        }}
      />
      {list.isPending ? (
        <ListSkeleton count={10} />
      ) : list.isError && rows.length === 0 ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : rows.length === 0 ? (
        <NothingHere search={search} onSearch={place.narrow} />
      ) : (
        <ConversationList
          {...{ rows, openId, density, menuOf }}
          me={known.me}
          names={known.names}
          labels={known.labelsById}
          selected={selection.ids}
          hasMore={list.hasNextPage}
          onMore={() => {
            if (!list.isFetchingNextPage) void list.fetchNextPage();
          }}
          onSelect={selection.toggle}
        />
      )}
      {selection.ids.size > 0 && (
        <BulkBar
          count={selection.ids.size}
          isClosed={search.view === 'resolved'}
          onClose={bulk('resolve')}
          onReopen={bulk('reopen')}
          onRead={bulk('read')}
          onPick={onPick}
          onClear={selection.clear}
        />
      )}
    </section>
  );
}

/** Why the list is empty, and what to do about it. */
function NothingHere({ search, onSearch }: { search: InboxSearch; onSearch: (search: InboxSearch) => void }) {
  const t = useTexts();
  const ui = useUiTexts();
  const can = useCan();
  const { view = usualView, q } = search;
  if (q !== undefined) return <EmptyState title={t('empty_search', { q })}>{t('empty_search_text')}</EmptyState>;
  if (search.channel !== undefined || search.label !== undefined || search.assignee !== undefined) {
    return (
      <EmptyState
        title={t('empty_filtered')}
        action={<Button onClick={() => onSearch(view === usualView ? {} : { view })}>{ui('clear_filters')}</Button>}
      />
    );
  }
  const action =
    view === 'all' && can('channels:write') ? (
      <Link to="/channels" className="link font-medium">
        {t('connect_channel')}
      </Link>
    ) : view === 'all' ? null : (
      <Button onClick={() => onSearch({ view: 'all' })}>{t('show_all')}</Button>
    );
  return (
    <EmptyState icon={<Inbox aria-hidden />} title={t(`empty_${view}`)} action={action}>
      {t(`empty_${view}_text`)}
    </EmptyState>
  );
}
