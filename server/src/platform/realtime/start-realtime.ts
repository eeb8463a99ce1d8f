import { setTimeout as sleep } from 'node:timers/promises';
import type { Runtime } from '../context.ts';
import type { WakeUps } from '../events/wake-up.ts';
import type { SocketEndpoint } from '../http/socket-route.ts';
import type { Metrics } from '../metrics.ts';
import { repeat } from '../repeat.ts';
import { answerMessages } from './answer-messages.ts';
import { Connection, watchRoom, type Hall, type PersonSocket, type SocketServer } from './connection.ts';
import { Presence } from './presence.ts';
import { Publisher } from './publisher.ts';
import { openRedisAdapter } from './redis-adapter.ts';
import type { Rooms } from './rooms.ts';
import { createSocketServer } from './socket-server.ts';
import { watchSessions, type FindSessionHolders, type SessionHolder } from './watch-sessions.ts';

export interface RealtimeParts {
  readonly runtime: Runtime;
  readonly wakeUps: WakeUps;
  readonly metrics: Metrics;
  /** Null: presence is known within this process only. */
  readonly redisUrl: string | null;
  readonly rooms: Rooms;
  readonly findHolders: FindSessionHolders;
  /** Somebody writes an answer in a conversation. */
  readonly onTyping: Hall['onTyping'];
}

export interface Realtime {
  readonly endpoint: SocketEndpoint;
  /** Tells the browsers to go elsewhere, and closes. */
  close(): Promise<void>;
}

const positionMilliseconds = 20_000;
/** For the word that we stop to reach the browsers. */
const farewellMilliseconds = 50;
/** What is sent in a moment is one packet: so many waiting means that the browser has not read for a long time. */
const mostUnread = 2_000;

/** The sockets of this process: events by position, rooms, presence. Nothing durable depends on Redis or on this process. */
export function startRealtime(parts: RealtimeParts): Realtime {
  const { runtime, wakeUps, rooms, findHolders, onTyping } = parts;
  const { log, pools } = runtime;
  const redis = parts.redisUrl === null ? null : openRedisAdapter(parts.redisUrl, log);
  const report = (error: unknown): void => log.error({ err: error }, 'a socket failed');
  const { io, endpoint, refuse } = createSocketServer({ redis, findHolders, onFailure: report });
  const publisher = new Publisher<Connection>({
    pools,
    wakeUps,
    log,
    send: (listeners, events, position) => {
      for (const listener of listeners) listener.noteTold(position);
      const ids = listeners.map(({ socket }) => socket.id);
      // Put into bytes once for all of them, and to nobody in other processes: those read for themselves.
      io.local.to(ids).emit('events', { events: [...events], position });
    },
  });
  const presence = startPresence(io, redis !== null);
  const connections = new Map<string, Connection>();
  parts.metrics.countSockets(() => connections.size);
  const hall: Hall = { runtime, rooms, publisher, presence, onTyping };
  io.on('connection', (socket) => receive(socket, hall, connections, report));

  const watch = watchSessions({
    find: findHolders,
    sessionIds: () => [...new Set([...connections.values()].map(({ sessionId }) => sessionId))],
    onSeen: (sessionId, holder) => {
      for (const connection of connections.values())
        if (connection.sessionId === sessionId) seeAgain(connection, holder, report);
    },
    log,
  });
  const upkeep = repeat('realtime.upkeep', positionMilliseconds, async () => tend(connections), log);

  return {
    endpoint,
    async close() {
      refuse();
      io.local.emit('moving', {});
      await sleep(farewellMilliseconds);
      await Promise.all([watch.stop(), upkeep.stop(), publisher.stop()]);
      presence.close();
      await io.close();
      redis?.close();
    },
  };
}

function startPresence(io: SocketServer, hasOthers: boolean): Presence {
  const presence = new Presence({
    tell: (view, organizationId) => {
      const { conversationId } = view;
      io.local.to([`conversation:${conversationId}`, watchRoom(organizationId, conversationId)]).emit('presence', view);
    },
    report: (said) => {
      if (hasOthers) io.serverSideEmit('presence', said);
    },
  });
  io.on('presence', (said) => presence.receive(said));
  return presence;
}

function receive(
  socket: PersonSocket,
  hall: Hall,
  connections: Map<string, Connection>,
  report: (error: unknown) => void,
): void {
  const connection = new Connection(hall, socket);
  connections.set(socket.id, connection);
  socket.on('disconnect', () => {
    connections.delete(socket.id);
    connection.close();
  });
  answerMessages(connection, report);
  connection.begin(socket.data.handshake).catch((error: unknown) => {
    report(error);
    // It connects again, from where it was.
    socket.disconnect(true);
  });
}

function seeAgain(connection: Connection, holder: SessionHolder | null, report: (error: unknown) => void): void {
  const { socket } = connection;
  connection.see(holder).then(
    (mayStay) => {
      if (mayStay) return;
      socket.emit('ended', {});
      socket.disconnect(true);
    },
    (error: unknown) => {
      // Who may hear what is not known: that is asked again when it connects again.
      report(error);
      socket.disconnect(true);
    },
  );
}

function tend(connections: ReadonlyMap<string, Connection>): void {
  for (const connection of connections.values()) {
    connection.tellPosition();
    const transport = connection.socket.conn as unknown as { readonly writeBuffer: readonly unknown[] };
    if (transport.writeBuffer.length > mostUnread) connection.socket.disconnect(true);
  }
}
