/** A server of its own and a browser signed in to it, for measures of pages. */
import { startEmbeddedPostgres } from '../../server/src/platform/embedded-postgres/start-embedded-postgres.ts';
import { startParley } from '@parley/bench/src/start-parley.ts';
import { temporaryFolder } from '@parley/bench/src/temporary-folder.ts';
import { chromium, type CDPSession, type Page } from '@playwright/test';
import type { Channel } from '@parley/contract/channels';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import prepare from '../fixtures/build-web-app.ts';
import { findChromium } from '../fixtures/find-chromium.ts';
import { signUp, type Person } from '../fixtures/people.ts';

export interface MeasuredPage {
  readonly url: string;
  readonly owner: Person;
  readonly page: Page;
  /** To the browser itself. */
  readonly session: CDPSession;
  /** Of the database, for filling it. */
  readonly connectionString: string;
}

/** Everything goes with `leftovers`. */
export async function openMeasuredPage(leftovers: AsyncDisposableStack): Promise<MeasuredPage> {
  await prepare();
  const dataDir = await temporaryFolder('parley-measure-', leftovers);
  const log = { info: () => undefined, warn: () => undefined };
  const postgres = await startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres'), log });
  leftovers.defer(() => postgres.stop());
  const { connectionString } = postgres;
  const { url } = await startParley({ dataDir, databaseUrl: connectionString, sandbox: true }, leftovers);
  const owner = await signUp(url, 'Olga');
  const executablePath = findChromium();
  const browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  leftovers.defer(() => browser.close());
  const page = await browser.newPage({ baseURL: url, viewport: { width: 1440, height: 900 } });
  const session = await page.context().newCDPSession(page);
  await signIn(page, owner);
  return { url, owner, page, session, connectionString };
}

/** So many conversations over two channels that are connected; the newest has `thread` earlier messages. */
export async function fillInbox(
  { owner, connectionString }: MeasuredPage,
  conversations: number,
  thread = 0,
): Promise<void> {
  for (const kind of ['sms-smpp', 'telegram-bot']) {
    const { id } = await owner.api.post<Channel>('/sandbox/channels', { kind });
    await owner.api.until<Channel>(`/channels/${id}`, ({ state }) => state === 'connected', 60);
  }
  const seed = join(import.meta.dirname, '../../bench/src/seed-inbox.ts');
  const args = [
    seed,
    '--database',
    connectionString,
    '--conversations',
    String(conversations),
    '--thread',
    String(thread),
  ];
  await promisify(execFile)(process.execPath, args);
}

export async function openInbox(page: Page): Promise<void> {
  await page.goto('/inbox?view=all');
  await page.getByRole('listitem').first().waitFor();
  await page.waitForLoadState('networkidle');
}

async function signIn(page: Page, { email, password }: Person): Promise<void> {
  await page.goto('/sign-in');
  const headers = { 'content-type': 'application/json' };
  await page.evaluate(
    ([body, sent]) => fetch('/api/v1/sign-in', { method: 'POST', headers: sent, body: JSON.stringify(body) }),
    [{ email, password }, headers] as const,
  );
}

/** The value that this share of all is not above. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, two) => one - two);
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN) * 10) / 10;
}
