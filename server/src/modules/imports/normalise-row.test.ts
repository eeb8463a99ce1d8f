import { describe, expect, test } from 'vitest';
import type { ColumnMapping } from './column-mapping.ts';
import { normaliseRow } from './normalise-row.ts';
import type { NormaliseOptions } from './normalise-row.ts';
import { reasons, reasonText } from './reasons.ts';

const options: NormaliseOptions = { defaultCountry: 'RU', today: '2026-11-21' };
const phone = { to: 'phone', label: null } as const;
const email = { to: 'email', label: null } as const;

function normalise(cells: Readonly<Record<string, string>>, mapping: Readonly<Record<string, ColumnMapping[number]>>) {
  const columns = Object.keys(mapping);
  const fields = columns.map((column) => cells[column] ?? '');
  return normaliseRow({ line: 2, fields, fault: null }, Object.values(mapping), options);
}

function accepted(...parameters: Parameters<typeof normalise>) {
  const row = normalise(...parameters);
  if ('rejected' in row) throw new Error(`Rejected: ${JSON.stringify(row.rejected)}`);
  return { ...row.contact, warnings: row.warnings.map((warning) => warning.code) };
}

function rejected(...parameters: Parameters<typeof normalise>) {
  const row = normalise(...parameters);
  return 'rejected' in row ? row.rejected.map((reason) => reason.code) : null;
}

const person: Record<string, ColumnMapping[number]> = { name: { to: 'firstName' }, phone, email };

