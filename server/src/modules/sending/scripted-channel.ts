import type { Inbox } from './channel-session.ts';
import {
  DeliveryError,
  type Capabilities,
  type Channel,
  type ChannelHost,
  type ChannelKind,
  type OutboundMessage,
  type Sent,
} from '#channel';

export const noInbox: Inbox = { receive: () => Promise.resolve(), fetchFiles: () => Promise.resolve() };

/** What the scripted network does with one message; by default it accepts at once. */
export type Script = (message: OutboundMessage, host: ChannelHost, accept: () => Sent) => Promise<Sent>;

/**
 * A network inside the process, for tests of the sending protocol: they decide message by message what comes back and
 * when, which no emulated network over a socket can do to the step. Its ledger is independent of ours.
 */
export class ScriptedNetwork {
  readonly ledger: {
    deliveryId: string;
    address: string;
    text: string;
    file: string | null;
    providerMessageId: string;
  }[] = [];
  readonly hosts: ChannelHost[] = [];
  script: Script = async (_message, _host, accept) => accept();
  capabilities: Capabilities = {
    maxTextLength: 10_000,
    formats: ['plain'],
    files: null,
    receipts: 'delivered',
    typing: false,
    lookup: false,
    history: false,
    idempotentSends: false,
    window: 50,
  };
  #next = 0;

  readonly kind: ChannelKind = {
    kind: 'scripted',
    network: 'sms',
    official: true,
    addressing: 'network',
    carries: { maxTextLength: 10_000, formats: ['plain'], files: null, typing: false },
    parseSettings: (input) => input,
    secretSettings: [],
    create: () => this.#channel(),
    test: async () => ({ ok: true }),
  };

  #channel(): Channel {
    let host: ChannelHost | undefined;
    const open = new Set<Promise<unknown>>();
    return {
      capabilities: this.capabilities,
      start: async (given) => {
        host = given;
        this.hosts.push(given);
        given.state({ state: 'connected' });
      },
      send: (message) => {
        const sending = this.#send(message, host!);
        open.add(sending);
        void sending.then(
          () => open.delete(sending),
          () => open.delete(sending),
        );
        return sending;
      },
      stop: async (graceMilliseconds) => {
        const grace = new Promise((resolve) => setTimeout(resolve, graceMilliseconds));
        await Promise.race([Promise.allSettled(open), grace]);
      },
    };
  }

  async #send(message: OutboundMessage, host: ChannelHost): Promise<Sent> {
    if (Date.now() > message.submitDeadline) throw new DeliveryError('retry', 'deadline_passed');
    return this.script(message, host, () => this.accept(message));
  }

  /** Enters the message into the ledger: from now on the network has it. */
  accept(message: OutboundMessage): Sent {
    const providerMessageId = `m${++this.#next}`;
    this.ledger.push({
      deliveryId: message.deliveryId,
      address: message.address,
      text: message.text,
      file: message.file?.name ?? null,
      providerMessageId,
    });
    return { parts: [{ providerMessageId }] };
  }
}
