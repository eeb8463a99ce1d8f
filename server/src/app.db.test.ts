import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Client } from 'pg';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#platform/test-database/create-test-database';
import { startSmtpSink } from '#platform/test-kit/index';
import { roles, startApp, type App } from './app.ts';
import { loadConfig } from './config.ts';

let database: TestDatabase;
let folder: string;
const open: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'parley-app-'));
});
afterEach(async () => {
  for (const close of open.splice(0)) await close();
  await database.drop();
  rmSync(folder, { recursive: true });
});

const environment = (more: Record<string, string> = {}) => ({
  DATABASE_URL: database.connectionString,
  PARLEY_DATA_DIR: folder,
  PARLEY_PORT: '0',
  ...more,
});

async function start(
  wanted: readonly (typeof roles)[number][] = roles,
  more: Record<string, string> = {},
): Promise<App> {
  const app = await startApp(loadConfig(environment(more)), new Set(wanted), pino({ level: 'silent' }));
  open.push(() => app.stop());
  return app;
}

async function query<Row>(statement: string): Promise<Row[]> {
  const client = new Client({ connectionString: database.connectionString, options: '-c role=parley_system' });
  await client.connect();
  try {
    return (await client.query(statement)).rows as Row[];
  } finally {
    await client.end();
  }
}

/** Our connections; the server drops one a moment after we closed it. */
const connections = (): Promise<unknown[]> =>
  query(
    `select application_name from pg_stat_activity where datname = current_database() and application_name like 'parley %'`,
  );

const credentials = { email: 'ann@example.com', password: 'a long and private sentence' };
const post = (app: App, url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${app.address}/api/v1${url}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: app.address!, ...headers },
    body: JSON.stringify(body),
  });

