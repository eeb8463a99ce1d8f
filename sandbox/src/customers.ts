import { z } from 'zod';
import type { Inbound, InboundEntry, Ledger, LedgerMessage } from './ledger.ts';
import type { Network } from './network.ts';
import { pickDelay, seededRandom, seedOf } from './seeded-random.ts';
import type { TimerWheel } from './timer-wheel.ts';

const phone = z
  .string()
  .regex(/^\+?\d{3,20}$/)
  .transform((value) => value.replace('+', ''));
const text = z.string().min(1).max(10_000);
const milliseconds = z.number().int().min(0).max(86_400_000);

/** A message of a customer, written by hand. */
const replySchema = z.strictObject({
  from: phone,
  /** Our sender. Absent, with the account: whoever wrote to this customer last. */
  to: z
    .string()
    .regex(/^[ -ÿ]{1,20}$/)
    .optional(),
  account: z.string().min(1).max(15).optional(),
  text,
  copies: z.number().int().min(1).max(100).default(1),
  form: z.enum(['udh8', 'udh16', 'sar', 'payload']).default('udh8'),
  /** Absent: that of the last message to this customer. */
  network: z.enum(['sms', 'telegram']).optional(),
});

/** How customers answer what they get. Those left over by the shares say nothing. */
const customerScriptSchema = z.strictObject({
  /** Only messages that contain this, in any case. */
  contains: text.optional(),
  account: z.string().min(1).max(15).optional(),
  /** One in twenty asks: `{ share: 0.05, texts: ['How much?', 'Until when?'] }`. */
  answers: z.array(z.strictObject({ share: z.number().min(0).max(1), texts: z.array(text).min(1) })).min(1),
  /** From the moment the handset has the message. */
  delay: z
    .strictObject({ min: milliseconds, max: milliseconds })
    .refine(({ min, max }) => min <= max, { path: ['max'] }),
  /** Same seed, same messages: same answers. */
  seed: z.number().int().min(0).default(1),
  /** What these customers answer whatever the shares say; null: nothing. */
  phones: z.record(z.string().regex(/^\d{3,20}$/), text.nullable()).default({}),
});

export type ReplyInput = z.input<typeof replySchema>;
export type CustomerScriptInput = z.input<typeof customerScriptSchema>;
type CustomerScript = z.output<typeof customerScriptSchema>;

export interface HandsetMessage {
  readonly direction: 'received' | 'sent';
  readonly time: number;
  /** Our address on the network. */
  readonly with: string;
  readonly account: string;
  readonly text: string;
}

const lookInterval = 50;

/** The people on the other side: they answer by script or by hand. */
export class Customers {
  readonly #ledger: Ledger;
  readonly #networks: ReadonlyMap<string, Network>;
  readonly #wheel: TimerWheel;
  #scripts: CustomerScript[] = [];
  #timer: NodeJS.Timeout | null = null;
  #seen = 0;

  constructor(ledger: Ledger, networks: readonly Network[], wheel: TimerWheel) {
    this.#ledger = ledger;
    this.#networks = new Map(networks.map((network) => [network.name, network]));
    this.#wheel = wheel;
  }

  /** Null: nobody wrote to this customer yet, or there is no such account. Throws ZodError. */
  reply(input: ReplyInput): Inbound | null {
    const { from, to, account, text: content, copies, form, network: name } = replySchema.parse(input);
    const last = this.#ledger.customer(from).received.at(-1);
    const target = { account: account ?? last?.account, to: to ?? last?.source };
    const [firstNetwork] = this.#networks.values();
    const chosen = name ?? last?.network;
    const network = chosen === undefined ? firstNetwork : this.#networks.get(chosen);
    // Only numbers have senders; a bot is written to, and that is all.
    const sender = target.to ?? (network?.name === 'telegram' ? '' : undefined);
    if (!network || target.account === undefined || sender === undefined) return null;
    return network.receive({ account: target.account, from, to: sender, text: content, copies, form });
  }

  /** The first script that is for a message decides about it. Only messages accepted from now on are answered. Throws ZodError. */
  addScript(input: CustomerScriptInput): void {
    this.#scripts.push(customerScriptSchema.parse(input));
    if (this.#timer) return;
    this.#seen = this.#ledger.lastSequence;
    this.#timer = setInterval(() => this.#look(), lookInterval);
  }

  clearScripts(): void {
    this.#scripts = [];
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** What one customer's phone shows, oldest first. */
  handset(address: string): HandsetMessage[] {
    const { received, sent } = this.#ledger.customer(address);
    const now = Date.now();
    const arrived = received.filter(({ deliveredAt }) => deliveredAt !== null && deliveredAt <= now);
    return [...arrived.map(receivedMessage), ...sent.map(sentMessage)].toSorted((one, other) => one.time - other.time);
  }

  /** Reads what the ledger gained, so that the networks know nothing of scripts and pay nothing for them. */
  #look(): void {
    const messages = this.#ledger.messages(this.#seen);
    this.#seen = this.#ledger.lastSequence;
    for (const message of messages) {
      const script = this.#scripts.find((candidate) => isFor(candidate, message));
      if (script && message.deliveredAt !== null) this.#answer(script, message, message.deliveredAt);
    }
  }

  #answer(script: CustomerScript, message: LedgerMessage, deliveredAt: number): void {
    const random = seededRandom(seedOf(`${script.seed}\n${message.destination}\n${message.text}`));
    const content = chosenText(script, message.destination, random);
    if (content === null) return;
    const { account, destination: from, source: to, network } = message;
    const reply = () =>
      this.#networks.get(network)?.receive({ account, from, to, text: content, copies: 1, form: 'udh8' });
    this.#wheel.schedule(
      { fire: () => void reply() },
      Math.max(0, deliveredAt - Date.now()) + pickDelay(script.delay, random),
    );
  }
}

function isFor(script: CustomerScript, message: LedgerMessage): boolean {
  if (script.account !== undefined && script.account !== message.account) return false;
  return script.contains === undefined || message.text.toLowerCase().includes(script.contains.toLowerCase());
}

function chosenText(script: CustomerScript, address: string, random: () => number): string | null {
  const own = script.phones[address];
  if (own !== undefined) return own;
  let dice = random();
  for (const { share, texts } of script.answers) {
    if (dice < share) return texts[Math.floor(random() * texts.length)] as string;
    dice -= share;
  }
  return null;
}

function receivedMessage({ deliveredAt, time, source, account, text: content }: LedgerMessage): HandsetMessage {
  return { direction: 'received', time: deliveredAt ?? time, with: source, account, text: content };
}

function sentMessage({ time, subject }: InboundEntry): HandsetMessage {
  return { direction: 'sent', time, with: subject.destination, account: subject.account, text: subject.text };
}
