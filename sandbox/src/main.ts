import { randomBytes } from 'node:crypto';
import { enableCompileCache } from 'node:module';
import { parseArgs } from 'node:util';
import type { SandboxOptions } from './start-sandbox.ts';

const usage = `node sandbox/src/main.ts [options]
  --smpp-port N        default 2775
  --control-port N     default 2780
  --telegram-port N    default any free one
  --ledger FILE        also append the ledger to FILE
  --system-id TEXT     default parley
  --password TEXT      default sandbox
  --receipt-delay A-B  milliseconds, default 300-3000
  --hosted FOLDER      as part of Parley: keeps accounts and phones in FOLDER, listens on free ports, asks for a token,
                       ends when its standard input does
`;

/** Starts the sandbox as a process of its own; one line of JSON says where it listens. Ends on SIGINT or SIGTERM. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      'smpp-port': { type: 'string' },
      'control-port': { type: 'string' },
      'telegram-port': { type: 'string' },
      ledger: { type: 'string' },
      'system-id': { type: 'string', default: 'parley' },
      password: { type: 'string', default: 'sandbox' },
      'receipt-delay': { type: 'string', default: '300-3000' },
      hosted: { type: 'string' },
    },
  });
  const [min = NaN, max = min] = values['receipt-delay'].split('-').map(Number);
  if (!(min >= 0 && max >= min)) throw new Error('--receipt-delay: two numbers, as in 300-3000');
  const token = randomBytes(24).toString('base64url');
  const isHosted = values.hosted !== undefined;
  // An SMSC has an account from the start; a hosted one has one that nobody knows.
  const { 'system-id': systemId, password } = isHosted ? secretAccount() : values;
  const options: SandboxOptions = {
    smpp: {
      port: Number(values['smpp-port'] ?? (isHosted ? 0 : 2775)),
      accounts: [{ systemId, password }],
      receiptDelay: { min, max },
    },
    telegram: { port: Number(values['telegram-port'] ?? 0) },
    controlPort: Number(values['control-port'] ?? (isHosted ? 0 : 2780)),
    ...(values.ledger === undefined ? {} : { ledgerFile: values.ledger }),
    ...(values.hosted === undefined ? {} : { hosted: { folder: values.hosted, token } }),
  };
  // Half of the time to start is compiling.
  enableCompileCache();
  const { startSandbox } = await import('./start-sandbox.ts');
  const sandbox = await startSandbox(options);
  const networks = Object.fromEntries(sandbox.networks.map(({ name, endpoint }) => [name, endpoint]));
  const { smpp, control } = sandbox;
  const telegram = { apiRoot: sandbox.telegram.apiRoot };
  console.log(JSON.stringify(isHosted ? { networks, control: { ...control, token } } : { smpp, telegram, control }));
  const stop = () => void sandbox.stop();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  // Whoever started it has gone, be it by kill -9: the pipe says so, and nothing is left behind.
  if (isHosted) process.stdin.resume().once('end', stop).once('error', stop);
}

function secretAccount(): { 'system-id': string; password: string } {
  return { 'system-id': randomBytes(7).toString('hex'), password: randomBytes(6).toString('base64url') };
}

main().catch((error: unknown) => {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  process.exitCode = 1;
});
