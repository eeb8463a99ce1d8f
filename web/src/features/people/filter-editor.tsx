import type { ContactValues } from '@parley/contract/contacts';
import { useQuery } from '@tanstack/react-query';
import { useId, useState, type ReactNode } from 'react';
import { api } from '#lib/api';
import { useFormat } from '#lib/format';
import { useMe } from '#lib/me';
import { useUiTexts } from '#lib/ui-texts';
import { Avatar } from '#ui/avatar';
import { Button } from '#ui/button';
import { ChannelGlyph, networkName, type Network } from '#ui/channel-glyph';
import { Checkbox } from '#ui/checkbox';
import { Input } from '#ui/input';
import { SkeletonRows } from '#ui/states';
import { useFilterTexts } from './filter-texts.ts';
import type { FilterField } from './people-search.ts';
import { useGroups } from './use-groups.ts';
import { useMembers } from './use-members.ts';

interface EditorProps {
  readonly field: FilterField;
  readonly value: string | readonly string[] | undefined;
  readonly onChange: (value: string | readonly string[] | undefined) => void;
  readonly onDone: () => void;
}

export function FilterEditor(props: EditorProps) {
  switch (props.field) {
    case 'tag':
    case 'notTag':
      return <ValueChoices {...props} source="tag" />;
    case 'city':
      return <ValueChoices {...props} source="city" />;
    case 'groupId':
    case 'notGroupId':
      return <GroupChoices {...props} />;
    case 'owner':
      return <OwnerChoices {...props} />;
    case 'reachable':
    case 'consent':
    case 'noConsent':
      return <NetworkChoice {...props} />;
    case 'optedOut':
      return <YesNo {...props} />;
    case 'noCampaignSince':
    case 'campaignSince':
    case 'createdAfter':
    case 'createdBefore':
      return <DayChoice {...props} />;
    case 'importId':
      return null;
  }
}

interface Choice {
  readonly value: string;
  readonly label: string;
  readonly count?: number;
  readonly icon?: ReactNode;
}

function Choices({
  value,
  onChange,
  choices,
  isLoading,
}: EditorProps & { choices: readonly Choice[]; isLoading?: boolean }) {
  const f = useFilterTexts();
  const format = useFormat();
  const [text, setText] = useState('');
  const chosen = new Set(typeof value === 'string' ? [value] : value);
  const wanted = text.toLowerCase().replaceAll('ё', 'е');
  const shown = choices.filter(({ label }) => label.toLowerCase().replaceAll('ё', 'е').includes(wanted));
  const toggle = (one: string): void => {
    const next = chosen.has(one) ? [...chosen].filter((other) => other !== one) : [...chosen, one];
    onChange(next.length === 0 ? undefined : next);
  };
  return (
    <div className="flex flex-col gap-2">
      {choices.length > 7 && (
        <Input
          autoFocus
          value={text}
          aria-label={f('find')}
          placeholder={f('find')}
          onChange={(event) => setText(event.target.value)}
        />
      )}
      {isLoading && <SkeletonRows count={4} height="h-7" />}
      <ul className="flex max-h-72 flex-col overflow-y-auto px-1">
        {shown.map(({ value: one, label, count, icon }) => (
          <li key={one} className="flex items-center">
            <span className="min-w-0 flex-1 [&_label]:break-words">
              <Checkbox label={label} checked={chosen.has(one)} onChange={() => toggle(one)} />
            </span>
            {icon}
            {count !== undefined && <span className="num text-12 text-text-3">{format.number(count)}</span>}
          </li>
        ))}
        {!isLoading && shown.length === 0 && <li className="px-1 py-2 text-text-3">{f('nothing')}</li>}
      </ul>
    </div>
  );
}

function ValueChoices({ source, ...props }: EditorProps & { source: 'tag' | 'city' }) {
  const f = useFilterTexts();
  const { data, isPending } = useQuery(valuesQuery(source));
  const choices = (data?.data ?? []).map(({ value, count }) => ({
    value,
    label: value === '' ? f('no_city') : value,
    count,
  }));
  return <Choices {...props} choices={choices} isLoading={isPending} />;
}

export const valuesQuery = (field: 'tag' | 'city') => ({
  queryKey: ['contacts', 'values', field],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    api.get<ContactValues>('/contacts/values', { query: { field }, signal }),
});

function GroupChoices(props: EditorProps) {
  const choices = useGroups().map(({ id, name, memberCount }) => ({ value: id, label: name, count: memberCount }));
  return <Choices {...props} choices={choices} />;
}

function OwnerChoices(props: EditorProps) {
  const f = useFilterTexts();
  const { user } = useMe();
  const members = useMembers();
  const chosen = new Set([props.value ?? []].flat());
  // Who has left is offered as long as the filter names them.
  const shown = members.filter(({ id, isDisabled }) => !isDisabled || chosen.has(id));
  const choices = shown.map(({ id, name, avatarUrl }) => ({
    value: id,
    label: id === user?.id ? f('me', { name }) : name,
    icon: <Avatar name={name} image={avatarUrl} size={20} />,
  }));
  return (
    <Choices
      {...props}
      choices={[...choices, { value: 'none', label: f('nobody'), icon: <Avatar name={null} size={20} /> }]}
      isLoading={members.length === 0}
    />
  );
}

const networks: readonly Network[] = ['sms', 'whatsapp', 'telegram', 'email'];

function NetworkChoice({ value, onChange, onDone }: EditorProps) {
  return (
    <ul>
      {networks.map((network) => (
        <li key={network}>
          <button
            type="button"
            aria-pressed={value === network}
            className="flex h-7 w-full items-center gap-2 rounded-6 px-2 text-left hover:bg-hover aria-pressed:font-medium"
            onClick={() => {
              onChange(network);
              onDone();
            }}
          >
            <ChannelGlyph network={network} decorative />
            {networkName(network)}
          </button>
        </li>
      ))}
    </ul>
  );
}

function YesNo({ value, onChange, onDone }: EditorProps) {
  const f = useFilterTexts();
  return (
    <div className="flex gap-2">
      {(['true', 'false'] as const).map((one) => (
        <Button
          key={one}
          size="small"
          aria-pressed={value === one}
          onClick={() => {
            onChange(one);
            onDone();
          }}
        >
          {one === 'true' ? f('yes') : f('no')}
        </Button>
      ))}
    </div>
  );
}

const dayMilliseconds = 86_400_000;
const spans = [7, 30, 90] as const;

function DayChoice({ value, onChange, onDone }: EditorProps) {
  const f = useFilterTexts();
  const t = useUiTexts();
  const id = useId();
  const [day, setDay] = useState(typeof value === 'string' ? value.slice(0, 10) : '');
  const choose = (at: Date): void => {
    onChange(at.toISOString());
    onDone();
  };
  const ago = (days: number): void => choose(startOfDay(new Date(Date.now() - days * dayMilliseconds)));
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap gap-1">
        {spans.map((days) => (
          <Button key={days} size="small" onClick={() => ago(days)}>
            {f('days', { count: days })}
          </Button>
        ))}
        <Button size="small" onClick={() => ago(365)}>
          {f('year_ago')}
        </Button>
      </div>
      <form
        className="flex items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (day !== '') choose(new Date(`${day}T00:00`));
        }}
      >
        <div className="flex-1">
          <label htmlFor={id} className="text-12 font-medium text-text-2">
            {f('day')}
          </label>
          <Input id={id} type="date" value={day} onChange={(event) => setDay(event.target.value)} />
        </div>
        <Button type="submit">{t('save')}</Button>
      </form>
    </div>
  );
}

function startOfDay(at: Date): Date {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate());
}
