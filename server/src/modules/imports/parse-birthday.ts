const months = new Map<string, number>();
for (const names of [
  'янв фев мар апр ма июн июл авг сен окт ноя дек',
  'jan feb mar apr may jun jul aug sep oct nov dec',
]) {
  for (const [index, beginning] of names.split(' ').entries()) months.set(beginning, index + 1);
}

export interface BirthdayOptions {
  /** `03/04/1990` is the 3rd of April; false in the United States. */
  readonly dayFirst: boolean;
  /** `2026-11-21`: nobody is born later, and `12.03.85` is the last such year before it. */
  readonly today: string;
}

/** `1990-04-03`, or null if the text is not the full date of a day between 1900 and today. */
export function parseBirthday(text: string, options: BirthdayOptions): string | null {
  const date = readIso(text) ?? readNumbers(text, options.dayFirst) ?? readWords(text);
  if (!date) return null;
  const [writtenYear, month, day] = date;
  const thisYear = Number(options.today.slice(0, 4));
  const year = writtenYear >= 100 ? writtenYear : fullYear(writtenYear, thisYear);
  const time = new Date(Date.UTC(year, month - 1, day));
  const isRealDay = time.getUTCMonth() === month - 1 && time.getUTCDate() === day;
  const birthday = time.toISOString().slice(0, 10);
  return isRealDay && year >= 1900 && birthday <= options.today ? birthday : null;
}

type YearMonthDay = readonly [year: number, month: number, day: number];

function readIso(text: string): YearMonthDay | null {
  const found = /^(\d{4})[-./](\d{1,2})[-./](\d{1,2})([T ].*)?$/.exec(text);
  return found && [Number(found[1]), Number(found[2]), Number(found[3])];
}

function readNumbers(text: string, dayFirst: boolean): YearMonthDay | null {
  const found = /^(\d{1,2})([-./ ])(\d{1,2})\2(\d{4}|\d{2})(?: г\.?| \d{1,2}:\d\d(?::\d\d)?)?$/.exec(text);
  if (!found) return null;
  const [one, two, year] = [Number(found[1]), Number(found[3]), Number(found[4])];
  // Dots are never used between month and day in that order.
  return dayFirst || found[2] === '.' ? [year, two, one] : [year, one, two];
}

function readWords(text: string): YearMonthDay | null {
  const dayMonth = /^(\d{1,2})(?:st|nd|rd|th)?[ .-]*(\p{L}{3,9})[ .,-]*(\d{4})(?: г(?:ода|\.)?)?$/u.exec(text);
  const monthDay = dayMonth ? null : /^(\p{L}{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$/u.exec(text);
  const [day, word, year] = dayMonth?.slice(1) ?? [monthDay?.[2], monthDay?.[1], monthDay?.[3]];
  const name = word?.toLowerCase() ?? '';
  const month = months.get(name.slice(0, 3)) ?? (/^ма[йя]$/.test(name) ? months.get('ма') : undefined);
  return month === undefined ? null : [Number(year), month, Number(day)];
}

function fullYear(lastTwoDigits: number, thisYear: number): number {
  const century = thisYear - (thisYear % 100);
  return century + lastTwoDigits <= thisYear ? century + lastTwoDigits : century - 100 + lastTwoDigits;
}
