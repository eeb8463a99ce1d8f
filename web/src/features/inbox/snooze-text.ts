/** Times as people write them: “завтра 9”, “in 2 hours”, “пн 14:30”, “25.11”, “next week”. */

const minute = 60_000;
const dayStart = 9;

const weekdays: readonly (readonly string[])[] = [
  ['sunday', 'sun', 'воскресенье', 'вс'],
  ['monday', 'mon', 'понедельник', 'пн'],
  ['tuesday', 'tue', 'вторник', 'вт'],
  ['wednesday', 'wed', 'среду', 'среда', 'ср'],
  ['thursday', 'thu', 'четверг', 'чт'],
  ['friday', 'fri', 'пятницу', 'пятница', 'пт'],
  ['saturday', 'sat', 'субботу', 'суббота', 'сб'],
];
const months: readonly (readonly string[])[] = [
  ['jan', 'янв'],
  ['feb', 'фев'],
  ['mar', 'мар'],
  ['apr', 'апр'],
  ['may', 'мая', 'май'],
  ['jun', 'июн'],
  ['jul', 'июл'],
  ['aug', 'авг'],
  ['sep', 'сен'],
  ['oct', 'окт'],
  ['nov', 'ноя'],
  ['dec', 'дек'],
];
/** A map, for which no word means more than it says, such as `__proto__`. */
const partsOfDay: ReadonlyMap<string, number> = new Map([
  ['morning', 9],
  ['noon', 12],
  ['afternoon', 14],
  ['evening', 18],
  ['утром', 9],
  ['утро', 9],
  ['днём', 14],
  ['днем', 14],
  ['полдень', 12],
  ['вечером', 18],
  ['вечер', 18],
]);
const units: readonly (readonly [RegExp, number])[] = [
  [/^(min(ute)?s?|m|мин(ут[ыу]?)?|м)$/, minute],
  [/^(hours?|hrs?|h|час(а|ов)?|ч)$/, 60 * minute],
  [/^(days?|d|день|дня|дней|дн|д|сутки|суток)$/, 24 * 60 * minute],
  [/^(weeks?|w|недел[яюиь]|нед)$/, 7 * 24 * 60 * minute],
];

interface Found {
  day?: Date;
  hour?: number;
  minute?: number;
}

/** Null when it is not understood, or is over. Days and hours are those of the browser's clock. */
export function parseSnooze(text: string, now: Date): Date | null {
  const words = text
    .toLowerCase()
    .replace(/[,]/g, ' ')
    .split(/\s+/)
    .filter((word) => word !== '' && !/^(at|on|the|в|во|на|до|until|till)$/.test(word));
  if (words.length === 0) return null;
  const relative = parseRelative(words, now);
  if (relative) return relative;
  const found: Found = {};
  for (let index = 0; index < words.length; index++) {
    const taken = takeDay(words, index, now, found) || takeTime(words, index, found);
    if (taken === 0) return null;
    index += taken - 1;
  }
  return momentOf(found, now);
}

/** `in 2 hours`, `через полчаса`, `2ч` */
function parseRelative(words: readonly string[], now: Date): Date | null {
  const marked = words[0] === 'in' || words[0] === 'через';
  const rest = marked ? words.slice(1) : words;
  const joined = rest.join(' ');
  if (/^(полчаса|half an hour)$/.test(joined)) return new Date(now.getTime() + 30 * minute);
  const match = /^(?:(\d+(?:[.,]\d+)?|an?|один|одну|полтора) ?)?([a-zа-я]+)$/.exec(joined);
  if (!match || (!marked && match[1] === undefined)) return null;
  const size = units.find(([pattern]) => pattern.test(match[2]!))?.[1];
  if (size === undefined) return null;
  const amount = match[1] === undefined || /^(an?|один|одну)$/.test(match[1]) ? 1 : Number(match[1].replace(',', '.'));
  const count = match[1] === 'полтора' ? 1.5 : amount;
  return count > 0 && count * size < 1_000 * 24 * 60 * minute ? new Date(now.getTime() + count * size) : null;
}

const addDays = (from: Date, days: number): Date =>
  new Date(from.getFullYear(), from.getMonth(), from.getDate() + days);

