import { expect, test, vi } from 'vitest';
import { isPassword, hashPassword } from './passwords.ts';

const verified = vi.hoisted((): string[] => []);

vi.mock('@node-rs/argon2', async (load) => {
  const real = await load<typeof import('@node-rs/argon2')>();
  return {
    ...real,
    verify: (hash: string, password: string) => {
      verified.push(hash);
      return real.verify(hash, password);
    },
  };
});

test('SEC-38 for an address that nobody has, the same work is done on a hash of the same cost', async () => {
  const hash = await hashPassword('a long and private sentence');
  expect(await isPassword(hash, 'something else')).toBe(false);
  expect(await isPassword(null, 'something else')).toBe(false);
  expect(await isPassword(null, 'nobody')).toBe(false);
  const costs = verified.map((each) => /^\$argon2id\$v=19\$[^$]+/.exec(each)![0]);
  expect(costs).toHaveLength(3);
  expect(new Set(costs).size).toBe(1);
});
