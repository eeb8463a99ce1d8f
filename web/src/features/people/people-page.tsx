import type { ContactSummary } from '@parley/contract/contacts';
import { Link, useNavigate } from '@tanstack/react-router';
import { Columns3, Download, Ellipsis, FileInput, Plus, Users } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { useFormat } from '#lib/format';
import { useCan } from '#lib/me';
import { useActions } from '#lib/shortcuts';
import { useUiTexts } from '#lib/ui-texts';
import { useIsNarrow } from '#lib/use-media';
import { Button, IconButton } from '#ui/button';
import { Menu } from '#ui/menu';
import { Page, PageHeader } from '#ui/page';
import { SearchField } from '#ui/search-field';
import { EmptyState, ErrorState, SkeletonRows } from '#ui/states';
import { useBulk } from './bulk.ts';
import { BulkBar } from './bulk-bar.tsx';
import { columnKeys, columns } from './columns.tsx';
import { ContactDrawer } from './contact-drawer.tsx';
import { CreateContact } from './create-contact.tsx';
import { useDisplaySettings, type DisplaySettings } from './display-settings.ts';
import { FilterBar } from './filter-bar.tsx';
import { bulkFilterOf, hasFilter, type PeopleSearch } from './people-search.ts';
import { PeopleFooter } from './people-footer.tsx';
import { PeopleTable } from './people-table.tsx';
import { SectionTabs } from './section-tabs.tsx';
import { useSelection } from './selection.ts';
import { useTexts } from './texts.ts';
import { rounded, usePeople, type People } from './use-people.ts';
import { useRange } from './use-range.ts';

/** Everybody, as the address says: filter, search, order, and who is open beside the list. */
export function PeoplePage({ search }: { search: PeopleSearch }) {
  const t = useTexts();
  const format = useFormat();
  const navigate = useNavigate();
  const isNarrow = useIsNarrow();
  const display = useDisplaySettings();
  const [range, show] = useRange();
  const [active, setActive] = useState(-1);
  const [creating, setCreating] = useState(false);
  const people = usePeople(search, range.first, range.last);
  const selecting = useSelection((index) => people.rowAt(index)?.id);
  const change = useCallback(
    (part: Record<string, unknown>) =>
      void navigate({ to: '/contacts', search: (before: PeopleSearch) => ({ ...before, ...part }), replace: true }),
    [navigate],
  );
  // Another list is another choice.
  const listKey = JSON.stringify({ ...search, contact: undefined, sort: undefined });
  const { clear } = selecting;
  useEffect(() => {
    clear();
    setActive(-1);
  }, [listKey, clear]);
  const open = useCallback(
    (contact: ContactSummary, index: number) => {
      setActive(index);
      if (isNarrow) void navigate({ to: '/contacts/$id', params: { id: contact.id } });
      else change({ contact: contact.id });
    },
    [isNarrow, navigate, change],
  );
  useRowKeys({ people, active, setActive, open, toggle: selecting.toggle, create: () => setCreating(true) });
  const texts = { exact: undefined, more: 'more_than', about: 'about' } as const;
  const text = texts[people.counted];
  const count = text ? t(text, { count: rounded(people) }) : format.number(people.total);
  return (
    <Page>
      <PageHeader
        title={t('title')}
        {...(people.isCounted && people.total > 0 && { meta: count })}
        actions={
          <Actions search={search} onChange={change} onCreate={() => setCreating(true)} isEmpty={people.total === 0} />
        }
      />
      <SectionTabs />
      <div className="flex items-start gap-2 border-b px-4 py-2">
        <div className="min-w-0 flex-1">
          <FilterBar search={search} onChange={change} />
        </div>
        {!isNarrow && <DisplayMenu display={display} />}
      </div>
      <div className="relative flex min-h-0 flex-1 flex-col">
        <List
          people={people}
          search={search}
          onCreate={() => setCreating(true)}
          onReset={() => void navigate({ to: '/contacts', search: {} })}
        >
          <PeopleTable
            people={people}
            shown={display.shown}
            compact={display.compact}
            sort={search.sort ?? '-created'}
            selecting={selecting}
            active={active}
            openId={search.contact}
            onSort={(sort) => change({ sort })}
            onOpen={open}
            onRange={show}
          />
          <PeopleFooter people={people} sort={search.sort ?? '-created'} />
        </List>
        <BulkBar search={search} selecting={selecting} people={people} />
      </div>
      {search.contact && <ContactDrawer id={search.contact} onClose={() => change({ contact: undefined })} />}
      {creating && <CreateContact onClose={() => setCreating(false)} onCreated={(id) => change({ contact: id })} />}
    </Page>
  );
}