/** How many words say a day; 0: none. */
function takeDay(words: readonly string[], index: number, now: Date, found: Found): number {
  if (found.day) return 0;
  const word = words[index]!;
  const following = words[index + 1] ?? '';
  const take = (day: Date, count: number): number => {
    found.day = day;
    return count;
  };
  if (/^(today|сегодня)$/.test(word)) return take(addDays(now, 0), 1);
  if (/^(tomorrow|tmrw|завтра)$/.test(word)) return take(addDays(now, 1), 1);
  if (word === 'послезавтра') return take(addDays(now, 2), 1);
  if (/^(next|следующей|следующую|следующий)$/.test(word)) {
    if (/^(week|недел[еюя])$/.test(following)) return take(nextWeekday(now, 1), 2);
    const named = weekdays.findIndex((names) => names.includes(following));
    return named === -1 ? 0 : take(nextWeekday(now, named), 2);
  }
  const weekday = weekdays.findIndex((names) => names.includes(word));
  if (weekday !== -1) return take(nextWeekday(now, weekday), 1);
  const dotted = /^(\d{1,2})[./](\d{1,2})(?:[./](\d{2,4}))?$/.exec(word);
  if (dotted) return takeDate(Number(dotted[1]), Number(dotted[2]) - 1, dotted[3], now, take);
  const month = months.findIndex((names) => names.some((name) => following.startsWith(name)));
  return /^\d{1,2}$/.test(word) && month !== -1
    ? takeDate(Number(word), month, undefined, now, (day) => take(day, 2))
    : 0;
}

function nextWeekday(now: Date, weekday: number): Date {
  return addDays(now, ((weekday - now.getDay() + 6) % 7) + 1);
}

function takeDate(
  day: number,
  month: number,
  year: string | undefined,
  now: Date,
  take: (day: Date, count: number) => number,
): number {
  const full = year === undefined ? now.getFullYear() : Number(year.length === 2 ? `20${year}` : year);
  const date = new Date(full, month, day);
  if (date.getMonth() !== month || date.getDate() !== day) return 0;
  // Without a year, a day that is over is that of the next one.
  return take(year === undefined && date < addDays(now, 0) ? new Date(full + 1, month, day) : date, 1);
}

/** `9`, `9:30`, `14.05`, `9am`, `9 pm`, `вечером` */
function takeTime(words: readonly string[], index: number, found: Found): number {
  if (found.hour !== undefined) return 0;
  const word = words[index]!;
  const part = partsOfDay.get(word);
  if (part !== undefined) {
    found.hour = part;
    return 1;
  }
  const match = /^(\d{1,2})(?:[:.](\d{2}))?(am|pm)?$/.exec(word);
  if (!match) return 0;
  const following = words[index + 1] ?? '';
  const half = match[3] ?? (/^(am|pm|утра|дня|вечера)$/.test(following) ? following : undefined);
  let hour = Number(match[1]);
  if (half && /^(pm|дня|вечера)$/.test(half) && hour < 12) hour += 12;
  if (half === 'am' && hour === 12) hour = 0;
  const minutes = Number(match[2] ?? 0);
  if (hour > 23 || minutes > 59) return 0;
  found.hour = hour;
  found.minute = minutes;
  return half !== undefined && match[3] === undefined ? 2 : 1;
}

function momentOf({ day, hour, minute: minutes = 0 }: Found, now: Date): Date | null {
  const base = day ?? addDays(now, 0);
  const at = new Date(base.getFullYear(), base.getMonth(), base.getDate(), hour ?? dayStart, minutes);
  if (at > now) return at;
  // A time alone that is over today is tomorrow's.
  return day === undefined
    ? new Date(at.getFullYear(), at.getMonth(), at.getDate() + 1, hour ?? dayStart, minutes)
    : null;
}

export interface Preset {
  readonly key: 'later_today' | 'tomorrow' | 'monday' | 'week';
  readonly at: Date;
}

/** What people choose most, as far as it makes sense now. */
export function snoozePresets(now: Date): readonly Preset[] {
  const at = (day: Date, hour: number): Date => new Date(day.getFullYear(), day.getMonth(), day.getDate(), hour);
  const later = new Date(now.getTime() + 3 * 60 * minute);
  later.setMinutes(0, 0, 0);
  const presets: Preset[] = [
    { key: 'later_today', at: later },
    { key: 'tomorrow', at: at(addDays(now, 1), dayStart) },
    { key: 'monday', at: at(nextWeekday(now, 1), dayStart) },
    { key: 'week', at: at(addDays(now, 7), dayStart) },
  ];
  return presets.filter(({ key, at: moment }) => key !== 'later_today' || moment.getDate() === now.getDate());
}
