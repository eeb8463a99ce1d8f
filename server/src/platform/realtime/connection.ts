import type { PlacedEvent } from '@parley/contract/events';
import type { Permission } from '@parley/contract/permissions';
import type { ClientMessages, Handshake, Room, ServerMessagePayload, ServerMessages } from '@parley/contract/realtime';
import type { Server, Socket } from 'socket.io';
import type { Actor, Runtime } from '../context.ts';
import { AppError } from '../errors.ts';
import { findPlace } from '../events/event-queries.ts';
import { hears, namesFor, withoutOrganization } from './listener.ts';
import type { Presence, PresenceReport } from './presence.ts';
import type { Listener, Publisher } from './publisher.ts';
import { listMissed, type PublishedEvent } from './realtime-queries.ts';
import { checkRoom, type Rooms } from './rooms.ts';
import type { SessionHolder } from './watch-sessions.ts';

/** What processes say to each other. */
interface ProcessMessages {
  presence: (report: PresenceReport) => void;
}

/** What a socket was let in with. */
export interface Admission {
  readonly actor: Actor;
  readonly sessionId: string;
  readonly holder: SessionHolder;
  readonly handshake: Handshake;
}

export type SocketServer = Server<ClientMessages, ServerMessages, ProcessMessages, Admission>;
export type PersonSocket = Socket<ClientMessages, ServerMessages, ProcessMessages, Admission>;

export interface Hall {
  readonly runtime: Runtime;
  readonly rooms: Rooms;
  readonly publisher: Publisher<Connection>;
  readonly presence: Presence;
  /** Somebody writes an answer. */
  readonly onTyping: (actor: Actor, conversationId: string) => Promise<void>;
}

/** Who missed more than this loads again what is on the screen: that is less than to go through it all. */
const mostMissed = 2_000;
/** More than can be asked for with the connection: one's own are among them. */
const mostRooms = 120;

/** A person's open socket: what it hears, the rooms it is in, and how far it has come. */
export class Connection implements Listener {
  readonly socket: PersonSocket;
  readonly sessionId: string;
  readonly organizationId: string;
  readonly rooms = new Set<Room>();
  waiting: PublishedEvent[] | null = [];
  readonly #hall: Hall;
  #actor: Actor;
  #holder: SessionHolder;
  #told = 0;
  #watched: ReadonlySet<string> = new Set();

