import { expect, test } from 'vitest';
import { warningsOf } from './text-warnings.ts';

const kinds = (text: string) => warningsOf(text).map(({ kind }) => kind);

test('TPL-4 names the character that makes a Latin text dear, and leaves Cyrillic alone', () => {
  expect(warningsOf('Sale — today. Reply STOP')).toEqual([{ kind: 'unicode', characters: '—' }]);
  expect(kinds('Скидка — сегодня. Стоп — отписаться')).toEqual([]);
  expect(kinds('Plain text, STOP')).toEqual([]);
});

test('TPL-4 warns of what is too long and of a missing word to unsubscribe', () => {
  expect(kinds('Hello')).toEqual(['stop']);
  expect(kinds(`стоп ${'ж'.repeat(67 * 6)}`)).toEqual(['long']);
});
