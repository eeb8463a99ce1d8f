import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const sources = ['src', 'public'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(tsx?|js|html)$/.test(path) && !/\.test\.tsx?$/.test(path))
    .map((path) => join(folder, path)),
);

/** Another window can say anything to a page that listens, and hear what is said to `*`. */
const windowMessages = /postMessage|addEventListener\(\s*['"`]message|\bonmessage\b|BroadcastChannel|window\.opener/;

test('SEC-26 no page of ours listens to other windows or tells them anything', () => {
  expect(sources.length).toBeGreaterThan(200);
  expect(sources.filter((path) => windowMessages.test(readFileSync(join(root, path), 'utf8')))).toEqual([]);
});
