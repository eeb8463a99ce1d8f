/** A thread as it is shown, oldest first: days, bubbles of one author together, and single lines. */
import type { ThreadEntry } from '@parley/contract/conversations';
import type { Outgoing } from './outbox-items.ts';

export type Block =
  | { readonly kind: 'day'; readonly key: string; readonly at: string }
  | { readonly kind: 'event'; readonly key: string; readonly entry: ThreadEntry }
  | { readonly kind: 'note'; readonly key: string; readonly entry: ThreadEntry }
  | { readonly kind: 'bubble'; readonly key: string; readonly entry: ThreadEntry; readonly closes: boolean }
  | { readonly kind: 'outgoing'; readonly key: string; readonly item: Outgoing };

/** Messages further apart than this do not look like one breath. */
const togetherMilliseconds = 5 * 60_000;

/** `newestFirst` as the server gives them; `waiting` comes last, in the order of writing. */
export function blocksOf(
  newestFirst: readonly ThreadEntry[],
  waiting: readonly Outgoing[],
  dayOf: (at: string) => string,
): Block[] {
  const blocks: Block[] = [];
  let day = '';
  const startDay = (at: string): void => {
    const next = dayOf(at);
    if (next !== day) blocks.push({ kind: 'day', key: `day ${next}`, at });
    day = next;
  };
  for (let index = newestFirst.length - 1; index >= 0; index--) {
    const entry = newestFirst[index]!;
    startDay(entry.at);
    const following = newestFirst[index - 1];
    if (entry.kind === 'event' || entry.kind === 'note') blocks.push({ kind: entry.kind, key: entry.id, entry });
    else blocks.push({ kind: 'bubble', key: entry.id, entry, closes: !goesOn(entry, following, dayOf) });
  }
  for (const item of waiting) {
    startDay(item.at);
    blocks.push({ kind: 'outgoing', key: item.clientId, item });
  }
  return blocks;
}

/** Whether the next entry belongs to the same breath, so that time and state stand under that one. */
function goesOn(entry: ThreadEntry, next: ThreadEntry | undefined, dayOf: (at: string) => string): boolean {
  return (
    next !== undefined &&
    next.kind === 'message' &&
    entry.kind === 'message' &&
    next.direction === entry.direction &&
    next.author.id === entry.author.id &&
    next.author.kind === entry.author.kind &&
    isQuiet(entry) &&
    dayOf(next.at) === dayOf(entry.at) &&
    Date.parse(next.at) - Date.parse(entry.at) < togetherMilliseconds &&
    (next.state === entry.state || next.direction === 'in')
  );
}

/** Nothing to be said or done about it. */
const isQuiet = ({ state }: ThreadEntry): boolean =>
  state === null || state === 'accepted' || state === 'delivered' || state === 'read';
