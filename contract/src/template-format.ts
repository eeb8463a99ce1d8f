/**
 * What may follow the colon in `{{date:d MMMM yyyy}}`, `{{custom.price:#,##0.00}}`, `{{lastName:upper}}`.
 * Month and weekday names are our own, so that a preview in any browser reads as the message that is sent.
 */
import type { Language } from './errors.ts';

/** `date`: a calendar date or a moment. Decides which formats a variable takes; text takes a letter case. */
export type VariableKind = 'text' | 'number' | 'date';

export type TemplateFormat =
  | { readonly kind: 'text'; readonly letters: 'upper' | 'lower' | 'title' }
  | { readonly kind: 'number'; readonly decimals: number; readonly grouped: boolean }
  | { readonly kind: 'date'; readonly parts: readonly DatePart[] };

interface DatePart {
  readonly symbol: DateSymbol | null;
  /** What stands between symbols, if this is none. */
  readonly text: string;
}

/** A moment as a calendar and a clock on the wall show it. `month` from 1, `weekday` from 0 for Sunday. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const dateSymbols = {
  yyyy: (at: WallTime) => String(at.year).padStart(4, '0'),
  yy: (at: WallTime) => twoDigits(at.year % 100),
  MMMM: (at: WallTime, language: Language) => names[language].months[at.month - 1] ?? '',
  MMM: (at: WallTime, language: Language) => names[language].shortMonths[at.month - 1] ?? '',
  MM: (at: WallTime) => twoDigits(at.month),
  M: (at: WallTime) => String(at.month),
  dd: (at: WallTime) => twoDigits(at.day),
  d: (at: WallTime) => String(at.day),
  EEEE: (at: WallTime, language: Language) => names[language].weekdays[at.weekday] ?? '',
  EEE: (at: WallTime, language: Language) => names[language].shortWeekdays[at.weekday] ?? '',
  HH: (at: WallTime) => twoDigits(at.hour),
  H: (at: WallTime) => String(at.hour),
  mm: (at: WallTime) => twoDigits(at.minute),
  ss: (at: WallTime) => twoDigits(at.second),
} as const;

type DateSymbol = keyof typeof dateSymbols;

/** Months as they stand after a day: `5 марта`. */
const names = {
  en: {
    months: list('January February March April May June July August September October November December'),
    shortMonths: list('Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'),
    weekdays: list('Sunday Monday Tuesday Wednesday Thursday Friday Saturday'),
    shortWeekdays: list('Sun Mon Tue Wed Thu Fri Sat'),
  },
  ru: {
    months: list('января февраля марта апреля мая июня июля августа сентября октября ноября декабря'),
    shortMonths: list('янв. февр. мар. апр. мая июн. июл. авг. сент. окт. нояб. дек.'),
    weekdays: list('воскресенье понедельник вторник среда четверг пятница суббота'),
    shortWeekdays: list('вс пн вт ср чт пт сб'),
  },
} as const satisfies Record<Language, Record<string, readonly string[]>>;

const numberFormats = new Map<string, Intl.NumberFormat>();
const zones = new Map<string, Intl.DateTimeFormat>();
let lastWallTime = { timeZone: '', moment: NaN, at: null as WallTime | null };

/** Examples to show whoever wrote a format that does not exist. */
export const formatExamples: Readonly<Record<VariableKind, readonly string[]>> = {
  text: ['upper', 'lower', 'title'],
  number: ['0', '0.00', '#,##0', '#,##0.00'],
  date: ['dd.MM.yyyy', 'd MMMM yyyy', 'EEEE', 'HH:mm'],
};

