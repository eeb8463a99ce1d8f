import { parseArgs } from 'node:util';
import { startSandbox } from './start-sandbox.ts';

const usage = `node sandbox/src/main.ts [options]
  --smpp-port N        default 2775
  --control-port N     default 2780
  --ledger FILE        also append the ledger to FILE
  --system-id TEXT     default parley
  --password TEXT      default sandbox
  --receipt-delay A-B  milliseconds, default 300-3000
`;

/** Starts the sandbox as a process of its own; one line of JSON says where it listens. Ends on SIGINT or SIGTERM. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      'smpp-port': { type: 'string', default: '2775' },
      'control-port': { type: 'string', default: '2780' },
      ledger: { type: 'string' },
      'system-id': { type: 'string', default: 'parley' },
      password: { type: 'string', default: 'sandbox' },
      'receipt-delay': { type: 'string', default: '300-3000' },
    },
  });
  const [min = NaN, max = min] = values['receipt-delay'].split('-').map(Number);
  if (!(min >= 0 && max >= min)) throw new Error('--receipt-delay: two numbers, as in 300-3000');
  const sandbox = await startSandbox({
    smpp: {
      port: Number(values['smpp-port']),
      accounts: [{ systemId: values['system-id'], password: values.password }],
      receiptDelay: { min, max },
    },
    controlPort: Number(values['control-port']),
    ...(values.ledger === undefined ? {} : { ledgerFile: values.ledger }),
  });
  console.log(JSON.stringify({ smpp: sandbox.smpp, control: sandbox.control }));
  const stop = () => void sandbox.stop();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

main().catch((error: unknown) => {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  process.exitCode = 1;
});
