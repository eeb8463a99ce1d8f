import type { Ledger, Submit } from '../ledger.ts';
import type { CustomerMessage, NetworkAccount, Presence } from '../network.ts';
import { ApiError, badRequest } from './api-error.ts';
import { Bot, type Update } from './bot.ts';
import { BotFaults } from './bot-faults.ts';
import { People } from './people.ts';
import { type StoredFile, StoredFiles } from './stored-files.ts';
import { inboundOf, type SentFile, submitOf, type TelegramSubmit } from './telegram-messages.ts';

export interface TelegramOptions {
  /** 0: any free port. */
  readonly port: number;
  /** Whether bots may write to people who never wrote to them. Unlike life, and what tests want. */
  readonly reachesStrangers: boolean;
}

export const defaultTelegramOptions: TelegramOptions = { port: 0, reachesStrangers: true };

/** What a bot sends, checked. */
export interface Outgoing {
  readonly chat: string;
  readonly text: string;
  readonly file: (Omit<SentFile, 'id'> & { readonly bytes: Uint8Array }) | null;
}

const sandboxFirstUpdate = 100_000_000;

/** The Bot API's state: bots, people and what was sent. The server in front of it speaks HTTP. */
export class BotApi {
  readonly name = 'telegram' as const;
  readonly faults = new BotFaults();
  readonly files = new StoredFiles();
  readonly people: People;
  readonly #ledger: Ledger;
  readonly #bots = new Map<string, Bot>();
  readonly #typing: { bot: string; chat: string; action: string }[] = [];
  /** Told of each `sendChatAction`, as the person's phone is. */
  onAction: (bot: string, chat: string) => void = () => undefined;
  #nextInbound = 1;

  constructor(ledger: Ledger, options: TelegramOptions) {
    this.#ledger = ledger;
    this.people = new People(options.reachesStrangers);
  }

  bot(id: string): Bot | undefined {
    return this.#bots.get(id);
  }

  get bots(): readonly Bot[] {
    return [...this.#bots.values()];
  }

  /** What bots showed while they were writing, oldest first. */
  get actions(): readonly { bot: string; chat: string; action: string }[] {
    return this.#typing;
  }

  /** A new bot, another token or title of one that exists, or a revoked one again in force. */
  putBot({ id, secret, title }: NetworkAccount, firstUpdate = sandboxFirstUpdate): Bot {
    const bot = this.#bots.get(id) ?? new Bot(id, secret, title, firstUpdate);
    bot.token = secret;
    bot.title = title;
    bot.isRevoked = false;
    this.#bots.set(id, bot);
    return bot;
  }

  /** Its token is not known from now on. False: no such bot. */
  revokeBot(id: string): boolean {
    const bot = this.#bots.get(id);
    if (!bot) return false;
    bot.isRevoked = true;
    bot.setWebhook(null);
    return true;
  }

  /** The bot of a token. Throws ApiError. */
  authorize(token: string): Bot {
    const bot = this.#bots.get(token.split(':')[0] ?? '');
    if (!bot || bot.isRevoked || bot.token !== token || this.faults.refusesLogin(bot.id)) {
      throw new ApiError(401, 'Unauthorized');
    }
    return bot;
  }

  /** Takes a message of a bot: the ledger has it from now on. Throws ApiError. */
  accept(bot: Bot, { chat, text, file }: Outgoing): { messageId: number; fileId: string | null } {
    this.checkChat(bot, chat);
    const messageId = bot.nextMessageId(chat);
    const stored = file && this.files.add(file);
    const isPicture = file !== null && file.type.startsWith('image/');
    const { online } = this.people.presence(bot.id, chat);
    this.#ledger.accept(
      submitOf({
        bot: bot.id,
        messageId: `${chat}:${messageId}`,
        source: bot.title,
        chat,
        text,
        file: file &&
          stored && { id: stored.id, method: file.method, name: file.name, type: file.type, size: file.size },
        picture: isPicture ? { name: file.name, type: file.type, bytes: file.bytes } : null,
        deliveredAt: online ? Date.now() : null,
      }),
    );
    return { messageId, fileId: stored?.id ?? null };
  }

