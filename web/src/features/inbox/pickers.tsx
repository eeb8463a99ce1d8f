import type { Assignee, Conversation } from '@parley/contract/conversations';
import type { Label } from '@parley/contract/labels';
import { clsx } from 'clsx';
import { AlarmClock, MessageSquareReply, Plus } from 'lucide-react';
import { useState } from 'react';
import { api } from '#lib/api';
import { useFormat } from '#lib/format';
import { useCan } from '#lib/me';
import { queryClient } from '#lib/query-client';
import { toast } from '#lib/toasts';
import { Avatar } from '#ui/avatar';
import { labelGrounds } from './label-dot.tsx';
import { Picker, type Choice } from './picker.tsx';
import { labelsQuery } from './queries.ts';
import { parseSnooze, snoozePresets } from './snooze-text.ts';
import { useTexts } from './texts.ts';
import type { Change } from './use-changes.ts';

interface PickerProps {
  readonly ids: readonly string[];
  readonly onChange: Change;
  readonly onClose: () => void;
}

const fits = (name: string, text: string): boolean => name.toLowerCase().includes(text.trim().toLowerCase());

export function AssignPicker({
  ids,
  onChange,
  onClose,
  members,
  me,
  current,
}: PickerProps & { members: readonly Assignee[]; me: string | null; current: string | null | undefined }) {
  const t = useTexts();
  const [text, setText] = useState('');
  const assign = (assigneeId: string | null) => () => onChange(ids, { kind: 'assign', assigneeId });
  const mine = members.filter(({ id }) => id === me);
  const others = members.filter(({ id }) => id !== me);
  const choices: Choice[] = [
    ...[...mine, ...others].map(({ id, name }) => ({
      key: id,
      label: id === me ? t('me', { name }) : name,
      icon: <Avatar name={name} size={20} />,
      checked: id === current,
      onChoose: assign(id),
    })),
    {
      key: 'nobody',
      label: t('nobody'),
      icon: <Avatar name={null} size={20} />,
      checked: current === null,
      onChoose: assign(null),
    },
  ].filter(({ label }) => fits(label, text));
  return (
    <Picker
      title={t('assign_title')}
      placeholder={t('assign_placeholder')}
      empty={t('nothing_fits')}
      {...{ text, choices, onClose }}
      onText={setText}
    />
  );
}

export function SnoozePicker({ ids, onChange, onClose }: PickerProps) {
  const t = useTexts();
  const format = useFormat();
  const [text, setText] = useState('');
  const now = new Date();
  const snooze = (until: Date | null) => () => onChange(ids, { kind: 'snooze', until: until?.toISOString() ?? null });
  const understood = parseSnooze(text, now);
  const presets: Choice[] = [
    ...snoozePresets(now).map(({ key, at }) => ({
      key,
      label: t(`snooze_${key}`),
      hint: format.dateTime(at),
      icon: <AlarmClock aria-hidden className="text-text-3" />,
      onChoose: snooze(at),
    })),
    {
      key: 'reply',
      label: t('snooze_reply'),
      icon: <MessageSquareReply aria-hidden className="text-text-3" />,
      onChoose: snooze(null),
    },
  ];
  const written: Choice[] =
    understood === null
      ? presets.filter(({ label }) => fits(label, text))
      : [
          {
            key: 'written',
            label: format.dateTime(understood),
            hint: format.relative(understood),
            icon: <AlarmClock aria-hidden className="text-accent-text" />,
            onChoose: snooze(understood),
          },
        ];
  return (
    <Picker
      title={t('snooze_title')}
      placeholder={t('snooze_placeholder')}
      empty={t('snooze_unknown')}
      text={text}
      onText={setText}
      choices={text.trim() === '' ? presets : written}
      onClose={onClose}
    />
  );
}

/** Labels that all of the chosen conversations have are ticked; a choice puts on or takes off. */
export function LabelPicker({
  ids,
  onChange,
  onClose,
  labels,
  conversations,
}: PickerProps & { labels: readonly Label[]; conversations: readonly Conversation[] }) {
  const t = useTexts();
  const can = useCan();
  const [text, setText] = useState('');
  const wanted = text.trim();
  const create = (): void => {
    api
      .post<Label>('/labels', { name: wanted, colour: 'gray' })
      .then(async ({ id }) => {
        await queryClient.invalidateQueries({ queryKey: labelsQuery.queryKey });
        onChange(ids, { kind: 'label', labelId: id });
      })
      .catch((error: unknown) => toast((error as Error).message, { tone: 'danger' }));
  };
  const isNew = wanted !== '' && !labels.some(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  const choices: Choice[] = [
    ...labels
      .filter(({ name }) => fits(name, text))
      .map(({ id, name, colour }) => {
        const isOn = conversations.length > 0 && conversations.every(({ labelIds }) => labelIds.includes(id));
        return {
          key: id,
          label: name,
          icon: <span aria-hidden className={clsx('size-2.5 rounded-full', labelGrounds[colour])} />,
          checked: isOn,
          stays: true,
          onChoose: () => onChange(ids, { kind: isOn ? 'unlabel' : 'label', labelId: id }),
        };
      }),
    ...(isNew && can('labels:write')
      ? [
          {
            key: 'create',
            label: t('label_create', { name: wanted }),
            icon: <Plus aria-hidden className="text-text-3" />,
            onChoose: create,
          },
        ]
      : []),
  ];
  return (
    <Picker
      title={t('label_title')}
      placeholder={t('label_placeholder')}
      empty={labels.length === 0 ? t('labels_none') : t('nothing_fits')}
      {...{ text, choices, onClose }}
      onText={setText}
    />
  );
}
