import { findPlan } from './numbering-plans.ts';
import { parsePhone, type PhoneCountry } from './phone.ts';

/** What a person typed to find people: words of a name, a part of a phone or the beginning of an e-mail. */
export interface TextSearch {
  readonly words: readonly string[];
  readonly phone: PhonePart | null;
  readonly email: string | null;
}

export interface PhonePart {
  /** E.164 numbers begin with one of them: `+7917`. */
  readonly beginnings: readonly string[];
  /** Or end with these digits. */
  readonly ending: string;
}

/** Fewer digits would find half of the people. */
const fewestDigits = 3;

/** @param country whose national numbers are typed without `+` */
export function readTextSearch(text: string, country: PhoneCountry): TextSearch {
  const nobody = { words: [], phone: null, email: null };
  if (text.includes('@') && !/\s/.test(text) && !text.startsWith('@')) return { ...nobody, email: text.toLowerCase() };
  const digits = text.replace(/\D/g, '');
  const isPhone = digits.length >= fewestDigits && /^[+\d\s().\-–—]+$/.test(text);
  if (isPhone) return { ...nobody, phone: phonePart(text, digits, country) };
  return { ...nobody, words: text.split(/\s+/) };
}

function phonePart(text: string, digits: string, country: PhoneCountry): PhonePart {
  const whole = parsePhone(text, country);
  if ('e164' in whole) return { beginnings: [whole.e164], ending: digits };
  if (text.trimStart().startsWith('+')) return { beginnings: [`+${digits}`], ending: digits };
  const code = findPlan(country)?.callingCode ?? '';
  // What is dialled before a national number: 8 917 and 0 171 begin like 917 and 171.
  const national = /^[08]/.test(digits) ? [digits, digits.slice(1)] : [digits];
  return { beginnings: [`+${digits}`, ...national.map((rest) => `+${code}${rest}`)], ending: digits };
}
