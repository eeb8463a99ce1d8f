import type { PersonPresent, ServerMessagePayload } from '@parley/contract/realtime';

export type PresenceView = ServerMessagePayload<'presence'>;

/** All people of one process in one conversation: it replaces what that process said before, and is forgotten in 15 s. */
export interface PresenceReport {
  readonly process: string;
  readonly organizationId: string;
  readonly conversationId: string;
  readonly people: readonly (PersonPresent & { readonly isTyping: boolean })[];
}

export interface PresenceParts {
  /** Tells those who have the conversation open in this process, or watch it. */
  readonly tell: (view: PresenceView, organizationId: string) => void;
  /** Tells the other processes. */
  readonly report: (report: PresenceReport) => void;
  readonly now?: () => number;
}

interface Present {
  readonly person: PersonPresent;
  typingUntil: number;
}

interface Reported {
  readonly people: PresenceReport['people'];
  readonly until: number;
}

const lifeMilliseconds = 15_000;
/** Twice lost is still heard in time. */
const repeatMilliseconds = 5_000;
const sweepMilliseconds = 1_000;

/** Who has a conversation open and who of them is writing. Held in memory only: it is true for seconds. */
export class Presence {
  readonly #process = crypto.randomUUID();
  /** By conversation, then by socket: one person may have it open in two tabs. */
  readonly #here = new Map<string, Map<string, Present>>();
  /** By conversation, then by process. */
  readonly #elsewhere = new Map<string, Map<string, Reported>>();
  /** Whose a conversation is that somebody has open: only they are told. */
  readonly #organizations = new Map<string, string>();
  /** What was told last, by conversation. */
  readonly #told = new Map<string, string>();
  readonly #parts: PresenceParts;
  readonly #now: () => number;
  readonly #timer: NodeJS.Timeout;
  #repeatAt: number;

  constructor(parts: PresenceParts) {
    this.#parts = parts;
    this.#now = parts.now ?? (() => performance.now());
    this.#repeatAt = this.#now() + repeatMilliseconds;
    this.#timer = setInterval(() => this.sweep(), sweepMilliseconds).unref();
  }

  enter(organizationId: string, conversationId: string, socketId: string, person: PersonPresent): void {
    this.#organizations.set(conversationId, organizationId);
    const sockets = this.#here.get(conversationId) ?? new Map<string, Present>();
    this.#here.set(conversationId, sockets.set(socketId, { person, typingUntil: 0 }));
    this.#changed(conversationId);
  }

  leave(conversationId: string, socketId: string): void {
    const sockets = this.#here.get(conversationId);
    if (!sockets?.delete(socketId)) return;
    if (sockets.size === 0) this.#here.delete(conversationId);
    this.#changed(conversationId);
  }

  setTyping(conversationId: string, socketId: string, isTyping: boolean): void {
    const present = this.#here.get(conversationId)?.get(socketId);
    if (!present) return;
    present.typingUntil = isTyping ? this.#now() + lifeMilliseconds : 0;
    this.#changed(conversationId);
  }

  /** Who is there now, for somebody of the organization who has just come. */
  view(organizationId: string, conversationId: string): PresenceView {
    if (this.#organizations.get(conversationId) !== organizationId) return { conversationId, viewers: [], typing: [] };
    const reports = [...(this.#elsewhere.get(conversationId)?.values() ?? [])];
    const current = reports.filter(({ until }) => until > this.#now()).map(({ people }) => people);
    const people = [this.#peopleHere(conversationId), ...current].flat();
    return { conversationId, viewers: unique(people), typing: unique(people.filter(({ isTyping }) => isTyping)) };
  }

  /** What another process says of its people. */
  receive({ process, organizationId, conversationId, people }: PresenceReport): void {
    this.#organizations.set(conversationId, organizationId);
    const reports = this.#elsewhere.get(conversationId) ?? new Map<string, Reported>();
    this.#elsewhere.set(conversationId, reports.set(process, { people, until: this.#now() + lifeMilliseconds }));
    this.#tellChange(conversationId);
  }

  /** Forgets what is over, and says again what holds, for processes that did not hear it. Runs by itself. */
  sweep(): void {
    const now = this.#now();
    for (const [conversationId, reports] of this.#elsewhere) {
      for (const [process, { until }] of reports) if (until <= now) reports.delete(process);
      if (reports.size === 0) this.#elsewhere.delete(conversationId);
    }
    for (const conversationId of this.#organizations.keys()) this.#tellChange(conversationId);
    if (now < this.#repeatAt) return;
    this.#repeatAt = now + repeatMilliseconds;
    for (const conversationId of this.#here.keys()) this.#report(conversationId);
  }

  close(): void {
    clearInterval(this.#timer);
    const conversations = [...this.#here.keys()];
    this.#here.clear();
    for (const conversationId of conversations) this.#report(conversationId);
  }

  #peopleHere(conversationId: string): PresenceReport['people'] {
    const now = this.#now();
    const present = [...(this.#here.get(conversationId)?.values() ?? [])];
    return present.map(({ person, typingUntil }) => ({ ...person, isTyping: typingUntil > now }));
  }

  #changed(conversationId: string): void {
    this.#report(conversationId);
    this.#tellChange(conversationId);
  }

  /** Once a change. */
  #tellChange(conversationId: string): void {
    const organizationId = this.#organizations.get(conversationId);
    if (organizationId === undefined) return;
    const view = this.view(organizationId, conversationId);
    const text = JSON.stringify(view);
    const before = this.#told.get(conversationId);
    const isEmpty = view.viewers.length === 0;
    if (before !== text && !(isEmpty && before === undefined)) this.#parts.tell(view, organizationId);
    this.#told.set(conversationId, text);
    if (!isEmpty) return;
    this.#told.delete(conversationId);
    this.#organizations.delete(conversationId);
  }

  #report(conversationId: string): void {
    const organizationId = this.#organizations.get(conversationId);
    if (organizationId === undefined) return;
    const people = this.#peopleHere(conversationId);
    this.#parts.report({ process: this.#process, organizationId, conversationId, people });
  }
}

function unique(people: PresenceReport['people']): PersonPresent[] {
  const byId = new Map(people.map(({ id, name }) => [id, { id, name }]));
  return [...byId.values()].toSorted((one, other) => (one.id < other.id ? -1 : 1));
}