  /** Throws ApiError unless the bot may write there. */
  checkChat(bot: Bot, chat: string): void {
    const trouble = this.people.trouble(chat);
    if (trouble === 'deactivated') throw new ApiError(403, 'Forbidden: user is deactivated');
    if (trouble) {
      const parameters = { migrate_to_chat_id: Number(trouble.migratedTo) };
      throw new ApiError(400, 'Bad Request: group chat was upgraded to a supergroup chat', parameters);
    }
    if (!this.people.isKnown(chat)) throw badRequest('chat not found');
    if (this.people.presence(bot.id, chat).blocked) throw new ApiError(403, 'Forbidden: bot was blocked by the user');
  }

  /** What was sent with a message; undefined for a text, and for what is forgotten by now. */
  fileOf(submit: Submit): StoredFile | undefined {
    const id = (submit as Partial<TelegramSubmit>).file?.id;
    return id === undefined ? undefined : this.files.get(id);
  }

  refuse(): void {
    this.#ledger.refuse();
  }

  noteAction(bot: Bot, chat: string, action: string): void {
    this.checkChat(bot, chat);
    this.#typing.push({ bot: bot.id, chat, action });
    if (this.#typing.length > 1_000) this.#typing.shift();
    this.onAction(bot.id, chat);
  }

  /** What a customer writes, with a picture if there is one. Null: no such bot. */
  receive(message: CustomerMessage) {
    const bot = this.#bots.get(message.account);
    if (!bot || bot.isRevoked) return null;
    const { from, text, picture } = message;
    const inbound = inboundOf({
      id: `in-${this.#nextInbound++}`,
      account: bot.id,
      source: from,
      destination: bot.title,
      text,
      ...(picture && { picture }),
    });
    this.#ledger.inbound('inbound', inbound, '');
    bot.add({ message: this.#messageOf(bot, message) }, message.copies, () =>
      this.#ledger.inbound('inbound_acknowledged', inbound, ''),
    );
    return inbound;
  }

  #messageOf(bot: Bot, { from, text, picture }: CustomerMessage): Record<string, unknown> {
    const user = this.people.user(from);
    const head = {
      message_id: bot.nextMessageId(from),
      from: user,
      chat: { type: 'private', ...user, is_bot: undefined, language_code: undefined },
      date: Math.floor(Date.now() / 1000),
    };
    if (!picture) return { ...head, text };
    const file = this.files.add(picture);
    const size = { file_id: file.id, file_unique_id: file.id.slice(-12), file_size: file.bytes.length };
    const photo = [
      { ...size, file_id: `${file.id}-small`, width: 90, height: 60, file_size: 1_000 },
      { ...size, width: 1280, height: 853 },
    ];
    return { ...head, photo, ...(text !== '' && { caption: text }) };
  }

  /** A customer blocks or unblocks a bot: from then on it is refused, and told. */
  setPresence(account: string, user: string, presence: Presence): void {
    const before = this.people.setPresence(account, user, presence);
    const bot = this.#bots.get(account);
    if (!bot || before.blocked === presence.blocked) return;
    const person = this.people.user(user);
    const states = ['member', 'kicked'].map((status) => ({ status, user: { id: Number(bot.id), is_bot: true } }));
    const [old, now] = presence.blocked ? states : states.toReversed();
    const member = { chat: { type: 'private', ...person }, from: person, date: Math.floor(Date.now() / 1000) };
    bot.add({ my_chat_member: { ...member, old_chat_member: old, new_chat_member: now } }, 1, () => undefined);
  }

  /** An update as it stood when the sandbox ended. */
  restoreUpdate(bot: Bot, { update_id: _id, ...content }: Update): void {
    bot.add(content, 1, () => undefined);
  }

  stop(): void {
    for (const bot of this.#bots.values()) bot.stop();
  }
}
