import { parsePhone } from '#contacts';
import { expect, test } from 'vitest';
import { demoPeople } from './demo-people.ts';
import { englishScript } from './demo-script-en.ts';
import { russianScript } from './demo-script-ru.ts';

const people = [...demoPeople(russianScript, 'ru', 150), ...demoPeople(englishScript, 'en', 150)];

test('every made-up person has a mobile number of their own', () => {
  expect(new Set(people.map(({ phone }) => phone)).size).toBe(people.length);
  for (const { phone } of people) expect(parsePhone(phone, 'RU'), phone).toMatchObject({ type: 'mobile' });
});

test('no two people share a name', () => {
  const names = people.map(({ firstName, lastName }) => `${firstName} ${lastName}`);
  expect(new Set(names).size).toBe(people.length);
});

test('women’s surnames have their form', () => {
  for (const { firstName, lastName, language } of people) {
    if (language === 'ru' && russianScript.firstNames.women.includes(firstName)) expect(lastName).toMatch(/(а|ук|ко)$/);
  }
});

test('both languages say the same things', () => {
  expect(englishScript.dialogues.map(({ ends, label, about }) => [ends, label, about])).toEqual(
    russianScript.dialogues.map(({ ends, label, about }) => [ends, label, about]),
  );
});
