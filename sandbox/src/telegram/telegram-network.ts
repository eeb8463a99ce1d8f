import { randomBytes, randomInt } from 'node:crypto';
import { z } from 'zod';
import {
  type CustomerMessage,
  type HostedNetwork,
  loopback,
  type NetworkAccount,
  type Person,
  type Presence,
} from '../network.ts';
import type { BotApi } from './bot-api.ts';
import { telegramFaultChoices } from './fault-choices.ts';

const savedSchema = z.object({
  bots: z.array(
    z.object({
      id: z.string(),
      nextUpdateId: z.number().int(),
      pending: z.array(z.looseObject({ update_id: z.number() })),
    }),
  ),
});

/** The Bot API as a network of the product: any number of bots, told apart by the digits of their tokens. */
export class TelegramNetwork implements HostedNetwork {
  readonly name = 'telegram' as const;
  readonly hasSenders = false;
  readonly takesPictures = true;
  readonly faultChoices = telegramFaultChoices.map(({ name, en, ru }) => ({ name, en, ru }));
  readonly endpoint: HostedNetwork['endpoint'];
  readonly #api: BotApi;
  readonly #faults = new Map<string, number>();

  constructor(api: BotApi, port: number) {
    this.endpoint = { host: loopback, port };
    this.#api = api;
  }

  mintAccount(title: string): NetworkAccount {
    const id = String(randomInt(1_000_000_000, 9_999_999_999));
    return { id, secret: `${id}:${randomBytes(26).toString('base64url')}`, title };
  }

  putAccount(account: NetworkAccount): void {
    this.#api.putBot(account);
  }

  removeAccount(id: string): boolean {
    this.setFault(id, null);
    return this.#api.revokeBot(id);
  }

  addressOf(person: Person): string {
    return String(this.#api.people.introduce(person).id);
  }

  setPresence(account: string, address: string, presence: Presence): void {
    this.#api.setPresence(account, address, presence);
  }

  hearTyping(listener: (account: string, address: string) => void): void {
    this.#api.onAction = listener;
  }

  setFault(account: string, name: string | null): boolean {
    const choice = telegramFaultChoices.find((candidate) => candidate.name === name);
    if (!this.#api.bot(account) || (name !== null && !choice)) return false;
    const former = this.#faults.get(account);
    if (former !== undefined) this.#api.faults.remove(former);
    this.#faults.delete(account);
    if (!choice) return true;
    const { match, action } = choice;
    this.#faults.set(account, this.#api.faults.add({ match: { ...match, account }, action }));
    return true;
  }

  receive(message: CustomerMessage) {
    return this.#api.receive(message);
  }

  save(): z.input<typeof savedSchema> {
    // What a file of an update is made of is not kept: a picture that waited for a bot is gone with a restart.
    const bots = this.#api.bots.map(({ id, nextUpdateId, pending }) => ({ id, nextUpdateId, pending: [...pending] }));
    return { bots };
  }

  restore(saved: unknown): void {
    for (const { id, nextUpdateId, pending } of savedSchema.parse(saved).bots) {
      const bot = this.#api.bot(id);
      if (!bot || bot.isRevoked) continue;
      // The same numbers again: a bot knows by them what it has had.
      bot.resumeAt(pending[0]?.update_id ?? nextUpdateId);
      for (const update of pending) this.#api.restoreUpdate(bot, update);
    }
  }
}
