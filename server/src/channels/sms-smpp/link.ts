import type { Socket } from 'node:net';
import {
  commandStatus,
  FrameError,
  FrameReader,
  type MalformedPdu,
  noTlvs,
  type Pdu,
  PduWriter,
  refusalOf,
  type ShortMessage,
} from './wire.ts';

/** Why a request has no answer. In both cases the peer may have carried it out. */
export type Unanswered = 'no_answer' | 'connection_lost';
export type Answer = Pdu | MalformedPdu | Unanswered;
export type LateAnswer = Pdu | MalformedPdu;

export interface LinkOptions {
  /** After so long without a byte from the peer it is asked whether it lives. Milliseconds. */
  readonly idleMilliseconds: number;
  /** A request without an answer for so long is settled as `no_answer`. Milliseconds. */
  readonly answerMilliseconds: number;
  /** Stores what the peer delivers: acknowledged when it resolves, answered so that the peer repeats it when it rejects. */
  readonly deliver: (pdu: ShortMessage) => Promise<void>;
  /** Called once before the bytes of a tick are written, and every second: the moment to add requests. */
  readonly beforeWrite?: () => void;
}

interface Pending {
  readonly settle: (answer: Answer) => void;
  readonly settleLate: ((answer: LateAnswer) => void) | undefined;
  readonly sentAt: number;
}

const tickMilliseconds = 1_000;
const lingerMilliseconds = 2_000;
const fullWriteBytes = 64 * 1024;
const highestSequence = 0x7fffffff;
/** Requests without an answer in time whose answer would still tell something: the oldest are given up. */
const mostOverdue = 10_000;
/** Deliveries being stored at once; beyond it the socket is not read, so that a flood waits at the peer and not here. */
const mostDeliveries = 1_000;

/**
 * One TCP connection that speaks SMPP: matches answers to requests, answers the peer's requests, keeps the connection
 * alive and notices when it is dead. Knows nothing of binding, windows or reconnecting. Everything written during one turn
 * of the event loop leaves in one write.
 */
export class Link {
  readonly #socket: Socket;
  readonly #options: LinkOptions;
  readonly #reader = new FrameReader((pdu) => this.#received(pdu));
  readonly #writer = new PduWriter();
  /** In the order of sending, so that the first is always the next to time out: one timer serves all. */
  readonly #pending = new Map<number, Pending>();
  /** Given up in time, and still of interest. */
  readonly #overdue = new Map<number, (answer: LateAnswer) => void>();
  readonly #ticker: NodeJS.Timeout;
  readonly #idleWaiters: (() => void)[] = [];
  #sequence = 0;
  #delivering = 0;
  #flushScheduled = false;
  #lastReceived = performance.now();
  #isEnquiring = false;
  #reason: string | null = null;
  #isClosed = false;

  /** Resolves with the reason once the connection is gone; every request has been settled by then. */
  readonly closed: Promise<string>;

