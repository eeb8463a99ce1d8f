import fc from 'fast-check';
import {
  getCountries,
  getCountryCallingCode,
  getExampleNumber,
  Metadata,
  parsePhoneNumberWithError,
} from 'libphonenumber-js/max';
import type { CountryCode } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import { describe, expect, test } from 'vitest';
import { PhoneTable } from './phone-table.ts';
import { parsePhone } from './phone.ts';
import type { PhoneAnswer } from './phone.ts';
import { splitPhones } from './split-phones.ts';

/** What the library says of a text, written down without any of our own code. */
function libraryVerdict(text: string, defaultCountry: CountryCode): PhoneAnswer {
  try {
    const phone = parsePhoneNumberWithError(text, { defaultCountry });
    if (phone.isValid()) {
      return {
        e164: phone.number,
        country: phone.country ?? null,
        type: ourType(phone.getType()),
        extension: phone.ext ?? null,
      };
    }
    const plan = new Metadata();
    plan.selectNumberingPlan(phone.country ?? (phone.countryCallingCode as CountryCode));
    const lengths = plan.numberingPlan?.possibleLengths() ?? [];
    if (phone.nationalNumber.length < Math.min(...lengths)) return { error: 'phone_too_short' };
    return { error: phone.nationalNumber.length > Math.max(...lengths) ? 'phone_too_long' : 'phone_not_valid' };
  } catch (error) {
    const code = error instanceof Error ? error.message : '';
    if (code === 'TOO_SHORT') return { error: 'phone_too_short' };
    if (code === 'TOO_LONG') return { error: 'phone_too_long' };
    return { error: code === 'INVALID_COUNTRY' ? 'phone_not_valid' : 'phone_malformed' };
  }
}

function ourType(type: string | undefined) {
  switch (type) {
    case 'MOBILE':
      return 'mobile';
    case 'FIXED_LINE':
      return 'fixed';
    case 'FIXED_LINE_OR_MOBILE':
      return 'fixed_or_mobile';
    case 'VOIP':
      return 'voip';
    case 'TOLL_FREE':
      return 'toll_free';
    case 'PREMIUM_RATE':
      return 'premium';
    default:
      return 'other';
  }
}

const country = fc.constantFrom(...getCountries());

/**
 * Several numbers with a common beginning, taken from a real number of some country, typed in one of the ways people type
 * and read with some default country. The first of them teaches the table what the others are then judged by.
 */
const relatedNumbers = fc
  .record({
    owner: country,
    reader: country,
    atHome: fc.boolean(),
    keep: fc.integer({ min: 0, max: 9 }),
    tails: fc.array(fc.stringMatching(/^\d{12}$/), { minLength: 5, maxLength: 5 }),
    longer: fc.integer({ min: -2, max: 1 }),
    trunk: fc.constantFrom('', '', '', '0', '1', '8', '9', '00', '15', '80', '810', '011'),
    form: fc.constantFrom('plus', 'code', 'national', 'exit'),
    blanks: fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 3 }),
    blank: fc.constantFrom(' ', '-', '.', ' (', ') ', '\u00a0'),
  })
  .map(({ owner, reader, atHome, keep, tails, longer, trunk, form, blanks, blank }) => {
    const example = getExampleNumber(owner, examples)?.nationalNumber ?? '';
    const code = getCountryCallingCode(owner);
    const before = { plus: `+${code}${trunk}`, code: code + trunk, national: trunk, exit: `00${code}` }[form];
    const texts = tails.map((tail) => {
      let text = before + (example.slice(0, keep) + tail).slice(0, example.length + longer);
      for (const at of blanks) if (at > 0 && at < text.length) text = text.slice(0, at) + blank + text.slice(at);
      return text;
    });
    return { texts, reader: atHome ? owner : reader };
  });

