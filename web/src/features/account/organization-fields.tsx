import { Failure } from '#ui/failure';
import type { ReactElement, ReactNode } from 'react';
import { languages } from '#lib/i18n';
import { Button } from '#ui/button';
import { Field, type FieldControl } from '#ui/field';
import { Input, Textarea } from '#ui/input';
import { languageNames } from './language-names.ts';
import { LongSelect, type LongOption } from './long-select.tsx';
import type { Field as FieldName } from './organization-draft.ts';
import { useTexts } from './organization-texts.ts';
import { useCountries, useCurrencies, useTimeZones } from './place-options.ts';
import { Section } from './settings-section.tsx';
import type { OrganizationForm } from './use-organization-form.ts';

const languageOptions = languages.map((value) => ({ value, label: languageNames[value] }));

export function OrganizationFields({ form, logo }: { form: OrganizationForm; logo: ReactNode }) {
  const t = useTexts();
  const { values, write, submit, isChanged, conflicts } = form;
  const zones = useTimeZones(values.timeZone);
  const countries = useCountries(values.country);
  const currencies = useCurrencies(values.currency);
  const choice = (name: FieldName, options: readonly LongOption[], hint?: string): ReactElement => (
    <OwnField form={form} name={name} options={options} {...(hint !== undefined && { hint })}>
      {(control) => (
        <LongSelect
          {...control}
          className="w-full"
          options={options}
          value={values[name]}
          onChange={(value) => write(name, value)}
        />
      )}
    </OwnField>
  );
  return (
    <form noValidate onSubmit={submit.onSubmit}>
      <Section title={t('company')} hint={t('company_hint')}>
        {logo}
        <Column>
          <OwnField form={form} name="name">
            {(control) => (
              <Input
                {...control}
                autoComplete="organization"
                value={values.name}
                onChange={(event) => write('name', event.target.value)}
              />
            )}
          </OwnField>
        </Column>
      </Section>
      <Section title={t('place')} hint={t('place_hint')}>
        <Column>
          {choice('language', languageOptions)}
          {choice('timeZone', zones, t('time_zone_hint'))}
          {choice('country', countries, t('country_hint'))}
          {choice('currency', currencies, t('currency_hint'))}
        </Column>
      </Section>
      <Section title={t('words')} hint={t('words_hint')}>
        <Column>
          <OwnField form={form} name="optOutWords" hint={t('own_words_hint')}>
            {(control) => (
              <Textarea
                {...control}
                rows={4}
                value={values.optOutWords}
                onChange={(event) => write('optOutWords', event.target.value)}
              />
            )}
          </OwnField>
        </Column>
      </Section>
      {isChanged && (
        <div className="sticky bottom-0 -mx-4 flex flex-col gap-3 border-t bg-surface px-4 py-3">
          {conflicts.length > 0
            ? null
            : submit.failure && <Failure error={conflicts.length > 0 ? null : submit.failure} />}
          <div className="flex flex-wrap gap-2">
            <Button
              type="submit"
              variant="primary"
              busy={submit.busy}
              disabledReason={conflicts.length > 0 ? t('decide') : null}
            >
              {t('save')}
            </Button>
            <Button variant="ghost" onClick={form.discard}>
              {t('discard')}
            </Button>
          </div>
        </div>
      )}
    </form>
  );
}

function Column({ children }: { children: ReactNode }) {
  return <div className="flex max-w-[420px] flex-col gap-4">{children}</div>;
}

const labels = {
  name: 'name',
  language: 'language',
  timeZone: 'time_zone',
  currency: 'currency',
  country: 'country',
  optOutWords: 'own_words',
} as const;

/** A setting, with what a colleague has made of it while it was being written. */
function OwnField({
  form,
  name,
  hint,
  options,
  children,
}: {
  form: OrganizationForm;
  name: FieldName;
  hint?: string;
  options?: readonly LongOption[];
  children: (control: FieldControl) => ReactElement;
}) {
  const t = useTexts();
  return (
    <div className="flex flex-col gap-2">
      <Field label={t(labels[name])} hint={hint} error={form.submit.errorOf(name)}>
        {children}
      </Field>
      {form.conflicts.includes(name) && <Conflict form={form} name={name} {...(options && { options })} />}
    </div>
  );
}

function Conflict({
  form,
  name,
  options,
}: {
  form: OrganizationForm;
  name: FieldName;
  options?: readonly LongOption[];
}) {
  const t = useTexts();
  const value = form.known[name];
  const theirs = options?.find((option) => option.value === value)?.label ?? value.replaceAll('\n', ', ');
  const who = form.nameOf(name);
  const said =
    value === ''
      ? who === null
        ? t('conflict_empty_nobody')
        : t('conflict_empty', { name: who })
      : who === null
        ? t('conflict_nobody', { theirs })
        : t('conflict', { name: who, theirs });
  return (
    <div role="alert" className="flex flex-col gap-2 rounded-6 bg-warning-soft px-3 py-2">
      <p className="break-words">{said}</p>
      <span className="flex flex-wrap gap-2">
        <Button size="small" onClick={() => form.keepMine(name)}>
          {t('keep_mine')}
        </Button>
        <Button size="small" onClick={() => form.takeTheirs(name)}>
          {t('take_theirs')}
        </Button>
      </span>
    </div>
  );
}
