import { expect, test } from 'vitest';
import { inOtherLayout } from './keyboard-layout.ts';

test('UX-57a a word typed in the wrong layout is the same keys in the other one', () => {
  expect(inOtherLayout('ghbdtn')).toBe('привет');
  expect(inOtherLayout('Gtnhjd')).toBe('петров');
  expect(inOtherLayout(',jhbc')).toBe('борис');
  expect(inOtherLayout('`kjxrf')).toBe('ёлочка');
  expect(inOtherLayout('ыьшер')).toBe('smith');
});

test('what is of no layout, or of both, stays', () => {
  expect(inOtherLayout('анна7')).toBeNull();
  expect(inOtherLayout('аnna')).toBeNull();
  expect(inOtherLayout('100')).toBeNull();
});
