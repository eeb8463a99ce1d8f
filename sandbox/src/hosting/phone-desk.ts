import { RequestError } from '../control-server.ts';
import type { Ledger, LedgerMessage } from '../ledger.ts';
import type { HostedNetwork, NetworkAccount, Person, Picture } from '../network.ts';
import type { TimerWheel } from '../timer-wheel.ts';
import { chooseAnswer } from './answers.ts';
import { accountKey, type Phone, PhoneBook } from './phone-book.ts';
import type { Pictures } from './pictures.ts';
import type { AccountRecord, MessageRecord, PhoneRecord, StateRecord } from './records.ts';

export interface PhoneDeskParts {
  readonly networks: readonly HostedNetwork[];
  readonly ledger: Ledger;
  readonly wheel: TimerWheel;
  readonly pictures: Pictures;
  /** Called with everything that is to be remembered. */
  readonly remember: (record: StateRecord) => void;
}

export interface Answer {
  readonly network: string;
  readonly account: string;
  /** Our sender; empty on networks without. */
  readonly to: string;
  readonly text: string;
  readonly picture: Picture | null;
}

const lookInterval = 50;
/** Of one owner. What is sent to more people than this is not shown on phones. */
const maxPhones = 20_000;
/** For so long a phone shows that somebody is writing, unless the message comes before. Telegram's figure. */
const typingMilliseconds = 5_000;

/** The customers' phones: what arrives on them, what their owners do. One for all networks. */
export class PhoneDesk {
  readonly book = new PhoneBook();
  readonly #parts: PhoneDeskParts;
  readonly #networks: ReadonlyMap<string, HostedNetwork>;
  /** Numbers of phones by `owner/network/address`. */
  readonly #addresses = new Map<string, string>();
  /** Until when phones show that an account is writing, by `owner/number`, then by account. */
  readonly #typing = new Map<string, Map<string, number>>();
  readonly #timer: NodeJS.Timeout;
  #seen = 0;
  /** Pictures are stored before their message is, so messages go one after the other. */
  #arriving: Promise<void> = Promise.resolve();