  constructor(socket: Socket, options: LinkOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.setNoDelay(true);
    // By way of setImmediate, so that after a freeze the answers that came meanwhile are read before anything times out.
    this.#ticker = setInterval(() => setImmediate(() => this.#tick()), tickMilliseconds);
    this.closed = new Promise((resolve) => {
      const gone = (): void => {
        this.#close();
        resolve(this.#reason ?? 'the peer closed the connection');
      };
      // It may have been lost while the transport was still handing it over.
      if (socket.closed) gone();
      else socket.once('close', gone);
    });
    socket.on('error', (error) => (this.#reason ??= error.message));
    socket.on('drain', () => this.scheduleWrite());
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
  }

  nextSequence(): number {
    this.#sequence = this.#sequence === highestSequence ? 1 : this.#sequence + 1;
    return this.#sequence;
  }

  /** False while the peer reads more slowly than we write: what is added now would wait in our memory, not on the wire. */
  get isWritable(): boolean {
    return !this.#isClosed && !this.#socket.writableNeedDrain && this.#writer.length < fullWriteBytes;
  }

  /**
   * `pdu.sequence` comes from `nextSequence`. `settle` is called exactly once, never before this returns; after `no_answer`
   * `settleLate` may follow, once. Throws EncodeError.
   */
  request(pdu: Pdu, settle: (answer: Answer) => void, settleLate?: (answer: LateAnswer) => void): void {
    if (this.#isClosed) {
      queueMicrotask(() => settle('connection_lost'));
      return;
    }
    this.send(pdu);
    this.#pending.set(pdu.sequence, { settle, settleLate, sentAt: performance.now() });
  }

  /** Sends without expecting an answer; nothing happens once the connection is gone. Throws EncodeError. */
  send(pdu: Pdu): void {
    if (this.#isClosed) return;
    this.#writer.write(pdu);
    this.scheduleWrite();
  }

  /** Asks for `beforeWrite` and a write at the end of this turn of the event loop. */
  scheduleWrite(): void {
    if (this.#flushScheduled) return;
    this.#flushScheduled = true;
    setImmediate(() => this.#flush());
  }

  /** Resolves when no request waits for its answer and every delivery has been answered, or the connection is gone. */
  whenIdle(): Promise<void> {
    if (this.#isIdle()) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  /** Says goodbye, waits for the answer at most so long, and closes. */
  async unbind(milliseconds: number): Promise<void> {
    const goodbye = new Promise<void>((resolve) => {
      this.request({ command: 'unbind', status: 0, sequence: this.nextSequence() }, () => resolve());
    });
    const timer = setTimeout(() => this.drop('no answer to unbind'), milliseconds);
    await goodbye;
    clearTimeout(timer);
    this.drop('unbound');
  }

  /** Writes what is waiting to be written and closes, without waiting for the peer. */
  drop(reason: string): void {
    if (this.#isClosed) return;
    this.#reason ??= reason;
    if (this.#writer.length > 0) this.#socket.write(this.#writer.take());
    this.#socket.destroySoon();
    // A peer that no longer reads would keep the connection half closed for ever.
    setTimeout(() => this.#socket.destroy(), lingerMilliseconds).unref();
    this.#close();
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#ticker);
    for (const [sequence, { settle }] of this.#pending) {
      this.#pending.delete(sequence);
      settle('connection_lost');
    }
    this.#noteIdle();
  }

  #flush(): void {
    // Requests added by `beforeWrite` are part of this write, so the flag stays up until it is done.
    if (!this.#isClosed) this.#options.beforeWrite?.();
    this.#flushScheduled = false;
    const bytes = this.#writer.length;
    if (this.#isClosed || bytes === 0) return;
    const isTaken = this.#socket.write(this.#writer.take());
    // `beforeWrite` may have had more than fits one write. When the socket is full, its `drain` comes back here.
    if (isTaken && bytes >= fullWriteBytes) this.scheduleWrite();
  }

  #read(chunk: Buffer): void {
    if (this.#isClosed) return;
    this.#lastReceived = performance.now();
    try {
      this.#reader.read(chunk);
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.send({ command: 'generic_nack', status: commandStatus.invalidCommandLength, sequence: 0 });
      this.drop(`the stream is out of step: ${error.message}`);
    }
  }

  #received(pdu: Pdu | MalformedPdu): void {
    if (this.#isClosed) return;
    switch (pdu.command) {
      case 'deliver_sm':
        this.#delivered(pdu);
        return;
      case 'enquire_link':
        this.send({ command: 'enquire_link_resp', status: 0, sequence: pdu.sequence });
        return;
      case 'unbind':
        this.send({ command: 'unbind_resp', status: 0, sequence: pdu.sequence });
        this.drop('the peer unbound');
        return;
      case 'unknown':
      case 'malformed':
        this.#refusedOrAnswered(pdu);
        return;
      case 'submit_sm':
      case 'bind_receiver':
      case 'bind_transmitter':
      case 'bind_transceiver':
        this.send({ command: 'generic_nack', status: commandStatus.invalidCommandId, sequence: pdu.sequence });
        return;
      default:
        this.#answered(pdu);
    }
  }

  #refusedOrAnswered(pdu: Extract<Pdu | MalformedPdu, { command: 'unknown' | 'malformed' }>): void {
    const refusal = refusalOf(pdu);
    if (refusal) this.send(refusal);
    else this.#answered(pdu);
  }

  #answered(answer: Pdu | MalformedPdu): void {
    const pending = this.#pending.get(answer.sequence);
    if (!pending) return this.#answeredLate(answer);
    this.#pending.delete(answer.sequence);
    pending.settle(answer);
    this.#noteIdle();
  }

  #answeredLate(answer: LateAnswer): void {
    const settleLate = this.#overdue.get(answer.sequence);
    this.#overdue.delete(answer.sequence);
    settleLate?.(answer);
  }

  #delivered(pdu: ShortMessage): void {
    if (++this.#delivering === mostDeliveries) this.#socket.pause();
    this.#options.deliver(pdu).then(
      () => this.#acknowledge(pdu, commandStatus.ok),
      () => this.#acknowledge(pdu, commandStatus.receiverTemporaryError),
    );
  }

  #acknowledge({ sequence }: ShortMessage, status: number): void {
    this.send({ command: 'deliver_sm_resp', status, sequence, messageId: '', tlvs: noTlvs });
    if (--this.#delivering === mostDeliveries / 2) this.#socket.resume();
    this.#noteIdle();
  }

  #isIdle(): boolean {
    return this.#isClosed || (this.#pending.size === 0 && this.#delivering === 0);
  }

  #noteIdle(): void {
    if (this.#idleWaiters.length === 0 || !this.#isIdle()) return;
    for (const resolve of this.#idleWaiters.splice(0)) resolve();
  }

  #tick(): void {
    if (this.#isClosed) return;
    const now = performance.now();
    this.#expire(now);
    if (!this.#isEnquiring && now - this.#lastReceived >= this.#options.idleMilliseconds) this.#enquire();
    this.scheduleWrite();
  }

  #expire(now: number): void {
    for (const [sequence, { settle, settleLate, sentAt }] of this.#pending) {
      if (now - sentAt < this.#options.answerMilliseconds) return;
      this.#pending.delete(sequence);
      if (settleLate) this.#remember(sequence, settleLate);
      settle('no_answer');
    }
    this.#noteIdle();
  }

  #remember(sequence: number, settleLate: (answer: LateAnswer) => void): void {
    this.#overdue.set(sequence, settleLate);
    if (this.#overdue.size <= mostOverdue) return;
    const [oldest] = this.#overdue.keys();
    this.#overdue.delete(oldest!);
  }

  #enquire(): void {
    this.#isEnquiring = true;
    this.request({ command: 'enquire_link', status: 0, sequence: this.nextSequence() }, (answer) => {
      this.#isEnquiring = false;
      if (answer === 'no_answer') this.drop('no answer to enquire_link');
    });
  }
}
