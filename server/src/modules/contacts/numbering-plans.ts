/**
 * The numbering plans inside libphonenumber-js, as far as phone-table.ts must know them. The package stores a plan as a
 * bare array; its meaning is in the package's `source/metadata.js` (version 4 of the format).
 */
import metadata from 'libphonenumber-js/max/metadata';
import type { CountryCode } from 'libphonenumber-js/max';
import { DigitPatterns } from './digit-patterns.ts';

export interface NumberingPlan {
  readonly callingCode: string;
  /** Matches what is dialled before a number abroad (`00`, `810`). Null for codes that belong to no country. */
  readonly exitCode: DigitPatterns | null;
  /** Matches what is dialled before a national number (`8`, `0`) or a carrier's code. Null if there is nothing such. */
  readonly trunkPrefix: DigitPatterns | null;
  /** The prefix is not merely dropped but replaced, so a number's digits are not the end of what was typed. */
  readonly trunkPrefixRewrites: boolean;
  /** Matches whole numbers that get an area code put before, as on small islands. Null in most countries. */
  readonly localNumber: DigitPatterns | null;
}

/** All that share a calling code: the library looks through all of their patterns to find a number's country. */
export interface CallingCode {
  readonly code: string;
  /** The plan that applies while the country is not known. */
  readonly main: NumberingPlan;
  readonly patterns: DigitPatterns;
}

type StoredPlan = readonly unknown[];

const nationalPattern = 2;
const types = 11;
const leadingDigits = 10;
const trunkRewriteRule = 8;
const trunkPattern = 7;
const trunkDigits = 5;

const countries: Readonly<Partial<Record<string, StoredPlan>>> = metadata.countries;
const withoutCountry: Readonly<Partial<Record<string, StoredPlan>>> = metadata.nonGeographic;

const plans = new Map<CountryCode, NumberingPlan | null>();
const callingCodes = new Map<string, CallingCode | null>();

export function findPlan(country: CountryCode): NumberingPlan | null {
  const known = plans.get(country);
  if (known !== undefined) return known;
  const stored = countries[country];
  const plan = stored ? readPlan(stored) : null;
  plans.set(country, plan);
  return plan;
}

/** `7`, `1`, `44`, `800`, … Null when no plan has that code. */
export function findCallingCode(code: string): CallingCode | null {
  const known = callingCodes.get(code);
  if (known !== undefined) return known;
  const found = readCallingCode(code);
  callingCodes.set(code, found);
  return found;
}

function readCallingCode(code: string): CallingCode | null {
  const sharedBy = metadata.country_calling_codes[code]?.map((country) => countries[country]) ?? [withoutCountry[code]];
  const stored = sharedBy.filter((plan) => plan !== undefined);
  const [main] = stored;
  if (!main) return null;
  const whole = stored.flatMap((plan) => [text(plan[nationalPattern]), ...typePatterns(plan[types])]);
  const leading = stored.map((plan) => text(plan[leadingDigits]));
  return {
    code,
    main: readPlan(main),
    patterns: new DigitPatterns({ whole: whole.filter(Boolean), leading: leading.filter(Boolean) }),
  };
}

function readPlan(stored: StoredPlan): NumberingPlan {
  const exit = text(stored[1]);
  const prefixes = text(stored[trunkPattern]) || text(stored[trunkDigits]);
  const [, local = '', trunk = prefixes] = /^\((.*)\)\$\|?(.*)$/.exec(prefixes) ?? [];
  const hasGroups = /\((?!\?)/.test(trunk);
  return {
    callingCode: text(stored[0]),
    exitCode: exit ? new DigitPatterns({ whole: [], leading: [exit] }) : null,
    trunkPrefix: trunk ? new DigitPatterns({ whole: [trunk], leading: [] }) : null,
    trunkPrefixRewrites: hasGroups && text(stored[trunkRewriteRule]) !== '',
    localNumber: local ? new DigitPatterns({ whole: [local], leading: [] }) : null,
  };
}

function typePatterns(stored: unknown): string[] {
  return Array.isArray(stored) ? stored.map((type: unknown) => (Array.isArray(type) ? text(type[0]) : '')) : [];
}

/** Absent parts are stored as 0. */
function text(part: unknown): string {
  return typeof part === 'string' ? part : '';
}
