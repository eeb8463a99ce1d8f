import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { AppError } from '../errors.ts';
import { parseRange } from './byte-range.ts';
import type { ByteRange, Download } from './route.ts';

/**
 * As a file to keep, or where the handler says so shown; in either case nothing of it runs in our origin (SEC-33). One that
 * can be opened anywhere is sent in part when asked so: a player seeks, a download that broke off goes on.
 */
export async function sendDownload(
  request: FastifyRequest,
  reply: FastifyReply,
  download: Download,
): Promise<FastifyReply> {
  const range = rangeOf(request, reply, download);
  const stream = await open(download, range);
  addHeaders(reply, download);
  if (range === null || download.sizeBytes === null) return reply.send(stream);
  return reply
    .code(206)
    .header('content-range', `bytes ${range.start}-${range.end}/${download.sizeBytes}`)
    .header('content-length', range.end - range.start + 1)
    .send(stream);
}

/** Null: all of it. Throws `range_not_there`. */
function rangeOf(request: FastifyRequest, reply: FastifyReply, download: Download): ByteRange | null {
  const { sizeBytes, source } = download;
  if (typeof source !== 'function' || sizeBytes === null) return null;
  reply.header('accept-ranges', 'bytes');
  const { range: header, 'if-range': condition } = request.headers;
  // The rest of another file is of no use.
  if (condition !== undefined && condition !== tagOf(download)) return null;
  const range = parseRange(header, sizeBytes);
  if (range !== 'unsatisfiable') return range;
  reply.header('content-range', `bytes */${sizeBytes}`);
  throw new AppError('range_not_there', { details: { sizeBytes } });
}

function open({ source }: Download, range: ByteRange | null): Promise<Readable> {
  if (typeof source === 'function') return range === null ? source() : source(range);
  return Promise.resolve(source);
}

function tagOf({ sha256 }: Download): string | null {
  return sha256 === null ? null : `"${sha256}"`;
}

function addHeaders(reply: FastifyReply, download: Download): void {
  const tag = tagOf(download);
  if (tag !== null) reply.header('etag', tag);
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
}