/** Null if there is no such format. */
export function parseFormat(text: string): TemplateFormat | null {
  if (text === 'upper' || text === 'lower' || text === 'title') return { kind: 'text', letters: text };
  const number = /^(#[, ]##)?0(?:[.,](0{1,6}))?$/.exec(text);
  if (number) return { kind: 'number', decimals: number[2]?.length ?? 0, grouped: number[1] !== undefined };
  return parseDateFormat(text);
}

function parseDateFormat(text: string): TemplateFormat | null {
  const parts = text.match(/([A-Za-z])\1*|[^A-Za-z]+/g)?.map((part): DatePart | null => {
    if (!/[A-Za-z]/.test(part)) return { symbol: null, text: part };
    return isDateSymbol(part) ? { symbol: part, text: part } : null;
  });
  if (!parts?.some((part) => part?.symbol) || parts.includes(null)) return null;
  return { kind: 'date', parts: parts.filter((part) => part !== null) };
}

/** As written if the value is not one that the format can be applied to: a number format does nothing to `по запросу`. */
export function formatValue(
  value: unknown,
  format: TemplateFormat | null,
  language: Language,
  timeZone: string,
): string {
  if (format?.kind === 'number') {
    const number = toNumber(value);
    if (number !== null) return formatNumber(number, format.decimals, format.decimals, format.grouped, language);
  }
  if (format?.kind === 'date') {
    const at = toWallTime(value, timeZone);
    if (at) return formatDate(at, format, language);
  }
  const text = plainText(value, language, timeZone);
  return format?.kind === 'text' ? changeLetters(text, format.letters) : text;
}

/** A value without a format, as a reader of the language expects it. Null, objects and what else has no text are empty. */
function plainText(value: unknown, language: Language, timeZone: string): string {
  if (typeof value === 'string') {
    const at = value.length === 10 && value[4] === '-' ? toWallTime(value, timeZone) : null;
    return at ? formatDate(at, defaultDate[language], language) : value;
  }
  if (typeof value === 'number') return formatNumber(value, 0, 6, false, language);
  if (typeof value === 'boolean') return { en: ['no', 'yes'], ru: ['нет', 'да'] }[language][Number(value)] ?? '';
  if (Array.isArray(value)) return value.map((item: unknown) => plainText(item, language, timeZone)).join(', ');
  return '';
}

export function formatDate(at: WallTime, format: TemplateFormat & { kind: 'date' }, language: Language): string {
  let text = '';
  for (const part of format.parts) text += part.symbol ? dateSymbols[part.symbol](at, language) : part.text;
  return text;
}

/** How a moment reads on a clock in that zone (an IANA name; throws RangeError for any other). */
export function wallTime(moment: Date, timeZone: string): WallTime {
  // All messages of a batch share their moment; asking Intl for each would cost more than the rest of the rendering.
  if (lastWallTime.at && lastWallTime.moment === moment.getTime() && lastWallTime.timeZone === timeZone)
    return lastWallTime.at;
  let zone = zones.get(timeZone);
  if (!zone) {
    const numbers = {
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    } as const;
    zone = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', { timeZone, hourCycle: 'h23', ...numbers });
    zones.set(timeZone, zone);
  }
  const parts = new Map(zone.formatToParts(moment).map((part) => [part.type, Number(part.value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const [year, month, day] = [part('year'), part('month'), part('day')];
  const at = { ...calendarDate(year, month, day), hour: part('hour'), minute: part('minute'), second: part('second') };
  lastWallTime = { timeZone, moment: moment.getTime(), at };
  return at;
}

/** `2026-11-21` is that day everywhere; with a time it is a moment, shown in the zone. */
function toWallTime(value: unknown, timeZone: string): WallTime | null {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : wallTime(value, timeZone);
  if (typeof value !== 'string') return null;
  const date = /^(\d{4})-(\d\d)-(\d\d)(T.+)?$/.exec(value);
  if (!date) return null;
  if (date[4]) {
    const moment = new Date(value);
    return Number.isNaN(moment.getTime()) ? null : wallTime(moment, timeZone);
  }
  const [year, month, day] = [Number(date[1]), Number(date[2]), Number(date[3])];
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 ? calendarDate(year, month, day) : null;
}

function calendarDate(year: number, month: number, day: number): WallTime {
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  return { year, month, day, weekday, hour: 0, minute: 0, second: 0 };
}

function toNumber(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !/^-?\d{1,15}([.,]\d{1,15})?$/.test(value)) return null;
  return Number(value.replace(',', '.'));
}

function formatNumber(value: number, least: number, most: number, grouped: boolean, language: Language): string {
  const key = `${language} ${least} ${most} ${grouped}`;
  let format = numberFormats.get(key);
  if (!format) {
    const digits = { minimumFractionDigits: least, maximumFractionDigits: most };
    format = new Intl.NumberFormat(language, { ...digits, useGrouping: grouped });
    numberFormats.set(key, format);
  }
  return format.format(value);
}

function changeLetters(text: string, letters: 'upper' | 'lower' | 'title'): string {
  if (letters === 'upper') return text.toUpperCase();
  if (letters === 'lower') return text.toLowerCase();
  return text
    .toLowerCase()
    .replace(/(^|[\s(«"-])(\p{L})/gu, (_, before: string, first: string) => before + first.toUpperCase());
}

function isDateSymbol(text: string): text is DateSymbol {
  return Object.hasOwn(dateSymbols, text);
}

function dateFormat(text: string): TemplateFormat & { kind: 'date' } {
  const format = parseDateFormat(text);
  if (format?.kind !== 'date') throw new Error(`${text} is not a date format`);
  return format;
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

function list(words: string): readonly string[] {
  return words.split(' ');
}

/** `{{date}}` and `{{time}}` without a format. */
export const defaultDate = { en: dateFormat('d MMM yyyy'), ru: dateFormat('dd.MM.yyyy') } as const;
export const defaultTime = dateFormat('HH:mm');
