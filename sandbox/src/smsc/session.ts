import type { Socket } from 'node:net';
import {
  type Bind,
  commandIds,
  commandStatus,
  FrameError,
  FrameReader,
  type MalformedPdu,
  noTlvs,
  numberTlv,
  type Pdu,
  PduWriter,
  refusalOf,
  responseIdOf,
  type ShortMessage,
  statusText,
  tlvTags,
} from '@parley/server/smpp-wire';
import type { Ledger } from '../ledger.ts';
import type { Account } from './account.ts';
import type { ActiveFaults } from './faults.ts';
import type { Delivery, Receiver } from './outbox.ts';
import type { SmscOptions } from './smsc-options.ts';
import { SocketOutput } from './socket-output.ts';

/** What a session needs of the SMSC it belongs to. */
export interface SessionHost {
  readonly options: SmscOptions;
  readonly ledger: Ledger;
  readonly faults: ActiveFaults;
  /** The account, or the command_status that refuses the bind. */
  authenticate(pdu: Bind): Account | number;
  submit(session: Session, account: Account, pdu: ShortMessage): void;
  /** A delivery the account refused for now. */
  redeliver(account: Account, delivery: Delivery): void;
  closed(session: Session): void;
}

const maxSequence = 0x7fffffff;
const smpp34 = 0x34;

/** Statuses after which an SMSC tries again; all others lose the message for good. */
const temporary = new Set<number>([
  commandStatus.systemError,
  commandStatus.messageQueueFull,
  commandStatus.throttled,
  commandStatus.receiverTemporaryError,
]);

/** One connection, from its first byte to its last. */
export class Session implements Receiver {
  account: Account | null = null;
  #mode: Bind['command'] | null = null;
  #closed = false;
  #sequence = 0;
  #heardAt = Date.now();
  #enquired = false;
  readonly #inFlight = new Map<number, Delivery>();
  readonly #writer = new PduWriter();
  readonly #output: SocketOutput;
  readonly #host: SessionHost;
  #flushing: NodeJS.Immediate | null = null;

  constructor(socket: Socket, host: SessionHost) {
    this.#host = host;
    this.#output = new SocketOutput(socket, () => host.faults.fragmentation(this.account?.systemId ?? null));
    const reader = new FrameReader((pdu) => this.#receive(pdu));
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      try {
        reader.read(chunk);
      } catch (error) {
        if (!(error instanceof FrameError)) throw error;
        // The stream is out of step: an SMSC answers with a nack and hangs up.
        this.write({ command: 'generic_nack', status: commandStatus.invalidCommandLength, sequence: 0 });
        this.end();
      }
    });
    // A reset connection is reported by `close` as well, which is all that matters here.
    socket.on('error', () => {});
    socket.on('close', () => this.#close());
  }

  get hasRoom(): boolean {
    return !this.#closed && this.#inFlight.size < this.#host.options.deliverWindow && !this.#isMute();
  }

