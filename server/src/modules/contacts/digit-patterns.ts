/**
 * The regular expressions of a numbering plan, run together over digits as one automaton.
 *
 * RegExp can say whether a whole number matches. It cannot say that the digits still to come no longer matter, which is
 * what makes a table of verdicts by prefix possible (phone-table.ts). Only what plans are written in is understood:
 * digits, `\d`, classes, groups, `|`, `?`, `{n}` and `{n,m}`.
 */

type Node =
  | { readonly kind: 'digit'; readonly digits: number }
  | { readonly kind: 'sequence' | 'choice'; readonly nodes: readonly Node[] }
  | { readonly kind: 'repeat'; readonly node: Node; readonly min: number; readonly max: number };

/** A state of the nondeterministic automaton: moves to `next` on any digit whose bit is in `digits`, or accepts pattern `accepts`. */
interface Place {
  readonly digits: number;
  readonly next: readonly Place[];
  readonly accepts: number;
  readonly order: number;
}

const anyDigit = 0b11_1111_1111;
const nothing = 0;
const undecided = -1;
const longestRest = 32;

export class DigitPatterns {
  /** The state before the first digit. */
  readonly start: number;
  private readonly sets: Place[][] = [];
  private readonly setByKey = new Map<string, number>();
  private readonly steps: (number | undefined)[] = [];
  private readonly outcomes = new Map<number, number>();
  private readonly outcomeByKey = new Map<string, number>([['', nothing]]);
  private places = 0;

  /** `whole`: must match a whole number; `leading`: must match its beginning. */
  constructor(patterns: { readonly whole: readonly string[]; readonly leading: readonly string[] }) {
    this.intern([]);
    const entry: Place[] = [];
    for (const [index, pattern] of patterns.whole.entries()) {
      entry.push(...this.build(parsePattern(pattern), [this.accept(index, false)]));
    }
    for (const [index, pattern] of patterns.leading.entries()) {
      entry.push(...this.build(parsePattern(pattern), [this.accept(patterns.whole.length + index, true)]));
    }
    this.start = this.intern(entry);
  }

  /** The state after one more digit. 0 is the state from which nothing can match any more. */
  step(state: number, digit: number): number {
    const slot = state * 10 + digit;
    const known = this.steps[slot];
    if (known !== undefined) return known;
    const reached: Place[] = [];
    for (const place of this.sets[state] ?? []) if (place.digits & (1 << digit)) reached.push(...place.next);
    return (this.steps[slot] = this.intern(reached));
  }

  /** The state after the characters of `text` from `from` up to `to`, all of them ASCII digits. */
  read(text: string, from: number, to: number): number {
    let state = this.start;
    for (let i = from; i < to && state !== 0; i++) state = this.step(state, text.charCodeAt(i) - 48);
    return state;
  }

  /** Whether some pattern is sure to match when `rest` more digits have followed, whichever they are. */
  matches(state: number, rest: number): boolean {
    return this.outcome(state, rest) > nothing;
  }

  /** Whether the same patterns match whatever `rest` further digits follow. */
  settled(state: number, rest: number): boolean {
    return this.outcome(state, rest) !== undecided;
  }

  /** Which patterns match after any `rest` digits, as a number that is equal for equal sets; `undecided` if it depends on them. */
  private outcome(state: number, rest: number): number {
    if (state === nothing) return nothing;
    const key = state * longestRest + rest;
    const known = this.outcomes.get(key);
    if (known !== undefined) return known;
    let outcome = rest === 0 ? this.acceptedNow(state) : this.outcome(this.step(state, 0), rest - 1);
    for (let digit = 1; digit < 10 && rest > 0 && outcome !== undecided; digit++) {
      if (this.outcome(this.step(state, digit), rest - 1) !== outcome) outcome = undecided;
    }
    this.outcomes.set(key, outcome);
    return outcome;
  }

  private acceptedNow(state: number): number {
    const accepted = (this.sets[state] ?? []).filter((place) => place.accepts >= 0).map((place) => place.accepts);
    const key = [...new Set(accepted)].toSorted((a, b) => a - b).join();
    const known = this.outcomeByKey.get(key) ?? this.outcomeByKey.size;
    this.outcomeByKey.set(key, known);
    return known;
  }

  private intern(places: Place[]): number {
    const set = [...new Set(places)].toSorted((a, b) => a.order - b.order);
    const key = set.map((place) => place.order).join();
    const known = this.setByKey.get(key);
    if (known !== undefined) return known;
    this.setByKey.set(key, this.sets.length);
    return this.sets.push(set) - 1;
  }

  private accept(pattern: number, whateverFollows: boolean): Place {
    const next: Place[] = [];
    const place = { digits: whateverFollows ? anyDigit : 0, next, accepts: pattern, order: this.places++ };
    next.push(place);
    return place;
  }

  /** The places from which `node` followed by `next` is read. Built backwards, so no place has to be patched later. */
  private build(node: Node, next: readonly Place[]): readonly Place[] {
    switch (node.kind) {
      case 'digit':
        return [{ digits: node.digits, next, accepts: -1, order: this.places++ }];
      case 'sequence':
        return node.nodes.reduceRight((after, part) => this.build(part, after), next);
      case 'choice':
        return node.nodes.flatMap((part) => this.build(part, next));
      case 'repeat': {
        let after = next;
        for (let i = node.min; i < node.max; i++) after = [...this.build(node.node, after), ...next];
        for (let i = 0; i < node.min; i++) after = this.build(node.node, after);
        return after;
      }
    }
  }
}

function parsePattern(pattern: string): Node {
  const tokens = pattern.match(/\\d|\[[^\]]*\]|\(\?:|\{\d+(?:,\d+)?\}|./g) ?? [];
  let at = 0;

  function choice(): Node {
    const nodes = [sequence()];
    while (tokens[at] === '|') {
      at++;
      nodes.push(sequence());
    }
    return nodes.length === 1 && nodes[0] ? nodes[0] : { kind: 'choice', nodes };
  }

  function sequence(): Node {
    const nodes: Node[] = [];
    while (at < tokens.length && tokens[at] !== '|' && tokens[at] !== ')') nodes.push(repeated(single()));
    return { kind: 'sequence', nodes };
  }

  function single(): Node {
    const token = tokens[at++] ?? '';
    if (token === '(' || token === '(?:') {
      const node = choice();
      if (tokens[at++] !== ')') throw new Error(`Unclosed group in the number pattern ${pattern}`);
      return node;
    }
    return { kind: 'digit', digits: digitsOf(token, pattern) };
  }

  function repeated(node: Node): Node {
    const token = tokens[at] ?? '';
    if (token !== '?' && token[0] !== '{') return node;
    at++;
    if (token === '?') return { kind: 'repeat', node, min: 0, max: 1 };
    const [min, max = min] = token.slice(1, -1).split(',').map(Number);
    return { kind: 'repeat', node, min: min ?? 0, max: max ?? 0 };
  }

  return choice();
}

function digitsOf(token: string, pattern: string): number {
  if (token === '\\d') return anyDigit;
  if (!/^(\d|\[(\d(-\d)?)+\])$/.test(token)) throw new Error(`Unknown token ${token} in the number pattern ${pattern}`);
  let digits = 0;
  for (const [, from, to = from] of token.matchAll(/(\d)(?:-(\d))?/g)) {
    for (let digit = Number(from); digit <= Number(to); digit++) digits |= 1 << digit;
  }
  return digits;
}
