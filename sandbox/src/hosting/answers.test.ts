import { expect, test } from 'vitest';
import { chooseAnswer, type Occasion } from './answers.ts';

const occasion: Occasion = { text: 'Is your boiler due?', number: '447700900123', sent: 0, all: 1, isReply: false };
const numbers = Array.from({ length: 1_000 }, (_, index) => String(447_700_000_000 + index));
const answersOf = (change: Partial<Occasion>) =>
  numbers.flatMap((number) => chooseAnswer({ ...occasion, ...change, number }) ?? []);

test('about a quarter answers an advertisement, a few of them to hear no more', () => {
  const answers = answersOf({});
  expect(answers.length).toBeGreaterThan(180);
  expect(answers.length).toBeLessThan(320);
  expect(answers.some(({ text }) => /stop/i.test(text))).toBe(true);
});

test('in the language they were written to in', () => {
  for (const { text } of answersOf({ text: 'Пора обслужить котёл' })) expect(text).toMatch(/[А-яё]/);
  for (const { text } of answersOf({})) expect(text).not.toMatch(/[А-яё]/);
});

test('the same person answers the same message in the same way', () => {
  expect(answersOf({})).toEqual(answersOf({}));
});

test('who has written answers our reply, but not what we send unasked, and not for ever', () => {
  expect(answersOf({ sent: 1, all: 3, isReply: true }).length).toBeGreaterThan(600);
  expect(answersOf({ sent: 1, all: 4, isReply: false })).toEqual([]);
  expect(answersOf({ sent: 3, all: 7, isReply: true })).toEqual([]);
});
