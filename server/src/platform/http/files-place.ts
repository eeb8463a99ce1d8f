import type { FastifyInstance } from 'fastify';
import type { Runtime } from '../context.ts';
import { AppError } from '../errors.ts';
import type { Route } from './route.ts';

/**
 * Where the installation has an address of its own for files, what others have uploaded is served there and nowhere else, and
 * nothing else is served there: a browser holds the two apart, whatever a file turns out to be (SEC-22). The cookie of the
 * session never reaches it, since it belongs to one host name.
 */
export function keepFilesApart(server: FastifyInstance, routes: readonly Route[], { installation }: Runtime): void {
  const { filesUrl } = installation;
  if (filesUrl === null) return;
  const { host } = new URL(filesUrl);
  const urls = new Set(routes.filter(({ description }) => description.byLink).map(({ url }) => `/api/v1${url}`));
  server.addHook('onRequest', async (request, reply) => {
    const isFile = urls.has(request.routeOptions.url ?? '');
    if (isFile !== (request.host === host)) throw new AppError('route_unknown');
    // Our pages show pictures from there, and are not of the same origin.
    if (isFile) reply.header('cross-origin-resource-policy', 'cross-origin');
  });
}
