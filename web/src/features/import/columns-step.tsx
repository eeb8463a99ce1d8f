import type { ContactImport } from '@parley/contract/imports';
import { useNavigate } from '@tanstack/react-router';
import { ArrowRight, Ban, Bookmark, Check, LoaderCircle, TriangleAlert } from 'lucide-react';
import { useMemo } from 'react';
import { ApiError } from '#lib/api';
import { useLanguage } from '#lib/i18n';
import { useIsNarrow } from '#lib/use-media';
import { Badge } from '#ui/badge';
import { Button } from '#ui/button';
import { Checkbox } from '#ui/checkbox';
import { Select } from '#ui/select';
import { Table, Td, Th } from '#ui/table';
import { Tooltip } from '#ui/tooltip';
import { countryName, countryOptions } from './countries.ts';
import { DryRunPanel } from './dry-run-panel.tsx';
import { Footer } from './footer.tsx';
import { targetNames, withTarget, type TargetName } from './targets.ts';
import { useTexts } from './texts.ts';
import { useChangeImport } from './use-import.ts';

type Change = ReturnType<typeof useChangeImport>['change'];

/** The second step: how the bytes become rows, and where each column goes; beside it what would come of it. */
export function ColumnsStep({ found, refusal: uncheckable }: { found: ContactImport; refusal: unknown }) {
  const t = useTexts();
  const navigate = useNavigate();
  const { change, error, isSaving } = useChangeImport(found.id);
  const usable = found.dryRun ? found.dryRun.rows - found.dryRun.rejected : null;
  const refusal = [error, uncheckable].find((one) => one instanceof ApiError);
  const next = (): void =>
    void navigate({ to: '/contacts/imports/$id', params: { id: found.id }, search: { step: 'people' } });
  return (
    <>
      <FormatBar found={found} change={change} />
      <div className="grid gap-6 pt-3 lg:grid-cols-[minmax(0,1fr)_320px]">
        <div className="min-w-0">
          <div className="overflow-x-auto" tabIndex={0} role="region" aria-label={t('column')}>
            <Mapping found={found} change={change} />
          </div>
          <Recognised found={found} />
          {refusal && (
            <p role="alert" className="pt-2 text-danger">
              {refusal.errors[0]?.message ?? refusal.message}
            </p>
          )}
        </div>
        <DryRunPanel found={found} />
      </div>
      <Footer hint={t('undo_hint')} isSaving={isSaving}>
        <Button
          variant="primary"
          disabledReason={
            refusal
              ? t('nothing_usable')
              : usable === null
                ? t('wait_check')
                : usable === 0
                  ? t('nothing_usable')
                  : null
          }
          onClick={next}
        >
          {usable ? t('go_on_rows', { count: usable }) : t('go_on')}
          <ArrowRight aria-hidden />
        </Button>
      </Footer>
    </>
  );
}

const encodings = [
  { value: 'utf-8', label: 'UTF-8' },
  { value: 'windows-1251', label: 'Windows-1251' },
  { value: 'windows-1252', label: 'Windows-1252' },
  { value: 'utf-16le', label: 'UTF-16 LE' },
  { value: 'utf-16be', label: 'UTF-16 BE' },
] as const;

function FormatBar({ found, change }: { found: ContactImport; change: Change }) {
  const t = useTexts();
  const language = useLanguage();
  const countries = useMemo(() => countryOptions(language), [language]);
  const { format, options } = found;
  const separators = [
    { value: ';', label: t('semicolon') },
    { value: ',', label: t('comma') },
    { value: '\t', label: t('tab') },
    { value: '|', label: t('bar') },
  ] as const;
  const setFormat = (part: Partial<ContactImport['format']>): void => void change({ format: part });
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b pb-3">
      <Labelled text={t('encoding')}>
        <Select
          aria-label={t('encoding')}
          value={format.encoding}
          onChange={(encoding) => setFormat({ encoding })}
          options={encodings}
        />
      </Labelled>
      <Labelled text={t('separator')}>
        <Select
          aria-label={t('separator')}
          value={format.delimiter}
          onChange={(delimiter) => setFormat({ delimiter })}
          options={separators}
        />
      </Labelled>
      <Labelled text={t('country')}>
        <Select
          aria-label={t('country')}
          value={options.defaultCountry}
          onChange={(defaultCountry) => void change({ options: { defaultCountry } })}
          options={countries}
        />
      </Labelled>
      <Checkbox label={t('header')} checked={format.hasHeader} onChange={(hasHeader) => setFormat({ hasHeader })} />
    </div>
  );
}

