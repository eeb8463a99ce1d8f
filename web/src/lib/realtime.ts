/** What happens on the server, as it happens. */
import type { EventName } from '@parley/contract/events';

export type Connection = 'connected' | 'reconnecting' | 'offline';

export interface LiveEvent<Name extends EventName = EventName> {
  readonly position: number;
  readonly name: Name;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface Person {
  readonly id: string;
  readonly name: string;
}

export function connect(): void {}

/** Calls the handler for each of these events that this person may hear. */
export function useEvents(_names: readonly EventName[], _handler: (event: LiveEvent) => void): void {}

/** Hears also what is told only to those who look at one thing: `campaign:{id}`, `conversation:{id}`, `channel:{id}`. */
export function useRoom(_room: string | null): void {}

export function useConnection(): Connection {
  return 'connected';
}

/** Who else has this conversation open, and who of them is writing an answer. */
export function usePresence(_conversationId: string | null): { viewers: readonly Person[]; typing: readonly Person[] } {
  return { viewers: [], typing: [] };
}

export function announceTyping(_conversationId: string): void {}
