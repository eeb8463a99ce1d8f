/**
 * Verdicts of libphonenumber-js on plain digits, remembered by prefix.
 *
 * The library judges a number by running the plan's expressions over it. After the first few digits (`+79` `16`) the rest
 * usually cannot change any of those answers, so all numbers with that beginning and that length share one verdict, and
 * only the first of them is put to the library. The table is a tree over digits, one root for each (country, length);
 * a branch ends as soon as every expression the library could try is settled.
 *
 * What the library looks at, and so what must be settled (its parse.js, extractNationalNumber.js, getNumberType.js):
 * the exit code; the calling code, typed or not; a trunk prefix, of the country's own plan and of its calling code's main
 * plan; and the patterns of every country with that calling code, over the digits with and without each such prefix.
 */
import type { CountryCode } from 'libphonenumber-js/max';
import { findCallingCode, findPlan } from './numbering-plans.ts';
import type { CallingCode, NumberingPlan } from './numbering-plans.ts';
import type { PhoneAnswer, PhoneError, PhoneType } from './phone.ts';

/** The number is `prefix` (`+7`) and the digits after the first `drop` of those typed. */
export type Verdict =
  | { readonly error: PhoneError }
  | { readonly prefix: string; readonly drop: number; readonly country: CountryCode | null; readonly type: PhoneType };

type Standing = 'settled' | 'open' | 'ask';

/** The longest E.164 number. What is longer goes to the library. */
export const longestPlainNumber = 15;

const unknown = 0;
const askLibrary = -1;

export class PhoneTable {
  private readonly roots = new Map<CountryCode | null, Int32Array>();
  /** Branch b has ten cells from b × 10: unknown, a further branch, or minus the place of a verdict. */
  private cells = new Int32Array(1 << 14);
  private branches = 1;
  private readonly verdicts: (Verdict | null)[] = [null, null];
  private readonly verdictPlaces = new Map<string, number>();
  private readonly ask: (text: string, country: CountryCode | null) => PhoneAnswer;

  private readonly mostBranches: number;

  /** @param ask the library's verdict on a text, with the country whose national numbers are typed without `+` */
  constructor(ask: (text: string, country: CountryCode | null) => PhoneAnswer, mostBranches = 1 << 18) {
    this.ask = ask;
    this.mostBranches = mostBranches;
  }

  /**
   * @param country whose national numbers are typed without `+`; null when the digits were preceded by `+`
   * @param digits the digits as numbers, of which the first `length` count; at most `longestPlainNumber`
   * @returns null when the library itself has to be asked
   */
  find(country: CountryCode | null, digits: Uint8Array, length: number): Verdict | null {
    let branch = this.roots.get(country)?.[length] ?? this.plant(country, length);
    for (let i = 0; i < length; i++) {
      branch = this.cells[branch * 10 + (digits[i] ?? 0)] ?? unknown;
      if (branch <= 0)
        return branch === unknown ? this.learn(country, digits, length) : (this.verdicts[-branch] ?? null);
    }
    return null;
  }

  private plant(country: CountryCode | null, length: number): number {
    const roots = this.roots.get(country) ?? new Int32Array(longestPlainNumber + 1);
    if (!this.roots.has(country)) {
      for (let i = 0; i <= longestPlainNumber; i++) roots[i] = this.sprout();
      this.roots.set(country, roots);
    }
    return roots[length] ?? 0;
  }

  private sprout(): number {
    const branch = this.branches++;
    if (this.branches * 10 > this.cells.length) {
      const cells = new Int32Array(this.cells.length * 2);
      cells.set(this.cells);
      this.cells = cells;
    }
    return branch;
  }

  private learn(country: CountryCode | null, digits: Uint8Array, length: number): Verdict | null {
    // 10 MB, a hundred times what the numbers of one country need: whoever fills that is not helped by it.
    if (this.branches > this.mostBranches) this.clear();
    let branch = this.plant(country, length);
    for (let known = 1; known <= length; known++) {
      const cell = branch * 10 + (digits[known - 1] ?? 0);
      const next = this.cells[cell] ?? unknown;
      if (next < 0) return this.verdicts[-next] ?? null;
      if (next > 0) {
        branch = next;
        continue;
      }
      const typed = digits.subarray(0, length).join('');
      const standing = standingOf(country, typed, known);
      if (standing !== 'open') {
        const place = standing === 'settled' ? this.remember(this.judge(country, typed)) : askLibrary;
        this.cells[cell] = place;
        return this.verdicts[-place] ?? null;
      }
      branch = this.sprout();
      this.cells[cell] = branch;
    }
    return null;
  }

