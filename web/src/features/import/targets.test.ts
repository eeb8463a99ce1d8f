import { expect, test } from 'vitest';
import { withTarget } from './targets.ts';

test('what only one column may go to is taken from the other', () => {
  const mapping = [{ to: 'city' }, { to: 'phone', label: 'work' }, { to: 'ignore' }] as const;
  expect(withTarget(mapping, 2, 'city', 'Town')).toEqual([
    { to: 'ignore' },
    { to: 'phone', label: 'work' },
    { to: 'city' },
  ]);
  expect(withTarget(mapping, 2, 'phone', 'Town')).toEqual([
    { to: 'city' },
    { to: 'phone', label: 'work' },
    { to: 'phone', label: null },
  ]);
});

test('a column of its own is kept under its name', () => {
  expect(withTarget([{ to: 'ignore' }], 0, 'attribute', 'Котёл, модель')).toEqual([
    { to: 'attribute', key: 'котел_модель', name: 'Котёл, модель' },
  ]);
  expect(withTarget([{ to: 'ignore' }], 0, 'attribute', '№')).toMatchObject([{ key: 'column_1' }]);
});