function Labelled({ text, children }: { text: string; children: React.ReactNode }) {
  return (
    <span className="flex items-center gap-2">
      <span aria-hidden className="text-text-2">
        {text}
      </span>
      {children}
    </span>
  );
}

function Mapping({ found, change }: { found: ContactImport; change: Change }) {
  const t = useTexts();
  return (
    <Table className="md:min-w-[640px]">
      <thead>
        <tr>
          <Th>{t('column')}</Th>
          <Th className="max-md:hidden">{t('values')}</Th>
          <Th className="max-md:hidden">{t('check')}</Th>
          <Th className="max-md:hidden">
            <span className="sr-only">{t('goes_to')}</span>
          </Th>
          <Th>{t('goes_to')}</Th>
          <Th className="max-md:hidden" />
        </tr>
      </thead>
      <tbody>
        {found.columns.map((column, place) => (
          <Column key={place} found={found} place={place} name={column.name} change={change} />
        ))}
      </tbody>
    </Table>
  );
}

function Column({
  found,
  place,
  name,
  change,
}: {
  found: ContactImport;
  place: number;
  name: string | null;
  change: Change;
}) {
  const t = useTexts();
  const language = useLanguage();
  const isNarrow = useIsNarrow();
  const target = found.mapping[place]!;
  const label = name || t('column_n', { number: place + 1 });
  const samples = found.columns[place]!.samples.slice(0, 3).join(' · ');
  const options = targetNames.map((value) => ({ value, label: t(`to_${value}`) }));
  const choose = (to: TargetName): void => void change({ mapping: withTarget(found.mapping, place, to, name ?? '') });
  return (
    <tr>
      <Td className="h-10! max-w-40 truncate font-medium max-md:py-2">
        {label}
        {isNarrow && (
          <span className="flex flex-col items-start gap-1 pt-0.5 font-regular">
            <span className="w-full truncate text-12 text-text-2">{samples}</span>
            <ColumnCheck found={found} place={place} />
          </span>
        )}
      </Td>
      <Td className="max-w-56 truncate text-text-2 max-md:hidden">{samples}</Td>
      <Td className="max-md:hidden">{!isNarrow && <ColumnCheck found={found} place={place} />}</Td>
      <Td className="text-text-3 max-md:hidden">
        <ArrowRight aria-hidden />
      </Td>
      <Td>
        <Select
          aria-label={t('goes_to_for', { column: label })}
          value={target.to}
          onChange={choose}
          options={options}
          className="w-36 md:w-44"
        />
      </Td>
      <Td className="text-12 text-text-3 max-md:hidden">
        {target.to === 'attribute' && t('new_attribute', { key: target.key })}
        {target.to === 'phone' && t('national', { country: countryName(found.options.defaultCountry, language) })}
      </Td>
    </tr>
  );
}

function ColumnCheck({ found, place }: { found: ContactImport; place: number }) {
  const t = useTexts();
  const check = found.dryRun?.columns[place];
  if (found.mapping[place]!.to === 'ignore') return <Badge icon={<Ban aria-hidden />}>{t('not_imported')}</Badge>;
  if (!check) return <Badge icon={<LoaderCircle aria-hidden />}>{t('checking')}</Badge>;
  if (check.unusable === 0)
    return (
      <Badge tone="success" icon={<Check aria-hidden />}>
        {t('filled', { count: check.filled })}
      </Badge>
    );
  const examples = check.examples.map(({ line, value, text }) => `${t('row')} ${line}: ${value} — ${text}`);
  return (
    <Tooltip
      text={
        <span>
          {examples.map((example) => (
            <span key={example} className="block">
              {example}
            </span>
          ))}
        </span>
      }
    >
      <span tabIndex={0}>
        <Badge tone="warning" icon={<TriangleAlert aria-hidden />}>
          {t('unusable', { count: check.unusable })}
        </Badge>
      </span>
    </Tooltip>
  );
}

/** How much of the mapping was known before anybody chose. */
function Recognised({ found }: { found: ContactImport }) {
  const t = useTexts();
  const count = found.columns.length;
  const isRemembered = found.columns.some(({ guessedBy }) => guessedBy === 'remembered');
  const known = found.mapping.filter(
    ({ to }, place) => to !== 'ignore' && found.columns[place]?.guessedBy !== 'nothing',
  ).length;
  return (
    <p className="flex items-center gap-2 pt-3 text-12 text-text-2">
      <Bookmark aria-hidden className="text-text-3" />
      {t(isRemembered ? 'remembered' : 'guessed', { known, count })}
    </p>
  );
}
