/** What happens on the server, as it happens. */
import type { EventName, EventPage, EventPayload, PlacedEvent } from '@parley/contract/events';
import type { PersonPresent, Room, ServerMessagePayload } from '@parley/contract/realtime';
import { useEffect, useEffectEvent, useMemo, useSyncExternalStore } from 'react';
import { api } from './api.ts';
import { LiveConnection } from './live-connection.ts';
import { meQuery } from './me.ts';
import { pageOwner } from './page-owner.ts';
import { queryClient } from './query-client.ts';

export type Connection = 'connected' | 'reconnecting' | 'offline';
export type Person = PersonPresent;

export interface LiveEvent<Name extends EventName = EventName> {
  readonly position: number;
  readonly name: Name;
  readonly payload: EventPayload<Name>;
}
/** One of these names with the payload that belongs to it. */
type LiveEventOf<Name extends EventName> = Name extends EventName ? LiveEvent<Name> : never;

type Listener = (event: PlacedEvent) => void;
type Presence = ServerMessagePayload<'presence'>;

/** A network shows it to the customer for 5 s and is told every second time: without a gap. */
const typingMilliseconds = 2_100;
const watchMilliseconds = 300;

const listeners = new Set<Listener>();
/** How many components hold each room open. */
const rooms = new Map<Room, number>();
const presence = createStore<ReadonlyMap<string, Presence>>(new Map());
const isLive = createStore(true);
let watched: readonly string[] = [];
const lastTyped = new Map<string, number>();

let live: LiveConnection | null = null;
let self: { readonly key: string; readonly userId: string | null; position: number | undefined } | null = null;

/** Stays connected until the function that it returns is called. */
export function connect(): () => void {
  const me = queryClient.getQueryData(meQuery.queryKey);
  if (!me) return () => undefined;
  const key = `${me.user?.id} ${me.organization.id}`;
  // Whoever comes back to the shell goes on; somebody else begins with what was loaded for them.
  if (self?.key !== key) self = { key, userId: me.user?.id ?? null, position: me.eventPosition };
  const known = self;
  const connection = new LiveConnection({
    origin: location.origin,
    loadedFor: pageOwner(),
    position: known.position,
    readEvents: (after) => api.get<EventPage>('/events', { query: { after, limit: 1_000 } }),
    onWelcome: () => undefined,
    onEvents: hear,
    onReset: () => void queryClient.invalidateQueries(),
    onPresence: (view) => presence.set(new Map(presence.get()).set(view.conversationId, view)),
    onLive: setLive,
    // The server says that nobody is signed in: the page that asks is sent to sign in.
    onEnded: () => void queryClient.invalidateQueries({ queryKey: meQuery.queryKey }),
  });
  for (const room of rooms.keys()) connection.join(room);
  connection.watch(watched);
  live = connection;
  return () => {
    known.position = connection.position;
    connection.stop();
    if (live === connection) live = null;
  };
}

function setLive(value: boolean): void {
  isLive.set(value);
  // What was known of others is over after some seconds; it is told anew with the next connection.
  if (!value) presence.set(new Map());
}

function hear(events: readonly PlacedEvent[]): void {
  for (const event of events) for (const listener of listeners) listener(event);
}

/** Calls the handler for each of these events that this person may hear. */
export function useEvents<Name extends EventName>(
  names: readonly Name[],
  handler: (event: LiveEventOf<Name>) => void,
): void {
  const onEvent = useEffectEvent((event: PlacedEvent) => {
    if ((names as readonly string[]).includes(event.name)) handler(event as unknown as LiveEventOf<Name>);
  });
  useEffect(() => {
    const listener: Listener = (event) => onEvent(event);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }, []);
}

/** Hears also what is told only to those who look at one thing: `campaign:{id}`, `conversation:{id}`, `channel:{id}`. */
export function useRoom(room: Room | null): void {
  useRooms(room === null ? [] : [room]);
}

