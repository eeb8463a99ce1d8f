import type { PlacedEvent } from '@parley/contract/events';
import type { ClientMessages, Outcome, Room, ServerMessages } from '@parley/contract/realtime';
import { io, type Socket } from 'socket.io-client';

/** A browser's socket, with everything it was told. */
export interface TestSocket {
  readonly socket: Socket<ServerMessages, ClientMessages>;
  readonly heard: { [Name in keyof ServerMessages]: Parameters<ServerMessages[Name]>[0][] };
  /** Of all packets, in the order they came. */
  events(): PlacedEvent[];
  /** Where it would go on from. */
  position(): number;
  join(room: string): Promise<Outcome>;
  leave(room: Room): Promise<Outcome>;
  type(conversationId: string, isTyping: boolean): Promise<Outcome>;
  watch(conversationIds: readonly string[]): Promise<Outcome>;
  close(): void;
}

export interface SocketOptions {
  readonly cookie?: string;
  readonly origin?: string;
  readonly position?: number;
  readonly rooms?: readonly string[];
  readonly transport?: 'websocket' | 'polling';
  /** `user.organization`, as pages say it. */
  readonly loadedFor?: string;
}

/** Connects and waits for the welcome, and for what was missed. Rejects with the reason when it is not let in. */
export async function openSocket(address: string, options: SocketOptions = {}): Promise<TestSocket> {
  const socket = connect(address, options);
  const heard: TestSocket['heard'] = {
    welcome: [],
    events: [],
    reset: [],
    presence: [],
    left: [],
    ended: [],
    moving: [],
  };
  for (const name of Object.keys(heard) as (keyof ServerMessages)[])
    socket.on(name, (payload: object) => (heard[name] as object[]).push(payload));
  await new Promise<void>((resolve, reject) => {
    socket.once('connect_error', (error) => {
      socket.disconnect();
      reject(error);
    });
    for (const name of ['events', 'reset'] as const) socket.once(name, () => resolve());
    socket.once('disconnect', (reason) => reject(new Error(reason)));
  });
  return {
    socket,
    heard,
    events: () => heard.events.flatMap((packet) => packet.events),
    position: () => Math.max(0, ...[...heard.events, ...heard.reset].map((packet) => packet.position)),
    join: (room) => socket.timeout(10_000).emitWithAck('subscribe', room as Room),
    leave: (room) => socket.timeout(10_000).emitWithAck('unsubscribe', room),
    type: (conversationId, isTyping) => socket.timeout(10_000).emitWithAck('typing', { conversationId, isTyping }),
    watch: (conversationIds) => socket.timeout(10_000).emitWithAck('watch', [...conversationIds]),
    close: () => socket.disconnect(),
  };
}

function connect(address: string, options: SocketOptions): TestSocket['socket'] {
  const { cookie, origin = address, position, rooms = [], transport = 'websocket', loadedFor } = options;
  return io(address, {
    path: '/api/socket',
    addTrailingSlash: false,
    transports: [transport],
    forceNew: true,
    reconnection: false,
    auth: { rooms, ...(position !== undefined && { position }), ...(loadedFor !== undefined && { for: loadedFor }) },
    extraHeaders: { origin, ...(cookie && { cookie }) },
  });
}
