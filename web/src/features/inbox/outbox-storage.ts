/**
 * Where the queue is kept: each thing under a key of its own, so that two windows which write at the same moment lose nothing
 * of each other. What the storage does not take is at least kept as long as the window is open.
 */
import type { ThreadEntry } from '@parley/contract/conversations';
import { keysOf, read, write } from '#lib/storage';
import { inOrder, type Item } from './outbox-items.ts';

/** What the server has, and the entry of the thread that it is about, if any. */
export interface Settled {
  readonly item: Item;
  readonly entry: ThreadEntry | null;
  /** Conversations that were not put away, as their people had written since. */
  readonly kept?: readonly string[];
}

export interface OutboxStorage {
  readonly items: () => readonly Item[];
  /** As it is now, whatever another window did a moment ago. */
  readonly find: (clientId: string) => Item | undefined;
  readonly put: (item: Item) => void;
  readonly remove: (clientId: string) => void;
  /** Takes it out, and tells the other windows why. */
  readonly settle: (settled: Settled) => void;
  /** As the other windows have left it. */
  readonly reload: () => void;
  readonly close: () => void;
}

export function openStorage(
  owner: string,
  told: { onChange: () => void; onSettled: (settled: Settled) => void },
): OutboxStorage {
  const prefix = `parley.outbox.${owner}.`;
  const unsaved = new Map<string, Item>();
  let items: readonly Item[] = load();

  function load(): Item[] {
    const stored = keysOf(prefix).flatMap((key) => parse(read(key)) ?? []);
    return inOrder([...stored.flatMap(({ item }) => item ?? []), ...unsaved.values()]);
  }
  const changeTo = (next: readonly Item[]): void => {
    items = next;
    told.onChange();
  };
  const put = (item: Item): void => {
    if (write(prefix + item.clientId, JSON.stringify({ item }))) unsaved.delete(item.clientId);
    else unsaved.set(item.clientId, item);
    changeTo(inOrder([...items.filter(({ clientId }) => clientId !== item.clientId), item]));
  };
  const remove = (clientId: string): void => {
    unsaved.delete(clientId);
    write(prefix + clientId, null);
    changeTo(items.filter((item) => item.clientId !== clientId));
  };
  const onStorage = (event: StorageEvent): void => {
    if (event.key !== null && !event.key.startsWith(prefix)) return;
    const settled = parse(event.newValue)?.settled;
    if (settled) told.onSettled(settled);
    changeTo(load());
  };
  const onLeave = (event: BeforeUnloadEvent): void => {
    if (unsaved.size > 0) event.preventDefault();
  };
  window.addEventListener('storage', onStorage);
  window.addEventListener('beforeunload', onLeave);
  return {
    items: () => items,
    find: (clientId) => parse(read(prefix + clientId))?.item ?? unsaved.get(clientId),
    put,
    remove,
    settle: (settled) => {
      const { clientId } = settled.item;
      write(prefix + clientId, JSON.stringify({ settled }));
      remove(clientId);
    },
    reload: () => changeTo(load()),
    close: () => {
      window.removeEventListener('storage', onStorage);
      window.removeEventListener('beforeunload', onLeave);
    },
  };
}

interface Stored {
  readonly item?: Item;
  readonly settled?: Settled;
}

function parse(text: string | null): Stored | null {
  try {
    return text === null ? null : (JSON.parse(text) as Stored);
  } catch {
    return null;
  }
}
