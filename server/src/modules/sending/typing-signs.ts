import type { Channel } from '#channel';
import type { Logger } from 'pino';

/** Networks show it for some 5 s and count what they are asked. */
const everyMilliseconds = 4_000;
/** More are not written to at a time by anybody. */
const mostRemembered = 1_000;

export interface TypingParts {
  readonly channel: Channel;
  /** The connection stands, and neither a person nor the network has asked for silence. */
  readonly mayShow: () => boolean;
  /** Where the person of a conversation is written to; undefined: not over this channel. Rejects when the lease is gone. */
  readonly findAddress: (conversationId: string) => Promise<string | undefined>;
  readonly log: Logger;
}

/**
 * Shows people that somebody writes to them. A courtesy that is true for seconds: it is neither queued nor tried again, it
 * counts towards no limit, and when it fails nothing else does.
 */
export class TypingSigns {
  readonly #parts: TypingParts;
  readonly #shownAt = new Map<string, number>();

  constructor(parts: TypingParts) {
    this.#parts = parts;
  }

  show(conversationId: string, now: number): void {
    const { channel, mayShow, log } = this.#parts;
    if (!channel.capabilities.typing || !mayShow()) return;
    if (now - (this.#shownAt.get(conversationId) ?? -Infinity) < everyMilliseconds) return;
    // The latest stand last, so the first is the oldest.
    this.#shownAt.delete(conversationId);
    this.#shownAt.set(conversationId, now);
    const [oldest] = this.#shownAt.keys();
    if (this.#shownAt.size > mostRemembered) this.#shownAt.delete(oldest!);
    this.#show(conversationId).catch((error: unknown) => log.debug({ err: error }, 'typing was not shown'));
  }

  async #show(conversationId: string): Promise<void> {
    const { channel, findAddress } = this.#parts;
    const address = await findAddress(conversationId);
    if (address !== undefined) await channel.typing?.(address);
  }
}
