import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ZodError } from 'zod';
import { loopback } from './network.ts';

/** What is wrong with a request; a `field` is written as a path, `action.status`. */
export class RequestError extends Error {
  readonly status: number;
  readonly field: string;
  readonly rule: string;

  constructor(status: number, field: string, rule: string) {
    super(`${field}: ${rule}`);
    this.status = status;
    this.field = field;
    this.rule = rule;
  }
}

export interface ControlRequest {
  /** Of the path, in the order of the placeholders. */
  readonly parameters: readonly string[];
  readonly query: URLSearchParams;
  /** Parsed JSON; undefined without a body. */
  readonly body: unknown;
}

/** Keyed `POST /faults` or `GET /handsets/*`. The result is sent as JSON, with status 200. May throw RequestError or ZodError. */
export type ControlRoutes = Readonly<Record<string, (request: ControlRequest) => unknown>>;

export interface ControlOptions {
  /** Who does not know it is refused; null: everybody may ask. */
  readonly token: string | null;
  readonly maxBodyBytes: number;
}

const openToAll: ControlOptions = { token: null, maxBodyBytes: 1024 * 1024 };

/** JSON over HTTP for whoever directs the sandbox: tests, the demo, the handset page. */
export class ControlServer {
  readonly #server: Server;
  readonly #routes: readonly { method: string; path: RegExp; handle: (request: ControlRequest) => unknown }[];

  readonly #options: ControlOptions;

  constructor(routes: ControlRoutes, options: ControlOptions = openToAll) {
    this.#options = options;
    this.#routes = Object.entries(routes).map(([route, handle]) => {
      const [method, path] = route.split(' ') as [string, string];
      return { method, path: new RegExp(`^${path.replaceAll('*', '([^/]+)')}$`), handle };
    });
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  /** Returns the base address. Rejects when the port is taken. */
  async listen(port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, loopback, resolve);
    });
    return `http://${loopback}:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      send(response, 200, await this.#handle(request));
    } catch (error) {
      const { status, field, rule } = requestErrorOf(error);
      send(response, status, { error: { field, rule } });
    }
  }

  async #handle(request: IncomingMessage): Promise<unknown> {
    const { token, maxBodyBytes } = this.#options;
    if (token !== null && request.headers.authorization !== `Bearer ${token}`) {
      throw new RequestError(401, 'authorization', 'required');
    }
    const url = new URL(request.url ?? '/', `http://${loopback}`);
    const onPath = this.#routes.filter(({ path }) => path.test(url.pathname));
    const route = onPath.find(({ method }) => method === request.method);
    if (!route)
      throw onPath.length > 0
        ? new RequestError(405, 'method', 'not_allowed')
        : new RequestError(404, 'path', 'not_found');
    const parameters = (route.path.exec(url.pathname) ?? []).slice(1).map(decodeURIComponent);
    return route.handle({ parameters, query: url.searchParams, body: await readJson(request, maxBodyBytes) });
  }
}

/** A whole number of the query, else `fallback`. */
export function queryNumber(query: URLSearchParams, name: string, fallback: number, max: number): number {
  const value = Number(query.get(name) ?? fallback);
  if (!Number.isSafeInteger(value) || value < 0 || value > max) throw new RequestError(400, name, 'out_of_range');
  return value;
}

async function readJson(request: IncomingMessage, maxBodyBytes: number): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBodyBytes) throw new RequestError(413, 'body', 'too_big');
    chunks.push(chunk);
  }
  if (size === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString()) as unknown;
  } catch {
    throw new RequestError(400, 'body', 'invalid_json');
  }
}

function requestErrorOf(error: unknown): RequestError {
  if (error instanceof RequestError) return error;
  if (error instanceof ZodError) {
    const [issue] = error.issues;
    return new RequestError(400, issue?.path.join('.') || 'body', issue?.code ?? 'invalid');
  }
  if (error instanceof URIError) return new RequestError(400, 'path', 'invalid_encoding');
  console.error(error);
  return new RequestError(500, 'sandbox', 'internal');
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const bytes = Buffer.from(`${JSON.stringify(body ?? {})}\n`);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length });
  response.end(bytes);
}
