import staticFiles from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../errors.ts';

/**
 * The built web app: files under /assets carry their hash in the name and never change; every other address that a
 * browser opens as a page gets index.html, with a nonce of its own for the style sheets that dialogs insert.
 * `root` is the folder of the build; before it is built, a page says so. `filesUrl` is where else its pictures come from.
 */
export async function addWebApp(server: FastifyInstance, root: string | null, filesUrl: string | null): Promise<void> {
  const index = root && (await readFile(join(root, 'index.html'), 'utf8').catch(() => null));
  if (root && index) {
    await server.register(staticFiles, {
      root,
      wildcard: false,
      index: false,
      preCompressed: true,
      cacheControl: false,
      globIgnore: ['**/*.gz', '**/*.br', 'index.html'],
      setHeaders: (reply, path) => {
        void reply.header(
          'cache-control',
          path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        );
      },
    });
  }
  server.setNotFoundHandler((request, reply) => {
    if (!isPage(request)) throw new AppError('route_unknown');
    return sendPage(reply, index, filesUrl);
  });
}

/** A page somebody opens in a browser; a program, and everything below /api, gets a problem in JSON. */
function isPage({ method, url, headers }: FastifyRequest): boolean {
  return (
    (method === 'GET' || method === 'HEAD') &&
    !/^\/(api|health|assets)(\/|$|\?)|^\/metrics/.test(url) &&
    (headers.accept ?? '').includes('text/html')
  );
}

function sendPage(reply: FastifyReply, index: string | null, filesUrl: string | null): FastifyReply {
  reply.header('cache-control', 'no-store');
  if (index === null) {
    return reply
      .code(503)
      .type('text/plain; charset=utf-8')
      .send('The web app is not built. Run: npm run build-web\nThe API is at /api/v1, its reference at /api/docs.\n');
  }
  const nonce = randomBytes(16).toString('base64');
  return reply
    .code(200)
    .header('content-security-policy', policy(nonce, filesUrl))
    .type('text/html; charset=utf-8')
    .send(index.replace('%NONCE%', nonce));
}

function policy(nonce: string, filesUrl: string | null): string {
  const files = filesUrl === null ? '' : ` ${filesUrl}`;
  return [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self' 'nonce-${nonce}'`,
    `img-src 'self' data: blob:${files}`,
    `media-src 'self' blob:${files}`,
    `font-src 'self'`,
    `connect-src 'self'`,
    `manifest-src 'self'`,
    `worker-src 'self'`,
    `base-uri 'none'`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
  ].join('; ');
}
