import { MessageAssembler } from './message-assembler.ts';
import type { Picture } from './network.ts';

/** Where a submit belongs in a long message; `number` counts from 1. */
export interface Part {
  /** Unique among the messages under way between two addresses. */
  readonly reference: string;
  readonly total: number;
  readonly number: number;
}

/** One request a network accepted: the proof that something was sent. */
export interface Submit {
  readonly network: string;
  readonly account: string;
  /** As the network gave it in its answer. */
  readonly messageId: string;
  readonly source: string;
  readonly destination: string;
  readonly text: string;
  /** With the text as its caption. */
  readonly picture?: Picture;
  readonly part: Part | null;
  /** When the customer's handset has it, unix milliseconds; null: never. */
  readonly deliveredAt: number | null;
  /** Set by the ledger. */
  sequence: number;
  /** The fields above and the network's own, for reading by people and tests. */
  describe(): Record<string, unknown>;
}

/** One message a customer sent to us. */
export interface Inbound {
  readonly id: string;
  readonly network: string;
  readonly account: string;
  readonly source: string;
  readonly destination: string;
  readonly text: string;
  readonly picture?: Picture;
  describe(): Record<string, unknown>;
}

/** A message as the customer reads it: a submit, or all parts of a long one. */
export interface LedgerMessage {
  /** Of the submit that made it whole. */
  readonly sequence: number;
  readonly time: number;
  readonly network: string;
  readonly account: string;
  readonly source: string;
  readonly destination: string;
  readonly text: string;
  readonly picture?: Picture;
  readonly messageIds: readonly string[];
  readonly deliveredAt: number | null;
}

const submitKinds = ['submit', 'receipt_sent', 'receipt_acknowledged', 'receipt_refused'] as const;
const inboundKinds = ['inbound', 'inbound_sent', 'inbound_acknowledged', 'inbound_refused'] as const;
const kinds = [...submitKinds, ...inboundKinds] as const;

export type SubmitEntryKind = (typeof submitKinds)[number];
export type InboundEntryKind = (typeof inboundKinds)[number];
export type EntryKind = (typeof kinds)[number];

interface EntryHeader {
  /** From 1, without gaps. */
  readonly sequence: number;
  /** Unix milliseconds. */
  readonly time: number;
  /** The state of a receipt, the part of an inbound message, the status of a refusal; else empty. */
  readonly detail: string;
}

export interface SubmitEntry extends EntryHeader {
  readonly kind: SubmitEntryKind;
  readonly subject: Submit;
}

export interface InboundEntry extends EntryHeader {
  readonly kind: InboundEntryKind;
  readonly subject: Inbound;
}

export type LedgerEntry = SubmitEntry | InboundEntry;

export interface LedgerCounts extends Readonly<Record<EntryKind, number>> {
  /** Whole messages accepted: a long one counts once, when its last part is there. */
  readonly messages: number;
  readonly incompleteMessages: number;
  /** Requests the networks did not accept; they leave no entry. */
  readonly refused: number;
}

const forgetAtLeast = 5_000;

const kindCodes = Object.fromEntries(kinds.map((kind, code) => [kind, code])) as Record<EntryKind, number>;

/**
 * What the networks accepted and what they sent, in order; nothing is ever changed. Tests compare it with the database. It
 * is written at full line rate, so an entry is a row in four columns and shares its subject with the others.
 */
export class Ledger {
  #kinds = new Uint8Array(1 << 14);
  #times = new Float64Array(1 << 14);
  readonly #subjects: (Submit | Inbound)[] = [];
  readonly #details: string[] = [];
  readonly #perKind = kinds.map(() => 0);
  readonly #assembler = new MessageAssembler();
  /** Parts of each long message, by the sequence of the submit that made it whole. */
  readonly #assembled = new Map<number, Submit[]>();
  #assembledCount = 0;
  #forgotten = 0;
  #singles = 0;
  #refused = 0;

  get lastSequence(): number {
    return this.#forgotten + this.#subjects.length;
  }

  accept(submit: Submit): void {
    submit.sequence = this.#append('submit', submit, '');
    if (submit.part === null) {
      this.#singles++;
      return;
    }
    const parts = this.#assembler.add(submit);
    if (!parts) return;
    this.#assembled.set(submit.sequence, parts);
    this.#assembledCount++;
  }

  refuse(): void {
    this.#refused++;
  }

  receipt(kind: Exclude<SubmitEntryKind, 'submit'>, submit: Submit, detail: string): void {
    this.#append(kind, submit, detail);
  }

  inbound(kind: InboundEntryKind, message: Inbound, detail: string): void {
    this.#append(kind, message, detail);
  }

