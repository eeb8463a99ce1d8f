/** What a person has done and the server has not answered for yet, and how a conversation looks until it has. */
import type { Conversation, ConversationChange, ThreadEntry } from '@parley/contract/conversations';
import { changed, unreadAfter } from './changes.ts';

export interface SentFile {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
}

export interface Queued {
  /** Its idempotency key: however often it is sent, it happens once. */
  readonly clientId: string;
  /** Also its place: no two of a person have the same. */
  readonly at: string;
  /** Sent and not answered yet: it may have arrived. */
  readonly isTried: boolean;
  /** Why the server does not take it; a person decides what becomes of it. Of messages only. */
  readonly problem: string | null;
}

export interface Outgoing extends Queued {
  readonly kind: 'reply' | 'note';
  readonly conversationId: string;
  readonly text: string;
  readonly files: readonly SentFile[];
  readonly mentions: readonly string[];
  readonly delaySeconds: number;
  /** How many messages of the person were in front of the writer: what came since is new. Unknown of what an older page left. */
  readonly seen?: number | undefined;
  /** Waits to be taken back again: by then it may have arrived. */
  readonly isWithdrawn?: boolean;
}

export interface QueuedChange extends Queued {
  readonly kind: 'change';
  readonly conversationIds: readonly string[];
  readonly change: ConversationChange;
  /** The same, by conversation: what came since is not put away. */
  readonly seen?: Readonly<Record<string, number>> | undefined;
}

/** How far somebody has read. */
export interface QueuedMark extends Queued {
  readonly kind: 'read' | 'unread';
  readonly conversationId: string;
  readonly messageId: string;
  /** When the person had last written then: what came since is new all the same. Of `read` only. */
  readonly lastInboundAt: string | null;
}

type Message = Pick<Outgoing, 'kind' | 'text' | 'files' | 'mentions' | 'delaySeconds' | 'seen' | 'clientId'>;

/** Takes a message back: one of the thread, or the one that the server made of what was sent before. */
export interface QueuedWithdrawal extends Queued {
  readonly kind: 'withdraw';
  readonly conversationId: string;
  readonly messageId: string | null;
  /** What goes back into the draft. */
  readonly message: Message;
}

/** Sends a message of the thread again that did not arrive. */
export interface QueuedRetry extends Queued {
  readonly kind: 'retry';
  readonly conversationId: string;
  readonly messageId: string;
  /** It may have arrived, and the person wants it all the same. */
  readonly resendUnknown: boolean;
}

export type Item = Outgoing | QueuedChange | QueuedMark | QueuedWithdrawal | QueuedRetry;
/** `Omit` for each member of a union. */
type Without<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never;
export type Deed = Without<Item, keyof Queued>;

export const conversationsOf = (item: Item): readonly string[] =>
  item.kind === 'change' ? item.conversationIds : [item.conversationId];

export const isMessage = (item: Item): item is Outgoing => item.kind === 'reply' || item.kind === 'note';
/** Marks of reading are nobody's doing: they are sent, and not spoken of. */
export const isMark = <Of extends Item | Deed>(one: Of): one is Extract<Of, { kind: 'read' | 'unread' }> =>
  one.kind === 'read' || one.kind === 'unread';
export const isWaiting = ({ problem }: Item): boolean => problem === null;

export const inOrder = (items: Iterable<Item>): Item[] =>
  [...items].toSorted((one, other) =>
    one.at === other.at ? (one.clientId < other.clientId ? -1 : 1) : one.at < other.at ? -1 : 1,
  );

/** Replies and notes, in the order of writing. */
export function messagesOf(items: readonly Item[]): Outgoing[] {
  const withdrawn = new Set(items.flatMap((item) => (item.kind === 'withdraw' ? [item.message.clientId] : [])));
  return items.filter(isMessage).map((item) => (withdrawn.has(item.clientId) ? { ...item, isWithdrawn: true } : item));
}

/** Those that no entry of the thread stands for: the server may have a message whose answer was lost on the way. */
export function waitingIn(
  messages: readonly Outgoing[],
  conversationId: string,
  entries: readonly Pick<ThreadEntry, 'clientId'>[],
): Outgoing[] {
  const arrived = new Set(entries.map(({ clientId }) => clientId));
  return messages.filter((item) => item.conversationId === conversationId && !arrived.has(item.clientId));
}

/** What may be sent next: for each conversation in order, past those whose earlier things do not get through now. */
export function nextToSend(items: readonly Item[], stuck: ReadonlySet<string>): Item | undefined {
  const held = new Set(stuck);
  for (const item of items) {
    if (!isWaiting(item)) continue;
    const ids = conversationsOf(item);
    if (ids.every((id) => !held.has(id))) return item;
    for (const id of ids) held.add(id);
  }
  return undefined;
}

/** Later than everything that is held, whatever the clock says. */
export function placeAfter(items: readonly Item[], milliseconds: number): string {
  const last = items.at(-1);
  return new Date(Math.max(milliseconds, last === undefined ? 0 : Date.parse(last.at) + 1)).toISOString();
}

/** What has not left and is of no more use after this: an older mark of reading, the same message sent again. */
export function replacedBy(deed: Deed, items: readonly Item[]): Item | undefined {
  return items.find((item) => {
    if (item.isTried) return false;
    if (deed.kind === 'retry') return item.kind === 'retry' && item.messageId === deed.messageId;
    return isMark(deed) && isMark(item) && item.conversationId === deed.conversationId;
  });
}

/** The conversation as it is when the server has done this. */
export function afterItem(row: Conversation, item: Item, me: string | null): Conversation {
  switch (item.kind) {
    case 'reply':
      return {
        ...row,
        draft: null,
        unread: unreadAfter(row, item.seen),
        waitingSince: null,
        assigneeId: row.assigneeId ?? me,
      };
    case 'note':
      return { ...row, draft: null };
    case 'change':
      return changed(row, item.change, item.at, item.seen?.[row.id]);
    case 'read':
      return row.lastInboundAt === item.lastInboundAt ? { ...row, unread: 0 } : row;
    case 'unread':
      return { ...row, unread: Math.max(1, row.unread) };
    case 'withdraw':
    case 'retry':
      return row;
  }
}

/** The conversation as a person sees it: what the server says, and on it what they have done since. */
export const afterAll = (row: Conversation, items: readonly Item[], me: string | null): Conversation =>
  items.reduce((shown, item) => (isWaiting(item) ? afterItem(shown, item, me) : shown), row);
