import { callingCodes } from './calling-codes.ts';
import type { Language } from '#lib/i18n';

export const countryName = (code: string, language: Language): string =>
  new Intl.DisplayNames(language, { type: 'region' }).of(code) ?? code;

/** `Russia, +7`, those that people here are most likely to have first. */
export function countryOptions(language: Language): { value: string; label: string }[] {
  const names = new Intl.DisplayNames(language, { type: 'region' });
  return Object.keys(callingCodes)
    .map((value) => ({ value, label: `${names.of(value) ?? value}, +${callingCodes[value]}` }))
    .toSorted((one, two) => rank(one.value) - rank(two.value) || one.label.localeCompare(two.label, language));
}

const usual = ['RU', 'KZ', 'BY', 'UZ', 'KG', 'AM', 'GE', 'US', 'GB', 'DE'];
const rank = (value: string): number => (usual.includes(value) ? usual.indexOf(value) : usual.length);
