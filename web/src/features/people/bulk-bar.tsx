import { Download, Ellipsis, Megaphone, Tag as TagIcon, UserRound, Users } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { useCan } from '#lib/me';
import { useActions } from '#lib/shortcuts';
import { Button } from '#ui/button';
import { Kbd } from '#ui/kbd';
import { Menu, type MenuItem } from '#ui/menu';
import { useBulk } from './bulk.ts';
import { BulkDialogs, type BulkDialog } from './bulk-dialogs.tsx';
import { bulkFilterOf, type PeopleSearch } from './people-search.ts';
import type { Selecting } from './selection.ts';
import { useTexts } from './texts.ts';
import { rounded, type People } from './use-people.ts';

const look = 'border-transparent! bg-transparent! text-on-overlay! hover:bg-on-overlay/12!';

type Length = Pick<People, 'total' | 'counted'>;

/** What can be done with the chosen people, at the foot of the list. */
export function BulkBar({ search, selecting, people }: { search: PeopleSearch; selecting: Selecting; people: Length }) {
  const t = useTexts();
  const can = useCan();
  const { start } = useBulk();
  const [dialog, setDialog] = useState<BulkDialog | null>(null);
  const { selection } = selecting;
  const count = selection.all ? people.total : selection.ids.size;
  useActions([
    {
      id: 'people.clear',
      run: selecting.clear,
      disabled: count === 0,
    },
  ]);
  const filter = selection.all ? bulkFilterOf(search) : { ids: [...selection.ids] };
  const run = (path: string, rest?: Record<string, unknown>): void => {
    void start(path, filter, rest).then((isStarted) => isStarted && selecting.clear());
  };
  const more = useMoreActions(run, setDialog);
  if (count === 0) return null;
  const exports: MenuItem[] = [
    { label: t('export_xlsx'), onSelect: () => run('/contacts/exports', { format: 'xlsx' }) },
    { label: t('export_csv'), onSelect: () => run('/contacts/exports', { format: 'csv' }) },
    { label: t('export_vcard'), onSelect: () => run('/contacts/exports', { format: 'vcard' }) },
  ];
  return (
    <>
      <div
        role="toolbar"
        aria-label={t('actions')}
        className="absolute inset-x-2 bottom-11 z-20 mx-auto flex w-fit max-w-[calc(100%-16px)] items-center gap-0.5 overflow-x-auto rounded-8 bg-overlay p-1 whitespace-nowrap text-on-overlay shadow-overlay enter-popover md:bottom-12"
      >
        <p role="status" className="num px-2 font-medium">
          {t('selected', { count })}
        </p>
        {!selection.all && people.total > count && <SelectTotal people={people} onClick={selecting.selectAll} />}
        <Rule />
        {can('campaigns:write') && (
          <BarButton
            icon={<Megaphone aria-hidden />}
            label={t('start_campaign')}
            onClick={() => setDialog('campaign')}
          />
        )}
        <BarButton icon={<Users aria-hidden />} label={t('add_to_group')} onClick={() => setDialog('join')} />
        <BarButton icon={<TagIcon aria-hidden />} label={t('tag')} onClick={() => setDialog('tag')} />
        <BarButton icon={<UserRound aria-hidden />} label={t('assign')} onClick={() => setDialog('owner')} />
        {can('contacts:export') && (
          <Menu items={exports} trigger={<BarButton icon={<Download aria-hidden />} label={t('export')} />} />
        )}
        <Menu
          items={more}
          trigger={
            <Button
              variant="ghost"
              size="small"
              className={look}
              aria-label={t('more')}
              icon={<Ellipsis aria-hidden />}
            />
          }
        />
        <Rule />
        <Button variant="ghost" size="small" className={look} onClick={selecting.clear}>
          {t('clear')}
          <Kbd keys="people.clear" onOverlay />
        </Button>
      </div>
      <BulkDialogs
        dialog={dialog}
        count={count}
        filter={filter}
        search={search}
        isAll={selection.all}
        onClose={() => setDialog(null)}
        onRun={(path, rest) => {
          setDialog(null);
          run(path, rest);
        }}
      />
    </>
  );
}

/** What is done less often. */
function useMoreActions(
  run: (path: string, rest?: Record<string, unknown>) => void,
  setDialog: (dialog: BulkDialog) => void,
): MenuItem[] {
  const t = useTexts();
  const can = useCan();
  return [
    { label: t('untag'), onSelect: () => setDialog('untag') },
    { label: t('remove_from_group'), onSelect: () => setDialog('leave') },
    'line',
    {
      label: t('forget_whatsapp'),
      onSelect: () => run('/contacts/bulk/reachability', { network: 'whatsapp', state: 'unknown' }),
    },
    {
      label: t('forget_telegram'),
      onSelect: () => run('/contacts/bulk/reachability', { network: 'telegram', state: 'unknown' }),
    },
    ...(can('contacts:delete')
      ? (['line', { label: t('erase'), danger: true, onSelect: () => setDialog('erase') }] as const)
      : []),
  ];
}

function SelectTotal({ people, onClick }: { people: Length; onClick: () => void }) {
  const t = useTexts();
  const text = ({ exact: 'select_total', more: 'select_total_more', about: 'select_total_about' } as const)[
    people.counted
  ];
  return (
    <Button variant="ghost" size="small" className={`${look} text-on-overlay-2!`} onClick={onClick}>
      {t(text, { count: rounded(people) })}
    </Button>
  );
}

function BarButton({ icon, label, ...rest }: { icon: ReactElement; label: string; onClick?: () => void }) {
  return (
    <Button {...rest} variant="ghost" size="small" className={look} icon={icon}>
      {label}
    </Button>
  );
}

function Rule() {
  return <span aria-hidden className="mx-1 h-4 w-px shrink-0 bg-on-overlay/28" />;
}
