import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ServerResponse, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { AppError } from '../errors.ts';
import type { Allowance } from './rate-limits.ts';
import type { Caller, SignedIn } from './route.ts';
import { originOf } from './same-origin.ts';

/** Takes over the connections at `socketPath`: the caller is a signed-in person on one of our own pages. */
export interface SocketEndpoint {
  /** Throws when this request is not taken. */
  check(request: IncomingMessage, caller: SignedIn): void;
  /** A request of the polling transport. */
  request(request: IncomingMessage, response: ServerResponse, caller: SignedIn): void;
  upgrade(request: IncomingMessage, socket: Socket, head: Buffer, caller: SignedIn): void;
}

export const socketPath = '/api/socket';

export interface SocketRoute {
  readonly publicUrl: string;
  readonly endpoint: SocketEndpoint;
  readonly identify: (request: FastifyRequest) => Promise<Caller>;
  /** Counts a new connection of this caller. */
  readonly limitRate: (caller: SignedIn) => Allowance;
}

interface Upgrade {
  readonly socket: Socket;
  readonly head: Buffer;
}

/** Leads sockets through the same door as every request: identity, proxies and refusals are those of HTTP. */
export function addSockets(server: FastifyInstance, { endpoint, publicUrl, identify, limitRate }: SocketRoute): void {
  const upgrades = new WeakMap<IncomingMessage, Upgrade>();
  server.server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    upgrades.set(request, { socket, head });
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    // A refusal is an ordinary answer; then nothing more comes on this connection.
    response.once('finish', () => socket.end());
    socket.on('error', () => socket.destroy());
    response.assignSocket(socket);
    server.routing(request, response);
  });

  server.route({
    method: ['GET', 'POST'],
    url: socketPath,
    onRequest: async (request, reply) => {
      request.caller = await identify(request);
      const caller = requireOwnPage(request, request.caller, publicUrl);
      const isNew = !(request.query as Record<string, unknown>)['sid'];
      if (isNew) refuseTooMany(limitRate(caller));
      endpoint.check(request.raw, caller);
      const upgrade = upgrades.get(request.raw);
      reply.hijack();
      if (!upgrade) return endpoint.request(request.raw, reply.raw, caller);
      reply.raw.detachSocket(upgrade.socket);
      endpoint.upgrade(request.raw, upgrade.socket, upgrade.head, caller);
    },
    handler: () => {
      throw new Error('The endpoint has taken over the connection.');
    },
  });
}

/** Another site's page can open a socket with our cookie: what is said over it would be the person's (SEC-50). */
function requireOwnPage(request: FastifyRequest, caller: Caller, publicUrl: string): SignedIn {
  if (originOf({ ...request.headers, host: request.host }, publicUrl) !== 'own')
    throw new AppError('cross_site_refused');
  if (!caller.actor) throw new AppError('sign_in_required');
  if (caller.sessionId === null) throw new AppError('person_required');
  return { ...caller, actor: caller.actor };
}

function refuseTooMany(allowance: Allowance): void {
  if (!allowance.allowed) throw new AppError('rate_limit_reached', { details: { seconds: allowance.retrySeconds } });
}
