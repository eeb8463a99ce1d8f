/**
 * Texts in the reader's language. A feature keeps both languages side by side, so that a missing translation does not
 * compile:
 *
 *   export const useTexts = defineTexts({
 *     en: { title: 'Inbox', waiting_one: '{{count}} waits', waiting_other: '{{count}} wait' },
 *     ru: { title: 'Входящие', waiting_one: '…', waiting_few: '…', waiting_many: '…', waiting_other: '…' },
 *   });
 *   const t = useTexts();  t('title');  t('waiting', { count: 5 });
 *
 * The form of a plural follows `count`; numbers are written as the language writes them: 1234 is 1 234 in Russian.
 */
import { useSyncExternalStore } from 'react';
import { read, write } from './storage.ts';

export const languages = ['en', 'ru'] as const;
export type Language = (typeof languages)[number];

type EnglishForm = 'one' | 'other';
type RussianForm = EnglishForm | 'few' | 'many';
type Plural<Key> = Key extends `${infer Base}_other` ? Base : never;
type Single<Key> = Key extends `${string}_${EnglishForm}` ? never : Key;
type English = Readonly<Record<string, string>>;
type Russian<Texts> = { readonly [Key in Single<keyof Texts>]: string } & {
  readonly [Key in `${Plural<keyof Texts>}_${RussianForm}`]: string;
};
export type Values = Readonly<Record<string, string | number>>;
export type Translate<Key extends string = string> = (key: Key, values?: Values) => string;
type KeyOf<Texts> = (Single<keyof Texts> | Plural<keyof Texts>) & string;

const storageKey = 'parley.language';
const listeners = new Set<() => void>();
const plurals: Record<Language, Intl.PluralRules> = { en: new Intl.PluralRules('en'), ru: new Intl.PluralRules('ru') };
const numbers: Record<Language, Intl.NumberFormat> = {
  en: new Intl.NumberFormat('en-GB'),
  ru: new Intl.NumberFormat('ru-RU'),
};

let current = firstLanguage();

function firstLanguage(): Language {
  const stored = read(storageKey);
  if (stored === 'en' || stored === 'ru') return stored;
  return navigator.languages.some((name) => /^(ru|be|kk|uk)\b/i.test(name)) ? 'ru' : 'en';
}

/** Tells the browser and screen readers which language the page is in. */
export function markLanguage(): void {
  document.documentElement.lang = current;
}

export function language(): Language {
  return current;
}

export function setLanguage(next: Language): void {
  if (next === current) return;
  write(storageKey, next);
  current = next;
  markLanguage();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useLanguage(): Language {
  return useSyncExternalStore(subscribe, language);
}

function fill(pattern: string, values: Values | undefined, in_: Language): string {
  if (!values) return pattern;
  return pattern.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === 'number' ? numbers[in_].format(value) : value;
  });
}

function translateIn(texts: Record<Language, English>, in_: Language): Translate {
  return (key, values) => {
    const count = values?.['count'];
    const form = typeof count === 'number' ? `${key}_${plurals[in_].select(count)}` : key;
    const pattern = texts[in_][form] ?? texts[in_][key] ?? key;
    return fill(isPseudo ? pseudoOf(pattern) : pattern, values, in_);
  };
}

/** `localStorage['parley.pseudo'] = '1'`, while developing: what stands on a page without brackets was never translated. */
const isPseudo = read('parley.pseudo') !== null;

/** In brackets, and longer by half, as German is: what is cut off or breaks a line shows. Values stay as they are. */
export function pseudoOf(pattern: string): string {
  const longer = pattern.replace(/\{\{\w+\}\}|[aeiouyаеиоуыэюя]/gi, (part) => (part.length > 1 ? part : part + part));
  return `⟦${longer}⟧`;
}

/** Texts of one feature; `translate` is for code outside of components. */
export function defineTexts<const Texts extends English>(texts: {
  en: Texts;
  ru: Russian<Texts>;
}): (() => Translate<KeyOf<Texts>>) & { translate: Translate<KeyOf<Texts>> } {
  const both = texts as Record<Language, English>;
  const ready: Record<Language, Translate<KeyOf<Texts>>> = { en: translateIn(both, 'en'), ru: translateIn(both, 'ru') };
  const useTexts = (): Translate<KeyOf<Texts>> => ready[useLanguage()];
  const translate: Translate<KeyOf<Texts>> = (key, values) => ready[current](key, values);
  return Object.assign(useTexts, { translate });
}
