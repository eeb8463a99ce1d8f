import { join } from 'node:path';
import { root, startProcess, type Start, type StartedProcess } from './child-process.ts';
import type { Leftovers } from './run-command.ts';

export interface Parley extends StartedProcess {
  /** `http://127.0.0.1:…` */
  readonly url: string;
}

export interface ParleyOptions {
  readonly dataDir: string;
  /** Without one the server runs its own PostgreSQL in the data folder. */
  readonly databaseUrl?: string;
  /** The emulated networks, which an installation on a database of its own has not of itself. */
  readonly sandbox?: boolean;
  /** Without one mails are kept for the root. */
  readonly smtpUrl?: string;
  /** Where nothing but files is served; without one they come with the pages. */
  readonly filesUrl?: string;
}

/** Making the database cluster on a slow disk, and recovering one after a crash. */
const startMilliseconds = 120_000;

/** Starts `parley serve` as a person would, on any free port, with leave to connect to this machine. Ready when it listens. */
export async function startParley(options: ParleyOptions, leftovers: Leftovers): Promise<Parley> {
  const start: Start = {
    program: process.execPath,
    args: [join(root, 'server/src/main.ts'), 'serve'],
    env: {
      PARLEY_HOST: '127.0.0.1',
      PARLEY_PORT: '0',
      PARLEY_DATA_DIR: options.dataDir,
      PARLEY_OUTBOUND_ALLOW: '127.0.0.1',
      PARLEY_REQUESTS_PER_MINUTE: '1000000',
      PARLEY_LOG_LEVEL: 'warn',
      ...(options.databaseUrl !== undefined && { DATABASE_URL: options.databaseUrl }),
      ...(options.sandbox && { PARLEY_SANDBOX: 'yes' }),
      // Links in mails begin with it; only what follows it is used.
      ...((options.smtpUrl ?? options.filesUrl) !== undefined && { PARLEY_PUBLIC_URL: 'http://localhost' }),
      ...(options.smtpUrl !== undefined && { PARLEY_SMTP_URL: options.smtpUrl }),
      ...(options.filesUrl !== undefined && { PARLEY_FILES_URL: options.filesUrl }),
    },
    readyLine: (line) => /Parley is at (http:\S+)/.exec(line)?.[1],
    milliseconds: startMilliseconds,
  };
  const started = await startProcess(start, leftovers);
  return { ...started, url: started.answer };
}
