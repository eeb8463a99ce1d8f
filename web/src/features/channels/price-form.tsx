import type { Channel } from '@parley/contract/channels';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '#lib/api';
import { defineTexts } from '#lib/i18n';
import { useCan, useMe } from '#lib/me';
import { useSubmit } from '#lib/use-submit';
import { Button } from '#ui/button';
import { Field } from '#ui/field';
import { Input } from '#ui/input';
import { ErrorState } from '#ui/states';

const useTexts = defineTexts({
  en: {
    label: 'Price of 1,000 parts, {{currency}}',
    hint: 'As the provider bills it. Campaigns and templates say with it what they cost.',
    unknown: 'not given',
    save: 'Save',
    saved: 'Saved',
  },
  ru: {
    label: 'Цена 1 000 частей, {{currency}}',
    hint: 'Так, как считает провайдер. С ней кампании и шаблоны говорят, сколько они стоят.',
    unknown: 'не указана',
    save: 'Сохранить',
    saved: 'Сохранено',
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
  const client = useQueryClient();
  const { organization } = useMe();
  const currency = channel.price?.currency ?? organization.currency;
  const stored = channel.price === null ? '' : String(channel.price.perThousand / minorUnits);
  const [typed, setTyped] = useState<string | null>(null);
  const [isSaved, setSaved] = useState(false);
  const isChanged = typed !== null && typed !== stored;
  const submit = useSubmit(['price.perThousand'], async () => {
    const price = priceOf(typed ?? stored, currency);
    const changed = await api.patch<Channel>(`/channels/${channel.id}`, { price });
    client.setQueryData(['channels', 'one', channel.id], changed);
    setTyped(null);
    setSaved(true);
    await client.invalidateQueries({ queryKey: ['channels'] });
  });
  return (
    <form onSubmit={submit.onSubmit} className="flex flex-col gap-2" noValidate>
      <Field label={t('label', { currency })} hint={t('hint')} error={submit.errorOf('price.perThousand')}>
        {(control) => (
          <Input
            {...control}
            inputMode="decimal"
            className="max-w-40"
            readOnly={!can('channels:write')}
            placeholder={t('unknown')}
            value={typed ?? stored}
            onChange={(event) => {
              submit.clear('price.perThousand');
              setSaved(false);
              setTyped(event.target.value);
            }}
          />
        )}
      </Field>
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
