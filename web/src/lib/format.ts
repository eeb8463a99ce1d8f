/** Numbers, money, times and telephone numbers as the reader writes them. */
import { language, useLanguage, type Language } from './i18n.ts';

const cached = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat | Intl.ListFormat>();

function once<Made extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat | Intl.ListFormat>(
  key: string,
  make: () => Made,
): Made {
  let known = cached.get(key) as Made | undefined;
  if (!known) {
    known = make();
    cached.set(key, known);
  }
  return known;
}

const locales: Record<Language, string> = { en: 'en-GB', ru: 'ru-RU' };

let timeZone: string | undefined;

/** The person's own zone, from the profile; the browser's until then. */
export function setTimeZone(name: string | undefined): void {
  if (name === timeZone) return;
  timeZone = name;
  cached.clear();
}

function dates(in_: Language, key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return once(
    `d ${in_} ${key}`,
    () => new Intl.DateTimeFormat(locales[in_], { ...options, ...(timeZone && { timeZone }), hourCycle: 'h23' }),
  );
}

type Moment = string | number | Date;
const date = (at: Moment): Date => (at instanceof Date ? at : new Date(at));

function formatIn(in_: Language) {
  const number = (value: number, digits = 0): string =>
    once(`n ${in_} ${digits}`, () => new Intl.NumberFormat(locales[in_], { maximumFractionDigits: digits })).format(
      value,
    );
  /** Minor units, as the server keeps them. */
  const day = (at: Moment): string =>
    dates(in_, 'key', { year: 'numeric', month: '2-digit', day: '2-digit' }).format(date(at));
  const time = (at: Moment): string => dates(in_, 'time', { hour: '2-digit', minute: '2-digit' }).format(date(at));
  const sameYear = (at: Moment): boolean => date(at).getFullYear() === new Date().getFullYear();
  const shortDate = (at: Moment): string =>
    sameYear(at)
      ? dates(in_, 'dm', { day: 'numeric', month: 'short' }).format(date(at)).replace(/\.$/, '')
      : dates(in_, 'dmy', { day: 'numeric', month: 'short', year: 'numeric' })
          .format(date(at))
          .replace(/\s*г\.$/, '');
  const isToday = (at: Moment): boolean => day(at) === day(Date.now());
  return {
    number,
    /** A share from 0 to 1; what is there but rounds to nothing is `<0.1 %`. */
    percent: (share: number): string => {
      if (share > 0 && share < 0.001) return `<${number(0.1, 1)} %`;
      return `${number(share * 100, share < 1 ? 1 : 0)} %`;
    },
    ...moneyIn(in_),
    bytes: (count: number): string => {
      const units = in_ === 'ru' ? ['Б', 'КБ', 'МБ', 'ГБ'] : ['B', 'KB', 'MB', 'GB'];
      const power = Math.min(3, Math.floor(Math.log10(Math.max(1, count)) / 3));
      return `${number(count / 1000 ** power, power === 0 ? 0 : 1)} ${units[power]}`;
    },
    /** 12:04 */
    time,
    /** 12:04:31 */
    timeWithSeconds: (at: Moment): string =>
      dates(in_, 'seconds', { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(date(at)),
    /** 19 Nov, with the year when it is another one. */
    date: shortDate,
    /** Thursday, 19 November */
    longDate: (at: Moment): string =>
      dates(in_, 'long', {
        weekday: 'long',
        day: 'numeric',
        month: 'long',
        ...(!sameYear(at) && { year: 'numeric' }),
      }).format(date(at)),
    /** Of a row in a list: 12:04 today, else 19 Nov. */
    when: (at: Moment): string => (isToday(at) ? time(at) : shortDate(at)),
    dateTime: (at: Moment): string => `${shortDate(at)}, ${time(at)}`,
    isToday,
    /** A day's name to group by. */
    dayKey: day,
    /** 3 min, 2 h 50 min, 4 d */
    duration: (seconds: number): string => durationText(seconds, in_),
    /** in 5 minutes, 3 days ago */
    relative: (at: Moment): string => relativeText(date(at).getTime() - Date.now(), in_),
    list: (items: readonly string[]): string =>
      once(`l ${in_}`, () => new Intl.ListFormat(locales[in_], { type: 'conjunction' })).format(items),
    phone: phoneText,
  };
}

/** Sums in minor units, as the server keeps them. */
function moneyIn(in_: Language) {
  const formatOf = (currency: string, isWhole: boolean): Intl.NumberFormat =>
    once(
      `m ${in_} ${currency} ${isWhole}`,
      () =>
        new Intl.NumberFormat(locales[in_], {
          style: 'currency',
          currency,
          currencyDisplay: 'narrowSymbol',
          ...(isWhole && { maximumFractionDigits: 0 }),
        }),
    );
  const money = (minor: number, currency: string): string => formatOf(currency, minor % 100 === 0).format(minor / 100);
  return {
    money,
    /** What is only reckoned, to the whole unit; small sums to the minor one. */
    moneyAbout: (minor: number, currency: string): string => money(about(minor), currency),
    /** 16 730–18 509 ₽ */
    moneyRange: (from: number, to: number, currency: string): string => {
      const [least, most] = [about(from), about(to)];
      if (least === most) return money(least, currency);
      return formatOf(currency, least % 100 === 0 && most % 100 === 0).formatRange(least / 100, most / 100);
    },
  };
}

/** To the whole unit from a hundred units on. */
function about(minor: number): number {
  return minor < 10_000 ? minor : Math.round(minor / 100) * 100;
}

function durationText(seconds: number, in_: Language): string {
  const [s, min, h, d] = in_ === 'ru' ? ['с', 'мин', 'ч', 'дн'] : ['s', 'min', 'h', 'd'];
  if (seconds < 60) return `${Math.max(0, Math.round(seconds))} ${s}`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} ${min}`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 ? `${hours} ${h} ${minutes % 60} ${min}` : `${hours} ${h}`;
  const days = Math.floor(hours / 24);
  return hours % 24 ? `${days} ${d} ${hours % 24} ${h}` : `${days} ${d}`;
}

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000_000],
  ['month', 2_592_000_000],
  ['week', 604_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

function relativeText(milliseconds: number, in_: Language): string {
  const format = once(`r ${in_}`, () => new Intl.RelativeTimeFormat(locales[in_], { numeric: 'auto' }));
  const step = steps.find(([, size]) => Math.abs(milliseconds) >= size);
  if (!step) return (milliseconds > 0 ? { en: 'now', ru: 'сейчас' } : { en: 'just now', ru: 'только что' })[in_];
  return format.format(Math.round(milliseconds / step[1]), step[0]);
}

/** E.164 in groups: +7 917 263-40-18, +1 504-621-8927; others as +CC and groups of three. */
function phoneText(e164: string): string {
  const russian = /^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/.exec(e164);
  if (russian) return `+7 ${russian[1]} ${russian[2]}-${russian[3]}-${russian[4]}`;
  const american = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(e164);
  if (american) return `+1 ${american[1]}-${american[2]}-${american[3]}`;
  const other = /^\+(\d{2})(\d{6,})$/.exec(e164);
  return other ? `+${other[1]} ${other[2]!.replace(/(\d{3})(?=\d{2})/g, '$1 ')}` : e164;
}

const formats = { en: formatIn('en'), ru: formatIn('ru') } as const;
export type Format = (typeof formats)[Language];

export const format = (): Format => formats[language()];
export const useFormat = (): Format => formats[useLanguage()];
