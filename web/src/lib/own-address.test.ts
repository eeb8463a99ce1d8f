import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ownAddress } from './own-address.ts';

const origin = 'https://desk.example';

test.each([
  ['/campaigns?status=RUNNING#x', '/campaigns?status=RUNNING#x'],
  ['/', '/'],
  ['inbox', '/inbox'],
  ['https://desk.example/inbox', '/inbox'],
  ['https://evil.example/', '/'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['/\t/evil.example', '/'],
  ['javascript:alert(1)', '/'],
  ['data:text/html,x', '/'],
  ['https://desk.example@evil.example/', '/'],
  ['https://desk.example//evil.example', '/'],
  ['http://[', '/'],
])('SEC-21 %j leads to %s', (address, expected) => {
  expect(ownAddress(address, origin)).toBe(expected);
});

test('SEC-21 nothing leads elsewhere, also when it is read again', () => {
  const part = fc.constantFrom(
    '/',
    '\\',
    ':',
    '@',
    '.',
    '?',
    '#',
    '\t',
    'https',
    'javascript',
    'evil.example',
    '%2f',
    ' ',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(part, { maxLength: 8 }).map((parts) => parts.join('')),
      ),
      (address) => {
        const found = ownAddress(address, origin);
        expect(new URL(found, origin).origin).toBe(origin);
        expect(found.startsWith('/')).toBe(true);
        expect(ownAddress(found, origin)).toBe(found);
      },
    ),
    { numRuns: 2_000 },
  );
});
