/** Readers of single values that a cell may give in several spellings. Each answers null for what it cannot use. */

const languages: Readonly<Partial<Record<string, 'ru' | 'en'>>> = {
  ru: 'ru',
  rus: 'ru',
  russian: 'ru',
  русский: 'ru',
  рус: 'ru',
  en: 'en',
  eng: 'en',
  english: 'en',
  английский: 'en',
  англ: 'en',
};

const timeZones = new Map(['UTC', ...Intl.supportedValuesOf('timeZone')].map((zone) => [zone.toLowerCase(), zone]));
timeZones.set('мск', 'Europe/Moscow').set('msk', 'Europe/Moscow');

/** `ru-RU`, `Русский` → `ru` */
export function readLanguage(text: string): 'ru' | 'en' | null {
  const [word = ''] = text.toLowerCase().split(/[-_. ]/);
  return (Object.hasOwn(languages, word) && languages[word]) || null;
}

/** An IANA name in any letter case, or `МСК`. Offsets are refused: they do not say when clocks change. */
export function readTimeZone(text: string): string | null {
  return timeZones.get(text.toLowerCase().replaceAll(' ', '_')) ?? null;
}

/** `@name`, `t.me/name`, `name` → `name` */
export function readTelegramUsername(text: string): string | null {
  const name = text
    .replace(/^(https?:\/\/)?(t\.me|telegram\.me)\//i, '')
    .replace(/^@/, '')
    .replace(/\/$/, '');
  return /^[a-z]\w{3,31}$/i.test(name) ? name : null;
}

/** As written, with `https://` if it has no scheme. No other scheme than that of the web: it will be shown as a link. */
export function readWebsite(text: string): string | null {
  const url = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  return URL.canParse(url) && /^https?:\/\/[^\s/@:]+\.[^\s@]{2,}$/i.test(url) ? url : null;
}
