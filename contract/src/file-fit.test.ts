import { expect, test } from 'vitest';
import { misfitOf } from './file-fit.ts';

const anything = { maxBytes: 100, mediaTypes: null };
const pictures = { maxBytes: 100, mediaTypes: ['image/*', 'application/pdf'] };
const file = (mediaType: string, size = 1) => ({ mediaType, size });

test('a file is refused for being empty, of another kind, or too large, in this order', () => {
  expect(misfitOf(file('text/plain', 100), anything)).toBeNull();
  expect(misfitOf(file('text/plain', 101), anything)).toBe('size');
  expect(misfitOf(file('text/plain', 0), anything)).toBe('empty');
  expect(misfitOf(file('image/png'), pictures)).toBeNull();
  expect(misfitOf(file('application/pdf'), pictures)).toBeNull();
  expect(misfitOf(file('application/pdfx'), pictures)).toBe('kind');
  expect(misfitOf(file('imagery/png', 101), pictures)).toBe('kind');
  expect(misfitOf(file(''), pictures), 'not known yet').toBeNull();
});
