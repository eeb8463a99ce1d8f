import type { FastifyReply } from 'fastify';
import type { Download } from './route.ts';

/** As a file to keep, or where the handler says so shown; in either case nothing of it runs in our origin (SEC-33). */
export function sendDownload(reply: FastifyReply, download: Download): FastifyReply {
  const ascii = download.name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(download.name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  reply.header('content-type', download.contentType);
  reply.header(
    'content-disposition',
    `${download.inline ? 'inline' : 'attachment'}; filename="${ascii}"; filename*=UTF-8''${encoded}`,
  );
  // A browser's PDF viewer does not start in a sandbox; what it shows cannot reach the page anyway.
  const isPdf = download.contentType === 'application/pdf';
  reply.header(
    'content-security-policy',
    isPdf ? `default-src 'none'; object-src 'self'` : `default-src 'none'; sandbox`,
  );
  if (download.keptForEver) reply.header('cache-control', 'private, max-age=31536000, immutable');
  if (download.sizeBytes !== null) reply.header('content-length', download.sizeBytes);
  return reply.send(download.stream);
}