  constructor(parts: PhoneDeskParts, remembered: readonly StateRecord[]) {
    this.#parts = parts;
    this.#networks = new Map(parts.networks.map((network) => [network.name, network]));
    for (const record of remembered) this.book.apply(record);
    for (const account of this.book.accounts()) this.#networkOf(account.network).putAccount(account);
    for (const phone of this.book.phones()) this.#introduce(phone);
    // After the people, whose presence a fault may look at.
    for (const { network, id, fault } of this.book.accounts()) {
      if (fault !== null) this.#networkOf(network).setFault(id, fault);
    }
    for (const network of parts.networks) {
      network.hearTyping?.((id, address) => this.#showTyping(accountKey({ network: network.name, id }), address));
    }
    this.#timer = setInterval(() => this.#look(), lookInterval);
  }

  /** Resolves when everything that arrived is remembered. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#look();
    await this.#arriving;
  }

  openAccount(owner: string, network: string, title: string): AccountRecord {
    const hosted = this.#networkOf(network);
    const account: NetworkAccount = hosted.mintAccount(title);
    hosted.putAccount(account);
    const { name } = hosted;
    const record: AccountRecord = { kind: 'account', network: name, owner, answering: false, fault: null, ...account };
    this.#remember(record);
    // The people there are may be written to at once.
    for (const phone of this.book.phones(owner)) this.#introduce(phone);
    return record;
  }

  changeAccount(account: AccountRecord, change: { answering?: boolean; fault?: string | null }): AccountRecord {
    const { fault = account.fault, answering = account.answering } = change;
    if (fault !== account.fault && !this.#networkOf(account.network).setFault(account.id, fault)) {
      throw new RequestError(400, 'fault', 'unknown');
    }
    const changed = { ...account, fault, answering };
    this.#remember(changed);
    return changed;
  }

  removeAccount(account: AccountRecord): void {
    this.#networkOf(account.network).removeAccount(account.id);
    this.#remember({ kind: 'removed', owner: account.owner, account: accountKey(account) });
  }

  async removeOwner(owner: string): Promise<void> {
    for (const account of this.book.accounts(owner)) this.#networkOf(account.network).removeAccount(account.id);
    for (const address of this.#addresses.keys()) if (address.startsWith(`${owner}/`)) this.#addresses.delete(address);
    this.#remember({ kind: 'removed', owner, account: null });
    await this.#parts.pictures.keepOnly(this.book.pictures());
  }

  /** A phone that was not there yet is made; what is left out stays as it is. */
  putPhone(owner: string, number: string, change: Partial<Pick<PhoneRecord, 'name' | 'language' | 'online'>>): Phone {
    const known = this.book.phone(owner, number);
    const { name = null, language = null, online = true } = { ...known, ...change };
    const blocked = [...(known?.blocked ?? [])];
    this.#remember({ kind: 'phone', owner, number, name, language, online, blocked });
    const phone = this.book.phone(owner, number) as Phone;
    this.#introduce(phone);
    if (online && phone.messages.some(({ time }) => time === null)) {
      this.#remember({ kind: 'arrived', owner, number, time: Date.now() });
    }
    return this.book.phone(owner, number) as Phone;
  }

  block(phone: Phone, account: AccountRecord, isBlocked: boolean): void {
    const blocked = new Set(phone.blocked);
    if (isBlocked) blocked.add(accountKey(account));
    else blocked.delete(accountKey(account));
    const { owner, number, name, language, online } = phone;
    this.#remember({ kind: 'phone', owner, number, name, language, online, blocked: [...blocked] });
    this.#introduce(this.book.phone(owner, number) as Phone);
  }

  date({ owner, number }: Phone, times: [id: number, time: number][]): void {
    this.#remember({ kind: 'dated', owner, number, times });
  }

  /** What a customer writes. Throws RequestError. */
  async answer(phone: Phone, answer: Answer): Promise<MessageRecord> {
    const network = this.#networkOf(answer.network);
    const account = this.book.account(`${answer.network}/${answer.account}`);
    if (account?.owner !== phone.owner) throw new RequestError(404, 'account', 'unknown');
    if (answer.picture && !network.takesPictures) throw new RequestError(400, 'picture', 'not_on_this_network');
    if (network.hasSenders && answer.to === '') throw new RequestError(400, 'to', 'required');
    if (!phone.online) throw new RequestError(409, 'phone', 'offline');
    const picture = answer.picture && (await this.#stored(answer.picture));
    const accepted = network.receive({
      account: account.id,
      from: network.addressOf(personOf(phone)),
      to: answer.to,
      text: answer.text,
      ...(answer.picture && { picture: answer.picture }),
      copies: 1,
      form: 'udh8',
    });
    if (!accepted) throw new RequestError(404, 'account', 'unknown');
    return this.#addMessage(phone, {
      network: network.name,
      account: account.id,
      direction: 'sent',
      sender: network.hasSenders ? answer.to : account.title,
      text: answer.text,
      picture: picture ?? null,
      time: Date.now(),
    });
  }

  /** Accounts of which the phone shows that they are writing, and for how long yet. */
  typingTo({ owner, number }: Phone): { account: string; milliseconds: number }[] {
    const shown = [...(this.#typing.get(`${owner}/${number}`) ?? [])];
    return shown.flatMap(([account, until]) => {
      const milliseconds = until - Date.now();
      return milliseconds > 0 ? [{ account, milliseconds }] : [];
    });
  }

  #showTyping(key: string, address: string): void {
    const account = this.book.account(key);
    const phone = account && this.#phoneAt(account, address);
    if (!phone?.online) return;
    const place = `${phone.owner}/${phone.number}`;
    const shown = this.#typing.get(place) ?? new Map<string, number>();
    this.#typing.set(place, shown.set(key, Date.now() + typingMilliseconds));
    this.book.touch(phone);
  }

  #look(): void {
    const messages = this.#parts.ledger.messages(this.#seen);
    this.#seen = this.#parts.ledger.lastSequence;
    for (const message of messages) {
      this.#arriving = this.#arriving
        .then(() => this.#arrived(message))
        // A picture that could not be stored must not keep back what follows.
        .catch((error: unknown) => console.error(error));
    }
  }

  async #arrived(message: LedgerMessage): Promise<void> {
    const account = this.book.account(`${message.network}/${message.account}`);
    if (!account) return;
    const phone = this.#phoneAt(account, message.destination);
    if (!phone || phone.blocked.has(accountKey(account))) return;
    // Taken, but it never arrives: a fault.
    if (message.deliveredAt === null && phone.online) return;
    const picture = message.picture ? await this.#stored(message.picture) : null;
    const { text } = message;
    const sender = this.#networkOf(account.network).hasSenders ? message.source : account.title;
    // A phone has the message before the network says so, however slow its receipts are.
    const time = phone.online ? Date.now() : null;
    const { network, id } = account;
    this.#typing.get(`${phone.owner}/${phone.number}`)?.delete(accountKey(account));
    this.#addMessage(phone, { network, account: id, direction: 'received', sender, text, picture, time });
    if (account.answering && phone.online) this.#answerByThemselves(phone, account, message);
  }