  constructor(hall: Hall, socket: PersonSocket) {
    const { actor, sessionId, holder } = socket.data;
    this.#hall = hall;
    this.socket = socket;
    this.sessionId = sessionId;
    this.organizationId = holder.organizationId;
    this.#actor = { ...actor, permissions: holder.permissions };
    this.#holder = holder;
    for (const own of this.#ownRooms()) this.rooms.add(own);
  }

  get actor(): Actor {
    return this.#actor;
  }

  get permissions(): ReadonlySet<Permission> {
    return this.#holder.permissions;
  }

  /** Joins the rooms that were asked for, gives what was missed, and goes on with what comes. */
  async begin({ position, rooms }: Handshake): Promise<void> {
    for (const room of rooms) await this.#joinIfAllowed(room);
    const from = await this.#hall.publisher.admit(this);
    const missed = position === undefined ? [] : await this.#listMissed(position, from);
    if (this.socket.disconnected) return;
    this.socket.emit('welcome', { userId: this.#holder.userId, rooms: [...this.rooms] });
    const waiting = (this.waiting ?? []).filter((event) => hears(this, event));
    this.waiting = null;
    const reached = this.#hall.publisher.position ?? from;
    if (typeof missed === 'string' || missed.length + waiting.length > mostMissed) {
      this.reset(typeof missed === 'string' ? missed : 'too_far_behind', reached);
    } else this.tell([...missed, ...waiting].map(withoutOrganization), reached);
  }

  /** Throws `record_missing` or `permission_missing`. */
  async join(room: Room): Promise<void> {
    if (this.rooms.has(room)) return;
    if (this.rooms.size >= mostRooms) throw new AppError('rate_limit_reached', { details: { seconds: 60 } });
    const { runtime, rooms, presence } = this.#hall;
    await checkRoom(runtime, rooms, { actor: this.#actor, isRoot: this.#holder.isRoot }, room);
    if (this.socket.disconnected) return;
    const conversationId = conversationOf(room);
    // The others hear it first; to the newcomer it is told below, also when it changes nothing.
    const { userId: id, name } = this.#holder;
    if (conversationId) presence.enter(this.organizationId, conversationId, this.socket.id, { id, name });
    this.rooms.add(room);
    await this.socket.join(room);
    if (conversationId) this.socket.emit('presence', presence.view(this.organizationId, conversationId));
  }

  /** Throws `permission_missing`. Nothing is looked up: who is there is of an organization, and only its own people are told. */
  async watch(conversationIds: readonly string[]): Promise<void> {
    const { rooms, presence } = this.#hall;
    const { permission } = rooms.conversation;
    if (!this.permissions.has(permission)) throw new AppError('permission_missing', { details: { permission } });
    const wanted = new Set(conversationIds);
    const before = this.#watched;
    this.#watched = wanted;
    for (const id of before) if (!wanted.has(id)) await this.socket.leave(watchRoom(this.organizationId, id));
    for (const id of wanted) {
      if (before.has(id)) continue;
      await this.socket.join(watchRoom(this.organizationId, id));
      const view = presence.view(this.organizationId, id);
      if (view.viewers.length > 0) this.socket.emit('presence', view);
    }
  }

  async leave(room: Room): Promise<void> {
    if (this.#ownRooms().includes(room) || !this.rooms.delete(room)) return;
    await this.socket.leave(room);
    const conversationId = conversationOf(room);
    if (conversationId) this.#hall.presence.leave(conversationId, this.socket.id);
  }

  async setTyping(conversationId: string, isTyping: boolean): Promise<void> {
    if (!this.rooms.has(`conversation:${conversationId}`))
      throw new AppError('record_missing', { details: { what: 'room' } });
    this.#hall.presence.setTyping(conversationId, this.socket.id, isTyping);
    if (isTyping) await this.#hall.onTyping(this.#actor, conversationId);
  }

  /** What the database says of its session now. False when it may not stay. */
  async see(holder: SessionHolder | null): Promise<boolean> {
    const now = this.#holder;
    if (holder?.userId !== now.userId || holder.organizationId !== now.organizationId) return false;
    this.#holder = holder;
    if (holder.permissions === now.permissions && holder.isRoot === now.isRoot) return true;
    this.#actor = { ...this.#actor, permissions: holder.permissions };
    for (const room of [...this.rooms]) await this.#leaveIfForbidden(room);
    for (const own of this.#ownRooms()) this.rooms.add(own);
    if (!holder.permissions.has(this.#hall.rooms.conversation.permission))
      for (const id of this.#watched) await this.socket.leave(watchRoom(this.organizationId, id));
    if (this.waiting === null) this.reset('permissions_changed', this.#hall.publisher.position ?? this.#told);
    return true;
  }

  tell(events: readonly PlacedEvent[], position: number): void {
    this.#told = position;
    this.socket.emit('events', { events: [...events], position });
  }

  /** Notes what was sent to it together with others. */
  noteTold(position: number): void {
    this.#told = position;
  }

  /** Whoever hears nothing for long would otherwise come back with a position from long ago. */
  tellPosition(): void {
    const { position } = this.#hall.publisher;
    if (this.waiting === null && position !== null && position > this.#told) this.tell([], position);
  }

  reset(reason: ServerMessagePayload<'reset'>['reason'], position: number): void {
    this.#told = position;
    this.socket.emit('reset', { reason, position });
  }

  close(): void {
    this.#hall.publisher.remove(this);
    for (const room of this.rooms) {
      const conversationId = conversationOf(room);
      if (conversationId) this.#hall.presence.leave(conversationId, this.socket.id);
    }
  }

  #ownRooms(): Room[] {
    const { organizationId, userId, isRoot } = this.#holder;
    return [`org:${organizationId}`, `user:${userId}`, ...(isRoot ? (['admin'] as const) : [])];
  }

  /** A room that was closed to it while it was away is not among those it is welcomed to. */
  async #joinIfAllowed(room: Room): Promise<void> {
    try {
      await this.join(room);
    } catch (error) {
      if (!(error instanceof AppError) || error.kind === 'unavailable') throw error;
    }
  }

  async #leaveIfForbidden(room: Room): Promise<void> {
    const { runtime, rooms } = this.#hall;
    try {
      await checkRoom(runtime, rooms, { actor: this.#actor, isRoot: this.#holder.isRoot }, room);
    } catch (error) {
      if (!(error instanceof AppError) || error.kind === 'unavailable') throw error;
      await this.leave(room);
      this.socket.emit('left', { room });
    }
  }

  async #listMissed(position: number, from: number): Promise<PublishedEvent[] | 'too_far_behind' | 'position_unknown'> {
    const { pools } = this.#hall.runtime;
    // Over HTTP it may have come further than this process has published. Past the end it is of another installation, or from
    // before an old backup was put back.
    if (position > from) {
      const { lastPosition } = await pools.system(findPlace, { readOnly: true });
      return position > lastPosition ? 'position_unknown' : [];
    }
    const range = { after: position, until: from };
    const names = namesFor(this);
    const missed = await pools.system((db) => listMissed(db, this.organizationId, range, names, mostMissed + 1), {
      readOnly: true,
    });
    return missed.length > mostMissed ? 'too_far_behind' : missed.filter((event) => hears(this, event));
  }
}

/** Where it is told who has a conversation open that is in somebody's list. */
export function watchRoom(organizationId: string, conversationId: string): string {
  return `watch:${organizationId}:${conversationId}`;
}

function conversationOf(room: Room): string | undefined {
  return room.startsWith('conversation:') ? room.slice('conversation:'.length) : undefined;
}
