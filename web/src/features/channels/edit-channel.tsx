import type { Channel } from '@parley/contract/channels';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '#lib/api';
import { useSubmit } from '#lib/use-submit';
import { Button } from '#ui/button';
import { Field } from '#ui/field';
import { Input } from '#ui/input';
import { ErrorState } from '#ui/states';
import { kindOf, settingsOf, valuesOf, type KindShape, type Values } from './kinds.ts';
import { SettingsFields } from './settings-fields.tsx';
import { useTexts } from './texts.ts';

/** Name and connection of an account. Secrets that are not typed stay. */
export function EditChannel({ channel }: { channel: Channel }) {
  const t = useTexts();
  const kind = kindOf(channel.kind);
  return kind ? <Form channel={channel} kind={kind} /> : <p className="text-text-3">{t('kind_unknown')}</p>;
}

function Form({ channel, kind }: { channel: Channel; kind: KindShape }) {
  const t = useTexts();
  const client = useQueryClient();
  const [typed, setTyped] = useState<Values>({});
  const [isSaved, setSaved] = useState(false);
  const stored = valuesOf(kind, channel.settings);
  const values = { ...stored, ...typed };
  const name = String(typed['$name'] ?? channel.name);
  const isChanged = name !== channel.name || kind.fields.some((field) => values[field.name] !== stored[field.name]);
  const submit = useSubmit(
    ['name', ...kind.fields.map((field) => `settings.${field.name}`)],
    async () => {
      const changed = kind.fields.some((field) => values[field.name] !== stored[field.name]);
      const body = { name, ...(changed && { settings: settingsOf(kind, values, true) }) };
      client.setQueryData(['channels', 'one', channel.id], await api.patch<Channel>(`/channels/${channel.id}`, body));
      setTyped({});
      setSaved(true);
      await client.invalidateQueries({ queryKey: ['channels'] });
    },
    { channel_name_taken: 'name', channel_account_taken: 'settings.token' },
  );
  const change = (field: string, value: string | number | boolean): void => {
    submit.clear(field === '$name' ? 'name' : `settings.${field}`);
    setSaved(false);
    setTyped({ ...typed, [field]: value });
  };
  return (
    <form onSubmit={submit.onSubmit} className="flex flex-col gap-3" noValidate>
      <Field label={t('name')} error={submit.errorOf('name')}>
        {(control) => <Input {...control} value={name} onChange={(event) => change('$name', event.target.value)} />}
      </Field>
      <SettingsFields kind={kind} values={values} onChange={change} errorOf={submit.errorOf} isStored />
      {submit.failure && <ErrorState flush error={submit.failure} />}
      <div aria-live="polite" className="flex items-center gap-2">
        {isChanged && (
          <Button type="submit" busy={submit.busy}>
            {t('save')}
          </Button>
        )}
        {isSaved && !isChanged && <span className="text-12 text-success">{t('saved')}</span>}
      </div>
    </form>
  );
}
