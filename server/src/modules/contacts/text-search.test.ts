import { expect, test } from 'vitest';
import { readTextSearch } from './text-search.ts';

test('UX-57a a phone is known in any form: as a whole, by its beginning and by its end', () => {
  for (const text of ['+7 (917) 284-06-51', '8 917 284 06 51', '89172840651', '9172840651'])
    expect(readTextSearch(text, 'RU').phone?.beginnings).toEqual(['+79172840651']);
  expect(readTextSearch('8 (917) 28', 'RU').phone?.beginnings).toContain('+791728');
  expect(readTextSearch('917 28', 'RU').phone?.beginnings).toContain('+791728');
  expect(readTextSearch('+7 91', 'RU').phone).toEqual({ beginnings: ['+791'], ending: '791' });
  expect(readTextSearch('06-51', 'RU').phone?.ending).toBe('0651');
});

test('an e-mail is one word with an @, and everything else is words of a name', () => {
  expect(readTextSearch('Ivan@Exam', 'RU')).toEqual({ words: [], phone: null, email: 'ivan@exam' });
  expect(readTextSearch('@ivan', 'RU').words).toEqual(['@ivan']);
  expect(readTextSearch('Петров  Иван', 'RU')).toEqual({ words: ['Петров', 'Иван'], phone: null, email: null });
  expect(readTextSearch('12', 'RU').words).toEqual(['12']);
  expect(readTextSearch('дом 12345', 'RU').words).toEqual(['дом', '12345']);
});