/** The same for a list of things. */
export function useRooms(wanted: readonly Room[]): void {
  const key = wanted.join(' ');
  useEffect(() => {
    const releases = key === '' ? [] : key.split(' ').map((room) => hold(room as Room));
    return () => {
      for (const release of releases) release();
    };
  }, [key]);
}

function hold(room: Room): () => void {
  const holders = rooms.get(room) ?? 0;
  rooms.set(room, holders + 1);
  if (holders === 0) live?.join(room);
  return () => {
    const left = (rooms.get(room) ?? 1) - 1;
    if (left > 0) {
      rooms.set(room, left);
      return;
    }
    rooms.delete(room);
    live?.leave(room);
  };
}

export function useConnection(): Connection {
  const connected = useSyncExternalStore(isLive.subscribe, isLive.get);
  const online = useSyncExternalStore(subscribeToNetwork, () => navigator.onLine);
  if (!online) return 'offline';
  return connected ? 'connected' : 'reconnecting';
}

/** Who else has this conversation open, and who of them is writing an answer. While it is used, the others see this person. */
export function usePresence(conversationId: string | null): { viewers: readonly Person[]; typing: readonly Person[] } {
  useRoom(conversationId === null ? null : `conversation:${conversationId}`);
  const all = useSyncExternalStore(presence.subscribe, presence.get);
  const view = conversationId === null ? undefined : all.get(conversationId);
  const others = (people: readonly Person[] = []): readonly Person[] => people.filter(({ id }) => id !== self?.userId);
  return { viewers: others(view?.viewers), typing: others(view?.typing) };
}

/**
 * Who has each of these conversations open, this person left out: for the rows of a list, at most 200. Nobody is shown this
 * person for it. One list at a time.
 */
export function useViewers(conversationIds: readonly string[]): ReadonlyMap<string, readonly Person[]> {
  const key = conversationIds.join(' ');
  useEffect(() => {
    // A list that is scrolled through is not asked for row by row.
    const timer = setTimeout(() => watch(key === '' ? [] : key.split(' ')), watchMilliseconds);
    return () => clearTimeout(timer);
  }, [key]);
  useEffect(() => () => watch([]), []);
  const all = useSyncExternalStore(presence.subscribe, presence.get);
  return useMemo(
    () => new Map([...all].map(([id, { viewers }]) => [id, viewers.filter((person) => person.id !== self?.userId)])),
    [all],
  );
}

function watch(conversationIds: readonly string[]): void {
  watched = conversationIds;
  live?.watch(conversationIds);
  // What nobody tells of any more is not known any more.
  const known = [...presence.get()].filter(([id]) => watched.includes(id) || rooms.has(`conversation:${id}`));
  presence.set(new Map(known));
}

/** Call it with every keystroke; `false` when the text is sent or emptied. */
export function announceTyping(conversationId: string, isTyping = true): void {
  const last = lastTyped.get(conversationId);
  if (isTyping && last !== undefined && Date.now() - last < typingMilliseconds) return;
  if (!isTyping && last === undefined) return;
  if (isTyping) lastTyped.set(conversationId, Date.now());
  else lastTyped.delete(conversationId);
  live?.type(conversationId, isTyping);
}

function subscribeToNetwork(listener: () => void): () => void {
  for (const name of ['online', 'offline']) window.addEventListener(name, listener);
  return () => {
    for (const name of ['online', 'offline']) window.removeEventListener(name, listener);
  };
}

// A laptop that wakes, a network that is back: nobody waits for the next attempt.
window.addEventListener('online', () => live?.retryNow());
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') live?.retryNow();
});

function createStore<Value>(initial: Value) {
  let value = initial;
  const subscribers = new Set<() => void>();
  return {
    get: () => value,
    set: (next: Value) => {
      if (next === value) return;
      value = next;
      for (const subscriber of subscribers) subscriber();
    },
    subscribe: (subscriber: () => void) => {
      subscribers.add(subscriber);
      return () => subscribers.delete(subscriber);
    },
  };
}
