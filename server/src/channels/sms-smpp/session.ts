import { setTimeout as sleep } from 'node:timers/promises';
import { type ChannelHost, type ChannelState, type ChannelTransports, DeliveryError } from '../channel.ts';
import { Link, type LinkOptions } from './link.ts';
import { Pace } from './pace.ts';
import { reconnectDelay } from './reconnect-delay.ts';
import { type SmppSettings, vendorStatusOf } from './settings.ts';
import { type BindRefusal, bindRefusal } from './status.ts';
import { type BuildSubmit, SubmitQueue } from './submit-queue.ts';
import { commandStatus, type ShortMessage, type ShortMessageResponse, statusText } from './wire.ts';

const connectMilliseconds = 10_000;
const unbindMilliseconds = 1_000;
/** A connection that was bound for so long counts as a success: the next attempts start from the shortest delay again. */
const stableMilliseconds = 10_000;

export interface SessionOwner {
  readonly host: Pick<ChannelHost, 'state' | 'slowDown' | 'clock' | 'log'>;
  /** Stores what the SMSC delivers. `connection` counts up with every connection made. */
  readonly deliver: (pdu: ShortMessage, connection: number) => Promise<void>;
}

interface Ending {
  readonly reason: string;
  readonly bindRefusal: BindRefusal | null;
  readonly boundMilliseconds: number;
}

/** Keeps one transceiver bound: connects, binds, and starts over with growing delays until it is stopped or refused. */
export class SmppSession {
  readonly #settings: SmppSettings;
  readonly #transports: ChannelTransports;
  readonly #owner: SessionOwner;
  readonly #pace: Pace;
  readonly #stopping = new AbortController();
  #connections = 0;
  #link: Link | null = null;
  #queue: SubmitQueue | null = null;

  constructor(settings: SmppSettings, transports: ChannelTransports, owner: SessionOwner) {
    this.#settings = settings;
    this.#transports = transports;
    this.#owner = owner;
    this.#pace = new Pace(settings.window);
  }

  start(): void {
    void this.#run();
  }

  /** See SubmitQueue; refused with `not_connected` while no connection is bound. */
  submit(build: BuildSubmit, deadline: number): Promise<ShortMessageResponse> {
    return this.#queue?.submit(build, deadline) ?? Promise.reject(new DeliveryError('retry', 'not_connected'));
  }

  /** Waits for open answers and deliveries at most so long, unbinds and closes. */
  async stop(graceMilliseconds: number): Promise<void> {
    this.#stopping.abort();
    const link = this.#link;
    if (!link) return;
    await within(graceMilliseconds, link.whenIdle());
    await link.unbind(unbindMilliseconds);
    await link.closed;
  }

  async #run(): Promise<void> {
    const { host } = this.#owner;
    let failures = 0;
    host.state({ state: 'connecting' });
    while (!this.#stopping.signal.aborted) {
      const ending = await this.#connection();
      if (this.#stopping.signal.aborted) return;
      host.log.warn({ reason: ending.reason }, 'smpp connection ended');
      if (ending.bindRefusal === 'credentials') {
        host.state({ state: 'login_required', reason: ending.reason });
        return;
      }
      failures = ending.boundMilliseconds >= stableMilliseconds ? 1 : failures + 1;
      await this.#waitToReconnect(ending, failures);
    }
  }

  async #waitToReconnect(ending: Ending, failures: number): Promise<void> {
    const { host } = this.#owner;
    const delay = reconnectDelay(failures, ending.bindRefusal === 'already_bound', Math.random);
    const state: ChannelState = { state: 'reconnecting', reason: ending.reason, retryAt: host.clock() + delay };
    host.state(state);
    await sleep(delay, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }

  /** One connection from its first packet to its last. Never rejects. */
  async #connection(): Promise<Ending> {
    const connection = ++this.#connections;
    let queue: SubmitQueue | null = null;
    const opened = await openLink(this.#settings, this.#transports, this.#stopping.signal, {
      deliver: (pdu) => this.#owner.deliver(pdu, connection),
      beforeWrite: () => queue?.pump(),
    });
    if ('reason' in opened) return { ...opened, boundMilliseconds: 0 };
    const { link } = opened;
    if (this.#stopping.signal.aborted) {
      link.drop('stopped');
      return { reason: 'stopped', bindRefusal: null, boundMilliseconds: 0 };
    }
    const boundAt = performance.now();
    queue = this.#newQueue(link);
    this.#link = link;
    this.#queue = queue;
    this.#owner.host.state({ state: 'connected' });
    const reason = await link.closed;
    this.#link = null;
    this.#queue = null;
    queue.close();
    return { reason, bindRefusal: null, boundMilliseconds: performance.now() - boundAt };
  }

  #newQueue(link: Link): SubmitQueue {
    const { host } = this.#owner;
    return new SubmitQueue(link, {
      pace: this.#pace,
      vendorStatus: vendorStatusOf(this.#settings),
      clock: host.clock,
      slowDown: (milliseconds) => host.slowDown(milliseconds),
    });
  }
}

/** A bound connection, or why there is none. Never rejects. `signal` ends the attempt, not the bound connection. */
export async function openLink(
  settings: SmppSettings,
  transports: ChannelTransports,
  signal: AbortSignal,
  options: Pick<LinkOptions, 'deliver' | 'beforeWrite'>,
): Promise<{ link: Link } | { reason: string; bindRefusal: BindRefusal | null }> {
  let link: Link;
  try {
    const { host, port, tls, ca } = settings;
    const target = { host, port, tls, timeoutMilliseconds: connectMilliseconds };
    const socket = await transports.connect(ca === undefined ? target : { ...target, ca });
    link = new Link(socket, {
      idleMilliseconds: settings.enquireLinkSeconds * 1000,
      answerMilliseconds: settings.responseTimeoutSeconds * 1000,
      ...options,
    });
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error), bindRefusal: null };
  }
  const abandon = (): void => link.drop('stopped');
  signal.addEventListener('abort', abandon);
  if (signal.aborted) abandon();
  const status = await bind(link, settings);
  signal.removeEventListener('abort', abandon);
  if (status === commandStatus.ok) return { link };
  const reason = typeof status === 'string' ? status : `bind refused: ${statusText(status)}`;
  link.drop(reason);
  return { reason, bindRefusal: typeof status === 'string' ? null : bindRefusal(status) };
}

/** The status of the SMSC's answer, or in words why there is none. */
function bind(link: Link, settings: SmppSettings): Promise<number | string> {
  return new Promise((resolve) => {
    const { systemId, password, systemType } = settings;
    const sequence = link.nextSequence();
    const addresses = { addressTon: 0, addressNpi: 0, addressRange: '' };
    link.request(
      {
        command: 'bind_transceiver',
        status: 0,
        sequence,
        systemId,
        password,
        systemType,
        interfaceVersion: 0x34,
        ...addresses,
      },
      (answer) => {
        if (answer === 'no_answer') resolve('no answer to the bind');
        else if (answer === 'connection_lost') resolve('connection lost while binding');
        else resolve(answer.status);
      },
    );
  });
}

async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  const timer = new AbortController();
  const timeout = sleep(milliseconds, undefined, { signal: timer.signal }).catch(() => undefined);
  await Promise.race([work, timeout]);
  timer.abort();
}