  /** Entries after `sequence`, oldest first. */
  since(sequence: number, limit = Infinity): LedgerEntry[] {
    const entries: LedgerEntry[] = [];
    const from = this.#indexAfter(sequence);
    const end = Math.min(this.#subjects.length, from + limit);
    for (let index = from; index < end; index++) entries.push(this.#entry(index));
    return entries;
  }

  submits(): Submit[] {
    const submits: Submit[] = [];
    for (let index = 0; index < this.#subjects.length; index++) {
      if (this.#kinds[index] === kindCodes.submit) submits.push(this.#subjects[index] as Submit);
    }
    return submits;
  }

  /** Whole messages accepted after `sequence`, in the order they became whole. */
  messages(sequence = 0, limit = Infinity): LedgerMessage[] {
    const messages: LedgerMessage[] = [];
    const from = this.#indexAfter(sequence);
    for (let index = from; index < this.#subjects.length && messages.length < limit; index++) {
      if (this.#kinds[index] !== kindCodes.submit) continue;
      const message = this.#messageEndingAt(index);
      if (message) messages.push(message);
    }
    return messages;
  }

  /** What one customer got (whole messages) and sent, each oldest first. */
  customer(address: string): { received: LedgerMessage[]; sent: InboundEntry[] } {
    const received: LedgerMessage[] = [];
    const sent: InboundEntry[] = [];
    for (let index = 0; index < this.#subjects.length; index++) {
      const subject = this.#subjects[index] as Submit | Inbound;
      if (this.#kinds[index] === kindCodes.submit && subject.destination === address) {
        const message = this.#messageEndingAt(index);
        if (message) received.push(message);
      } else if (this.#kinds[index] === kindCodes.inbound && subject.source === address) {
        sent.push(this.#entry(index) as InboundEntry);
      }
    }
    return { received, sent };
  }

  /** Lets entries up to `sequence` go, for a sandbox that runs for months; the counts stay. Done once it is worth while. */
  forget(sequence: number): void {
    const count = this.#indexAfter(sequence);
    if (count < forgetAtLeast) return;
    this.#kinds.copyWithin(0, count, this.#subjects.length);
    this.#times.copyWithin(0, count, this.#subjects.length);
    this.#subjects.splice(0, count);
    this.#details.splice(0, count);
    this.#forgotten += count;
    for (const whole of this.#assembled.keys()) if (whole <= this.#forgotten) this.#assembled.delete(whole);
  }

  /** Parts of long messages that are not whole. */
  incomplete(): Submit[][] {
    return this.#assembler.incomplete();
  }

  counts(): LedgerCounts {
    const perKind = Object.fromEntries(kinds.map((kind, code) => [kind, this.#perKind[code] ?? 0])) as Record<
      EntryKind,
      number
    >;
    return {
      ...perKind,
      messages: this.#singles + this.#assembledCount,
      incompleteMessages: this.#assembler.openCount,
      refused: this.#refused,
    };
  }

  #append(kind: EntryKind, subject: Submit | Inbound, detail: string): number {
    const index = this.#subjects.length;
    if (index === this.#kinds.length) this.#grow();
    const code = kindCodes[kind];
    this.#kinds[index] = code;
    this.#times[index] = Date.now();
    this.#subjects.push(subject);
    this.#details.push(detail);
    this.#perKind[code] = (this.#perKind[code] as number) + 1;
    return this.lastSequence;
  }

  #indexAfter(sequence: number): number {
    return Math.max(sequence - this.#forgotten, 0);
  }

  #grow(): void {
    const kindColumn = new Uint8Array(this.#kinds.length * 2);
    kindColumn.set(this.#kinds);
    this.#kinds = kindColumn;
    const timeColumn = new Float64Array(this.#times.length * 2);
    timeColumn.set(this.#times);
    this.#times = timeColumn;
  }

  /** The message that the submit of this row made whole. */
  #messageEndingAt(index: number): LedgerMessage | undefined {
    const submit = this.#subjects[index] as Submit;
    const parts = submit.part === null ? [submit] : this.#assembled.get(submit.sequence);
    return parts && wholeMessage(parts, submit.sequence, this.#times[index] as number);
  }

  #entry(index: number): LedgerEntry {
    return {
      sequence: this.#forgotten + index + 1,
      time: this.#times[index],
      kind: kinds[this.#kinds[index] as number],
      detail: this.#details[index],
      subject: this.#subjects[index],
    } as LedgerEntry;
  }
}

/** An entry as JSON carries it: the subject in full where it first appears, afterwards what identifies it. */
export function describeEntry(entry: LedgerEntry): Record<string, unknown> {
  const { sequence, time, kind, detail, subject } = entry;
  const header = { sequence, time, kind, detail };
  switch (kind) {
    case 'submit':
    case 'inbound':
      return { ...header, ...subject.describe() };
    case 'receipt_sent':
    case 'receipt_acknowledged':
    case 'receipt_refused':
      return { ...header, network: subject.network, account: subject.account, messageId: subject.messageId };
    default:
      return { ...header, network: subject.network, account: subject.account, id: subject.id };
  }
}

function wholeMessage(parts: readonly Submit[], sequence: number, time: number): LedgerMessage {
  const [first] = parts as [Submit];
  let deliveredAt: number | null = 0;
  for (const part of parts) {
    deliveredAt = deliveredAt === null || part.deliveredAt === null ? null : Math.max(deliveredAt, part.deliveredAt);
  }
  return {
    sequence,
    time,
    network: first.network,
    account: first.account,
    source: first.source,
    destination: first.destination,
    text: parts.map((part) => part.text).join(''),
    ...(first.picture && { picture: first.picture }),
    messageIds: parts.map((part) => part.messageId),
    deliveredAt,
  };
}
