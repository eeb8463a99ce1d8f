import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { identifyProcess } from '../embedded-postgres/server-process.ts';
import { linkTo, type SandboxLink } from './sandbox-link.ts';
import { type SandboxProcess, startSandboxProcess } from './sandbox-process.ts';

const log = pino({ level: 'silent' });
const patient = { timeout: 20_000, interval: 20 };
let folder: string;
const started: SandboxProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
});

afterEach(async () => {
  for (const sandbox of started.splice(0).toReversed()) await sandbox.stop();
  await rm(folder, { recursive: true });
});

async function start(): Promise<{ sandbox: SandboxProcess; link: SandboxLink }> {
  const sandbox = await startSandboxProcess(folder, log);
  started.push(sandbox);
  return {
    sandbox,
    link: linkTo(
      () => sandbox.find(),
      () => sandbox.stop(),
    ),
  };
}

async function accepts(link: SandboxLink): Promise<boolean> {
  const target = link.resolve('sms.sandbox');
  if (!target) return false;
  const socket = connect(target);
  const opened = await Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'error').then(() => false),
  ]);
  socket.destroy();
  return opened;
}

const openAccount = { network: 'sms', title: 'Shop' };
const accountsOf = async (link: SandboxLink) =>
  ((await link.ask('GET', '/owners/one/accounts')) as { accounts: unknown[] }).accounts;

/** Another Parley: holds the sandbox until it is killed. Resolves when it runs. */
async function parleyProcess() {
  const program = join(import.meta.dirname, 'sandbox-process.ts');
  const code = `
    const { startSandboxProcess } = await import(${JSON.stringify(program)});
    const sandbox = await startSandboxProcess(${JSON.stringify(folder)}, { warn() {} });
    console.log(JSON.stringify(sandbox.find()));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(createInterface({ input: child.stdout }), 'line');
  return child;
}

test('it listens, is known by a name, and is gone after the stop', async () => {
  const { sandbox, link } = await start();
  expect(await accepts(link)).toBe(true);
  expect(link.resolve('example.org')).toBeUndefined();
  expect(link.resolve('control.sandbox')).toBeNull();
  const target = link.resolve('sms.sandbox')!;
  await sandbox.stop();
  const socket = connect(target);
  await once(socket, 'error');
  expect(link.resolve('sms.sandbox')).toBeNull();
  await expect(link.ask('GET', '/networks')).rejects.toMatchObject({ code: 'sandbox_away' });
});

test('one that dies is started again, with what it knew', async () => {
  const { link } = await start();
  await link.ask('POST', '/owners/one/accounts', openAccount);
  await vi.waitFor(async () => expect(await readFile(join(folder, 'state.jsonl'), 'utf8')).toContain('Shop'), patient);
  const { default: whereabouts } = await import(join(folder, 'whereabouts.json'), { with: { type: 'json' } });
  process.kill((whereabouts as { process: { pid: number } }).process.pid, 'SIGKILL');
  await vi.waitFor(async () => expect(await accountsOf(link)).toHaveLength(1), patient);
  expect(await accepts(link)).toBe(true);
});

test('a Parley that is killed leaves nothing that keeps the next from starting', async () => {
  const other = await parleyProcess();
  const { default: before } = await import(join(folder, 'whereabouts.json'), { with: { type: 'json' } });
  const { pid } = (before as { process: { pid: number } }).process;
  expect(identifyProcess(pid)).toBeDefined();
  other.kill('SIGKILL');
  await once(other, 'exit');
  const { link } = await start();
  expect(await accepts(link)).toBe(true);
  expect(identifyProcess(pid)).toBeUndefined();
});

test('a second Parley on the folder uses the sandbox of the first', async () => {
  const other = await parleyProcess();
  const { link } = await start();
  await link.ask('POST', '/owners/one/accounts', openAccount);
  expect(await accepts(link)).toBe(true);
  other.kill('SIGKILL');
  await vi.waitFor(() => expect(link.resolve('sms.sandbox')).toBeNull(), patient);
});
