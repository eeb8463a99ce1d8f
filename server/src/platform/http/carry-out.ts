import type { FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import type { Runtime } from '../context.ts';
import { AppError } from '../errors.ts';
import { carryOutOnce, type Answer } from './idempotency.ts';
import { carryOutOnVersion } from './record-version.ts';
import { inputParser, type RawInput } from './parse-input.ts';
import type { Caller, Handler, Route, SessionAnswer, SignedIn, Upload } from './route.ts';

export interface Outcome extends Answer {
  readonly token?: SessionAnswer['token'];
  readonly etag?: string;
}

type CarryOut = (request: FastifyRequest, caller: Caller) => Promise<Outcome>;

/** What a route does with a request whose sender may ask: parse it, run the use case, answer. */
export function carryOut(route: Route, runtime: Runtime): CarryOut {
  const parse = inputParser(route);
  const status = route.description.status ?? 200;
  const { handler } = route;
  const { versionOf } = route.description;
  return async (request, caller) => {
    const upload = await uploadOf(route, request);
    if (upload)
      return { status, body: await runUpload(handler, runtime, parse, request, caller, upload), replayed: false };
    if (handler.kind === 'hook') {
      const input = parse({ params: request.params, query: request.query, body: undefined }) as never;
      const call = { headers: request.headers, body: (request.body as Buffer | undefined) ?? Buffer.alloc(0) };
      return { status, body: await handler.run(runtime, input, call), replayed: false };
    }
    const raw: RawInput = { params: request.params, query: request.query, body: request.body };
    const input = parse(raw) as never;
    if (handler.kind === 'stream') {
      return { status, body: await handler.run(runtime, input, caller as SignedIn, null), replayed: false };
    }
    if (handler.kind === 'session') return { status, replayed: false, ...(await handler.run(runtime, input, caller)) };
    const { actor } = caller as SignedIn;
    const key = route.method === 'POST' ? idempotencyKey(request) : null;
    const keyed = key && { key, route: `${route.method} ${route.url}`, status, raw };
    return runtime.transaction<Outcome>(
      actor,
      async (ctx) => {
        const work = (): Promise<unknown> => handler.run(ctx, input);
        if (versionOf) {
          const versioned = { versionOf, isRead: route.method === 'GET', known: request.headers['if-match'], input };
          return { status, replayed: false, ...(await carryOutOnVersion(ctx, versioned, work)) };
        }
        return keyed ? carryOutOnce(ctx, keyed, work) : { status, body: await work(), replayed: false };
      },
      { readOnly: route.method === 'GET' },
    );
  };
}

function idempotencyKey(request: FastifyRequest): string | null {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key === 'string' && /^[\x21-\x7e]{1,200}$/.test(key)) return key;
  const text = { en: 'Up to 200 visible ASCII characters.', ru: 'До 200 видимых символов ASCII.' };
  throw new AppError('request_invalid', { fields: [{ path: 'header.idempotency-key', rule: 'not_valid', ...text }] });
}

async function runUpload(
  handler: Handler,
  runtime: Runtime,
  parse: (raw: RawInput) => Record<string, unknown>,
  request: FastifyRequest,
  caller: Caller,
  upload: Upload,
): Promise<unknown> {
  if (handler.kind !== 'stream') throw new Error('Only a stream route takes an upload.');
  try {
    const input = parse({ params: request.params, query: request.query, body: undefined }) as never;
    return await handler.run(runtime, input, caller as SignedIn, upload);
  } finally {
    passOver(request);
  }
}

/** Reads what is left of an upload that was given up, so that the sender gets the answer and the connection stays of use. */
function passOver(request: FastifyRequest): void {
  request.raw.unpipe();
  request.raw.resume();
}

/** The file of a route that takes one; a form sent to any other route is not read (SEC-25). */
async function uploadOf(route: Route, request: FastifyRequest): Promise<Upload | null> {
  if (!route.description.upload) {
    if (request.isMultipart())
      throw new AppError('content_type_unsupported', { details: { expected: 'application/json' } });
    return null;
  }
  const part = await request.file().catch((cause: unknown) => {
    throw new AppError('upload_missing', { cause });
  });
  if (!part) throw new AppError('upload_missing');
  return { name: plainFileName(part.filename), stream: part.file satisfies Readable };
}

/** What is left of a sender's file name: no folders, no control or direction characters, at most 200 characters. */
export function plainFileName(name: string): string {
  const last = name.normalize('NFC').split(/[/\\]/).at(-1)!;
  const plain = last.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, '').trim();
  const dots = /^\.+$/.test(plain);
  return plain === '' || dots ? 'file' : [...plain].slice(-200).join('');
}
