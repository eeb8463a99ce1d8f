import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { randomBytes } from 'node:crypto';
import { asyncApi } from '../realtime/async-api.ts';
import { openApiOf } from './openapi.ts';
import type { Route } from './route.ts';

/** The descriptions of the API and of the socket for programs, and a page made of it for people, all from this server. */
export function addReference(
  server: FastifyInstance,
  routes: readonly Route[],
  limitRate: (request: FastifyRequest, reply: FastifyReply) => void,
): void {
  const onRequest = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => limitRate(request, reply);
  let description: string | undefined;
  server.get('/api/openapi.json', { onRequest }, async (_request, reply) => {
    description ??= JSON.stringify(openApiOf(routes));
    return reply.type('application/json; charset=utf-8').send(description);
  });

  let socketDescription: string | undefined;
  server.get('/api/asyncapi.json', { onRequest }, async (_request, reply) => {
    socketDescription ??= JSON.stringify(asyncApi());
    return reply.type('application/json; charset=utf-8').send(socketDescription);
  });

  server.get('/api/docs', { onRequest }, async (_request, reply) => {
    const nonce = randomBytes(16).toString('base64');
    return reply
      .header('content-security-policy', pagePolicy(nonce))
      .type('text/html; charset=utf-8')
      .send(page(nonce));
  });

  let script: Promise<string> | undefined;
  server.get('/api/docs/scalar.js', { onRequest }, async (_request, reply) => {
    script ??= loadScript();
    return reply
      .header('cache-control', 'public, max-age=86400')
      .type('text/javascript; charset=utf-8')
      .send(await script);
  });
}

/** The page's script comes inside a Fastify plug-in. It is 4 MB, so it is loaded when somebody first opens the page. */
async function loadScript(): Promise<string> {
  const { default: scalar } = await import('@scalar/fastify-api-reference');
  const carrier = fastify();
  await carrier.register(scalar, { routePrefix: '/', configuration: { url: '/api/openapi.json' } });
  const { body } = await carrier.inject('/js/scalar.js');
  await carrier.close();
  return body;
}

/** The page loads nothing from elsewhere; the nonce lets its script insert its own style sheet. */
function pagePolicy(nonce: string): string {
  return [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self' 'nonce-${nonce}'`,
    `img-src 'self' data:`,
    `font-src 'self' data:`,
    `connect-src 'self'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ');
}

/** What would lead to services of others is off. */
const appearance = {
  withDefaultFonts: false,
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: 'never',
  agent: { disabled: true },
  mcp: { disabled: true },
};

function page(nonce: string): string {
  const configuration = JSON.stringify(appearance).replaceAll('"', '&quot;');
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta property="csp-nonce" content="${nonce}">
    <title>Parley API</title>
  </head>
  <body>
    <script id="api-reference" type="application/json" data-url="/api/openapi.json" data-configuration="${configuration}"></script>
    <script src="/api/docs/scalar.js"></script>
  </body>
</html>
`;
}
