import { randomBytes } from 'node:crypto';
import { shortMessage } from '@parley/server/smpp-wire';
import { z } from 'zod';
import type { Ledger } from '../ledger.ts';
import {
  type CustomerMessage,
  type HostedNetwork,
  loopback,
  type NetworkAccount,
  type Person,
  type Presence,
} from '../network.ts';
import { undelivered } from './accept-submit.ts';
import { smsFaultChoices } from './fault-choices.ts';
import { Receipt } from './receipt.ts';
import type { Smsc } from './smsc.ts';
import type { SmsInbound } from './sms-inbound.ts';
import { SmsSubmit } from './sms-submit.ts';

const savedReceipt = z.object({
  account: z.string(),
  id: z.number(),
  messageId: z.string(),
  acceptedAt: z.number(),
  source: z.string(),
  destination: z.string(),
  dataCoding: z.number(),
  registeredDelivery: z.number(),
  octets: z.string(),
});
const savedMessage = z.object({
  account: z.string(),
  id: z.string(),
  source: z.string(),
  destination: z.string(),
  text: z.string(),
  form: z.enum(['udh8', 'udh16', 'sar', 'payload']),
});
const savedSchema = z.object({ receipts: z.array(savedReceipt), messages: z.array(savedMessage) });

/** An SMSC gives up on a message after three days, and nobody waits longer for its receipt. */
const validityMilliseconds = 72 * 3_600_000;

/** The SMSC as a network of the product: any number of accounts, told apart by their system ids. */
export class SmsNetwork implements HostedNetwork {
  readonly name = 'sms' as const;
  readonly hasSenders = true;
  readonly takesPictures = false;
  readonly faultChoices = smsFaultChoices.map(({ name, en, ru }) => ({ name, en, ru }));
  readonly endpoint: HostedNetwork['endpoint'];
  readonly #smsc: Smsc;
  readonly #ledger: Ledger;
  readonly #faults = new Map<string, number>();
  /** What no session has acknowledged, as far as the ledger was looked through. */
  readonly #receipts = new Set<SmsSubmit>();
  readonly #messages = new Map<SmsInbound, number>();
  #looked = 0;

  constructor(smsc: Smsc, ledger: Ledger, port: number) {
    this.endpoint = { host: loopback, port };
    this.#smsc = smsc;
    this.#ledger = ledger;
  }

  mintAccount(title: string): NetworkAccount {
    // SMPP has room for 15 and 8 characters.
    return { id: `p${randomBytes(7).toString('hex')}`, secret: randomBytes(6).toString('base64url'), title };
  }

  putAccount({ id, secret }: NetworkAccount): void {
    this.#smsc.putAccount({ systemId: id, password: secret });
  }

  removeAccount(id: string): boolean {
    this.setFault(id, null);
    return this.#smsc.revokeAccount(id);
  }

  addressOf({ phone }: Person): string {
    return phone;
  }

  setPresence(account: string, address: string, presence: Presence): void {
    this.#smsc.phones.setPresence(account, address, presence);
  }

  setFault(account: string, name: string | null): boolean {
    const choice = smsFaultChoices.find((candidate) => candidate.name === name);
    if (!this.#smsc.account(account) || (name !== null && !choice)) return false;
    const former = this.#faults.get(account);
    if (former !== undefined) this.#smsc.faults.remove(former);
    this.#faults.delete(account);
    if (!choice) return true;
    const match = { ...choice.match, account };
    this.#faults.set(account, this.#smsc.faults.add({ match, action: choice.action }));
    if (choice.dropsSessions) this.#smsc.dropSessions(account);
    return true;
  }

  receive(message: CustomerMessage): SmsInbound | null {
    return this.#smsc.receive(message);
  }

  save(): z.input<typeof savedSchema> {
    this.#look();
    const oldest = Date.now() - validityMilliseconds;
    for (const submit of this.#receipts) if (submit.acceptedAt < oldest) this.#receipts.delete(submit);
    const receipts = [...this.#receipts].map((submit) => savedReceipt.parse(submit));
    const messages = [...this.#messages.keys()].map((message) => savedMessage.parse(message));
    return { receipts, messages };
  }

  restore(saved: unknown): void {
    const { receipts, messages } = savedSchema.parse(saved);
    for (const { source: from, destination: to, ...message } of messages) {
      this.#smsc.deliver({ ...message, from, to, copies: 1 });
    }
    for (const receipt of receipts) this.#resume(receipt);
  }

  /** The receipt of a message that was accepted before the restart. The message itself is not accepted again. */
  #resume(saved: z.output<typeof savedReceipt>): void {
    const account = this.#smsc.account(saved.account);
    if (!account || saved.acceptedAt < Date.now() - validityMilliseconds) return;
    const submit = new SmsSubmit(
      shortMessage('submit_sm', 0, saved),
      { octets: saved.octets, part: null },
      { ...saved, deliveredAt: null, defaultAlphabet: this.#smsc.options.defaultAlphabet },
    );
    this.#receipts.add(submit);
    const { online, blocked } = this.#smsc.phones.presence(saved.account, saved.destination);
    const [state] = blocked ? undelivered.states : (['DELIVRD'] as const);
    const error = blocked ? undelivered.error : '000';
    const receipt = new Receipt(
      { submit, state, error, messageId: saved.messageId, intermediate: false },
      this.#smsc.options,
      account.outbox,
    );
    if (online) receipt.fire();
    else this.#smsc.phones.hold(saved.account, saved.destination, receipt);
  }

  #look(): void {
    for (const { sequence, kind, subject, detail } of this.#ledger.since(this.#looked)) {
      this.#looked = sequence;
      if (subject.network !== this.name) continue;
      if (kind === 'submit') {
        const submit = subject as SmsSubmit;
        if (submit.registeredDelivery !== 0) this.#receipts.add(submit);
      } else if (kind === 'receipt_acknowledged') this.#receipts.delete(subject as SmsSubmit);
      else if (kind === 'inbound') this.#messages.set(subject as SmsInbound, 0);
      else if (kind === 'inbound_acknowledged') this.#partAcknowledged(subject as SmsInbound, detail);
    }
  }

  /** `detail` is the part, as `2/3`. */
  #partAcknowledged(message: SmsInbound, detail: string): void {
    const acknowledged = (this.#messages.get(message) ?? 0) + 1;
    const total = Number(detail.split('/')[1]);
    if (acknowledged >= total) this.#messages.delete(message);
    else this.#messages.set(message, acknowledged);
  }
}
