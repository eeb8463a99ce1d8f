import { wallTime } from '@parley/contract/template-format';
import { pick } from './demo-people.ts';
import type { Dialogue } from './demo-script.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How long customers have waited whom nobody has answered yet, in minutes: from just now to what should worry somebody. */
const waits = [2, 6, 11, 19, 27, 44, 63, 95, 150, 230, 340];
/** Days ago, of what is answered and what is closed. */
const answered = [1, 1, 2, 2, 3, 4, 5];
const closed = [1, 2, 3, 4, 6, 7, 8, 9, 11, 14, 16, 20];
const customersTake = [2, 4, 1, 9, 3, 6];
const operatorsTake = [3, 7, 2, 12, 5, 4];
/** A dialogue of so many turns went on the next day, where it is long ago. */
const longTurns = 4;

/** When each turn of a dialogue was written, oldest first. `index` is the place of the dialogue: no two are alike. */
export function timesOfTurns(
  { turns, ends, began }: Pick<Dialogue, 'turns' | 'ends'> & { readonly began?: Date },
  index: number,
  now: Date,
  timeZone: string,
): Date[] {
  if (began) return turns.map((_, turn) => new Date(began.getTime() + turn * pick(operatorsTake, index) * minute));
  const isWaiting = ends === undefined && turns.findLast(([who]) => who !== 'n')?.[0] === 'c';
  const daysAgo = isWaiting ? 0 : pick(ends === 'resolved' ? closed : answered, index);
  const last = isWaiting
    ? now.getTime() - pick(waits, index * 3) * minute - (index % 7) * 9_000
    : atWork(now.getTime() - daysAgo * day, timeZone, index);
  const times = [last];
  for (let turn = turns.length - 1; turn > 0; turn--) {
    const took = turns[turn]![0] === 'c' ? pick(customersTake, index + turn) : pick(operatorsTake, index + turn);
    const isNextDay = turn === 2 && turns.length >= longTurns && index % 3 !== 1;
    times.unshift(times[0]! - (took * minute + ((index * 13 + turn * 29) % 60) * 1_000) - (isNextDay ? day - hour : 0));
  }
  return times.map((time) => new Date(time));
}

/** Ten in the morning of the day after, where the organization is. */
export function tomorrowMorning(now: Date, timeZone: string): Date {
  return new Date(atClock(now.getTime() + day, timeZone, 9, 0));
}

/** Ten in the morning of the last Tuesday before today. */
export function lastTuesday(now: Date, timeZone: string): Date {
  const { weekday } = wallTime(now, timeZone);
  return new Date(atClock(now.getTime() - (((weekday + 4) % 7) + 1) * day, timeZone, 10, 0));
}

/** Between nine and seven of the day that the moment is in, and never later than the moment. */
function atWork(moment: number, timeZone: string, index: number): number {
  return Math.min(moment, atClock(moment, timeZone, 9 + ((index * 7) % 10), (index * 17) % 60));
}

function atClock(moment: number, timeZone: string, hours: number, minutes: number): number {
  const now = wallTime(new Date(moment), timeZone);
  const passed = now.hour * hour + now.minute * minute + now.second * 1_000;
  return moment - passed - (moment % 1_000) + hours * hour + minutes * minute;
}
