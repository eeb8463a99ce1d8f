import type { Channel } from '@parley/contract/channels';
import { useState } from 'react';
import { defineTexts } from '#lib/i18n';
import { useCan, useMe } from '#lib/me';
import { Field } from '#ui/field';
import { Input } from '#ui/input';
import { SaveForm, useSaving } from './save-form.tsx';

const useTexts = defineTexts({
  en: {
    label: 'Price of 1,000 parts, {{currency}}',
    hint: 'As the provider bills it. Campaigns and templates say with it what they cost.',
    unknown: 'not given',
  },
  ru: {
    label: 'Цена 1 000 частей, {{currency}}',
    hint: 'Так, как считает провайдер. С ней кампании и шаблоны говорят, сколько они стоят.',
    unknown: 'не указана',
  },
});

const minorUnits = 100;

/** What is no number goes as it was typed: the server says what is wrong with it. */
function priceOf(typed: string, currency: string): unknown {
  if (typed.trim() === '') return null;
  const value = Number(typed.replace(/\s/g, '').replace(',', '.'));
  return { perThousand: Number.isFinite(value) ? Math.round(value * minorUnits) : typed, currency };
}

/** Per thousand, because one part often costs less than the smallest coin. In the currency of the organization. */
export function PriceForm({ channel }: { channel: Channel }) {
  const t = useTexts();
  const can = useCan();
  const { organization } = useMe();
  const currency = channel.price?.currency ?? organization.currency;
  const stored = channel.price === null ? '' : String(channel.price.perThousand / minorUnits);
  const [typed, setTyped] = useState<string | null>(null);
  const isChanged = typed !== null && typed !== stored;
  const path = 'price.perThousand';
  const saving = useSaving(
    channel.id,
    [path],
    () => ({ price: priceOf(typed ?? stored, currency) }),
    () => setTyped(null),
  );
  return (
    <SaveForm saving={saving} isChanged={isChanged}>
      <Field label={t('label', { currency })} hint={t('hint')} error={saving.submit.errorOf(path)}>
        {(control) => (
          <Input
            {...control}
            inputMode="decimal"
            className="max-w-40"
            readOnly={!can('channels:write')}
            placeholder={t('unknown')}
            value={typed ?? stored}
            onChange={(event) => {
              saving.touch(path);
              setTyped(event.target.value);
            }}
          />
        )}
      </Field>
    </SaveForm>
  );
}
