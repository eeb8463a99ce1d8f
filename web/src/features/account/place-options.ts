import { useMemo } from 'react';
import { useLanguage, type Language } from '#lib/i18n';
import type { LongOption } from './long-select.tsx';

/** Every zone the browser knows, and the chosen one. */
export function useTimeZones(chosen: string): readonly LongOption[] {
  return useMemo(() => {
    const names = new Set(['UTC', ...Intl.supportedValuesOf('timeZone'), chosen]);
    return [...names]
      .toSorted()
      .map((value) => ({ value, label: `${value.replaceAll('_', ' ')} (${offsetOf(value)})` }));
  }, [chosen]);
}

export function useCurrencies(chosen: string): readonly LongOption[] {
  const language = useLanguage();
  return useMemo(
    () => namedIn(language, 'currency', [...Intl.supportedValuesOf('currency'), chosen], currencyLabel),
    [language, chosen],
  );
}

export function useCountries(chosen: string): readonly LongOption[] {
  const language = useLanguage();
  return useMemo(() => namedIn(language, 'region', [...regionCodes(), chosen], regionLabel), [language, chosen]);
}

const currencyLabel = (code: string, name: string): string => `${code} · ${name}`;
const regionLabel = (_code: string, name: string): string => name;

/** Those that have a name, by it; the ones without one are not in use. */
function namedIn(
  language: Language,
  type: 'currency' | 'region',
  codes: readonly string[],
  labelOf: (code: string, name: string) => string,
): readonly LongOption[] {
  const names = new Intl.DisplayNames(language, { type, fallback: 'none' });
  const order = new Intl.Collator(language);
  return [...new Set(codes)]
    .flatMap((value) => {
      const name = names.of(value);
      return name === undefined ? [] : [{ value, label: labelOf(value, name) }];
    })
    .toSorted((one, other) => order.compare(one.label, other.label));
}

function regionCodes(): string[] {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  return letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter((code) => !/^(EU|EZ|UN|ZZ|QO|X[AB])$/.test(code));
}

function offsetOf(zone: string): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts();
  return parts.find(({ type }) => type === 'timeZoneName')?.value.replace('GMT', 'UTC') ?? 'UTC';
}
