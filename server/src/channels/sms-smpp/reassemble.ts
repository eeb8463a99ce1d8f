import { hash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Place } from './concatenation.ts';

/** One received part; JSON. */
export interface ReceivedPart {
  readonly from: string;
  readonly to: string;
  readonly place: Place;
  readonly text: string;
  readonly raw: unknown;
}

export interface JoinedMessage {
  /** The same for every attempt to store this message, across restarts. */
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly raw: readonly unknown[];
}

export interface ReassemblyStore {
  /** Resolves once the message is committed. */
  receive(message: JoinedMessage): Promise<void>;
  /** Resolves once the held parts are committed, in place of those saved before. */
  save(held: Uint8Array): Promise<void>;
}

interface Group {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly total: number;
  /** Unix milliseconds of the first part. */
  readonly startedAt: number;
  readonly parts: Map<number, { readonly text: string; readonly raw: unknown }>;
  storing: Promise<void> | null;
  isSaved: boolean;
}

/** Milliseconds a message waits for its missing parts; then what there is of it is delivered. */
const patienceMilliseconds = 600_000;
/** UTF-16 code units held in all; beyond it the oldest messages are delivered as they are. */
const mostHeld = 500_000;
const missing = '[…]';

/**
 * Joins the parts of long messages.
 *
 * A part may be acknowledged only when it would survive a crash, and many SMSCs send the second part only after the answer
 * to the first. So an incomplete message is written to the channel's session store, and only then are its parts
 * acknowledged: one small write for each part of an inbound long message, joined with the writes of the parts that came in
 * the meantime. Parts that arrive together never touch the session store: they are acknowledged with the whole message.
 * Holding them in memory and acknowledging after a delay would save that write, but lose acknowledged parts in a crash and
 * make every long message of such an SMSC some seconds late.
 */
export class Reassembler {
  readonly #store: ReassemblyStore;
  readonly #clock: () => number;
  /** In the order of their first parts. */
  readonly #groups = new Map<string, Group>();
  #heldUnits = 0;
  #saving: Promise<void> = Promise.resolve();
  #nextSave: Promise<void> | null = null;

  constructor(store: ReassemblyStore, clock: () => number) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Takes back what an earlier process saved. */
  load(held: Uint8Array): void {
    const saved = JSON.parse(new TextDecoder().decode(held)) as SavedGroup[];
    for (const [key, { parts, ...group }] of saved) {
      this.#groups.set(key, { ...group, parts: new Map(parts), storing: null, isSaved: true });
      for (const [, { text }] of parts) this.#heldUnits += unitsOf(text);
    }
  }

  /** Resolves once the part, or the message it completes, is committed. */
  async accept(part: ReceivedPart): Promise<void> {
    const { from, to, place } = part;
    const key = JSON.stringify([from, to, place.reference, place.total]);
    const group = this.#groups.get(key) ?? this.#begin(key, part);
    const held = group.parts.get(place.sequence);
    if (held ? held.text !== part.text : group.storing) {
      // The sender has used the reference for another message, or this part comes while the rest is delivered without it.
      await this.#deliver(key, group);
      return this.accept(part);
    }
    if (!held) this.#hold(group, part);
    if (group.parts.size === group.total) return this.#deliver(key, group);
    await nextTurn();
    if (this.#heldUnits > mostHeld) await this.expire();
    return group.storing ?? this.#save();
  }

  /** Delivers, incomplete, what has waited too long or takes too much room. Rejects when it could not be stored; call again. */
  async expire(): Promise<void> {
    for (const [key, group] of this.#groups) {
      if (this.#heldUnits <= mostHeld && this.#clock() - group.startedAt < patienceMilliseconds) return;
      await this.#deliver(key, group);
    }
  }

  #hold(group: Group, { place, text, raw }: ReceivedPart): void {
    group.parts.set(place.sequence, { text, raw });
    this.#heldUnits += unitsOf(text);
  }

  #begin(key: string, { from, to, place, text }: ReceivedPart): Group {
    const startedAt = this.#clock();
    const id = hash('sha256', JSON.stringify([key, startedAt, place.sequence, text]), 'base64url');
    const group: Group = {
      id,
      from,
      to,
      total: place.total,
      startedAt,
      parts: new Map(),
      storing: null,
      isSaved: false,
    };
    this.#groups.set(key, group);
    return group;
  }

  #deliver(key: string, group: Group): Promise<void> {
    group.storing ??= this.#receive(key, group);
    return group.storing;
  }

  async #receive(key: string, group: Group): Promise<void> {
    try {
      await this.#store.receive(joined(group));
    } catch (error) {
      group.storing = null;
      throw error;
    }
    this.#groups.delete(key);
    for (const { text } of group.parts.values()) this.#heldUnits -= unitsOf(text);
    // Taken out of the store too, or a later process would deliver it again. If that fails, the id tells it apart.
    if (group.isSaved) this.#save().catch(() => undefined);
  }

  /** Resolves once everything held at this moment is saved. Saves are one after the other; those asked for meanwhile are one. */
  #save(): Promise<void> {
    this.#nextSave ??= this.#saving
      .catch(() => undefined)
      .then(() => {
        this.#nextSave = null;
        for (const group of this.#groups.values()) group.isSaved = true;
        this.#saving = this.#store.save(serialized(this.#groups));
        return this.#saving;
      });
    return this.#nextSave;
  }
}

type SavedGroup = readonly [
  key: string,
  group: Omit<Group, 'parts' | 'storing' | 'isSaved'> & {
    readonly parts: readonly (readonly [number, { text: string; raw: unknown }])[];
  },
];

function serialized(groups: ReadonlyMap<string, Group>): Uint8Array {
  const saved = [...groups].map(([key, { id, from, to, total, startedAt, parts }]): SavedGroup => {
    return [key, { id, from, to, total, startedAt, parts: [...parts] }];
  });
  return new TextEncoder().encode(JSON.stringify(saved));
}

/** What a part takes, its record included. */
function unitsOf(text: string): number {
  return text.length + 300;
}

/** The parts in their order; one mark stands for missing parts in a row. */
function joined({ id, from, to, total, parts }: Group): JoinedMessage {
  const texts: string[] = [];
  for (let sequence = 1; sequence <= total; sequence++) {
    const text = parts.get(sequence)?.text ?? missing;
    if (text !== missing || texts.at(-1) !== missing) texts.push(text);
  }
  return { id, from, to, text: texts.join(''), raw: [...parts.values()].map(({ raw }) => raw) };
}
