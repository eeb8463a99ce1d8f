import type { Inbound, Submit } from '../ledger.ts';
import type { Picture } from '../network.ts';

export interface SentFile {
  readonly id: string;
  readonly method: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
}

export interface TelegramSubmit extends Submit {
  readonly file: SentFile | null;
}

export interface Acceptance {
  readonly bot: string;
  readonly messageId: string;
  readonly source: string;
  readonly chat: string;
  readonly text: string;
  readonly file: SentFile | null;
  readonly picture: Picture | null;
  readonly deliveredAt: number | null;
}

/** A message of a bot as the ledger keeps it. A file without a caption stands as its name, as on a phone. */
export function submitOf(accepted: Acceptance): TelegramSubmit {
  const { bot: account, messageId, source, chat: destination, file, picture, deliveredAt } = accepted;
  const isBare = accepted.text === '' && file !== null && picture === null;
  const facts = { network: 'telegram', account, messageId, source, destination, part: null, file, deliveredAt };
  const text = isBare ? `📎 ${file.name}` : accepted.text;
  return {
    ...facts,
    text,
    ...(picture && { picture }),
    sequence: 0,
    describe: () => ({ ...facts, text }),
  };
}

export function inboundOf(facts: Omit<Inbound, 'describe' | 'network'>): Inbound {
  const { picture, ...told } = facts;
  const inbound = { network: 'telegram', ...facts };
  return { ...inbound, describe: () => ({ network: 'telegram', ...told, ...(picture && { picture: picture.name }) }) };
}
