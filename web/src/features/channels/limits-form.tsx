import type { Channel } from '@parley/contract/channels';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '#lib/api';
import { useCan } from '#lib/me';
import { useSubmit } from '#lib/use-submit';
import { Button } from '#ui/button';
import { Field } from '#ui/field';
import { Input } from '#ui/input';
import { ErrorState } from '#ui/states';
import { useTexts } from './texts.ts';

const names = ['perSecond', 'perHour', 'perDay'] as const;
const labels = { perSecond: 'limit_second', perHour: 'limit_hour', perDay: 'limit_day' } as const;
type Limits = Record<(typeof names)[number], string>;

/** What is no number goes as it was typed: the server says what is wrong with it. */
function limitOf(typed: string): number | string | null {
  if (typed.trim() === '') return null;
  const value = Number(typed.replace(/\s/g, '').replace(',', '.'));
  return Number.isFinite(value) ? value : typed;
}

/** Three numbers that hold at once. Empty is no limit; a comma is as good as a point. */
export function LimitsForm({ channel }: { channel: Channel }) {
  const t = useTexts();
  const can = useCan();
  const client = useQueryClient();
  const stored = Object.fromEntries(names.map((name) => [name, String(channel.limits[name] ?? '')])) as Limits;
  const [typed, setTyped] = useState<Partial<Limits>>({});
  const [isSaved, setSaved] = useState(false);
  const values = { ...stored, ...typed };
  const isChanged = names.some((name) => values[name] !== stored[name]);
  const submit = useSubmit(
    names.map((name) => `limits.${name}`),
    async () => {
      const limits = Object.fromEntries(names.map((name) => [name, limitOf(values[name])]));
      const changed = await api.patch<Channel>(`/channels/${channel.id}`, { limits });
      client.setQueryData(['channels', 'one', channel.id], changed);
      setTyped({});
      setSaved(true);
      await client.invalidateQueries({ queryKey: ['channels'] });
    },
  );
  const mayWrite = can('channels:write');
  return (
    <form onSubmit={submit.onSubmit} className="flex flex-col gap-2" noValidate>
      <div className="grid grid-cols-3 items-start gap-2">
        {names.map((name) => (
          <Field key={name} label={t(labels[name])} error={submit.errorOf(`limits.${name}`)}>
            {(control) => (
              <Input
                {...control}
                inputMode="decimal"
                readOnly={!mayWrite}
                placeholder={t('no_limit')}
                value={values[name]}
                onChange={(event) => {
                  submit.clear(`limits.${name}`);
                  setSaved(false);
                  setTyped({ ...typed, [name]: event.target.value });
                }}
              />
            )}
          </Field>
        ))}
      </div>
      {submit.failure && <ErrorState flush error={submit.failure} />}
      <div aria-live="polite" className="flex items-center gap-2">
        {isChanged && (
          <Button type="submit" size="small" busy={submit.busy}>
            {t('save')}
          </Button>
        )}
        {isSaved && !isChanged && <span className="text-12 text-success">{t('saved')}</span>}
      </div>
    </form>
  );
}
