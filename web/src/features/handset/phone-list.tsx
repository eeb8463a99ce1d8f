import type { UseQueryResult } from '@tanstack/react-query';
import type { ListedPhone, PhoneList as Phones } from '@parley/contract/sandbox';
import { clsx } from 'clsx';
import { PanelRightOpen, Plane, Smartphone } from 'lucide-react';
import { useFormat } from '#lib/format';
import { Avatar } from '#ui/avatar';
import { Button, IconButton } from '#ui/button';
import { ChannelGlyph } from '#ui/channel-glyph';
import { SearchField } from '#ui/search-field';
import { EmptyState, ErrorState, SkeletonRows } from '#ui/states';
import { VirtualList } from '#ui/virtual-list';
import { useTexts } from './texts.ts';

export function PhoneList({
  list,
  search,
  onSearch,
  open,
  onPick,
  mayStandBeside,
}: {
  list: UseQueryResult<Phones>;
  search: string;
  onSearch: (text: string) => void;
  open: readonly string[];
  onPick: (number: string, beside: boolean) => void;
  mayStandBeside: boolean;
}) {
  const t = useTexts();
  const { data, error } = list;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex items-center gap-2 border-b px-4 py-2">
        <SearchField
          className="min-w-0 flex-1"
          text={search}
          onChange={onSearch}
          label={t('find')}
          placeholder={t('search')}
          action="handset.find"
        />
        {data && <span className="num shrink-0 text-12 text-text-3">{t('phone_count', { count: data.total })}</span>}
      </div>
      {error && !data && <ErrorState error={error} onRetry={() => void list.refetch()} title={t('failed')} />}
      {!data && !error && <SkeletonRows count={8} height="h-16" />}
      {data?.phones.length === 0 && <Nothing search={search} onClear={() => onSearch('')} />}
      {data && data.phones.length > 0 && (
        <VirtualList
          items={data.phones}
          rowHeight={64}
          keyOf={({ number }) => number}
          total={data.phones.length}
          label={t('phones')}
          className="min-h-0 flex-1"
          renderRow={(phone) => (
            <Row phone={phone} isOpen={open.includes(phone.number)} onPick={onPick} mayStandBeside={mayStandBeside} />
          )}
        />
      )}
    </div>
  );
}

function Nothing({ search, onClear }: { search: string; onClear: () => void }) {
  const t = useTexts();
  if (search === '') {
    return (
      <EmptyState icon={<Smartphone aria-hidden />} title={t('no_phones')}>
        {t('no_phones_hint')}
      </EmptyState>
    );
  }
  return (
    <EmptyState title={t('nothing_found', { search })} action={<Button onClick={onClear}>{t('clear')}</Button>}>
      {t('nothing_found_hint')}
    </EmptyState>
  );
}

function Row({
  phone,
  isOpen,
  onPick,
  mayStandBeside,
}: {
  phone: ListedPhone;
  isOpen: boolean;
  onPick: (number: string, beside: boolean) => void;
  mayStandBeside: boolean;
}) {
  const t = useTexts();
  const format = useFormat();
  const { number, name, last, online, waiting } = phone;
  const shown = name ?? format.phone(number);
  const said = last && (last.text || t('picture_short'));
  return (
    <div className={clsx('group relative h-16 border-b', isOpen ? 'bg-accent-soft' : 'hover:bg-hover')}>
      <button
        type="button"
        aria-pressed={isOpen}
        onClick={(event) => onPick(number, mayStandBeside && (event.ctrlKey || event.metaKey))}
        className="grid h-full w-full grid-cols-[24px_1fr] items-center gap-3 px-4 text-left"
      >
        <Avatar name={name ?? number.slice(-2)} size={24} />
        <span className="min-w-0">
          <span className="flex items-center gap-2">
            <span className={clsx('num min-w-0 flex-1 truncate', last?.direction === 'received' && 'font-medium')}>
              <span className="sr-only">{t('open_phone', { name: shown })}</span>
              <span aria-hidden>{shown}</span>
            </span>
            {last && <time className="text-12 text-text-3">{format.when(last.time)}</time>}
          </span>
          <span className="flex items-center gap-1.5 text-12 text-text-3">
            {!online && <Plane aria-hidden className="size-3.5!" />}
            {online && last && <ChannelGlyph network={last.network} decorative />}
            <span className="min-w-0 flex-1 truncate">
              {online
                ? said && (last.direction === 'sent' ? t('sent', { text: said }) : said)
                : [t('offline'), waiting > 0 && t('waiting', { count: waiting })].filter(Boolean).join(' · ')}
            </span>
          </span>
        </span>
      </button>
      {mayStandBeside && !isOpen && (
        <span className="absolute right-2 bottom-1 rounded-6 bg-surface opacity-0 group-focus-within:opacity-100 group-hover:opacity-100">
          <IconButton
            label={`${t('open_beside')}: ${shown}`}
            size="small"
            icon={<PanelRightOpen aria-hidden />}
            onClick={() => onPick(number, true)}
          />
        </span>
      )}
    </div>
  );
}
