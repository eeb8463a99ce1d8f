import type { Organization } from '@parley/contract/organizations';
import { useQuery } from '@tanstack/react-query';
import { Lock } from 'lucide-react';
import { useFormat } from '#lib/format';
import { meQuery, useCan } from '#lib/me';
import { queryClient } from '#lib/query-client';
import { toast } from '#lib/toasts';
import { useUiTexts } from '#lib/ui-texts';
import { OrganizationMark } from '#ui/organization-mark';
import { ErrorState, Notice, SkeletonRows } from '#ui/states';
import { languageNames } from './language-names.ts';
import { OrganizationFields } from './organization-fields.tsx';
import { valuesOf } from './organization-draft.ts';
import { useTexts } from './organization-texts.ts';
import { PictureSetting } from './picture-setting.tsx';
import { useCountries, useCurrencies } from './place-options.ts';
import { Section, SettingsPageFrame } from './settings-section.tsx';
import { organizationQuery, useOrganizationForm } from './use-organization-form.ts';

/** What holds for the whole company: to be changed by those who may, to be read by everybody. */
export function OrganizationPage() {
  const t = useTexts();
  const can = useCan();
  const { data, error, refetch } = useQuery(organizationQuery);
  return (
    <SettingsPageFrame title={t('title')}>
      {error && !data ? (
        <ErrorState flush error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <SkeletonRows count={6} />
      ) : can('organization:write') ? (
        <Editable organization={data.data} />
      ) : (
        <ReadOnly organization={data.data} />
      )}
    </SettingsPageFrame>
  );
}

function Editable({ organization }: { organization: Organization }) {
  const ui = useUiTexts();
  const form = useOrganizationForm(organization, () => toast(ui('saved'), { tone: 'success' }));
  return <OrganizationFields form={form} logo={<Logo organization={organization} />} />;
}

function Logo({ organization }: { organization: Organization }) {
  const t = useTexts();
  const { name, logoUrl } = organization;
  return (
    <PictureSetting
      path="/organization/logo"
      hasPicture={logoUrl !== null}
      preview={<OrganizationMark name={name} image={logoUrl} size={64} label={t('logo')} />}
      onSaved={() => {
        void queryClient.invalidateQueries(organizationQuery);
        void queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
      }}
    />
  );
}

function ReadOnly({ organization }: { organization: Organization }) {
  const t = useTexts();
  const format = useFormat();
  const values = valuesOf(organization);
  const countries = useCountries(values.country);
  const currencies = useCurrencies(values.currency);
  const labelOf = (options: readonly { value: string; label: string }[], value: string): string =>
    options.find((option) => option.value === value)?.label ?? value;
  const rows = [
    [t('language'), languageNames[organization.language]],
    [t('time_zone'), values.timeZone.replaceAll('_', ' ')],
    [t('country'), labelOf(countries, values.country)],
    [t('currency'), labelOf(currencies, values.currency)],
    [t('own_words'), format.list(organization.optOutWords) || t('none')],
  ] as const;
  return (
    <>
      <div className="py-4">
        <Notice tone="info" icon={<Lock aria-hidden />}>
          {t('read_only')}
        </Notice>
      </div>
      <Section title={t('company')}>
        <p className="flex items-center gap-4 text-16 font-semibold">
          <OrganizationMark name={values.name} image={organization.logoUrl} size={64} />
          {values.name}
        </p>
      </Section>
      <Section title={t('place')}>
        <dl className="grid grid-cols-[minmax(96px,auto)_minmax(0,1fr)] gap-x-6 gap-y-3">
          {rows.map(([label, value]) => (
            <div key={label} className="contents">
              <dt className="text-text-3">{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </Section>
    </>
  );
}
