import type { MemberRole } from '@parley/contract/permissions';
import { isDeepStrictEqual } from 'node:util';
import type { Actor } from '../context.ts';
import type { Outcome } from '../http/carry-out.ts';
import type { Authenticate } from '../http/identify.ts';
import { createRateLimits } from '../http/rate-limits.ts';
import { Download, type Route } from '../http/route.ts';
import { createHttpServer, type HttpServerOptions } from '../http/server.ts';
import { createMetrics } from '../metrics.ts';
import { createTestRuntime, type TestRuntime, type TestRuntimeOptions } from './create-test-runtime.ts';

export interface TestServerOptions extends TestRuntimeOptions {
  readonly routes: readonly Route[];
  /** What the product does with sessions and keys; by default `as` says who asks, without either. */
  readonly authenticate?: (kit: TestRuntime) => Authenticate;
  /** Keeps the routes' own limits, which are off otherwise. For them time stands still: nothing is earned back while a test runs. */
  readonly limited?: boolean;
  /** For one actor or address; by default as good as none. */
  readonly requestsPerMinute?: number;
  /** How the installation is set up; by default without proxies, behind https://parley.example. */
  readonly site?: Partial<Pick<HttpServerOptions, 'insecureHttp' | 'publicUrl' | 'corsOrigins' | 'trustedProxies'>>;
}

export interface RequestOptions {
  /** A role is that member of the first organization; undefined is a stranger. */
  readonly as?: MemberRole | Actor;
  /** Sent as JSON, or as it is when it is FormData. */
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

export interface TestAnswer<Body> {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON, else the text. */
  readonly body: Body;
}

export interface TestServer extends TestRuntime {
  /** Over a real socket. `url` below /api/v1, or a whole path when it begins with `/api/`, `/health/` or `/metrics`. */
  request<Body = unknown>(method: string, url: string, options?: RequestOptions): Promise<TestAnswer<Body>>;
  readonly address: string;
}

/**
 * The HTTP server with these routes on a database of its own. Every answer is compared with the shape that its route
 * documents: what is not in it, or is otherwise, fails the request with 500.
 */
export async function createTestServer(options: TestServerOptions): Promise<TestServer> {
  const kit = await createTestRuntime(options);
  const actors = new Map<string, Actor>();
  const authenticate = options.authenticate?.(kit) ?? (async ({ token }) => identityOf(actors.get(token)));
  const server = await createHttpServer({
    runtime: kit.runtime,
    routes: options.limited ? options.routes : options.routes.map(withoutLimit),
    authenticate,
    readiness: [],
    metrics: createMetrics(),
    insecureHttp: false,
    publicUrl: 'https://parley.example',
    corsOrigins: [],
    trustedProxies: [],
    ...options.site,
    ...(options.limited && { rateLimits: createRateLimits(() => 0) }),
    requestsPerMinute: options.requestsPerMinute ?? 100_000,
    webRoot: null,
    inspect: compareWithDocumentation,
  });
  const address = await server.listen('127.0.0.1', 0);
  const tokenOf = (actor: Actor): string => {
    const token = `${actor.kind}.${actor.id}.${actor.organizationId}`;
    actors.set(token, actor);
    return token;
  };
  return {
    ...kit,
    address,
    request: async (method, url, { as, body, headers = {} } = {}) => {
      const actor = typeof as === 'string' ? kit.actor(as) : as;
      const isForm = body instanceof FormData;
      const response = await fetch(address + (/^\/(api|health|metrics)(\/|$)/.test(url) ? url : `/api/v1${url}`), {
        method,
        redirect: 'manual',
        headers: {
          origin: address,
          ...(body !== undefined && !isForm && { 'content-type': 'application/json' }),
          ...(actor && { authorization: `Bearer ${tokenOf(actor)}` }),
          ...headers,
        },
        ...(body !== undefined && { body: isForm ? body : typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const isJson = /json/.test(response.headers.get('content-type') ?? '');
      return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
    },
    close: async () => {
      await server.close();
      await kit.close();
    },
  };
}

function identityOf(actor: Actor | undefined): { actor: Actor; sessionId: null } | null {
  return actor ? { actor, sessionId: null } : null;
}

function withoutLimit(route: Route): Route {
  const { perMinute: _, ...description } = route.description;
  return { ...route, description };
}

function compareWithDocumentation(route: Route, outcome: Outcome): void {
  if (outcome.body instanceof Download) return;
  const body: unknown = JSON.parse(JSON.stringify(outcome.body ?? null));
  const documented = route.description.response.parse(body);
  if (!isDeepStrictEqual(JSON.parse(JSON.stringify(documented)), body)) {
    throw new Error(`${route.method} ${route.url} answers with more than it documents: ${JSON.stringify(body)}`);
  }
}
