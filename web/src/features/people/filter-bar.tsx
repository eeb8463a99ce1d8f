import { clsx } from 'clsx';
import { ListFilter, RotateCcw, X } from 'lucide-react';
import { useState } from 'react';
import { useActions } from '#lib/shortcuts';
import { Button, IconButton } from '#ui/button';
import { Popover } from '#ui/popover';
import { FilterEditor } from './filter-editor.tsx';
import { useFilterTexts } from './filter-texts.ts';
import { filterFields, hasFilter, type FilterField, type PeopleSearch } from './people-search.ts';
import { useTexts } from './texts.ts';
import { useFilterWords } from './use-filter-words.ts';

type Change = (change: Partial<Record<FilterField | 'q', string | readonly string[] | undefined>>) => void;

/** The conditions as chips that all have to be met, and the way to another one. */
export function FilterBar({ search, onChange }: { search: PeopleSearch; onChange: Change }) {
  const t = useTexts();
  const set = filterFields.filter((field) => search[field] !== undefined);
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
      {set.map((field, index) => (
        <span key={field} className="flex min-w-0 items-center gap-2">
          {index > 0 && <span className="text-text-3">{t('and')}</span>}
          <Chip field={field} search={search} onChange={onChange} />
        </span>
      ))}
      <AddFilter search={search} onChange={onChange} />
      {hasFilter(search) && (
        <Button
          variant="ghost"
          size="small"
          icon={<RotateCcw aria-hidden />}
          onClick={() =>
            onChange({ q: undefined, ...Object.fromEntries(filterFields.map((field) => [field, undefined])) })
          }
        >
          {t('reset')}
        </Button>
      )}
    </div>
  );
}

function Chip({ field, search, onChange }: { field: FilterField; search: PeopleSearch; onChange: Change }) {
  const t = useTexts();
  const f = useFilterTexts();
  const [open, setOpen] = useState(false);
  const words = useFilterWords(field, search[field]);
  const name = f(nameOf(field));
  return (
    <span className="inline-flex h-7 min-w-0 items-center rounded-6 border border-border-soft bg-surface">
      <Popover
        label={name}
        open={open}
        onOpenChange={setOpen}
        className="w-72 p-2"
        trigger={
          <button
            type="button"
            aria-label={`${t('change_filter', { name })}: ${words}`}
            className="flex h-full min-w-0 items-center gap-1 rounded-l-6 pr-1 pl-2 hover:bg-hover"
          >
            <span className="whitespace-nowrap text-text-2">{name}</span>
            <span className="truncate font-medium">{words}</span>
          </button>
        }
      >
        <FilterEditor
          field={field}
          value={search[field]}
          onChange={(value) => onChange({ [field]: value })}
          onDone={() => setOpen(false)}
        />
      </Popover>
      <IconButton
        label={t('remove_filter', { name })}
        size="small"
        icon={<X aria-hidden className="size-3!" />}
        className="h-full! w-6! rounded-l-none"
        onClick={() => onChange({ [field]: undefined })}
      />
    </span>
  );
}

function AddFilter({ search, onChange }: { search: PeopleSearch; onChange: Change }) {
  const t = useTexts();
  const f = useFilterTexts();
  const [open, setOpen] = useState(false);
  const [field, setField] = useState<FilterField | null>(null);
  const show = (next: boolean): void => {
    setField(null);
    setOpen(next);
  };
  useActions([{ id: 'people.filter', run: () => show(true) }]);
  const free = filterFields.filter((one) => search[one] === undefined && one !== 'importId');
  return (
    <Popover
      label={t('add_filter')}
      open={open}
      onOpenChange={show}
      className={clsx('p-2', field ? 'w-72' : 'w-56')}
      trigger={
        <Button variant="ghost" size="small" icon={<ListFilter aria-hidden />} shortcut="people.filter">
          {t('filter')}
        </Button>
      }
    >
      {field === null ? (
        <ul className="flex max-h-[min(520px,64dvh)] flex-col overflow-y-auto">
          {free.map((one) => (
            <li key={one}>
              <button
                type="button"
                onClick={() => setField(one)}
                className="flex h-7 w-full items-center rounded-6 px-2 text-left hover:bg-hover"
              >
                {f(nameOf(one))}
              </button>
            </li>
          ))}
        </ul>
      ) : (
        <>
          <h3 className="px-2 pt-1 pb-2 font-medium">{f(nameOf(field))}</h3>
          <FilterEditor
            field={field}
            value={search[field]}
            onChange={(value) => onChange({ [field]: value })}
            onDone={() => show(false)}
          />
        </>
      )}
    </Popover>
  );
}

function nameOf(field: FilterField): Parameters<ReturnType<typeof useFilterTexts>>[0] {
  return field === 'groupId' ? 'group' : field === 'notGroupId' ? 'notGroup' : field;
}
