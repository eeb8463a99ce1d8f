import type { FastifyInstance } from 'fastify';

const methods = 'GET, POST, PUT, PATCH, DELETE';
const allowedHeaders = 'authorization, content-type, idempotency-key, if-match';
const readableHeaders =
  'x-request-id, etag, retry-after, ratelimit-limit, ratelimit-remaining, ratelimit-reset, idempotency-replayed';
const preflightSeconds = 600;

/**
 * Lets pages of these origins ask the API from a browser, with a key that they hold. Never with the reader's session: the
 * answers do not say `allow-credentials`, so a browser neither sends the cookie nor shows the answer.
 */
export function addCors(server: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return;
  const known = new Set(origins);
  server.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers;
    reply.header('vary', 'Origin');
    if (origin === undefined || !known.has(origin) || !request.url.startsWith('/api/')) return;
    reply.header('access-control-allow-origin', origin).header('access-control-expose-headers', readableHeaders);
  });
  server.options('/api/*', async (_request, reply) =>
    reply
      .code(204)
      .header('access-control-allow-methods', methods)
      .header('access-control-allow-headers', allowedHeaders)
      .header('access-control-max-age', preflightSeconds)
      .send(),
  );
}
