import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isFolderLocked, lockFolder } from './folder-lock.ts';
import { identifyProcess } from './server-process.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function leaveLock(content: unknown): void {
  writeFileSync(join(folder, 'parley.lock'), typeof content === 'string' ? content : JSON.stringify(content));
}

test('a folder can be taken once, and again after it was released', () => {
  const lock = lockFolder(folder);
  expect(isFolderLocked(folder)).toBe(true);
  expect(() => lockFolder(folder)).toThrow(`in use by another Parley (process ${process.pid})`);
  lock.release();
  expect(isFolderLocked(folder)).toBe(false);
  lockFolder(folder).release();
  expect(readdirSync(folder)).toEqual([]);
});

test('a living process keeps its folder, and loses it when it dies', async () => {
  const holder = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  await once(holder, 'spawn');
  leaveLock(identifyProcess(holder.pid ?? 0));
  expect(() => lockFolder(folder)).toThrow(`process ${holder.pid}`);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  lockFolder(folder).release();
});

test('a lock whose number belongs to a later process is stale', () => {
  leaveLock({ pid: process.pid, startedAt: 'before the machine was restarted' });
  expect(isFolderLocked(folder)).toBe(false);
  lockFolder(folder).release();
});

test.each(['', '{}', 'half a lo', '{"pid":"1"}'])('a lock that names nobody is stale: %j', (content) => {
  leaveLock(content);
  lockFolder(folder).release();
});

test('releasing does not remove the lock of whoever has the folder now', () => {
  const lock = lockFolder(folder);
  const other = { pid: 1, startedAt: identifyProcess(1)?.startedAt };
  leaveLock(other);
  lock.release();
  expect(isFolderLocked(folder)).toBe(true);
});
