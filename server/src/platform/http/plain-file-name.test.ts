import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainFileName } from './carry-out.ts';

const hostile = fc.string({
  unit: fc.constantFrom('..', '/', '\\', '\0', '\r\n', '\u202e', '\u2028', '.', 'a', 'é', '🙂', ' ', '"', '%2f', ':'),
  maxLength: 300,
});

test('SEC-32 whatever a sender calls a file, its name is no path and deceives nobody', () => {
  fc.assert(
    fc.property(hostile, (name) => {
      const plain = plainFileName(name);
      expect(plain).not.toMatch(/[/\\\p{Cc}\p{Cf}\u2028\u2029]/u);
      expect(plain).not.toMatch(/^\.*$/);
      expect([...plain].length).toBeLessThanOrEqual(200);
      // What was kept once is kept as it is.
      expect(plainFileName(plain)).toBe(plain);
    }),
  );
});

test.each([
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\Ann\\list.csv', 'list.csv'],
  ['invoice\u202efdp.exe', 'invoicefdp.exe'],
  ['..', 'file'],
  ['/', 'file'],
])('SEC-32 %j is kept as %s', (given, kept) => {
  expect(plainFileName(given)).toBe(kept);
});
