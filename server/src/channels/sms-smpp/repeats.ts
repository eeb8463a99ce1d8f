/** Milliseconds. An SMSC repeats what we did not answer as soon as we are bound again, or some minutes later. */
const memoryMilliseconds = 600_000;
const mostRemembered = 10_000;

interface Seen {
  readonly connection: number;
  readonly at: number;
  readonly period: number;
  /** Counts the equal messages of one period. */
  readonly ordinal: number;
  readonly stored: Promise<void>;
  isSettled: boolean;
}

/**
 * Tells an SMSC's repeat of a message from a person who writes the same words again. SMPP gives a message no id of its own,
 * but an SMSC repeats only what it believes unanswered: while we are still storing it, or on a later connection. The
 * same content after an answer on the same connection is a new message.
 */
export class Repeats {
  readonly #clock: () => number;
  readonly #seen = new Map<string, Seen>();

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /**
   * Calls `store` with an id for the message unless this is a repeat, and resolves once the message is stored. After a
   * failure the next arrival is stored under the same id.
   *
   * The id is made of the content and a period of ten minutes, so that a process which has died between storing and
   * answering is followed by one that gives the repeat the same id.
   */
  once(content: string, connection: number, store: (id: string) => Promise<void>): Promise<void> {
    const now = this.#clock();
    this.#forget(now);
    const before = this.#seen.get(content);
    if (before && (!before.isSettled || before.connection !== connection)) return before.stored;
    const period = Math.floor(now / memoryMilliseconds);
    const ordinal = before?.period === period ? before.ordinal + 1 : 0;
    const stored = store(`${content}-${period}-${ordinal}`);
    const seen: Seen = { connection, at: now, period, ordinal, stored, isSettled: false };
    this.#seen.delete(content);
    this.#seen.set(content, seen);
    stored.then(
      () => (seen.isSettled = true),
      () => this.#restore(content, seen, before),
    );
    return stored;
  }

  /** What could not be stored was never seen. */
  #restore(content: string, failed: Seen, before: Seen | undefined): void {
    if (this.#seen.get(content) !== failed) return;
    this.#seen.delete(content);
    if (before) this.#seen.set(content, before);
  }

  #forget(now: number): void {
    for (const [content, { at }] of this.#seen) {
      if (now - at < memoryMilliseconds && this.#seen.size <= mostRemembered) return;
      this.#seen.delete(content);
    }
  }
}
