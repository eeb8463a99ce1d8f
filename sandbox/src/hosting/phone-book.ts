import type { AccountRecord, MessageRecord, PhoneRecord, StateRecord } from './records.ts';

export interface Phone extends Omit<PhoneRecord, 'kind' | 'blocked'> {
  readonly blocked: ReadonlySet<string>;
  readonly messages: readonly MessageRecord[];
  /** Grows with everything that happens to a phone of this sandbox: what to ask for next is newer than the last seen. */
  readonly changed: number;
}

interface OwnPhone extends Phone {
  messages: MessageRecord[];
  changed: number;
}

/** Of one phone: the oldest are forgotten first. */
const maxMessages = 500;

export function accountKey(account: { readonly network: string; readonly id: string }): string {
  return `${account.network}/${account.id}`;
}

/** What the sandbox knows of accounts and phones, made of records only: the same after a restart. */
export class PhoneBook {
  readonly #accounts = new Map<string, AccountRecord>();
  readonly #phones = new Map<string, Map<string, OwnPhone>>();
  /** Begins at the clock, so that a page that was open over a restart asks for nothing newer than what there is. */
  #position = Date.now();
  #lastMessage = 0;

  get position(): number {
    return this.#position;
  }

  nextMessageId(): number {
    return this.#lastMessage + 1;
  }

  apply(record: StateRecord): void {
    switch (record.kind) {
      case 'account':
        this.#accounts.set(accountKey(record), record);
        return;
      case 'phone':
        return this.#putPhone(record);
      case 'message':
        return this.#addMessage(record);
      case 'arrived':
        return this.#arrive(record.owner, record.number, record.time);
      case 'dated':
        return this.#date(record.owner, record.number, new Map(record.times));
      case 'removed':
        if (record.account === null) this.#removeOwner(record.owner);
        else this.#accounts.delete(record.account);
    }
  }

  /** Everything, as the fewest records that make it again. */
  records(): StateRecord[] {
    const records: StateRecord[] = [...this.#accounts.values()];
    for (const phone of this.#allPhones()) {
      const { owner, number, name, language, online, blocked } = phone;
      records.push({ kind: 'phone', owner, number, name, language, online, blocked: [...blocked] }, ...phone.messages);
    }
    return records;
  }

  account(key: string): AccountRecord | undefined {
    return this.#accounts.get(key);
  }

  accounts(owner?: string): AccountRecord[] {
    return [...this.#accounts.values()].filter((account) => owner === undefined || account.owner === owner);
  }

  phone(owner: string, number: string): Phone | undefined {
    return this.#phones.get(owner)?.get(number);
  }

  phoneCount(owner: string): number {
    return this.#phones.get(owner)?.size ?? 0;
  }

  /** Those with the newest change first. */
  phones(owner?: string): Phone[] {
    const phones = owner === undefined ? this.#allPhones() : [...(this.#phones.get(owner)?.values() ?? [])];
    return phones.toSorted((one, other) => other.changed - one.changed);
  }

  /** Something about it that no record tells is other than it was. */
  touch({ owner, number }: Phone): void {
    const phone = this.#phones.get(owner)?.get(number);
    if (phone) phone.changed = ++this.#position;
  }

  /** Pictures that a message still names. */
  pictures(): Set<string> {
    const messages = this.#allPhones().flatMap((phone) => phone.messages);
    return new Set(messages.flatMap(({ picture }) => (picture ? [picture.id] : [])));
  }

  #allPhones(): OwnPhone[] {
    return [...this.#phones.values()].flatMap((phones) => [...phones.values()]);
  }

  #putPhone({ kind: _kind, blocked, ...phone }: PhoneRecord): void {
    const phones = this.#phones.get(phone.owner) ?? new Map<string, OwnPhone>();
    this.#phones.set(phone.owner, phones);
    const messages = phones.get(phone.number)?.messages ?? [];
    phones.set(phone.number, { ...phone, blocked: new Set(blocked), messages, changed: ++this.#position });
  }

  #addMessage(record: MessageRecord): void {
    const phone = this.#phones.get(record.owner)?.get(record.number);
    if (!phone) return;
    phone.messages.push(record);
    if (phone.messages.length > maxMessages) phone.messages.shift();
    phone.changed = ++this.#position;
    this.#lastMessage = Math.max(this.#lastMessage, record.id);
  }

  #arrive(owner: string, number: string, time: number): void {
    const phone = this.#phones.get(owner)?.get(number);
    if (!phone) return;
    phone.messages = phone.messages.map((message) => (message.time === null ? { ...message, time } : message));
    phone.changed = ++this.#position;
  }

  #date(owner: string, number: string, times: ReadonlyMap<number, number>): void {
    const phone = this.#phones.get(owner)?.get(number);
    if (!phone) return;
    phone.messages = phone.messages.map((message) => ({ ...message, time: times.get(message.id) ?? message.time }));
    phone.changed = ++this.#position;
  }

  #removeOwner(owner: string): void {
    this.#phones.delete(owner);
    for (const account of this.accounts(owner)) this.#accounts.delete(accountKey(account));
  }
}
