import type { Channel } from '@parley/contract/channels';
import { useState } from 'react';
import { useCan } from '#lib/me';
import { Field } from '#ui/field';
import { Input } from '#ui/input';
import { SaveForm, useSaving } from './save-form.tsx';
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
  const stored = Object.fromEntries(names.map((name) => [name, String(channel.limits[name] ?? '')])) as Limits;
  const [typed, setTyped] = useState<Partial<Limits>>({});
  const values = { ...stored, ...typed };
  const isChanged = names.some((name) => values[name] !== stored[name]);
  const saving = useSaving(
    channel.id,
    names.map((name) => `limits.${name}`),
    () => ({ limits: Object.fromEntries(names.map((name) => [name, limitOf(values[name])])) }),
    () => setTyped({}),
  );
  const mayWrite = can('channels:write');
  return (
    <SaveForm saving={saving} isChanged={isChanged}>
      <div className="grid grid-cols-3 items-start gap-2">
        {names.map((name) => (
          <Field key={name} label={t(labels[name])} error={saving.submit.errorOf(`limits.${name}`)}>
            {(control) => (
              <Input
                {...control}
                inputMode="decimal"
                readOnly={!mayWrite}
                placeholder={t('no_limit')}
                value={values[name]}
                onChange={(event) => {
                  saving.touch(`limits.${name}`);
                  setTyped({ ...typed, [name]: event.target.value });
                }}
              />
            )}
          </Field>
        ))}
      </div>
    </SaveForm>
  );
}