function List({
  people,
  search,
  onCreate,
  onReset,
  children,
}: {
  people: People;
  search: PeopleSearch;
  onCreate: () => void;
  onReset: () => void;
  children: React.ReactNode;
}) {
  const t = useTexts();
  const ui = useUiTexts();
  const can = useCan();
  if (people.error) return <ErrorState error={people.error} onRetry={people.retry} />;
  if (people.isLoading) return <SkeletonRows count={14} />;
  if (people.total > 0) return children;
  if (hasFilter(search))
    return (
      <EmptyState
        icon={<Users aria-hidden />}
        title={t('none_title')}
        action={<Button onClick={onReset}>{ui('clear_filters')}</Button>}
      >
        {t('none_text')}
      </EmptyState>
    );
  return (
    <EmptyState
      icon={<Users aria-hidden />}
      title={t('empty_title')}
      action={
        <>
          {can('contacts:import') && (
            <Link to="/contacts/import">
              <Button variant="primary" tabIndex={-1} icon={<FileInput aria-hidden />}>
                {t('import')}
              </Button>
            </Link>
          )}
          {can('contacts:write') && <Button onClick={onCreate}>{t('new_contact')}</Button>}
        </>
      }
    >
      {t('empty_text')}
    </EmptyState>
  );
}

function Actions({
  search,
  onChange,
  onCreate,
  isEmpty,
}: {
  search: PeopleSearch;
  onChange: (part: Record<string, unknown>) => void;
  onCreate: () => void;
  isEmpty: boolean;
}) {
  const t = useTexts();
  const can = useCan();
  const navigate = useNavigate();
  const { start } = useBulk();
  const run = (format: string) => void start('/contacts/exports', bulkFilterOf(search), { format });
  const isNarrow = useIsNarrow();
  const exports = can('contacts:export') && !isEmpty ? exportItems(t, run) : [];
  const toImport = (): void => void navigate({ to: '/contacts/import' });
  const find = (
    <SearchField
      text={search.q ?? ''}
      onChange={(q) => onChange({ q: q === '' ? undefined : q })}
      label={t('find')}
      placeholder={t('search')}
      action="people.find"
    />
  );
  if (isNarrow) {
    const more = [
      ...(can('contacts:import') ? [{ label: t('import'), icon: <FileInput aria-hidden />, onSelect: toImport }] : []),
      ...(exports.length > 0 ? [{ heading: t('export') }, ...exports] : []),
    ];
    return (
      <div className="flex w-full min-w-0 flex-1 items-center gap-2">
        <span className="min-w-0 flex-1">{find}</span>
        {can('contacts:write') && (
          <IconButton label={t('new_contact')} variant="primary" icon={<Plus aria-hidden />} onClick={onCreate} />
        )}
        {more.length > 0 && (
          <Menu items={more} trigger={<IconButton label={t('more')} icon={<Ellipsis aria-hidden />} />} />
        )}
      </div>
    );
  }
  return (
    <>
      {find}
      {exports.length > 0 && (
        <Menu items={exports} trigger={<Button icon={<Download aria-hidden />}>{t('export')}</Button>} />
      )}
      {can('contacts:import') && (
        <Button icon={<FileInput aria-hidden />} onClick={toImport}>
          {t('import')}
        </Button>
      )}
      {can('contacts:write') && (
        <Button variant="primary" icon={<Plus aria-hidden />} shortcut="people.create" onClick={onCreate}>
          {t('new_contact')}
        </Button>
      )}
    </>
  );
}

function exportItems(t: ReturnType<typeof useTexts>, run: (format: string) => void) {
  return [
    { label: t('export_xlsx'), onSelect: () => run('xlsx') },
    { label: t('export_csv'), onSelect: () => run('csv') },
    { label: t('export_vcard'), onSelect: () => run('vcard') },
  ];
}

function DisplayMenu({ display }: { display: DisplaySettings }) {
  const t = useTexts();
  return (
    <Menu
      trigger={
        <Button variant="ghost" size="small" icon={<Columns3 aria-hidden />}>
          {t('columns')}
        </Button>
      }
      items={[
        ...columnKeys.map((key) => ({
          label: t(columns[key].title),
          checked: display.shown.includes(key),
          onSelect: () => display.toggleColumn(key),
        })),
        { heading: t('density') },
        { label: t('density_normal'), checked: !display.compact, onSelect: () => display.setCompact(false) },
        { label: t('density_compact'), checked: display.compact, onSelect: () => display.setCompact(true) },
      ]}
    />
  );
}

function useRowKeys({
  people,
  active,
  setActive,
  open,
  toggle,
  create,
}: {
  people: People;
  active: number;
  setActive: (index: number) => void;
  open: (contact: ContactSummary, index: number) => void;
  toggle: (index: number, id: string, range: boolean) => void;
  create: () => void;
}): void {
  const can = useCan();
  const row = active < 0 ? undefined : people.rowAt(active);
  const move = (step: number): void => setActive(Math.max(0, Math.min(people.rows - 1, active + step)));
  useActions([
    { id: 'people.next', run: () => move(1) },
    { id: 'people.previous', run: () => move(-1) },
    {
      id: 'people.open',
      disabled: !row,
      run: () => row && open(row, active),
    },
    {
      id: 'people.select',
      disabled: !row,
      run: () => row && toggle(active, row.id, false),
    },
    {
      id: 'people.select_range',
      disabled: !row,
      run: () => row && toggle(active, row.id, true),
    },
    {
      id: 'people.create',
      disabled: !can('contacts:write'),
      run: create,
    },
  ]);
}
