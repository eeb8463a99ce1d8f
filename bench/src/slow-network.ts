import { setTimeout as sleep } from 'node:timers/promises';
import type { ChannelHost, OutboundMessage, Sent } from '../../server/src/channels/channel.ts';
import { ScriptedNetwork } from '../../server/src/modules/sending/scripted-channel.ts';
import type { LedgerMessage } from './judge.ts';

const redeliveryMilliseconds = 50;

/** Takes a message after a moment and answers after another. A receipt is sent, perhaps before the answer, until it is stored. */
export class SlowNetwork extends ScriptedNetwork {
  readonly messages: LedgerMessage[] = [];
  readonly #random: () => number;
  #open = 0;
  #closed = false;

  constructor(window: number, random: () => number) {
    super();
    this.#random = random;
    this.capabilities = { ...this.capabilities, window };
    this.script = (message, _host, accept) => this.#take(message, accept);
  }

  /** It has something for which the sender has no answer yet. */
  get isBusy(): boolean {
    return this.#open > 0;
  }

  close(): void {
    this.#closed = true;
  }

  async #take(message: OutboundMessage, accept: () => Sent): Promise<Sent> {
    await sleep(this.#random() * 10);
    const sent = accept();
    const [{ providerMessageId }] = sent.parts as [Sent['parts'][0]];
    this.messages.push({ address: message.address, messageIds: [providerMessageId], at: Date.now() });
    const isEarly = this.#random() < 0.2;
    void this.#report(providerMessageId, isEarly ? 0 : 100);
    this.#open++;
    await sleep(30 + this.#random() * 40);
    this.#open--;
    return sent;
  }

  async #report(providerMessageId: string, delay: number): Promise<void> {
    await sleep(delay);
    const receipt = {
      providerMessageId,
      state: 'delivered',
      providerTime: null,
      errorCode: null,
      reason: null,
    } as const;
    while (!this.#closed && !(await isStored(this.hosts.at(-1)!, receipt))) await sleep(redeliveryMilliseconds);
  }
}

async function isStored(host: ChannelHost, receipt: Parameters<ChannelHost['report']>[0]): Promise<boolean> {
  try {
    await host.report(receipt);
    return true;
  } catch {
    // Nobody there, or a process that has lost the channel.
    return false;
  }
}
