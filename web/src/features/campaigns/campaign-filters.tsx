import { useQuery } from '@tanstack/react-query';
import { campaignStatusNames } from './status-names.ts';
import { SlidersHorizontal } from 'lucide-react';
import { useState } from 'react';
import { useMe } from '#lib/me';
import { useUiTexts } from '#lib/ui-texts';
import { Button } from '#ui/button';
import { Checkbox } from '#ui/checkbox';
import { Field } from '#ui/field';
import { Input } from '#ui/input';
import { Popover } from '#ui/popover';
import { SearchField } from '#ui/search-field';
import { Select } from '#ui/select';
import { channelsQuery, type CampaignFilter } from './campaign-queries.ts';
import { useTexts } from './texts.ts';

const any = 'any';

/** Narrows the list; the address keeps it. */
export function CampaignFilters({
  filter,
  onFilter,
}: {
  filter: CampaignFilter;
  onFilter: (next: CampaignFilter) => void;
}) {
  const t = useTexts();
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 border-b px-4 py-2">
      <SearchField
        className="basis-full md:max-w-72 md:flex-1 md:basis-40"
        text={filter.search ?? ''}
        onChange={(search) => onFilter(without({ ...filter, search }))}
        label={t('search')}
        action="campaigns.find"
      />
      <Select
        aria-label={t('status')}
        value={filter.status ?? any}
        onChange={(status) => onFilter(without({ ...filter, status }))}
        options={[
          { value: any, label: t('any_status') },
          ...campaignStatusNames.map((value) => ({ value, label: t(`status_${value}`) })),
        ]}
      />
      <MoreFilters filter={filter} onFilter={onFilter} />
    </div>
  );
}

function MoreFilters({ filter, onFilter }: { filter: CampaignFilter; onFilter: (next: CampaignFilter) => void }) {
  const t = useTexts();
  const ui = useUiTexts();
  const { user } = useMe();
  const [open, setOpen] = useState(false);
  const channels = useQuery({ ...channelsQuery, enabled: open });
  const change = (part: CampaignFilter): void => onFilter(without({ ...filter, ...part }));
  const active = [filter.channelId, filter.createdBy, filter.from, filter.to, filter.archived].filter(Boolean).length;
  return (
    <Popover
      label={t('filters')}
      open={open}
      onOpenChange={setOpen}
      className="w-80 p-4"
      trigger={
        <Button icon={<SlidersHorizontal aria-hidden />}>
          {t('filters')}
          {active > 0 && <span className="num text-accent-text">{active}</span>}
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        <Field label={t('channel')}>
          {(control) => (
            <Select
              {...control}
              value={filter.channelId ?? any}
              onChange={(channelId) => change({ channelId })}
              options={[
                { value: any, label: t('any_channel') },
                ...(channels.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
          )}
        </Field>
        {user && (
          <Checkbox
            label={`${t('author')}: ${user.name}`}
            checked={filter.createdBy === user.id}
            onChange={(mine) => change({ createdBy: mine ? user.id : any })}
          />
        )}
        <div className="grid grid-cols-2 gap-2">
          <Field label={t('from')}>
            {(control) => (
              <Input
                {...control}
                type="date"
                value={filter.from ?? ''}
                onChange={(event) => change({ from: event.target.value })}
              />
            )}
          </Field>
          <Field label={t('to')}>
            {(control) => (
              <Input
                {...control}
                type="date"
                value={filter.to ?? ''}
                onChange={(event) => change({ to: event.target.value })}
              />
            )}
          </Field>
        </div>
        <Checkbox
          label={t('show_archive')}
          checked={filter.archived === 'true'}
          onChange={(archived) => {
            const { archived: _before, ...rest } = filter;
            onFilter(archived ? { ...rest, archived: 'true' } : rest);
          }}
        />
        <Button onClick={() => onFilter({})}>{ui('clear_filters')}</Button>
      </div>
    </Popover>
  );
}

/** What is not chosen is not in the address. */
function without(filter: CampaignFilter): CampaignFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value && value !== any));
}
