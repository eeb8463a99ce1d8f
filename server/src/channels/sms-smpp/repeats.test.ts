import { beforeEach, expect, test } from 'vitest';
import { Repeats } from './repeats.ts';

let now = 0;
let ids: string[] = [];
let repeats: Repeats;
const stored = (id: string): Promise<void> => {
  ids.push(id);
  return Promise.resolve();
};

beforeEach(() => {
  now = 600_000 * 100;
  ids = [];
  repeats = new Repeats(() => now);
});

test('the same words after an answer on the same connection are a new message', async () => {
  await repeats.once('yes', 1, stored);
  await repeats.once('yes', 1, stored);
  await repeats.once('yes', 1, stored);
  expect(ids).toHaveLength(3);
  expect(new Set(ids).size).toBe(3);
});

test('F22 a repeat while the first is still being stored waits for it', async () => {
  let finish = (): void => undefined;
  const first = repeats.once('yes', 1, (id) => {
    ids.push(id);
    return new Promise((resolve) => (finish = resolve));
  });
  const second = repeats.once('yes', 1, stored);
  finish();
  await Promise.all([first, second]);
  expect(ids).toHaveLength(1);
});

test('F22 a repeat on a later connection is not stored again', async () => {
  await repeats.once('yes', 1, stored);
  await repeats.once('yes', 2, stored);
  expect(ids).toHaveLength(1);
  now += 600_000;
  await repeats.once('yes', 2, stored);
  expect(ids).toHaveLength(2);
});

test('what could not be stored is stored under the same id when it is repeated', async () => {
  const failing = (id: string): Promise<void> => {
    ids.push(id);
    return Promise.reject(new Error('down'));
  };
  await repeats.once('yes', 1, stored);
  await expect(repeats.once('yes', 1, failing)).rejects.toThrow('down');
  await repeats.once('yes', 1, stored);
  expect(ids[1]).toBe(ids[2]);
  expect(ids[0]).not.toBe(ids[1]);
});

test('the next process gives a repeat the same id', async () => {
  await repeats.once('yes', 1, stored);
  now += 20_000;
  await new Repeats(() => now).once('yes', 1, stored);
  expect(ids[0]).toBe(ids[1]);
});
