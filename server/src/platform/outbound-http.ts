/**
 * The only way out of the process, for HTTP and for the sockets of channels (SEC-27). A name is resolved here, every
 * address of it is checked, and the connection goes to a checked address and nowhere else: no second look-up that could
 * answer otherwise, no redirect.
 */
import { lookup as resolveName, type LookupAddress } from 'node:dns';
import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { Agent, request as sendRequest } from 'undici';
import { type ChannelTransports, type HttpAnswer, type HttpRequest, TransportError } from '#channel';
import { createAddressCheck } from './outbound-addresses.ts';

export type OutboundFault =
  /** The address is not a web address, or has a login in it. */
  | 'url_invalid'
  /** It leads to this machine, a private or a reserved network. */
  | 'address_refused'
  | 'name_unknown'
  | 'connection_failed'
  | 'certificate_refused'
  | 'timeout'
  | 'answer_too_large';

export class OutboundError extends Error {
  readonly fault: OutboundFault;

  constructor(fault: OutboundFault, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'OutboundError';
    this.fault = fault;
  }
}

export interface OutboundRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** For everything, from the look-up of the name to the last byte. */
  readonly timeoutMilliseconds: number;
  readonly maxBytes: number;
}

export interface OutboundAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** For us to read; never shown to whoever chose the address (SEC-31). */
  readonly body: Buffer;
}

export interface Outbound extends ChannelTransports {
  /** A redirect is answered as what it is. Throws only `OutboundError`. */
  request(request: OutboundRequest): Promise<OutboundAnswer>;
  close(): Promise<void>;
}

export type Resolve = (name: string) => Promise<readonly LookupAddress[]>;

/** Where a name of our own leads, null while there is nothing; undefined for a name of the world's. */
export type ResolveOwn = (name: string) => { readonly host: string; readonly port: number } | null | undefined;

export interface Names {
  readonly resolve?: Resolve;
  /** Names that lead to this machine by our own will: the sandbox's. Its addresses stay closed under any other name. */
  readonly resolveOwn?: ResolveOwn;
}

/** `allow`: private addresses and networks that may be reached all the same. */
export function createOutbound(
  allow: readonly string[],
  { resolve = resolveAll, resolveOwn = () => undefined }: Names = {},
): Outbound {
  const isAllowed = createAddressCheck(allow);
  const lookup = guardedLookup(isAllowed, resolve);
  // A literal address is connected to without a look-up, so it is checked before.
  const checkHost = (host: string): void => {
    const literal = host.replace(/^\[|\]$/g, '');
    if (isIP(literal) && !isAllowed(literal)) throw refused(host);
  };
  const agent = new Agent({ connect: { lookup, timeout: 10_000 } });
  const checkedUrl = (text: string): URL => {
    const url = parseUrl(text);
    const own = resolveOwn(url.hostname);
    if (own === undefined) checkHost(url.hostname);
    else leadTo(url, own);
    return url;
  };
  return {
    request: async (request) => {
      const url = checkedUrl(request.url);
      return send(agent, url, request).catch((error: unknown) => {
        throw asOutboundError(error);
      });
    },
    connect: async (target) => {
      const own = resolveOwn(target.host);
      if (own === null) throw away(target.host);
      if (own === undefined) checkHost(target.host);
      return openSocket(own ? { ...target, ...own, tls: false } : target, lookup).catch((error: unknown) => {
        throw asOutboundError(error);
      });
    },
    exchange: (request) => exchange(agent, request, checkedUrl),
    // Answers that nobody has read to the end would keep it open.
    close: () => agent.destroy(),
  };
}

function leadTo(url: URL, own: { host: string; port: number } | null): void {
  if (own === null) throw away(url.hostname);
  url.protocol = 'http:';
  url.host = `${own.host}:${own.port}`;
}

function away(name: string): OutboundError {
  return new OutboundError('connection_failed', `${name} is not running at the moment.`);
}

function parseUrl(text: string): URL {
  const url = URL.parse(text);
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
  if (!url || !isWeb || url.username || url.password) {
    throw new OutboundError('url_invalid', 'Not an address that can be asked: http or https, without a login in it.');
  }
  return url;
}