  #answerByThemselves(phone: Phone, account: AccountRecord, { text, source }: LedgerMessage): void {
    const thread = phone.messages.filter((message) => message.account === account.id);
    const before = thread.at(-2);
    const chosen = chooseAnswer({
      text,
      number: phone.number,
      sent: thread.filter(isSent).length,
      all: thread.length,
      isReply: before !== undefined && isSent(before),
    });
    if (!chosen) return;
    const answer = (): void => {
      const current = this.book.phone(phone.owner, phone.number);
      const isWilling = this.book.account(accountKey(account))?.answering && current?.online;
      if (!current || !isWilling || current.blocked.has(accountKey(account))) return;
      this.answer(current, {
        network: account.network,
        account: account.id,
        to: source,
        text: chosen.text,
        picture: null,
      })
        // The account was removed in this moment.
        .catch((error: unknown) => console.error(error));
    };
    this.#parts.wheel.schedule({ fire: answer }, chosen.delay);
  }

  /** A number nobody has seen before is a phone as well; other networks know whom they write to. */
  #phoneAt({ owner, network }: AccountRecord, address: string): Phone | undefined {
    const number = this.#addresses.get(`${owner}/${network}/${address}`) ?? address;
    const known = this.book.phone(owner, number);
    return known ?? (this.book.phoneCount(owner) < maxPhones ? this.putPhone(owner, number, {}) : undefined);
  }

  /** Tells the networks who this is and how the phone stands. */
  #introduce(phone: Phone): void {
    const person = personOf(phone);
    const addresses = new Map<string, string>();
    for (const network of this.#networks.values()) {
      const address = network.addressOf(person);
      addresses.set(network.name, address);
      this.#addresses.set(`${phone.owner}/${network.name}/${address}`, phone.number);
    }
    for (const account of this.book.accounts(phone.owner)) {
      const presence = { online: phone.online, blocked: phone.blocked.has(accountKey(account)) };
      this.#networkOf(account.network).setPresence(account.id, addresses.get(account.network) as string, presence);
    }
  }

  #addMessage(
    { owner, number }: Phone,
    message: Omit<MessageRecord, 'kind' | 'owner' | 'number' | 'id'>,
  ): MessageRecord {
    const record: MessageRecord = { kind: 'message', owner, number, id: this.book.nextMessageId(), ...message };
    this.#remember(record);
    return record;
  }

  async #stored({ name, type, bytes }: Picture): Promise<NonNullable<MessageRecord['picture']>> {
    return { id: await this.#parts.pictures.put(bytes), name, type };
  }

  #remember(record: StateRecord): void {
    this.book.apply(record);
    this.#parts.remember(record);
  }

  #networkOf(name: string): HostedNetwork {
    const network = this.#networks.get(name);
    if (!network) throw new RequestError(404, 'network', 'unknown');
    return network;
  }
}

function personOf({ owner, number: phone, name, language }: Phone): Person {
  return { owner, phone, name, language };
}

function isSent({ direction }: MessageRecord): boolean {
  return direction === 'sent';
}
