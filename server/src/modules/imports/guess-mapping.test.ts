import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attributeKey } from './column-names.ts';
import { guessMapping } from './guess-mapping.ts';

/** The targets in short: `firstName`, `phone`, `phone:work`, `attribute:size`. */
function guess(header: string[] | null, rows: string[][] = []): string[] {
  return guessMapping(header, rows).map(({ target }) => {
    if (target.to === 'attribute') return `attribute:${target.key}`;
    return 'label' in target && target.label ? `${target.to}:${target.label}` : target.to;
  });
}

describe('by name', () => {
  test.each([
    ['Имя', 'firstName'],
    ['First Name', 'firstName'],
    ['firstName', 'firstName'],
    ['first_name', 'firstName'],
    ['Фамилия:', 'lastName'],
    ['Отчество', 'middleName'],
    ['ФИО', 'displayName'],
    ['Ф.И.О. клиента', 'displayName'],
    ['Name', 'displayName'],
    ['Телефон', 'phone'],
    ['Контактный телефон', 'phone'],
    ['Моб.', 'phone:mobile'],
    ['Мобильный', 'phone:mobile'],
    ['Телефон рабочий', 'phone:work'],
    ['Phone number', 'phone'],
    ['Mobile Phone', 'phone:mobile'],
    ['WhatsApp', 'phone'],
    ['E-mail', 'email'],
    ['eMail', 'email'],
    ['Почта', 'email'],
    ['Эл. почта', 'email'],
    ['Work email', 'email:work'],
    ['Почтовый индекс', 'postalCode'],
    ['Почтовый адрес', 'address'],
    ['Город', 'city'],
    ['Компания', 'company'],
    ['Организация', 'company'],
    ['company_name', 'company'],
    ['Дата рождения', 'birthday'],
    ['DOB', 'birthday'],
    ['Теги', 'tags'],
    ['Группа', 'groups'],
    ['Комментарий', 'notes'],
    ['Источник', 'leadSource'],
    ['Telegram', 'telegramUsername'],
    ['Часовой пояс', 'timeZone'],
    ['№ п/п', 'ignore'],
    ['Факс', 'attribute:факс'],
    ['Тип телефона', 'attribute:тип_телефона'],
    ['Размер обуви', 'attribute:размер_обуви'],
  ])('CRM-4 %s is %s', (name, target) => {
    expect(guess([name], [['x']])).toEqual([target]);
  });

  test('CRM-4 the columns of an ordinary export', () => {
    const header = 'first_name,last_name,company_name,address,city,county,state,zip,phone1,phone2,email,web'.split(',');
    expect(guess(header, [header.map(() => 'x')])).toEqual(
      'firstName,lastName,company,address,city,attribute:county,region,postalCode,phone,phone,email,website'.split(','),
    );
  });

  test('CRM-4 a field that a contact has once is given once', () => {
    expect(guess(['Имя', 'First name', 'Город', 'Город'], [['x', 'x', 'x', 'x']])).toEqual([
      'firstName',
      'attribute:first_name',
      'city',
      'attribute:город',
    ]);
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('Имя', 'name', 'ФИО', 'Тел', 'email', 'Город', 'x', 'X!', 'теги', '')),
        (header) => {
          const targets = guess(header, [header.map(() => 'x')]).filter(
            (target) => !/^(phone|email|ignore)/.test(target),
          );
          expect(new Set(targets).size).toBe(targets.length);
        },
      ),
    );
  });

  test('CRM-4 whole names under “Имя” are whole names, unless surnames have their own column', () => {
    expect(
      guess(
        ['Имя', 'Тел'],
        [
          ['Иван Петров', '1'],
          ['Анна Каренина', '2'],
        ],
      ),
    ).toEqual(['displayName', 'phone']);
    expect(guess(['Имя', 'Фамилия'], [['Анна Мария', 'Фокс']])).toEqual(['firstName', 'lastName']);
  });

  test('CRM-4 an unknown column is kept as an attribute, an empty one is ignored', () => {
    expect(guess(['ИНН', 'Пусто', ''], [['7707083893', '', 'x']])).toEqual(['attribute:инн', 'ignore', 'ignore']);
  });

  test('an unknown name over e-mail addresses is told by them', () => {
    expect(guess(['Куда писать'], [['a@b.ru'], ['c@d.ru']])).toEqual(['email']);
  });
});

describe('by content', () => {
  test('CRM-4 columns without names', () => {
    const rows = [
      [
        '1',
        'Петров',
        'Иван',
        'Иванович',
        '8 926 123-45-67',
        'a@b.ru',
        '12.03.1985',
        'ООО "Ромашка"',
        'www.a.ru',
        'кофе',
      ],
      ['2', 'Каренина', 'Анна', 'Аркадьевна', '8 926 123-45-68', '', '01.04.1990', 'ИП Каренина', 'http://b.ru', 'чай'],
    ];
    expect(guess(null, rows)).toEqual([
      'ignore',
      'lastName',
      'firstName',
      'middleName',
      'phone',
      'email',
      'birthday',
      'company',
      'website',
      'ignore',
    ]);
    expect(
      guess(null, [
        ['Иван Петров', '+79261234567'],
        ['John Smith', '+15046218927'],
      ]),
    ).toEqual(['displayName', 'phone']);
    expect(guess(null, [['89261234567'], ['89261234568']])).toEqual(['phone']);
    expect(guess(null, [])).toEqual([]);
  });

  test('rows may be ragged', () => {
    expect(guess(null, [['a@b.ru'], ['c@d.ru', '89261234567']])).toEqual(['email', 'phone']);
  });
});

test('SEC-15 SEC-12 a column may have any name', () => {
  for (const name of [
    '__proto__',
    'constructor',
    'toString',
    "'; drop table contacts; --",
    '{{firstName}}',
    '=1+1',
    '💬',
  ]) {
    const [column] = guessMapping([name], [['x']]);
    const key = column?.target.to === 'attribute' ? column.target.key : '';
    expect(key).toMatch(/^[\p{L}\p{N}_]*$/u);
    expect(key in {}).toBe(false);
  }
  expect(attributeKey('x'.repeat(100))).toHaveLength(40);
});
