import { expect, test } from 'vitest';
import { displayNameOf, renewDisplayName } from './display-name.ts';

const nobody = { firstName: null, middleName: null, lastName: null, company: null, reachedAt: null };

test.each([
  [{ firstName: 'Иван', middleName: 'Иванович', lastName: 'Петров', company: 'Acme' }, 'given', 'Иван Иванович Петров'],
  [{ lastName: 'Петров' }, 'given', 'Петров'],
  [{ company: 'Acme', reachedAt: '+79161234567' }, 'given', 'given'],
  [{ company: 'Acme', reachedAt: '+79161234567' }, null, 'Acme'],
  [{ reachedAt: '+79161234567' }, null, '+79161234567'],
  [{}, null, ''],
])('%j, given %j, is called %j', (known, given, name) => {
  expect(displayNameOf({ ...nobody, ...known }, given)).toBe(name);
});

test('a name given as a whole lives until there are names, a derived one follows what it came from', () => {
  const before = { ...nobody, company: 'Acme' };
  const after = { ...nobody, company: 'Other' };
  expect(renewDisplayName(before, 'Салон', after)).toBe('Салон');
  expect(renewDisplayName(before, 'Acme', after)).toBe('Other');
  expect(renewDisplayName(before, 'Салон', { ...after, firstName: 'A' })).toBe('A');
  expect(renewDisplayName({ ...before, firstName: 'A' }, 'A', after)).toBe('Other');
});