async function send(agent: Agent, url: URL, request: OutboundRequest): Promise<OutboundAnswer> {
  const signal = AbortSignal.timeout(request.timeoutMilliseconds);
  const { method, headers, body = null } = request;
  const answer = await sendRequest(url, {
    dispatcher: agent,
    method,
    signal,
    body,
    ...(headers && { headers: { ...headers } }),
  });
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > request.maxBytes)
      throw new OutboundError('answer_too_large', `The answer is larger than ${request.maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return { status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks) };
}

/** See `ChannelTransports`. A body that was not begun to be read was not sent: undici asks for it with a socket in hand. */
async function exchange(
  agent: Agent,
  { method, url: address, headers, body, beforeWrite, signal }: HttpRequest,
  checkedUrl: (text: string) => URL,
): Promise<HttpAnswer> {
  let hasLeft = false;
  async function* watched(): AsyncGenerator<Uint8Array> {
    beforeWrite?.();
    hasLeft = true;
    if (typeof body === 'string') yield Buffer.from(body);
    else if (body) yield* body;
  }
  try {
    const url = checkedUrl(address);
    // With a length, so that servers who want no chunks are content.
    const length = typeof body === 'string' ? { 'content-length': String(Buffer.byteLength(body)) } : {};
    const answer = await sendRequest(url, {
      dispatcher: agent,
      method,
      signal,
      headers: { ...length, ...headers },
      body: body === undefined ? null : Readable.from(watched(), { objectMode: false }),
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    return { status: answer.statusCode, body: answer.body };
  } catch (error) {
    throw new TransportError(asOutboundError(error).message, hasLeft || body === undefined, error);
  }
}

function openSocket(target: Parameters<ChannelTransports['connect']>[0], lookup: LookupFunction): Promise<Socket> {
  const { host, port, timeoutMilliseconds } = target;
  const serverName = target.serverName ?? (isIP(host) ? undefined : host);
  const socket = target.tls
    ? connectTls({
        host,
        port,
        lookup,
        minVersion: 'TLSv1.2',
        ...(serverName && { servername: serverName }),
        ...(target.ca && { ca: target.ca }),
      })
    : connectTcp({ host, port, lookup });
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(error);
    };
    const timer = setTimeout(
      () => fail(new OutboundError('timeout', `No connection to ${host}:${port} within the time.`)),
      timeoutMilliseconds,
    );
    socket.once('error', fail);
    socket.once(target.tls ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer);
      socket.off('error', fail);
      socket.setNoDelay(true);
      socket.setKeepAlive(true, 30_000);
      resolve(socket);
    });
  });
}

/** Refuses a name when any of its addresses is not allowed: an honest name does not mix them. */
function guardedLookup(isAllowed: (address: string) => boolean, resolve: Resolve): LookupFunction {
  return (name, options, done) => {
    resolve(name).then(
      (found) => {
        const wanted = found.filter(
          ({ family }) => !options.family || options.family === family || options.family === `IPv${family}`,
        );
        const first = wanted[0];
        if (!first) return done(new OutboundError('name_unknown', `${name} has no address.`), []);
        if (found.some(({ address }) => !isAllowed(address))) return done(refused(name), []);
        return options.all ? done(null, [...wanted]) : done(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) =>
        done(new OutboundError('name_unknown', `${name} could not be looked up.`, error), []),
    );
  };
}

function resolveAll(name: string): Promise<LookupAddress[]> {
  return new Promise((resolve, reject) => {
    resolveName(name, { all: true, verbatim: true }, (error, addresses) =>
      error ? reject(error) : resolve(addresses),
    );
  });
}

function refused(host: string): OutboundError {
  const hint = 'An administrator may allow it with PARLEY_OUTBOUND_ALLOW.';
  return new OutboundError(
    'address_refused',
    `${host} leads to this machine, a private or a reserved network. ${hint}`,
  );
}

function asOutboundError(error: unknown): OutboundError {
  if (error instanceof OutboundError) return error;
  const { name, code = '', message, errors } = error as NodeJS.ErrnoException & { errors?: unknown[] };
  // Several addresses were tried and each failed.
  if (errors?.length) return asOutboundError(errors[0]);
  if (
    name === 'TimeoutError' ||
    name === 'AbortError' ||
    code === 'ETIMEDOUT' ||
    code.startsWith('UND_ERR_CONNECT_TIMEOUT')
  ) {
    return new OutboundError('timeout', 'No answer within the time.', error);
  }
  const isCertificate = /CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS/.test(code);
  return new OutboundError(isCertificate ? 'certificate_refused' : 'connection_failed', message, error);
}
