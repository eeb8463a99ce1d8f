import { events, roomKindOf, type EventName, type PlacedEvent } from '@parley/contract/events';
import type { Permission } from '@parley/contract/permissions';
import type { Room } from '@parley/contract/realtime';
import type { PublishedEvent } from './realtime-queries.ts';

/** What decides who hears an event. */
export interface Hearing {
  readonly organizationId: string;
  readonly permissions: ReadonlySet<Permission>;
  readonly rooms: ReadonlySet<Room>;
}

/** The names a listener may hear at all, to look for what it missed. */
export function namesFor({ permissions, rooms }: Hearing): EventName[] {
  const kinds = new Set([...rooms].map((room) => room.split(':')[0]));
  return (Object.keys(events) as EventName[]).filter((name) => {
    const kind = roomKindOf(name);
    return permissions.has(events[name].permission) && (kind === undefined || kinds.has(kind));
  });
}

export function hears(listener: Hearing, event: PublishedEvent): boolean {
  if (event.organizationId !== listener.organizationId) return false;
  if (!listener.permissions.has(events[event.name].permission)) return false;
  const room = roomOf(event);
  return room === undefined || listener.rooms.has(room);
}

/** The room an event is kept to. */
function roomOf({ name, payload }: PlacedEvent): Room | undefined {
  const kind = roomKindOf(name);
  return kind && `${kind}:${String(payload[`${kind}Id`])}`;
}

export interface Group<Listener> {
  readonly listeners: readonly Listener[];
  readonly events: readonly PlacedEvent[];
}

/**
 * Who is to be sent what, with those who hear the same together: what is sent is then put into bytes once for all of them.
 * The events of one organization in order; listeners who hear none of them are left out.
 */
export function groupByHearing<Listener extends Hearing>(
  listeners: Iterable<Listener>,
  published: readonly PublishedEvent[],
): Group<Listener>[] {
  const rooms = [...new Set(published.map(roomOf).filter((room) => room !== undefined))];
  const groups = new Map<ReadonlySet<Permission>, Map<string, Listener[]>>();
  for (const listener of listeners) {
    const key = rooms.filter((room) => listener.rooms.has(room)).join(' ');
    // Members of a role share one set of permissions, so the set itself is the key.
    const alike = groups.get(listener.permissions) ?? new Map<string, Listener[]>();
    groups.set(listener.permissions, alike);
    const group = alike.get(key);
    if (group) group.push(listener);
    else alike.set(key, [listener]);
  }
  return [...groups.values()]
    .flatMap((alike) => [...alike.values()])
    .map((group) => ({
      listeners: group,
      events: published.filter((event) => hears(group[0]!, event)).map(withoutOrganization),
    }))
    .filter((group) => group.events.length > 0);
}

export function withoutOrganization(event: PublishedEvent): PlacedEvent {
  const { position, id, name, payload, createdAt } = event;
  return { position, id, name, payload, createdAt };
}
