import { ApiError } from './api-error.ts';
import { WebhookPush } from './webhook-push.ts';

export interface Update {
  readonly update_id: number;
  readonly [kind: string]: unknown;
}

interface Queued {
  readonly update: Update;
  readonly onAcknowledged: () => void;
  /** How often it is still to be delivered and confirmed. */
  copies: number;
  isSent: boolean;
}

interface Poll {
  readonly limit: number;
  readonly resolve: (updates: Update[]) => void;
  readonly reject: (error: ApiError) => void;
  readonly timer: NodeJS.Timeout;
}

/** One bot: its token, what it has not confirmed, and how it gets it. */
export class Bot {
  readonly id: string;
  token: string;
  title: string;
  isRevoked = false;
  readonly #queue: Queued[] = [];
  readonly #messageIds = new Map<string, number>();
  #nextUpdateId: number;
  #poll: Poll | null = null;
  #push: WebhookPush | null = null;

  constructor(id: string, token: string, title: string, firstUpdateId: number) {
    this.id = id;
    this.token = token;
    this.title = title;
    this.#nextUpdateId = firstUpdateId;
  }

  /** Numbers go on from here: a restart must not begin anew. */
  resumeAt(updateId: number): void {
    this.#nextUpdateId = updateId;
  }

  get username(): string {
    return `parley_${this.id}_bot`;
  }

  get nextUpdateId(): number {
    return this.#nextUpdateId;
  }

  /** What waits for a confirmation, oldest first. */
  get pending(): readonly Update[] {
    return this.#queue.map(({ update }) => update);
  }

  get webhook(): WebhookPush | null {
    return this.#push;
  }

  nextMessageId(chat: string): number {
    const id = (this.#messageIds.get(chat) ?? 0) + 1;
    this.#messageIds.set(chat, id);
    return id;
  }

  add(content: Readonly<Record<string, unknown>>, copies: number, onAcknowledged: () => void): void {
    this.#queue.push({
      update: { update_id: this.#nextUpdateId++, ...content },
      onAcknowledged,
      copies,
      isSent: false,
    });
    this.#deliver();
  }

  /** Waits for updates at most so long. Whatever is below `offset` is confirmed by it. */
  updates(offset: number, limit: number, milliseconds: number, signal: AbortSignal): Promise<Update[]> {
    if (this.#push) {
      throw new ApiError(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      );
    }
    const replaced =
      'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running';
    this.#end((poll) => poll.reject(new ApiError(409, replaced)));
    this.#confirm(offset);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#end((poll) => poll.resolve([])), milliseconds);
      this.#poll = { limit, resolve, reject, timer };
      // Nobody listens any more: what comes now is for the next one.
      signal.addEventListener('abort', () => this.#poll?.timer === timer && this.#end((poll) => poll.resolve([])));
      this.#deliver();
    });
  }

  /** Forgotten, as the real one does when it is told to: nobody ever gets them. */
  dropPending(): void {
    this.#queue.splice(0);
  }

  /** Null: by polling again. */
  setWebhook(push: { url: string; secret: string | null } | null): void {
    this.#push?.stop();
    this.#push = push && new WebhookPush(push.url, push.secret);
    this.#end((poll) => poll.resolve([]));
    this.#deliver();
  }

  stop(): void {
    this.#push?.stop();
    this.#end((poll) => poll.resolve([]));
  }

  #confirm(offset: number): void {
    for (const queued of [...this.#queue]) {
      if (queued.isSent && queued.update.update_id < offset) this.#acknowledge(queued);
    }
  }

  #acknowledge(queued: Queued): void {
    queued.onAcknowledged();
    queued.isSent = false;
    if (--queued.copies === 0) this.#queue.splice(this.#queue.indexOf(queued), 1);
  }

  #deliver(): void {
    if (this.#queue.length === 0) return;
    if (this.#push) return this.#push.wake(() => this.#pushed());
    this.#end((poll) => {
      const batch = this.#queue.slice(0, poll.limit);
      for (const queued of batch) queued.isSent = true;
      poll.resolve(batch.map(({ update }) => update));
    });
  }

  /** The next for the webhook, and what to do when it was taken. */
  #pushed(): { update: Update; taken: () => void } | undefined {
    const [queued] = this.#queue;
    return queued && { update: queued.update, taken: () => this.#acknowledge(queued) };
  }

  #end(answer: (poll: Poll) => void): void {
    const poll = this.#poll;
    if (!poll) return;
    this.#poll = null;
    clearTimeout(poll.timer);
    answer(poll);
  }
}