  private clear(): void {
    this.roots.clear();
    this.cells.fill(unknown);
    this.branches = 1;
  }

  private remember(verdict: Verdict | null): number {
    if (!verdict) return askLibrary;
    const key = JSON.stringify(verdict);
    let place = this.verdictPlaces.get(key);
    if (place === undefined) {
      place = -(this.verdicts.push(verdict) - 1);
      this.verdictPlaces.set(key, place);
    }
    return place;
  }

  private judge(country: CountryCode | null, typed: string): Verdict | null {
    const answer = this.ask(country ? typed : `+${typed}`, country);
    if ('error' in answer) return answer;
    const code = country ? findPlan(country)?.callingCode : findCallingCodeOf(typed, typed.length)?.code;
    if (code === undefined) return null;
    const national = answer.e164.slice(1 + code.length);
    if (answer.e164 !== `+${code}${national}` || !typed.endsWith(national)) return null;
    return { prefix: `+${code}`, drop: typed.length - national.length, country: answer.country, type: answer.type };
  }
}

/** Whether the verdict on all numbers as long as `typed` and with its first `known` digits must be one and the same. */
function standingOf(country: CountryCode | null, typed: string, known: number): Standing {
  return country ? nationalStanding(country, typed, known) : internationalStanding(typed, known);
}

function internationalStanding(typed: string, known: number): Standing {
  const code = findCallingCodeOf(typed, known);
  if (code) return standingAfter(code.code.length, [code.main], code, typed, known);
  return known < 3 && known < typed.length && typed[0] !== '0' ? 'open' : 'settled';
}

function nationalStanding(country: CountryCode, typed: string, known: number): Standing {
  const plan = findPlan(country);
  const code = plan && findCallingCode(plan.callingCode);
  if (!plan?.exitCode || !code) return 'ask';

  const rest = typed.length - known;
  const exit = plan.exitCode.read(typed, 0, known);
  if (plan.exitCode.matches(exit, 0)) return 'ask';
  if (exit !== 0 && rest > 0) return 'open';

  const plans = [plan, code.main];
  const standing = standingAfter(0, plans, code, typed, known);
  if (standing !== 'settled') return standing;
  const begun = typed.slice(0, Math.min(known, code.code.length));
  if (!code.code.startsWith(begun)) return 'settled';
  if (begun.length < code.code.length) return rest > 0 ? 'open' : 'settled';
  return standingAfter(code.code.length, plans, code, typed, known);
}

/** The standing of the digits from `from` on as a national number, with every trunk prefix that may be dropped from it. */
function standingAfter(
  from: number,
  plans: readonly NumberingPlan[],
  code: CallingCode,
  typed: string,
  known: number,
): Standing {
  const rest = typed.length - known;
  const starts = [from];
  for (const { trunkPrefix, trunkPrefixRewrites, localNumber } of plans) {
    const local = localNumber?.read(typed, from, known) ?? 0;
    if (localNumber?.matches(local, rest)) return 'ask';
    if (localNumber && !localNumber.settled(local, rest)) return 'open';
    if (!trunkPrefix) continue;
    let state = trunkPrefix.start;
    for (let i = from; i < known && state !== 0; i++) {
      state = trunkPrefix.step(state, typed.charCodeAt(i) - 48);
      if (!trunkPrefix.matches(state, 0)) continue;
      if (trunkPrefixRewrites) return 'ask';
      starts.push(i + 1);
    }
    if (state !== 0 && rest > 0) return 'open';
  }
  const settled = starts.every((start) => code.patterns.settled(code.patterns.read(typed, start, known), rest));
  return settled ? 'settled' : 'open';
}

function findCallingCodeOf(typed: string, known: number): CallingCode | null {
  for (let length = 1; length <= Math.min(3, known); length++) {
    const code = findCallingCode(typed.slice(0, length));
    if (code) return code;
  }
  return null;
}