describe('startApp', () => {
  test('PLT-80 all roles in one process answer, ready, and stop cleanly', async () => {
    const app = await start();
    expect(await (await fetch(`${app.address}/health/ready`)).json()).toEqual({ status: 'ready' });
    const signedUp = await post(app, '/sign-up', { ...credentials, name: 'Ann', organizationName: 'Works' });
    expect(signedUp.status).toBe(201);
    const cookie = signedUp.headers.get('set-cookie')!.split(';')[0]!;
    expect((await fetch(`${app.address}/api/v1/me`, { headers: { cookie } })).status).toBe(200);
    await app.stop();
    await expect(fetch(`${app.address}/health/live`)).rejects.toThrow();
    await expect.poll(connections).toEqual([]);
  });

  test('PLT-2 a link for a new password goes out by the mail server of the settings', async () => {
    const sink = await startSmtpSink();
    open.push(() => sink.close());
    const app = await start(['http', 'worker'], {
      PARLEY_SMTP_URL: sink.url,
      PARLEY_PUBLIC_URL: 'https://desk.example',
      PARLEY_MAIL_FROM: 'Desk <desk@example.com>',
    });
    await post(app, '/sign-up', { ...credentials, name: 'Ann', organizationName: 'Works' });
    await post(app, '/password-reset', { email: credentials.email });
    // Besides the one that lets her prove her address; long lines are broken by `=`.
    const links = (): string[] =>
      sink.mails
        .map(({ source }) => /https:\/\/desk\.example\/[a-z-]+#/.exec(source.replaceAll('=\r\n', ''))![0])
        .toSorted();
    await expect.poll(links).toEqual(['https://desk.example/reset-password#', 'https://desk.example/verify-email#']);
    for (const mail of sink.mails) expect(mail).toMatchObject({ from: 'desk@example.com', to: [credentials.email] });
    const installation = await (await fetch(`${app.address}/api/v1/installation`)).json();
    expect(installation).toMatchObject({ hasOwner: true, mail: true });
  });

  test('PLT-60 an entry is sealed by itself', async () => {
    const app = await start(['http', 'scheduler']);
    await post(app, '/sign-up', { ...credentials, name: 'Ann', organizationName: 'Works' });
    await expect.poll(() => query('select 1 from audit_seals')).toHaveLength(1);
  });

  test('PLT-1 a session ended by one process is refused by another at once', async () => {
    const [one, two] = [await start(['http']), await start(['http'])];
    const signedUp = await post(one, '/sign-up', { ...credentials, name: 'Ann', organizationName: 'Works' });
    const cookie = signedUp.headers.get('set-cookie')!.split(';')[0]!;
    const status = async (): Promise<number> =>
      (await fetch(`${two.address}/api/v1/me`, { headers: { cookie } })).status;
    expect(await status()).toBe(200);
    await post(one, '/sign-out', {}, { cookie });
    expect(await status()).toBe(401);
  });

  test('PLT-83 a request under way is finished', async () => {
    const app = await start(['http']);
    const blocker = new Client({ connectionString: database.connectionString, options: '-c role=parley_owner' });
    await blocker.connect();
    await blocker.query('begin');
    await blocker.query('lock table users in exclusive mode');
    const slow = post(app, '/sign-up', { ...credentials, name: 'Ann', organizationName: 'Works' });
    const waits = "select from pg_locks where not granted and relation = 'users'::regclass";
    await expect.poll(() => query(waits)).toHaveLength(1);
    const stopped = app.stop();
    await blocker.query('rollback');
    expect((await slow).status).toBe(201);
    await stopped;
    await blocker.end();
  });

  test('what was started is stopped again when a later part cannot start', async () => {
    const other = createServer();
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await expect(start(roles, { PARLEY_PORT: String(port) })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    other.close();
    await expect.poll(connections).toEqual([]);
  });

  test('SEC-56 a fresh installation has no account, and its key is readable by its owner only', async () => {
    await start(['http']);
    expect(await query('select 1 from users')).toEqual([]);
    expect(statSync(join(folder, 'secret.key')).mode & 0o077).toBe(0);
  });
});

describe('the command line', () => {
  async function parley(
    args: readonly string[],
    variables: Record<string, string>,
  ): Promise<{ code: number; out: string; err: string }> {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], {
      env: { PATH: process.env['PATH'], ...variables },
    });
    const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { code, out, err };
  }

  test('PLT-83 serve prints its address, ends on SIGTERM, and starts again where it was', async () => {
    for (const _ of [1, 2]) {
      const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), 'serve'], {
        env: { PATH: process.env['PATH'], ...environment() },
      });
      const [line] = (await once(child.stderr, 'data')) as [Buffer];
      const address = /http:\S+/.exec(line.toString())?.[0];
      expect((await fetch(`${address}/health/ready`)).status).toBe(200);
      child.kill('SIGTERM');
      const [code] = await once(child, 'exit');
      expect(code).toBe(0);
    }
  });

  test('PLT-81 wrong settings are named, each in its line, and nothing is started', async () => {
    const { code, err } = await parley(['serve'], environment({ PARLEY_PORT: 'x', PARLEY_LOG_LEVEL: 'loud' }));
    expect(code).toBe(2);
    expect(err.trim().split('\n')).toEqual([
      'PARLEY_PORT must be a whole number from 0 to 65535, not "x".',
      'PARLEY_LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent, not "loud".',
    ]);
    expect(existsSync(join(folder, 'secret.key'))).toBe(false);
  });

  test.each([
    [['serve', '--roles', 'http,cook'], 'There is no role cook.'],
    [['serve', '--role', 'http'], 'Unknown option'],
    [['dance'], 'There is no command dance.'],
    [[], 'parley <command>'],
  ])('%j is answered with what there is', async (args, expected) => {
    const { code, err } = await parley(args, environment());
    expect(code).toBe(2);
    expect(err).toContain(expected);
  });

  test('PLT-81 a database that does not answer is said in a line', async () => {
    const { code, err } = await parley(['serve'], environment({ DATABASE_URL: 'postgresql://x@127.0.0.1:1/x' }));
    expect([code, err]).toEqual([
      1,
      'The database cannot be used: connect ECONNREFUSED 127.0.0.1:1. parley doctor says more.\n',
    ]);
  });

  test('F38 a database of a newer version is not touched, and it is said why', async () => {
    const client = new Client({ connectionString: database.connectionString, options: '-c role=parley_owner' });
    await client.connect();
    await client.query(`insert into migrations (name, checksum) values ('9999_later.sql', '')`);
    await client.end();
    const { code, err } = await parley(['serve'], environment());
    expect([code, err]).toEqual([
      1,
      'The database is newer than this program (it has 9999_later.sql). Start the newer version.\n',
    ]);
  });

  test('PLT-82 migrate can be run any number of times', async () => {
    const { code, out } = await parley(['migrate'], environment());
    expect([code, out]).toEqual([0, 'The database has the schema of this version.\n']);
  });

  test('PLT-82 doctor finds what is well and says how to mend what is not', async () => {
    const well = await parley(['doctor', '--json'], environment());
    expect(well.code).toBe(0);
    const findings = JSON.parse(well.out) as { name: string; ok: boolean; text: string }[];
    expect(findings.map(({ name, ok }) => [name, ok])).toEqual(
      [
        'Node.js',
        'data folder',
        'secret key',
        'PostgreSQL',
        'letters',
        'database rights',
        'schema',
        'connection',
        'mail',
      ].map((name) => [name, true]),
    );
    await start(['http']);
    chmodSync(join(folder, 'secret.key'), 0o644);
    const careless = await parley(['doctor'], environment());
    expect(careless.code).toBe(1);
    expect(careless.out).toContain('✗ secret key: others can read');
    const away = await parley(['doctor'], environment({ DATABASE_URL: 'postgresql://x@127.0.0.1:1/x' }));
    expect(away.out).toMatch(/✗ database: No connection: .*ECONNREFUSED/);
  });

  test('PLT-82 doctor warns of a database that takes Cyrillic letters for none, and says how to mend it', async () => {
    const administer = async (...statements: string[]): Promise<void> => {
      const client = new Client({ connectionString: inject('testPostgres').superuserConnectionString });
      await client.connect();
      for (const statement of statements) await client.query(statement);
      await client.end();
    };
    const name = `letters_${randomBytes(4).toString('hex')}`;
    await administer(
      `create database ${name} template template0 encoding 'UTF8' locale_provider libc lc_collate 'C' lc_ctype 'C' owner parley`,
    );
    open.push(() => administer(`drop database ${name} with (force)`));
    const url = database.connectionString.replace(/\/test_\w+\?/, `/${name}?`);
    const found = await parley(['doctor'], environment({ DATABASE_URL: url }));
    expect(found.out).toMatch(/! letters: lc_ctype is C with UTF8: people are not found by names/);
    expect(found.out).toContain(`--lc-ctype=C.UTF-8 ${name}_utf8`);
  });

  test('PLT-63 doctor warns of plain HTTP, and says whether the mail server answers', async () => {
    const sink = await startSmtpSink();
    open.push(() => sink.close());
    const mail = (url: string) =>
      environment({ PARLEY_INSECURE_HTTP: 'true', PARLEY_SMTP_URL: url, PARLEY_PUBLIC_URL: 'http://desk.example' });
    const reached = await parley(['doctor'], mail(sink.url));
    expect(reached.out).toContain('! connection: PARLEY_INSECURE_HTTP is on');
    expect(reached.out).toContain('✓ mail: the mail server takes mails from Parley <parley@localhost>');
    const away = await parley(['doctor'], mail('smtp://127.0.0.1:1'));
    expect(away.code).toBe(1);
    expect(away.out).toContain('✗ mail: No connection to the mail server');
  });
});