describe('normaliseRow', () => {
  test('CRM-4 makes a contact of a row', () => {
    const contact = accepted(
      {
        name: ' Иван ',
        surname: 'Петров',
        phone: '8 (926) 123-45-67',
        email: 'Ivan@Example.COM',
        tags: 'vip, new;vip',
        size: 'XL',
      },
      {
        ...person,
        surname: { to: 'lastName' },
        tags: { to: 'tags' },
        size: { to: 'attribute', key: 'size', name: 'Размер' },
      },
    );
    expect(contact).toMatchObject({
      firstName: 'Иван',
      lastName: 'Петров',
      phones: [{ e164: '+79261234567', country: 'RU', type: 'mobile', label: null, isPrimary: true }],
      emails: [{ address: 'ivan@example.com', label: null, isPrimary: true }],
      tags: ['vip', 'new'],
      company: null,
      warnings: [],
    });
    expect([...contact.attributes]).toEqual([['size', 'XL']]);
  });

  test('CRM-4 a bad phone is a warning where something else says who it is', () => {
    const row = normalise({ name: 'Иван', phone: '12345' }, person);
    expect(row).toMatchObject({
      contact: { firstName: 'Иван', phones: [] },
      warnings: [{ code: 'phone_too_short', column: 1, value: '12345' }],
    });
    expect(accepted({ phone: 'нет', email: 'a@b.ru' }, person)).toMatchObject({
      phones: [],
      warnings: ['phone_malformed'],
    });
    expect(accepted({ phone: '89261234567, 12345' }, person)).toMatchObject({
      phones: [{}],
      warnings: ['phone_too_short'],
    });
  });

  test('CRM-4 a row that says of nobody who it is is rejected with all that is wrong in it', () => {
    expect(rejected({ phone: '12345', email: 'x' }, person)).toEqual([
      'phone_too_short',
      'email_malformed',
      'row_without_identity',
    ]);
    expect(rejected({ firm: 'Ромашка' }, { ...person, firm: { to: 'company' } })).toEqual(['row_without_identity']);
    expect(rejected({ name: ' - ', phone: '\u00a0' }, person)).toEqual(['row_empty']);
  });

  test('CRM-4 several phones of a row are one list, the first mobile one is primary', () => {
    const mapping: Record<string, ColumnMapping[number]> = { work: { to: 'phone', label: 'work' }, mobile: phone };
    const contact = accepted(
      { work: '8 (495) 123-45-67 доб. 12', mobile: '+7 926 123-45-67; 8 926 123 45 67 / 89161234567' },
      mapping,
    );
    expect(contact.phones).toEqual([
      { e164: '+74951234567', country: 'RU', type: 'fixed', label: 'work ext. 12', isPrimary: false },
      { e164: '+79261234567', country: 'RU', type: 'mobile', label: null, isPrimary: true },
      { e164: '+79161234567', country: 'RU', type: 'mobile', label: null, isPrimary: false },
    ]);
  });

  test('CRM-4 several addresses of a cell, a bad one among them', () => {
    const contact = accepted({ email: 'A@b.ru; Иван <c@d.ru>, a@b.ru; x' }, { email });
    expect(contact.emails.map((one) => one.address)).toEqual(['a@b.ru', 'c@d.ru']);
    expect(contact.warnings).toEqual(['email_malformed']);
  });

  test.each([
    ['Иванов Иван Иванович', 'Иван', 'Иванович', 'Иванов'],
    ['Иван Иванович Петров', 'Иван', 'Иванович', 'Петров'],
    ['Петров Иван', 'Иван', null, 'Петров'],
    ['Анна Каренина', 'Анна', null, 'Каренина'],
    ['Мария Ивановна', 'Мария', 'Ивановна', null],
    ['John Smith', 'John', null, 'Smith'],
    ['Dr. John F. Smith', 'John', 'F.', 'Smith'],
    ['Smith, John', 'John', null, 'Smith'],
    ['Мария', 'Мария', null, null],
    ['ООО Ромашка Плюс', null, null, null],
    ['Отдел продаж', null, null, null],
  ])('TPL-3 the parts of %s', (name, firstName, middleName, lastName) => {
    const contact = accepted({ name }, { name: { to: 'displayName' } });
    expect(contact).toMatchObject({ displayName: name, firstName, middleName, lastName });
  });

  test('a column for the first name goes before the first word of the full name', () => {
    const mapping: Record<string, ColumnMapping[number]> = { full: { to: 'displayName' }, first: { to: 'firstName' } };
    expect(accepted({ full: 'Петров Иван', first: 'Ваня' }, mapping)).toMatchObject({
      firstName: 'Ваня',
      lastName: 'Петров',
    });
  });

  test.each([
    ['12.03.1985', '1985-03-12'],
    ['1.3.85', '1985-03-01'],
    ['1.3.05', '2005-03-01'],
    ['1985-03-12', '1985-03-12'],
    ['1985-03-12T00:00:00', '1985-03-12'],
    ['03/04/1990', '1990-04-03'],
    ['12 марта 1985 г.', '1985-03-12'],
    ['9 мая 1985', '1985-05-09'],
    ['March 12, 1985', '1985-03-12'],
    ['31.02.1985', null],
    ['12.03.2031', null],
    ['12.03.1885', null],
    ['12.03', null],
    ['давно', null],
  ])('CRM-4 the birthday %s is %s', (birthday, expected) => {
    const contact = accepted({ name: 'Иван', birthday }, { ...person, birthday: { to: 'birthday' } });
    expect(contact).toMatchObject({ birthday: expected, warnings: expected === null ? ['birthday_malformed'] : [] });
  });

  test('CRM-4 in the United States the month comes first between slashes', () => {
    const record = { line: 2, fields: ['Ann', '03/04/1990'], fault: null };
    const row = normaliseRow(record, [{ to: 'firstName' }, { to: 'birthday' }], { ...options, defaultCountry: 'US' });
    expect(row).toMatchObject({ contact: { birthday: '1990-03-04' } });
  });

  test.each([
    ['language', 'Русский', 'ru', null],
    ['language', 'en-GB', 'en', null],
    ['language', 'Klingon', null, 'language_unknown'],
    ['timeZone', 'europe/moscow', 'Europe/Moscow', null],
    ['timeZone', 'МСК', 'Europe/Moscow', null],
    ['timeZone', '+3', null, 'time_zone_unknown'],
    ['telegramUsername', 'https://t.me/ivan_p', 'ivan_p', null],
    ['telegramUsername', '@ivan_p', 'ivan_p', null],
    ['telegramUsername', 'Иван', null, 'telegram_malformed'],
    ['website', 'www.example.com/a', 'https://www.example.com/a', null],
    ['website', 'http://пример.рф', 'http://пример.рф', null],
    ['website', 'javascript:alert(1)', null, 'website_malformed'],
    ['website', 'data:text/html,x', null, 'website_malformed'],
  ] as const)('CRM-4 %s %s is %s', (to, value, expected, warning) => {
    const contact = accepted({ name: 'Иван', value }, { ...person, value: { to } });
    expect(contact[to]).toBe(expected);
    expect(contact.warnings).toEqual(warning ? [warning] : []);
  });

  test('CRM-4 a row with more cells than columns is rejected, unless they are empty', () => {
    const row = (fields: string[]) =>
      normaliseRow({ line: 2, fields, fault: null }, [{ to: 'firstName' }, phone], options);
    expect(row(['Иван', '89261234567', 'сдвиг'])).toEqual({
      rejected: [{ code: 'row_too_long', column: null, value: 'сдвиг' }],
    });
    expect(row(['Иван', '89261234567', '', ' '])).toMatchObject({ warnings: [] });
    expect(row(['Иван'])).toMatchObject({ contact: { firstName: 'Иван' }, warnings: [{ code: 'row_too_short' }] });
  });

  test('CRM-4 a record that could not be read is rejected with its text', () => {
    const row = normaliseRow(
      { line: 5, fields: ['"Иван;'], fault: 'csv_quote_unclosed' },
      [{ to: 'firstName' }],
      options,
    );
    expect(row).toEqual({ rejected: [{ code: 'csv_quote_unclosed', column: null, value: '"Иван;' }] });
  });

  test('what cannot be seen or stored is cleaned away, notes keep their lines', () => {
    const cells = { name: '\ufeffИ\u0306о\u0000рк\u200b\u00a0 Иван\r\nович', notes: ' один\r\nдва \u202e\rтри ' };
    expect(accepted(cells, { ...person, notes: { to: 'notes' } })).toMatchObject({
      firstName: 'Йорк Иван ович',
      notes: 'один\nдва\nтри',
    });
  });

  test('a value too long for its field is cut with a warning', () => {
    const contact = accepted({ name: '💬'.repeat(60) + 'x' }, person);
    expect(contact.firstName).toBe('💬'.repeat(50));
    expect(contact.warnings).toEqual(['value_cut']);
  });

  test('a cell of a megabyte is refused without being searched', () => {
    for (const [to, code] of [
      ['phone', 'phone_too_long'],
      ['email', 'email_malformed'],
      ['website', 'website_malformed'],
    ] as const) {
      for (const part of ['a/', '1,', 'a.', '<', '@']) {
        const target = to === 'website' ? { to } : { to, label: null };
        const cells = { name: 'Иван', cell: `x${part.repeat(500_000)}x` };
        expect(accepted(cells, { ...person, cell: target }).warnings).toEqual([code]);
      }
    }
    const tags = accepted({ name: 'Иван', tags: 'a,b;'.repeat(250_000) }, { ...person, tags: { to: 'tags' } });
    expect(tags).toMatchObject({ tags: ['a', 'b'], warnings: ['value_cut'] });
  });

  test('letters lost by the wrong encoding are pointed out', () => {
    expect(accepted({ name: 'Ив\ufffdн' }, person)).toMatchObject({
      firstName: 'Ив\ufffdн',
      warnings: ['value_undecodable'],
    });
  });

  test('SEC-15 attributes named like parts of an object are only attributes', () => {
    const contact = accepted(
      { a: 'x', b: 'y', name: 'Иван' },
      {
        ...person,
        a: { to: 'attribute', key: '__proto__', name: '' },
        b: { to: 'attribute', key: 'constructor', name: '' },
      },
    );
    expect([...contact.attributes]).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  test('SEC-17 what looks like a formula is imported as typed', () => {
    expect(accepted({ name: '=HYPERLINK("http://x")' }, person).firstName).toBe('=HYPERLINK("http://x")');
  });

  test('every reason has a text in both languages', () => {
    for (const code of Object.keys(reasons) as (keyof typeof reasons)[]) {
      expect(reasonText(code, 'en')).toMatch(/^[A-Z].*[.?]$/);
      expect(reasonText(code, 'ru')).toMatch(/^[А-ЯЁ].*[.?]$/);
    }
  });
});
