import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test, vi } from 'vitest';
import { measureCeiling } from './ceiling.ts';
import { NpmPeer } from './smsc/npm-peer.ts';
import { type Sandbox, startSandbox } from './start-sandbox.ts';

const main = join(import.meta.dirname, 'main.ts');

test('runs as a process, writes its ledger to a file and leaves on SIGTERM although a peer is connected', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'sandbox-'));
  const ledger = join(directory, 'ledger.jsonl');
  const child = spawn(process.execPath, [
    main,
    '--smpp-port',
    '0',
    '--control-port',
    '0',
    '--ledger',
    ledger,
    '--receipt-delay',
    '60000',
  ]);
  try {
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const { smpp, control } = JSON.parse(line.toString()) as Pick<Sandbox, 'smpp' | 'control'>;
    const peer = await NpmPeer.bound(smpp.port);
    await peer.submit();
    expect(await (await fetch(`${control.url}/ledger/summary`)).json()).toMatchObject({ messages: 1 });
    const fault = { action: { type: 'delay_answer', delay: { min: 60_000, max: 60_000 } } };
    await fetch(`${control.url}/faults`, { method: 'POST', body: JSON.stringify(fault) });
    void peer.submit().catch(() => {});
    child.kill('SIGTERM');
    // It ends by itself: a timer or socket left behind would keep it alive.
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(0);
    await peer.closed;
    const lines = (await readFile(ledger, 'utf8')).trimEnd().split('\n');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      sequence: 1,
      kind: 'submit',
      destination: '447700900123',
      text: 'Hello',
    });
  } finally {
    child.kill('SIGKILL');
    await rm(directory, { recursive: true });
  }
});

test('hosted, it ends with whoever started it, and its folder is ready for the next', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
  try {
    for (const accounts of [0, 1]) {
      const child = spawn(process.execPath, [main, '--hosted', folder]);
      const exited = once(child, 'exit');
      const [line] = (await once(child.stdout, 'data')) as [Buffer];
      const { control } = JSON.parse(line.toString()) as { control: { url: string; token: string } };
      const url = `${control.url}/owners/one/accounts`;
      const headers = { authorization: `Bearer ${control.token}` };
      const known = (await (await fetch(url, { headers })).json()) as { accounts: unknown[] };
      expect(known.accounts).toHaveLength(accounts);
      await fetch(url, { method: 'POST', headers, body: JSON.stringify({ network: 'sms', title: 'Shop' }) });
      // As when the parent is killed: the kernel closes its end of the pipe.
      child.stdin.destroy();
      expect(await exited).toEqual([0, null]);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('explains itself when started wrongly', async () => {
  const run = promisify(execFile);
  await expect(run(process.execPath, [main, '--receipt-delay', 'soon'])).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('--smpp-port'),
  });
});

test('a port that is taken is an error, and what was started before it is stopped', async () => {
  const listening = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length;
  const sandbox = await startSandbox();
  const before = listening();
  expect(before).toBeGreaterThan(0);
  const controlPort = Number(new URL(sandbox.control.url).port);
  await expect(startSandbox({ smpp: { port: sandbox.smpp.port } })).rejects.toThrow('EADDRINUSE');
  await expect(startSandbox({ controlPort })).rejects.toThrow('EADDRINUSE');
  await vi.waitFor(() => expect(listening()).toBeLessThanOrEqual(before));
  await sandbox.stop();
});

test('the ceiling counts every message and every receipt', async () => {
  const ceiling = await measureCeiling({ window: 20, messages: 3000 });
  expect(ceiling).toMatchObject({ messages: 3000, receipts: 3000 });
  expect(ceiling.messagesPerSecond).toBeGreaterThan(0);
  expect(ceiling.cpuPerMessage).toBeGreaterThan(0);
});
