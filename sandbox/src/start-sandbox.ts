import { controlRoutes } from './control-routes.ts';
import { ControlServer } from './control-server.ts';
import { Customers } from './customers.ts';
import { hostedRoutes } from './hosting/hosted-routes.ts';
import { hostSandbox } from './hosting/hosted-sandbox.ts';
import { Ledger } from './ledger.ts';
import { telegramRoutes } from './telegram/telegram-routes.ts';
import { LedgerFile } from './ledger-file.ts';
import { type HostedNetwork, loopback } from './network.ts';
import { SmsNetwork } from './smsc/sms-network.ts';
import { Smsc } from './smsc/smsc.ts';
import { defaultSmscOptions, type SmscOptions } from './smsc/smsc-options.ts';
import { BotApi, defaultTelegramOptions, type TelegramOptions } from './telegram/bot-api.ts';
import { type BotApiServer, serveBotApi } from './telegram/bot-api-server.ts';
import { TelegramNetwork } from './telegram/telegram-network.ts';
import { TimerWheel } from './timer-wheel.ts';

export interface SandboxOptions {
  /** At least one account; the first is the one of the demo. */
  readonly smpp?: Partial<SmscOptions>;
  readonly telegram?: Partial<TelegramOptions>;
  /** 0 or absent: any free port. */
  readonly controlPort?: number;
  /** Also appends the ledger to this file, one JSON object a line. */
  readonly ledgerFile?: string;
  /** As part of the product: accounts and phones are kept in this folder, and the control server asks for the token. */
  readonly hosted?: { readonly folder: string; readonly token: string };
}

export interface Sandbox {
  /** Where to bind, as the first account. */
  readonly smpp: { readonly host: string; readonly port: number; readonly systemId: string; readonly password: string };
  /** The Bot API server: `apiRoot` for adapters. Bots are opened by `api.putBot`, or as accounts when it is hosted. */
  readonly telegram: { readonly apiRoot: string; readonly api: BotApi; readonly server: BotApiServer };
  /** Base address of the control server, `http://127.0.0.1:…`. */
  readonly control: { readonly url: string };
  /** Those of the product; none unless it is hosted. */
  readonly networks: readonly HostedNetwork[];
  readonly ledger: Ledger;
  readonly smsc: Smsc;
  readonly customers: Customers;
  /** Breaks all connections and forgets all timers. */
  stop(): Promise<void>;
}

/** A picture comes in the body, in base64. */
const hostedBodyBytes = 16 * 1024 * 1024;

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
  const api = new BotApi(ledger, {
    ...defaultTelegramOptions,
    reachesStrangers: options.hosted === undefined,
    ...options.telegram,
  });
  const telegram = await serveBotApi(api, options.telegram?.port ?? 0);
  started.defer(() => telegram.stop());
  const customers = new Customers(ledger, [smsc, api], wheel);
  started.defer(() => customers.clearScripts());
  const networks: HostedNetwork[] = [];
  const routes = { ...controlRoutes(ledger, smsc, customers), ...telegramRoutes(api, telegram) };
  if (options.hosted) {
    networks.push(new SmsNetwork(smsc, ledger, smppPort), new TelegramNetwork(api, telegram.port));
    const hosted = await hostSandbox(options.hosted.folder, networks, ledger, wheel);
    started.defer(() => hosted.stop());
    Object.assign(routes, hostedRoutes(hosted, networks));
  }
  const control = new ControlServer(
    routes,
    options.hosted && { token: options.hosted.token, maxBodyBytes: hostedBodyBytes },
  );
  const url = await control.listen(options.controlPort ?? 0);
  started.defer(() => control.stop());
  const running = started.move();
  return {
    smpp: { host: loopback, port: smppPort, ...firstAccount },
    telegram: { apiRoot: `http://${loopback}:${telegram.port}`, api, server: telegram },
    control: { url },
    networks,
    ledger,
    smsc,
    customers,
    stop: () => running.disposeAsync(),
  };
}
