import type { Submit } from './ledger.ts';

interface OpenMessage {
  readonly parts: (Submit | undefined)[];
  missing: number;
}

/**
 * Puts the parts of long messages together. Two messages may be under way with one reference: a repeat after a crash, or a
 * reference used again. A part joins the latest of them that lacks it, else it begins another message, so every part sent
 * twice is seen as a second message and none is swallowed.
 */
export class MessageAssembler {
  readonly #open = new Map<string, OpenMessage[]>();
  /** Messages that are not whole. */
  openCount = 0;

  /** The parts in their order when this one was the last missing, else null. `submit.part` must be set. */
  add(submit: Submit): Submit[] | null {
    const { part } = submit;
    if (!part) throw new Error('only parts of a message are assembled');
    const key = [submit.network, submit.account, submit.source, submit.destination, part.reference, part.total].join(
      '\n',
    );
    const candidates = this.#open.get(key) ?? [];
    let message = candidates.findLast((candidate) => candidate.parts[part.number - 1] === undefined);
    if (!message) {
      message = { parts: Array.from({ length: part.total }), missing: part.total };
      candidates.push(message);
      this.openCount++;
      this.#open.set(key, candidates);
    }
    message.parts[part.number - 1] = submit;
    message.missing--;
    if (message.missing > 0) return null;
    this.openCount--;
    candidates.splice(candidates.indexOf(message), 1);
    if (candidates.length === 0) this.#open.delete(key);
    return message.parts as Submit[];
  }

  /** The parts received so far of each message that is not whole. */
  incomplete(): Submit[][] {
    return [...this.#open.values()].flat().map((message) => message.parts.filter((part) => part !== undefined));
  }
}