  deliver(delivery: Delivery): void {
    const sequence = this.#nextSequence();
    this.#inFlight.set(sequence, delivery);
    delivery.sentAt = Date.now();
    this.write(delivery.pdu(sequence));
    delivery.record(this.#host.ledger, 'sent', '');
  }

  /** Leaves with everything else that is written in this turn of the event loop. Nothing happens on a closed session. */
  write(pdu: Pdu): void {
    if (this.#closed) return;
    this.#writer.write(pdu);
    this.#flushing ??= setImmediate(() => this.#flush());
  }

  /** Bytes as they are, in order with the PDUs. */
  writeBytes(bytes: Buffer): void {
    if (this.#closed) return;
    this.#flush();
    this.#output.write(bytes);
  }

  /** What was written leaves; then the connection closes in good order. */
  end(): void {
    if (this.#closed) return;
    this.#flush();
    this.#output.end();
    this.#close();
  }

  /** The connection breaks at once; what was not yet sent is lost. */
  drop(): void {
    this.#output.reset();
    this.#close();
  }

  unbind(): void {
    this.write({ command: 'unbind', status: commandStatus.ok, sequence: this.#nextSequence() });
  }

  /** To be called every second or so: overdue acknowledgements and silent peers. */
  checkTimeouts(now: number): void {
    const { deliverTimeout, enquireLinkAfter } = this.#host.options;
    const overdue: Delivery[] = [];
    for (const [sequence, delivery] of this.#inFlight) {
      if (now - delivery.sentAt < deliverTimeout) break;
      this.#inFlight.delete(sequence);
      overdue.push(delivery);
    }
    this.account?.outbox.pushFirst(overdue);
    const silence = now - this.#heardAt;
    if (silence >= 2 * enquireLinkAfter) this.drop();
    else if (silence >= enquireLinkAfter && !this.#enquired && !this.#isMute()) {
      this.#enquired = true;
      this.write({ command: 'enquire_link', status: commandStatus.ok, sequence: this.#nextSequence() });
    }
  }

  #receive(pdu: Pdu | MalformedPdu): void {
    if (this.#closed) return;
    this.#heardAt = Date.now();
    this.#enquired = false;
    if (this.#isMute()) return;
    switch (pdu.command) {
      case 'submit_sm':
        return this.#submit(pdu);
      case 'deliver_sm_resp':
        return this.#acknowledge(pdu.sequence, pdu.status);
      case 'generic_nack':
        return this.#acknowledge(pdu.sequence, pdu.status || commandStatus.unknownError);
      case 'bind_transceiver':
      case 'bind_transmitter':
      case 'bind_receiver':
        return this.#bind(pdu);
      case 'enquire_link':
        return this.#answerEnquireLink(pdu.sequence);
      case 'unbind':
        this.write({ command: 'unbind_resp', status: commandStatus.ok, sequence: pdu.sequence });
        return this.end();
      case 'unbind_resp':
        return this.end();
      case 'enquire_link_resp':
        return;
      default:
        return this.#refuse(pdu);
    }
  }

  #bind(pdu: Bind): void {
    const account = this.#mode === null ? this.#host.authenticate(pdu) : commandStatus.alreadyBound;
    if (typeof account === 'number') {
      // A refused bind is answered by a bare header.
      const commandId = responseIdOf(commandIds[pdu.command]);
      return this.write({
        command: 'unknown',
        commandId,
        status: account,
        sequence: pdu.sequence,
        body: Buffer.alloc(0),
      });
    }
    this.account = account;
    this.#mode = pdu.command;
    this.write({
      command: `${pdu.command}_resp`,
      status: commandStatus.ok,
      sequence: pdu.sequence,
      systemId: 'PARLEY-SMSC',
      tlvs: [numberTlv(tlvTags.interfaceVersion, smpp34, 1)],
    });
    account.sessions.add(this);
    if (pdu.command !== 'bind_transmitter') account.outbox.attach(this);
  }

  #submit(pdu: ShortMessage): void {
    if (this.account && this.#mode !== 'bind_receiver') return this.#host.submit(this, this.account, pdu);
    const status = commandStatus.invalidBindStatus;
    this.write({ command: 'submit_sm_resp', status, sequence: pdu.sequence, messageId: '', tlvs: noTlvs });
  }

  #acknowledge(sequence: number, status: number): void {
    const delivery = this.#inFlight.get(sequence);
    if (!delivery || !this.account) return;
    this.#inFlight.delete(sequence);
    if (status === commandStatus.ok) {
      delivery.record(this.#host.ledger, 'acknowledged', '');
    } else {
      delivery.record(this.#host.ledger, 'refused', statusText(status));
      if (temporary.has(status)) this.#host.redeliver(this.account, delivery);
    }
    this.account.outbox.pump();
  }

  /** What the SMSC cannot serve; a response nobody asked for is passed over. */
  #refuse(pdu: Pdu | MalformedPdu): void {
    if (pdu.command !== 'malformed' && pdu.command !== 'unknown') return;
    const refusal = refusalOf(pdu);
    if (refusal) this.write(refusal);
  }

  #answerEnquireLink(sequence: number): void {
    if (this.#host.faults.ignoresEnquireLink(this.account?.systemId ?? null)) return;
    this.write({ command: 'enquire_link_resp', status: commandStatus.ok, sequence });
  }

  #isMute(): boolean {
    return this.#host.faults.isMute(this.account?.systemId ?? null);
  }

  #nextSequence(): number {
    this.#sequence = this.#sequence === maxSequence ? 1 : this.#sequence + 1;
    return this.#sequence;
  }

  #flush(): void {
    if (this.#flushing) clearImmediate(this.#flushing);
    this.#flushing = null;
    const bytes = this.#writer.take();
    if (bytes.length > 0) this.#output.write(bytes);
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#flushing) clearImmediate(this.#flushing);
    if (this.account) {
      this.account.sessions.delete(this);
      this.account.outbox.detach(this);
      this.account.outbox.pushFirst([...this.#inFlight.values()]);
    }
    this.#inFlight.clear();
    this.#host.closed(this);
  }
}
