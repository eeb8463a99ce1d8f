/**
 * Phone numbers as people type them: one verdict and one spelling, those of libphonenumber-js with its full metadata.
 */
import { isSupportedCountry, Metadata, ParseError, parsePhoneNumberWithError } from 'libphonenumber-js/max';
import type { CountryCode, NumberType, PhoneNumber } from 'libphonenumber-js/max';
import { longestPlainNumber, PhoneTable } from './phone-table.ts';

/** ISO 3166-1 alpha-2, as far as the library has a numbering plan for it. */
export type PhoneCountry = CountryCode;

export type PhoneType = 'mobile' | 'fixed' | 'fixed_or_mobile' | 'voip' | 'toll_free' | 'premium' | 'other';

export type PhoneError = 'phone_empty' | 'phone_malformed' | 'phone_too_short' | 'phone_too_long' | 'phone_not_valid';

export interface Phone {
  /** `+79161234567` */
  readonly e164: string;
  /** Null for numbers of no country: `+800…`. */
  readonly country: PhoneCountry | null;
  readonly type: PhoneType;
  /** The digits after `доб.`, `ext.`, `x`. They are dialled by hand, so no message can go there. */
  readonly extension: string | null;
}

export type PhoneAnswer = Phone | { readonly error: PhoneError };

const types: Readonly<Partial<Record<NonNullable<NumberType>, PhoneType>>> = {
  MOBILE: 'mobile',
  FIXED_LINE: 'fixed',
  FIXED_LINE_OR_MOBILE: 'fixed_or_mobile',
  VOIP: 'voip',
  TOLL_FREE: 'toll_free',
  PREMIUM_RATE: 'premium',
};

const parseErrors: Readonly<Partial<Record<string, PhoneError>>> = {
  NOT_A_NUMBER: 'phone_malformed',
  TOO_SHORT: 'phone_too_short',
  TOO_LONG: 'phone_too_long',
  /** The library's word for a calling code that no country has. */
  INVALID_COUNTRY: 'phone_not_valid',
};

const table = new PhoneTable(askLibrary);
const digits = new Uint8Array(longestPlainNumber);
/** `000` … `999`: the quickest way to write digits, twice as quick as printing the number. */
const triples = Array.from({ length: 1000 }, (_, value) => String(value).padStart(3, '0'));

export function isPhoneCountry(text: string): text is PhoneCountry {
  return isSupportedCountry(text);
}

/**
 * Reads one number out of `text`: words around it are passed over, `доб. 12` becomes the extension.
 * Numbers typed without `+` are national numbers of `defaultCountry`. For a cell with several numbers see `splitPhones`.
 */
export function parsePhone(text: string, defaultCountry: PhoneCountry): PhoneAnswer {
  const count = readPlainDigits(text);
  if (count === 0) return text.trim() === '' ? { error: 'phone_empty' } : askLibrary(text, defaultCountry);

  const international = count < 0;
  const length = international ? -count : count;
  const verdict = table.find(international ? null : defaultCountry, digits, length);
  if (!verdict) return askLibrary(text, defaultCountry);
  if ('error' in verdict) return verdict;
  let e164 = verdict.prefix;
  let i = verdict.drop;
  for (; i + 3 <= length; i += 3)
    e164 += triples[(digits[i] ?? 0) * 100 + (digits[i + 1] ?? 0) * 10 + (digits[i + 2] ?? 0)];
  for (; i < length; i++) e164 += digits[i];
  return { e164, country: verdict.country, type: verdict.type, extension: null };
}

/**
 * Fills `digits` if the text is nothing but one number with ordinary punctuation, which the library would drop too.
 * @returns how many digits, negative after a `+`, or 0 if it is anything else
 */
function readPlainDigits(text: string): number {
  let count = 0;
  let international = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 48 && code <= 57) {
      if (count === longestPlainNumber) return 0;
      digits[count++] = code - 48;
    } else if (code === 43) {
      if (count > 0 || international) return 0;
      international = true;
    } else if (code !== 32 && code !== 45 && code !== 40 && code !== 41 && code !== 46 && code !== 0xa0) {
      return 0;
    }
  }
  // Below three digits the library's rules about punctuation differ.
  if (count < 3) return 0;
  return international ? -count : count;
}

function askLibrary(text: string, defaultCountry: PhoneCountry | null): PhoneAnswer {
  let phone: PhoneNumber;
  try {
    phone = parsePhoneNumberWithError(text, defaultCountry ? { defaultCountry } : {});
  } catch (error) {
    const known = error instanceof ParseError ? parseErrors[error.message] : undefined;
    if (!known) throw error;
    return { error: known };
  }
  const type = phone.getType();
  if (!phone.isValid()) return { error: lengthError(phone) };
  return {
    e164: phone.number,
    country: phone.country ?? null,
    type: (type && types[type]) ?? 'other',
    extension: phone.ext ?? null,
  };
}

/** A number that is not valid is most usefully named too short or too long, if that is what is wrong with it. */
function lengthError(phone: PhoneNumber): PhoneError {
  const plan = new Metadata();
  // The typings leave out that a calling code selects a plan too; a number without a country has nothing else.
  plan.selectNumberingPlan(phone.country ?? (phone.countryCallingCode as CountryCode));
  const lengths = plan.numberingPlan?.possibleLengths() ?? [];
  const length = phone.nationalNumber.length;
  if (length < Math.min(...lengths)) return 'phone_too_short';
  return length > Math.max(...lengths) ? 'phone_too_long' : 'phone_not_valid';
}
