import { attributeOf, elementsOf, tagsOf } from './xml-pieces.ts';

const dayMilliseconds = 86_400_000;
/** Day 0 of each of the two calendars of Excel. */
const start1900 = Date.UTC(1899, 11, 30);
const start1904 = Date.UTC(1904, 0, 1);

/** The built-in number formats that show a date or a time (ECMA-376 18.8.30). */
const builtInDates = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47]);

/** Of a style's number, whether its cells hold dates. */
export function dateStyles(styles: string): (style: number) => boolean {
  const formats = new Map<number, string>();
  for (const tag of tagsOf(styles, 'numFmt'))
    formats.set(Number(attributeOf(tag, 'numFmtId')), attributeOf(tag, 'formatCode') ?? '');
  const [list] = elementsOf(styles, 'cellXfs');
  const ids = Array.from(tagsOf(list?.content ?? '', 'xf'), (tag) => Number(attributeOf(tag, 'numFmtId') ?? 0));
  return (style) => {
    const id = ids[style] ?? 0;
    const format = formats.get(id);
    return format === undefined ? builtInDates.has(id) : showsDate(format);
  };
}

/** Words in quotes and brackets are no pattern; of what is left, days, months or years make a date. */
function showsDate(format: string): boolean {
  return /[dmyг]/i.test(format.replace(/"[^"]*"|\[[^\]]*\]|\\./g, '').replace(/General|Standard/gi, ''));
}

/** `2026-11-21`, with the time when there is one; a time alone is one of day 0. */
export function dateText(serial: number, from1904: boolean): string {
  const at = new Date((from1904 ? start1904 : start1900) + Math.round(serial * dayMilliseconds));
  if (Number.isNaN(at.getTime())) return String(serial);
  const [day, time] = at.toISOString().split('T') as [string, string];
  const clock = time.slice(0, 5);
  if (serial > 0 && serial < 1) return clock;
  return Number.isInteger(serial) ? day : `${day} ${clock}`;
}
