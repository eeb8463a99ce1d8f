import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { type Bind, commandStatus, type ShortMessage } from '@parley/server/smpp-wire';
import type { Ledger } from '../ledger.ts';
import { type CustomerMessage, loopback, type Network } from '../network.ts';
import { seededRandom } from '../seeded-random.ts';
import type { TimerWheel } from '../timer-wheel.ts';
import { acceptSubmit, type SubmitDesk } from './accept-submit.ts';
import { Account } from './account.ts';
import { ActiveFaults } from './faults.ts';
import { MessageIds } from './message-ids.ts';
import type { Delivery } from './outbox.ts';
import { Phones } from './phones.ts';
import { ReceiptShuffle } from './receipt-shuffle.ts';
import { Session, type SessionHost } from './session.ts';
import { inboundParts, type SmsInbound } from './sms-inbound.ts';
import type { SmscAccount, SmscOptions } from './smsc-options.ts';

const timeoutCheckInterval = 1000;

/** A short message centre: real sockets, SMPP 3.4, and whatever misbehaviour the fault script asks for. */
export class Smsc implements Network, SessionHost, SubmitDesk {
  readonly name = 'sms' as const;
  readonly options: SmscOptions;
  readonly ledger: Ledger;
  readonly wheel: TimerWheel;
  readonly faults = new ActiveFaults(() => this.#pumpAll());
  readonly ids = new MessageIds();
  readonly phones: Phones;
  readonly shuffle: ReceiptShuffle;
  readonly random: () => number;
  readonly #accounts = new Map<string, Account>();
  readonly #sessions = new Set<Session>();
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  #timeoutCheck: NodeJS.Timeout | null = null;
  #reference = 0;

  constructor(options: SmscOptions, ledger: Ledger, wheel: TimerWheel) {
    this.options = options;
    this.ledger = ledger;
    this.wheel = wheel;
    this.phones = new Phones(wheel);
    this.shuffle = new ReceiptShuffle(wheel);
    this.random = seededRandom(options.seed);
    for (const account of options.accounts) this.putAccount(account);
    this.#server = createServer((socket) => this.#connected(socket));
  }

  /** Returns the port. Rejects when it is taken. */
  async listen(): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.options.port, loopback, resolve);
    });
    this.#timeoutCheck = setInterval(() => this.#checkTimeouts(), timeoutCheckInterval);
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    if (this.#timeoutCheck) clearInterval(this.#timeoutCheck);
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** A new account, another password for one that exists, or a revoked one again in force. */
  putAccount({ systemId, password }: SmscAccount): void {
    const account = this.#accounts.get(systemId) ?? new Account(systemId, password);
    account.password = password;
    account.revoked = false;
    this.#accounts.set(systemId, account);
  }

  /** Binds are refused from now on and sessions broken; what waits for the account is kept. False: no such account. */
  revokeAccount(systemId: string): boolean {
    const account = this.#accounts.get(systemId);
    if (!account) return false;
    account.revoked = true;
    this.dropSessions(systemId);
    return true;
  }

  /** Breaks the sessions of one account, or all. Returns how many. */
  dropSessions(systemId?: string): number {
    const sessions = this.#sessionsOf(systemId);
    for (const session of sessions) session.drop();
    return sessions.length;
  }

  /** Asks the peers of one account, or all, to leave. Returns how many. */
  unbindSessions(systemId?: string): number {
    const sessions = this.#sessionsOf(systemId);
    for (const session of sessions) session.unbind();
    return sessions.length;
  }

  /** Receipts and inbound messages that wait for a session with room. */
  get waiting(): number {
    let waiting = 0;
    for (const account of this.#accounts.values()) waiting += account.outbox.size;
    return waiting;
  }

  account(systemId: string): Account | undefined {
    return this.#accounts.get(systemId);
  }

  receive(message: CustomerMessage): SmsInbound | null {
    return this.deliver({ ...message, id: this.ids.next().toString() });
  }

  /** As `receive`, under an id that was given before. */
  deliver(message: CustomerMessage & { readonly id: string }): SmsInbound | null {
    const account = this.#accounts.get(message.account);
    if (!account) return null;
    const { id, from: source, to: destination, text, form } = message;
    const described = { id, network: this.name, account: account.systemId, source, destination, text, form };
    const inbound: SmsInbound = { ...described, describe: () => described };
    this.ledger.inbound('inbound', inbound, '');
    const parts = inboundParts(inbound, this.#reference++ & 0xffff, this.options.defaultAlphabet);
    for (let copy = 0; copy < message.copies; copy++) {
      for (const part of parts) account.outbox.push(part);
    }
    return inbound;
  }

  authenticate(pdu: Bind): Account | number {
    const status = this.faults.bindStatus(pdu.systemId);
    if (status !== commandStatus.ok) return status;
    const account = this.#accounts.get(pdu.systemId);
    if (!account || account.revoked) return commandStatus.invalidSystemId;
    return account.password === pdu.password ? account : commandStatus.invalidPassword;
  }

  submit(session: Session, account: Account, pdu: ShortMessage): void {
    acceptSubmit(this, session, account, pdu);
  }

  redeliver(account: Account, delivery: Delivery): void {
    this.wheel.schedule({ fire: () => account.outbox.pushFirst([delivery]) }, this.options.redeliverAfter);
  }

  closed(session: Session): void {
    this.#sessions.delete(session);
  }

  #connected(socket: Socket): void {
    if (this.faults.refusesConnection()) {
      socket.resetAndDestroy();
      return;
    }
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    this.#sessions.add(new Session(socket, this));
  }

  #sessionsOf(systemId: string | undefined): Session[] {
    return [...this.#sessions].filter((session) => systemId === undefined || session.account?.systemId === systemId);
  }

  #checkTimeouts(): void {
    const now = Date.now();
    for (const session of this.#sessions) session.checkTimeouts(now);
  }

  #pumpAll(): void {
    for (const account of this.#accounts.values()) account.outbox.pump();
  }
}
