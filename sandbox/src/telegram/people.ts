import type { Person, Presence } from '../network.ts';

export interface TelegramUser {
  readonly id: number;
  readonly is_bot: false;
  readonly first_name: string;
  readonly last_name?: string;
  readonly username?: string;
  readonly language_code?: string;
}

/** Why a chat cannot be written to, whoever asks. */
export type ChatTrouble = 'deactivated' | { readonly migratedTo: string };

const reachable: Presence = Object.freeze({ online: true, blocked: false });

/** The people on the network, as bots see them. */
export class People {
  /** Whether a chat that nobody has opened can be written to: convenient for tests, unlike life. */
  readonly #areStrangersReachable: boolean;
  readonly #users = new Map<string, TelegramUser>();
  readonly #presences = new Map<string, Presence>();
  readonly #troubles = new Map<string, ChatTrouble>();

  constructor(areStrangersReachable: boolean) {
    this.#areStrangersReachable = areStrangersReachable;
  }

  /** The user of a number of an owner: the same whenever asked. From now on any bot may write to them. */
  introduce({ owner, phone, name, language }: Person): TelegramUser {
    const id = userIdOf(`${owner}/${phone}`);
    const [first = 'Customer', ...rest] = (name ?? `Customer ${phone.slice(-4)}`).split(' ');
    const user: TelegramUser = {
      id,
      is_bot: false,
      first_name: first,
      ...(rest.length > 0 && { last_name: rest.join(' ') }),
      ...(language !== null && { language_code: language }),
    };
    this.#users.set(String(id), user);
    return user;
  }

  /** Whoever writes is known from then on. */
  user(id: string): TelegramUser {
    const known = this.#users.get(id) ?? { id: Number(id), is_bot: false, first_name: `Customer ${id.slice(-4)}` };
    this.#users.set(id, known);
    return known;
  }

  isKnown(id: string): boolean {
    return this.#areStrangersReachable || this.#users.has(id);
  }

  presence(bot: string, user: string): Presence {
    return this.#presences.get(`${bot} ${user}`) ?? reachable;
  }

  /** Returns what held before. */
  setPresence(bot: string, user: string, presence: Presence): Presence {
    const before = this.presence(bot, user);
    this.#presences.set(`${bot} ${user}`, presence);
    return before;
  }

  trouble(chat: string): ChatTrouble | undefined {
    return this.#troubles.get(chat);
  }

  setTrouble(chat: string, trouble: ChatTrouble): void {
    this.#troubles.set(chat, trouble);
  }
}

/** A number of ten digits from a text, spread well: FNV-1a over two halves. */
function userIdOf(text: string): number {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return 1_000_000_000 + Number(hash % 8_000_000_000n);
}
