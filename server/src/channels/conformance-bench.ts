import { setTimeout as sleep } from 'node:timers/promises';
import { type TestAPI, vi } from 'vitest';
import {
  type Channel,
  type ChannelKind,
  type ChannelTransports,
  DeliveryError,
  type OutboundFile,
  type Sent,
} from './channel.ts';
import { RecordingHost } from './recording-host.ts';

/** What an emulated network is asked to do to the next requests; without `next` to all. Times in milliseconds. */
export type NetworkFault =
  | { readonly type: 'refuse' | 'throttle'; readonly next?: number }
  /** Taken, and nobody is told. */
  | { readonly type: 'no_answer'; readonly next?: number; readonly every?: number }
  | {
      readonly type: 'disconnect';
      readonly when: 'before_accept' | 'before_answer';
      readonly next?: number;
      readonly every?: number;
    }
  | { readonly type: 'delay_answer'; readonly milliseconds: number }
  | { readonly type: 'receipt_first' | 'receipt_twice' | 'receipt_failed' }
  | { readonly type: 'receipt_late'; readonly milliseconds: number };

export interface NetworkFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** An emulated network in the hands of the suite. */
export interface ConformanceNetwork {
  /** Whole messages the network accepted, in their order, addressed as we address them. */
  accepted(): readonly { readonly address: string; readonly text: string; readonly file?: NetworkFile }[];
  /** These faults, in place of those before. */
  fault(...faults: readonly NetworkFault[]): void;
  /** A customer writes to us; `copies` above 1: the network delivers it more than once. */
  write(message: {
    readonly from: string;
    readonly text: string;
    readonly copies?: number;
    /** Only where the adapter downloads. */
    readonly file?: NetworkFile;
  }): void;
  /** Inbound deliveries we have acknowledged. */
  acknowledged(): number;
  /** Breaks all connections. */
  disconnect(): void;
  /** Takes away our account and breaks its connections. */
  revoke(): void;
  close(): Promise<void>;
}

export interface ConformanceSubject<Settings> {
  readonly kind: ChannelKind<Settings>;
  /** As a person types them; an answer that does not come is to be given up after five seconds. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly transports: ChannelTransports;
  readonly network: ConformanceNetwork;
  /** The address of the nth customer, from 0. */
  readonly address: (customer: number) => string;
}

/** How long a test waits for what must happen. */
export const patience = { timeout: 30_000, interval: 10 };

/** A test that is given a bench of its own. */
export type BenchTest = TestAPI<{ rig: Bench<unknown> }>;

/** One adapter, its network and its host, for one test. */
export class Bench<Settings> {
  readonly subject: ConformanceSubject<Settings>;
  readonly network: ConformanceNetwork;
  readonly host = new RecordingHost();
  readonly channel: Channel;
  readonly settings: Settings;

  constructor(subject: ConformanceSubject<Settings>) {
    this.subject = subject;
    this.network = subject.network;
    this.settings = subject.kind.parseSettings(subject.settings);
    this.channel = subject.kind.create(this.settings, subject.transports);
  }

  async connect(): Promise<void> {
    await this.channel.start(this.host);
    await this.state('connected');
  }

  /** Waits until this is the channel's state. */
  async state(expected: string): Promise<void> {
    await vi.waitUntil(() => this.host.states.at(-1)?.state === expected, patience);
  }

  send(customer: number, text: string, milliseconds = 30_000, file: OutboundFile | null = null): Promise<Sent> {
    const address = this.subject.address(customer);
    return this.channel.send({
      deliveryId: `${customer}`,
      address,
      text,
      file,
      submitDeadline: Date.now() + milliseconds,
    });
  }

  /** How often the network accepted a message to this customer. */
  accepts(customer: number): number {
    const address = this.subject.address(customer);
    return this.network.accepted().filter((message) => message.address === address).length;
  }

  async close(): Promise<void> {
    await this.channel.stop(0);
    await this.subject.network.close();
  }
}

/** Sends one message to each customer as a runner does: a window at a time, what is put off again, nothing else. */
export async function sendToEach(bench: Bench<unknown>, customers: number): Promise<string[]> {
  const outcomes: string[] = Array.from({ length: customers }, () => 'open');
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let customer = next++; customer < customers; customer = next++) {
      outcomes[customer] = await sendPersistently(bench, customer);
    }
  };
  await Promise.all(Array.from({ length: Math.min(5, bench.channel.capabilities.window) }, lane));
  return outcomes;
}

async function sendPersistently(bench: Bench<unknown>, customer: number): Promise<string> {
  for (;;) {
    try {
      await bench.send(customer, `message ${customer}`);
      return 'sent';
    } catch (error) {
      if (!(error instanceof DeliveryError)) throw error;
      if (error.outcome !== 'retry') return error.outcome;
      await sleep(error.retryAfter ?? 100);
    }
  }
}
