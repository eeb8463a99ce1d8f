import multipart from '@fastify/multipart';
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { AddressInfo } from 'node:net';
import type { Runtime } from '../context.ts';
import { AppError } from '../errors.ts';
import type { Metrics } from '../metrics.ts';
import { uuidv7 } from '../uuid.ts';
import { carryOut, type Outcome } from './carry-out.ts';
import { addCors } from './cors.ts';
import { checkAccess, cookieFor, identify, type Authenticate, type Site } from './identify.ts';
import { keepFilesApart } from './files-place.ts';
import { preferredLanguage } from './language.ts';
import { addOperations, type ReadinessCheck } from './operations.ts';
import { asAppError, problemOf, retryAfter } from './problem.ts';
import { createRateLimits, type Allowance, type RateLimits } from './rate-limits.ts';
import { addReference } from './reference.ts';
import { Download, type Caller, type Route } from './route.ts';
import { securityHeaders, strictTransport } from './security-headers.ts';
import { sendDownload } from './send-download.ts';
import { addSockets, socketPath, type SocketEndpoint } from './socket-route.ts';
import { addWebApp } from './web-app.ts';

export interface HttpServerOptions extends Site {
  readonly runtime: Runtime;
  readonly routes: readonly Route[];
  readonly authenticate: Authenticate;
  readonly readiness: readonly ReadinessCheck[];
  readonly metrics: Metrics;
  /** Whose pages may ask the API with a key. */
  readonly corsOrigins: readonly string[];
  /** Addresses or networks whose X-Forwarded-* headers are believed. */
  readonly trustedProxies: readonly string[];
  /** For one actor, or one address of strangers; a route may have less. */
  readonly requestsPerMinute: number;
  /** Where it is counted; by default anew, by the clock. */
  readonly rateLimits?: RateLimits;
  /** The folder of the built web app; null serves the API alone. */
  readonly webRoot: string | null;
  /** What answers at the socket's address; without it there is none. */
  readonly sockets?: SocketEndpoint;
  /** Sees every answer before it is sent; tests compare it with the documented shape. */
  readonly inspect?: (route: Route, outcome: Outcome) => void;
}

export interface HttpServer {
  /** Resolves to the address it answers at. Port 0 takes a free one. */
  listen(host: string, port: number): Promise<string>;
  /** Takes no more requests and waits for those that run, at most 5 s. */
  close(): Promise<void>;
}

const bodyLimit = 1024 * 1024;
const closeMilliseconds = 5_000;
/** An organization as a whole, and an address that many share, may ask this many times as much as one of them. */
const sharedAllowance = 10;
/** New sockets of one person, as a share of their requests: their tabs all at once, again and again. */
const socketShare = 0.1;

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | null;
  }
}

/** The HTTP side of the program, built from the modules' routes. */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const server = fastify({
    bodyLimit,
    trustProxy: options.trustedProxies.length > 0 ? [...options.trustedProxies] : false,
    genReqId: () => uuidv7(),
    exposeHeadRoutes: false,
    // An upload over a slow line takes its time; nobody may hold a connection for ever.
    requestTimeout: 10 * 60_000,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200 },
  });
  server.decorateRequest('caller', null);
  readJsonOnly(server);
  await server.register(multipart, { throwFileSizeLimit: false, limits: { files: 1, fields: 0, fileSize: Infinity } });
  addHeaders(server);
  addCors(server, options.corsOrigins);
  addReports(server, options);
  server.setErrorHandler((error, request, reply) => sendProblem(error, request, reply, options.runtime));
  keepFilesApart(server, options.routes, options.runtime);
  await addWebApp(server, options.webRoot, options.runtime.installation.filesUrl);
  addOperations(server, options.readiness, options.metrics);
  const limits = options.rateLimits ?? createRateLimits();
  addReference(server, options.routes, (request, reply) => {
    allow(reply, limits.take(`address ${request.ip}`, options.requestsPerMinute));
  });
  for (const route of options.routes.filter(({ handler }) => handler.kind !== 'hook')) {
    addRoute(server, route, options, limits);
  }
  await server.register(async (hooks) => {
    keepBodies(hooks);
    for (const route of options.routes.filter(({ handler }) => handler.kind === 'hook')) {
      addRoute(hooks, route, options, limits);
    }
  });
  const { sockets } = options;
  if (sockets) {
    addSockets(server, {
      endpoint: sockets,
      publicUrl: options.publicUrl,
      identify: (request) => identify(request, options, options.authenticate),
      limitRate: ({ actor }) => limits.take(`sockets ${actor.id}`, Math.ceil(options.requestsPerMinute * socketShare)),
    });
  }
  return {
    listen: async (host, port) => {
      await server.listen({ host, port });
      const { address, family, port: bound } = server.server.address() as AddressInfo;
      return `http://${family === 'IPv6' ? `[${address}]` : address}:${bound}`;
    },
    close: async () => {
      const timer = setTimeout(() => server.server.closeAllConnections(), closeMilliseconds);
      await server.close();
      clearTimeout(timer);
    },
  };
}