describe('parsePhone', () => {
  test(
    'SPD-6 gives the verdict and the spelling of the library for any number of any country',
    { timeout: 60_000 },
    () => {
      fc.assert(
        fc.property(relatedNumbers, ({ texts, reader }) => {
          for (const text of texts.filter(Boolean))
            expect(parsePhone(text, reader)).toEqual(libraryVerdict(text, reader));
        }),
        { numRuns: 3_000 },
      );
    },
  );

  test('SPD-6 gives the verdict of the library for any text', { timeout: 60_000 }, () => {
    const text = fc.oneof(
      fc.string({ maxLength: 30 }),
      fc.stringMatching(/^[+ 0-9().\-/,;#xдоб]{1,25}$/),
      fc.string({ unit: 'grapheme', maxLength: 300 }),
    );
    fc.assert(
      fc.property(text, country, (typed, reader) => {
        if (typed.trim() === '') return;
        expect(parsePhone(typed, reader)).toEqual(libraryVerdict(typed, reader));
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ['a range split late in the number', 'RU', ['+79300050000', '+79300070000', '+79300000000', '+79300050000']],
    ['local numbers that get an area code put before', 'AG', ['4650000', '4641234', '4650000', '14641234']],
    ['a trunk prefix that is replaced by another', 'AR', ['0220152000000', '0220152463002', '0220152000000']],
  ] as const)('SPD-6 the verdict does not depend on the numbers seen before: %s', (_, reader, numbers) => {
    expect(numbers.map((number) => parsePhone(number, reader))).toEqual(
      numbers.map((number) => libraryVerdict(number, reader)),
    );
  });

  test.each([
    ['8 (926) 123-45-67', 'RU', '+79261234567', 'mobile'],
    ['8-926-123-45-67', 'RU', '+79261234567', 'mobile'],
    ['9261234567', 'RU', '+79261234567', 'mobile'],
    ['79261234567', 'RU', '+79261234567', 'mobile'],
    ['+7 926 123 45 67', 'US', '+79261234567', 'mobile'],
    ['тел.: 8 926 123-45-67 (Иван)', 'RU', '+79261234567', 'mobile'],
    ['8 800 555-35-35', 'RU', '+78005553535', 'toll_free'],
    ['504-621-8927', 'US', '+15046218927', 'fixed_or_mobile'],
    ['+7 701 123 45 67', 'RU', '+77011234567', 'mobile'],
    ['+800 1234 5678', 'RU', '+80012345678', 'toll_free'],
  ] as const)('CRM-4 reads %s in %s as %s', (text, reader, e164, type) => {
    expect(parsePhone(text, reader)).toMatchObject({ e164, type });
  });

  test('CRM-4 keeps an extension apart from the number', () => {
    expect(parsePhone('8 (495) 123-45-67 доб. 123', 'RU')).toEqual({
      e164: '+74951234567',
      country: 'RU',
      type: 'fixed',
      extension: '123',
    });
  });

  test.each([
    ['', 'phone_empty'],
    [' \u00a0 ', 'phone_empty'],
    ['нет', 'phone_malformed'],
    ['8 926 12', 'phone_too_short'],
    ['+1 504 621 8927 12', 'phone_too_long'],
    ['8 200 123-45-67', 'phone_not_valid'],
    ['+999 123 45 67', 'phone_not_valid'],
  ] as const)('CRM-4 says what is wrong with "%s": %s', (text, error) => {
    expect(parsePhone(text, 'RU')).toEqual({ error });
  });
});

describe('PhoneTable', () => {
  const find = (table: PhoneTable, number: string) => table.find('RU', Uint8Array.from(number, Number), number.length);
  const verdict = { prefix: '+7', drop: 1, country: 'RU', type: 'mobile' };

  test('asks the library once for all numbers that must have one verdict', () => {
    const asked: string[] = [];
    const table = new PhoneTable((text, reader) => {
      asked.push(text);
      return libraryVerdict(text, reader ?? 'RU');
    });
    for (let last = 1_000; last < 2_000; last++) expect(find(table, `8916123${last}`)).toEqual(verdict);
    expect(asked).toEqual(['89161231000']);
  });

  test('starts anew when it is full', () => {
    let asked = 0;
    const table = new PhoneTable((text, reader) => {
      asked++;
      return libraryVerdict(text, reader ?? 'RU');
    }, 20);
    for (let round = 0; round < 10; round++) {
      for (const code of ['916', '301', '495', '936']) {
        expect(find(table, `8${code}1234567`)).toEqual({ ...verdict, type: code.startsWith('9') ? 'mobile' : 'fixed' });
      }
    }
    expect(asked).toBeGreaterThan(4);
  });
});

describe('splitPhones', () => {
  test.each([
    ['8 926 123-45-67', ['8 926 123-45-67']],
    ['8 926 123-45-67, +7 495 123-45-67', ['8 926 123-45-67', '+7 495 123-45-67']],
    ['89261234567;89267654321', ['89261234567', '89267654321']],
    ['89261234567/89267654321', ['89261234567', '89267654321']],
    ['89261234567\n89267654321', ['89261234567', '89267654321']],
    ['089/1234567', ['089/1234567']],
    ['8 495 123-45-67, доб. 12', ['8 495 123-45-67, доб. 12']],
    ['8 495 123-45-67, доб. 12; 8 926 123-45-67', ['8 495 123-45-67, доб. 12', '8 926 123-45-67']],
    ['8 495 123-45-67 вн. 12', ['8 495 123-45-67 доб. 12']],
    ['89261234567, Иван', ['89261234567']],
    [' нет, не звонить ', ['нет, не звонить']],
    ['', ['']],
  ])('CRM-4 finds the numbers in "%s"', (cell, numbers) => {
    expect(splitPhones(cell)).toEqual(numbers);
  });

  test('CRM-4 an extension after a comma stays with its number', () => {
    const [first = ''] = splitPhones('8 495 123-45-67, доб. 12; 8 926 123-45-67');
    expect(parsePhone(first, 'RU')).toMatchObject({ e164: '+74951234567', extension: '12' });
  });
});
