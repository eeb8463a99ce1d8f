import { handshake } from '@parley/contract/realtime';
import { createServer, type IncomingMessage } from 'node:http';
import { Server } from 'socket.io';
import { AppError } from '../errors.ts';
import { refuseOldPages } from '../http/identify.ts';
import type { SignedIn } from '../http/route.ts';
import { securityHeaders } from '../http/security-headers.ts';
import type { SocketEndpoint } from '../http/socket-route.ts';
import type { Admission, PersonSocket, SocketServer } from './connection.ts';
import type { RedisAdapter } from './redis-adapter.ts';
import type { FindSessionHolders } from './watch-sessions.ts';

/** What a browser says is small: rooms and who is writing. */
const maxMessageBytes = 16 * 1024;
const pingMilliseconds = 20_000;
const pongMilliseconds = 10_000;
const connectMilliseconds = 10_000;

export interface SocketParts {
  readonly redis: RedisAdapter | null;
  readonly findHolders: FindSessionHolders;
  readonly onFailure: (error: unknown) => void;
}

/** Socket.IO behind the HTTP server's own door: connections come to it with their caller known. */
export function createSocketServer(parts: SocketParts): {
  io: SocketServer;
  endpoint: SocketEndpoint;
  refuse: () => void;
} {
  const callers = new WeakMap<IncomingMessage, SignedIn>();
  /** By the transport's id: whose session opened it. */
  const sessions = new Map<string, string | null>();
  // The server that Socket.IO wants to listen with never does.
  const io: SocketServer = new Server(createServer(), {
    serveClient: false,
    maxHttpBufferSize: maxMessageBytes,
    pingInterval: pingMilliseconds,
    pingTimeout: pongMilliseconds,
    connectTimeout: connectMilliseconds,
    ...(parts.redis && { adapter: parts.redis.adapter }),
  });
  const { engine } = io;
  engine.on('headers', (headers: Record<string, string>) => Object.assign(headers, securityHeaders));
  engine.on(
    'connection',
    (transport: { id: string; request: IncomingMessage; once: (on: string, run: () => void) => void }) => {
      sessions.set(transport.id, callers.get(transport.request)?.sessionId ?? null);
      transport.once('close', () => sessions.delete(transport.id));
    },
  );
  io.use((socket, next) => {
    letIn(socket, callers.get(socket.request), parts.findHolders).then(
      () => next(),
      (error: unknown) => {
        if (!(error instanceof AppError)) parts.onFailure(error);
        next(refusal(error));
      },
    );
  });
  let isRefusing = false;

  return {
    io,
    refuse: () => {
      isRefusing = true;
    },
    endpoint: {
      check(request, caller) {
        if (isRefusing) throw new AppError('server_busy');
        const id = new URL(request.url!, 'http://parley').searchParams.get('sid');
        // To know the id of another's connection is not enough to speak or listen over it.
        if (id !== null && sessions.get(id) !== caller.sessionId) throw new AppError('sign_in_required');
      },
      request(request, response, caller) {
        callers.set(request, caller);
        engine.handleRequest(request, response);
      },
      upgrade(request, socket, head, caller) {
        callers.set(request, caller);
        engine.handleUpgrade(request, socket, head);
      },
    },
  };
}

async function letIn(socket: PersonSocket, caller: SignedIn | undefined, find: FindSessionHolders): Promise<void> {
  const parsed = handshake.safeParse(socket.handshake.auth);
  if (!parsed.success) throw new AppError('request_invalid');
  const sessionId = caller?.sessionId;
  const holder = sessionId ? (await find([sessionId])).get(sessionId) : undefined;
  if (!caller || !sessionId || !holder) throw new AppError('sign_in_required');
  refuseOldPages(caller.actor, parsed.data.for);
  socket.data = { actor: caller.actor, sessionId, holder, handshake: parsed.data } satisfies Admission;
}

/** The browser is told the code. */
function refusal(error: unknown): Error {
  const code = error instanceof AppError ? error.code : 'server_error';
  return Object.assign(new Error(code), { data: { code } });
}
