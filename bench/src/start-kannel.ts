import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Sandbox } from '@parley/sandbox';
import { freePort } from '../../server/src/platform/test-kit/free-port.ts';
import { startProcess } from './child-process.ts';
import type { Leftovers } from './run-command.ts';

export interface Kannel {
  /** bearerbox and smsbox. */
  readonly pids: readonly number[];
  /** Where smsbox takes messages. */
  readonly sendPort: number;
  /** Receipts that it still waits for. */
  openReceipts(): Promise<number>;
}

export interface KannelOptions {
  /** For its configuration and its message store. */
  readonly folder: string;
  readonly smpp: Sandbox['smpp'];
  /** Most submits without an answer. */
  readonly window: number;
  /** One file for all messages, or a file for each. */
  readonly store: 'file' | 'spool';
  /** Where it remembers which messages a receipt may come for. */
  readonly receipts: 'internal' | KannelDatabase;
}

export interface KannelDatabase {
  /** The folder of its socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
}

/**
 * The table that `dlr-db` names, with the index that the queries ask for. Kannel deletes by `oid`, which rows no longer have
 * since PostgreSQL 12; without a column of that name the table only grows, and its log fills with errors.
 */
export const receiptTable = `create table dlr (oid bigint generated always as identity primary key, smsc varchar(40), ts varchar(40), source varchar(40), destination varchar(40),
  service varchar(40), url varchar(255), mask numeric(10), status numeric(10), boxc varchar(40));
  create index dlr_smsc_ts on dlr (smsc, ts);`;

const startMilliseconds = 30_000;

/** Debian's Kannel on the loopback interface: bearerbox bound to the SMSC as a transceiver, and smsbox before it. */
export async function startKannel(options: KannelOptions, leftovers: Leftovers): Promise<Kannel> {
  const [adminPort, boxPort, sendPort] = [await freePort(), await freePort(), await freePort()];
  if (options.store === 'spool') await mkdir(join(options.folder, 'spool'));
  const file = join(options.folder, 'kannel.conf');
  await writeFile(file, configuration(options, { adminPort, boxPort, sendPort }));
  const status = async (): Promise<string> => {
    const response = await fetch(`http://127.0.0.1:${adminPort}/status.txt?password=bench`);
    return response.text();
  };
  const program = { args: ['-v', '4', file], milliseconds: startMilliseconds };
  const isOnline = () =>
    status().then(
      (text) => text.includes('(online'),
      () => false,
    );
  const bearerbox = await startProcess({ ...program, program: 'bearerbox', isReady: isOnline }, leftovers);
  const smsbox = await startProcess({ ...program, program: 'smsbox', isReady: () => answers(sendPort) }, leftovers);
  return {
    pids: [bearerbox.pid, smsbox.pid],
    sendPort,
    openReceipts: async () => Number(/DLR: (\d+) queued/.exec(await status())?.[1]),
  };
}

interface Ports {
  readonly adminPort: number;
  readonly boxPort: number;
  readonly sendPort: number;
}

function configuration(
  { folder, smpp, window, store, receipts }: KannelOptions,
  { adminPort, boxPort, sendPort }: Ports,
): string {
  const groups: Record<string, string | number>[] = [
    {
      group: 'core',
      'admin-port': adminPort,
      'admin-interface': '127.0.0.1',
      'admin-password': 'bench',
      'smsbox-port': boxPort,
      'smsbox-interface': '127.0.0.1',
      // Messages it knows of and has not given away; the standard of 1,000 would keep smsbox waiting.
      'smsbox-max-pending': 10_000,
      'store-type': store,
      'store-location': join(folder, store),
      'dlr-storage': receipts === 'internal' ? 'internal' : 'pgsql',
      'log-level': 4,
    },
    {
      group: 'smsc',
      smsc: 'smpp',
      'smsc-id': 'sandbox',
      host: smpp.host,
      port: smpp.port,
      'transceiver-mode': 'true',
      'smsc-username': smpp.systemId,
      'smsc-password': smpp.password,
      'system-type': '""',
      'max-pending-submits': window,
    },
    {
      group: 'smsbox',
      'bearerbox-host': '127.0.0.1',
      'sendsms-port': sendPort,
      'sendsms-interface': '127.0.0.1',
      'log-level': 4,
    },
    { group: 'sendsms-user', username: 'bench', password: 'bench', 'default-smsc': 'sandbox' },
  ];
  if (receipts !== 'internal') groups.push(...databaseGroups(receipts));
  return groups
    .map((group) =>
      Object.entries(group)
        .map(([name, value]) => `${name} = ${value}\n`)
        .join(''),
    )
    .join('\n');
}

function databaseGroups({ host, port, user, database }: KannelDatabase): Record<string, string | number>[] {
  const names = ['smsc', 'source', 'destination', 'service', 'url', 'mask', 'status'];
  const fields = Object.fromEntries(names.map((name) => [`field-${name}`, name]));
  return [
    {
      group: 'pgsql-connection',
      id: 'receipts',
      host,
      port,
      username: user,
      password: 'none',
      database,
      'max-connections': 10,
    },
    { group: 'dlr-db', id: 'receipts', table: 'dlr', ...fields, 'field-timestamp': 'ts', 'field-boxc-id': 'boxc' },
  ];
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (isThere: boolean) => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}