function addRoute(server: FastifyInstance, route: Route, options: HttpServerOptions, limits: RateLimits): void {
  const answer = carryOut(route, options.runtime);
  server.route({
    method: route.method,
    url: `/api/v1${route.url}`,
    onRequest: async (request, reply) => {
      // Before anybody's token is looked up, so that guessing them costs the database no more than this.
      allow(reply, limits.take(`everybody at ${request.ip}`, options.requestsPerMinute * sharedAllowance));
      const caller = await identify(request, options, options.authenticate);
      request.caller = caller;
      limitRate(reply, route, caller, options.requestsPerMinute, limits);
      checkAccess(route, caller, request, options);
    },
    handler: async (request, reply) => {
      const outcome = await answer(request, request.caller!);
      options.inspect?.(route, outcome);
      setCookie(request, reply, outcome.token);
      if (outcome.etag) reply.header('etag', outcome.etag);
      if (outcome.replayed) reply.header('idempotency-replayed', 'true');
      if (outcome.body instanceof Download) return sendDownload(request, reply, outcome.body);
      reply.code(outcome.status).header('content-type', 'application/json; charset=utf-8');
      return reply.send(JSON.stringify(outcome.body ?? null));
    },
  });
}

function setCookie(request: FastifyRequest, reply: FastifyReply, token: Outcome['token']): void {
  if (token) reply.header('set-cookie', cookieFor(request).write(token.value, token.maxAgeSeconds));
  if (token === null) reply.header('set-cookie', cookieFor(request).clear());
}

function limitRate(reply: FastifyReply, route: Route, caller: Caller, perMinute: number, limits: RateLimits): void {
  const { actor } = caller;
  const who = actor ? `${actor.kind} ${actor.id}` : `address ${caller.address}`;
  if (actor) allow(reply, limits.take(`organization ${actor.organizationId}`, perMinute * sharedAllowance));
  allow(reply, limits.take(who, perMinute));
  const own = route.description.perMinute;
  if (own !== undefined) allow(reply, limits.take(`${who} ${route.method} ${route.url}`, own));
}

function allow(reply: FastifyReply, allowance: Allowance): void {
  reply.header('ratelimit-limit', allowance.limit);
  reply.header('ratelimit-remaining', allowance.remaining);
  reply.header('ratelimit-reset', allowance.resetSeconds);
  if (!allowance.allowed) throw new AppError('rate_limit_reached', { details: { seconds: allowance.retrySeconds } });
}

/** A form or plain text, which another site could send without asking, is not read (SEC-25). */
function readJsonOnly(server: FastifyInstance): void {
  const parseJson = server.getDefaultJsonParser('error', 'error');
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parseJson(request, body as string, done);
  });
}

/** What other systems send is checked byte for byte before it is parsed. */
function keepBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

function addHeaders(server: FastifyInstance): void {
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders).header('x-request-id', request.id);
    if (request.protocol === 'https') reply.headers(strictTransport);
  });
}

/** One line and one observation a request: the route's pattern instead of the address, which may hold what people typed. */
function addReports(server: FastifyInstance, { runtime, metrics }: HttpServerOptions): void {
  server.addHook('onResponse', async (request, reply) => {
    const { method } = request;
    const route = request.routeOptions.url ?? 'unknown';
    // A long poll ends when there is something to say: its time says nothing.
    if (route === socketPath) return;
    const status = reply.statusCode;
    metrics.requestSeconds.observe({ method, route, status }, reply.elapsedTime / 1_000);
    if (route.startsWith('/health/')) return;
    const { actor = null } = request.caller ?? {};
    const milliseconds = Math.round(reply.elapsedTime * 10) / 10;
    const { organizationId = null, kind: actorKind = null } = actor ?? {};
    runtime.log.info(
      { requestId: request.id, organizationId, actorKind, method, route, status, milliseconds },
      'request',
    );
  });
}

function sendProblem(failure: unknown, request: FastifyRequest, reply: FastifyReply, runtime: Runtime): FastifyReply {
  const error = asAppError(failure, request.id, bodyLimit);
  const organizationId = request.caller?.actor?.organizationId ?? null;
  const context = { requestId: request.id, organizationId, route: request.routeOptions.url };
  if (error.kind === 'internal') runtime.log.error({ ...context, err: failure }, 'request failed');
  if (error.kind === 'unavailable') runtime.log.warn({ ...context, err: error.cause ?? error }, 'request turned away');
  const language = request.caller?.language ?? preferredLanguage(request.headers['accept-language']);
  const problem = problemOf(error, language, request.id);
  const seconds = retryAfter(error);
  if (seconds !== null) reply.header('retry-after', seconds);
  if (error.kind === 'unauthenticated') reply.header('www-authenticate', 'Bearer');
  return reply
    .code(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('content-language', language)
    .send(JSON.stringify(problem));
}
