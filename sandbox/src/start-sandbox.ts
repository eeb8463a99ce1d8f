import { controlRoutes } from './control-routes.ts';
import { ControlServer } from './control-server.ts';
import { Customers } from './customers.ts';
import { Ledger } from './ledger.ts';
import { LedgerFile } from './ledger-file.ts';
import { loopback } from './network.ts';
import { Smsc } from './smsc/smsc.ts';
import { defaultSmscOptions, type SmscOptions } from './smsc/smsc-options.ts';
import { TimerWheel } from './timer-wheel.ts';

export interface SandboxOptions {
  /** At least one account; the first is the one of the demo. */
  readonly smpp?: Partial<SmscOptions>;
  /** 0 or absent: any free port. */
  readonly controlPort?: number;
  /** Also appends the ledger to this file, one JSON object a line. */
  readonly ledgerFile?: string;
}

export interface Sandbox {
  /** Where to bind, as the first account. */
  readonly smpp: { readonly host: string; readonly port: number; readonly systemId: string; readonly password: string };
  /** Base address of the control server, `http://127.0.0.1:…`. */
  readonly control: { readonly url: string };
  readonly ledger: Ledger;
  readonly smsc: Smsc;
  readonly customers: Customers;
  /** Breaks all connections and forgets all timers. */
  stop(): Promise<void>;
}

/** Starts the emulated networks on the loopback interface. Rejects when a port is taken or the file cannot be opened. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const smscOptions: SmscOptions = { ...defaultSmscOptions, ...options.smpp };
  const [firstAccount] = smscOptions.accounts;
  if (!firstAccount) throw new Error('the SMSC needs an account');
  await using started = new AsyncDisposableStack();
  const ledger = new Ledger();
  if (options.ledgerFile !== undefined) {
    const file = await LedgerFile.open(ledger, options.ledgerFile);
    started.defer(() => file.close());
  }
  const wheel = new TimerWheel();
  started.defer(() => wheel.stop());
  const smsc = new Smsc(smscOptions, ledger, wheel);
  const smppPort = await smsc.listen();
  started.defer(() => smsc.stop());
  const customers = new Customers(ledger, [smsc], wheel);
  started.defer(() => customers.clearScripts());
  const control = new ControlServer(controlRoutes(ledger, smsc, customers));
  const url = await control.listen(options.controlPort ?? 0);
  started.defer(() => control.stop());
  const running = started.move();
  return {
    smpp: { host: loopback, port: smppPort, ...firstAccount },
    control: { url },
    ledger,
    smsc,
    customers,
    stop: () => running.disposeAsync(),
  };
}
