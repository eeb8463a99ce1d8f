import type { ErrorCode, Language } from '@parley/contract/errors';
import type { Permission } from '@parley/contract/permissions';
import type { Readable } from 'node:stream';
import type { z } from 'zod';
import type { Actor, Ctx, Runtime } from '../context.ts';

type Schema = z.ZodType;
type Output<S> = S extends z.ZodType ? z.output<S> : unknown;
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What every operation declares: the documentation, the checks and the OpenAPI description come from it. */
export interface Description {
  readonly summary: string;
  readonly params?: Schema;
  readonly query?: Schema;
  readonly body?: Schema;
  readonly response: Schema;
  /** 200, or 201 for what creates and 202 for what only begins. */
  readonly status?: 200 | 201 | 202;
  /** The error codes of this operation beyond those that every operation has. */
  readonly errors?: readonly ErrorCode[];
  /** The request is one file as multipart/form-data instead of JSON. */
  readonly upload?: true;
  /** The answer is a file: `response` says nothing of it. */
  readonly download?: true;
  /** The address is the right to it. Where files have an address of their own, it is answered there alone. */
  readonly byLink?: true;
  /**
   * Reads the record as its GET answers it. GET and PATCH then answer with its `ETag`, and a PATCH that says `If-Match` is
   * refused when somebody changed the record meanwhile (PLT-70).
   */
  readonly versionOf?: (ctx: Ctx, input: { id: string }) => Promise<unknown>;
  /** Requests a minute for one actor; the default is the server's. */
  readonly perMinute?: number;
}

export interface TenantDescription extends Description {
  readonly permission: Permission;
}

/** The parsed request as one object; a body is an object, and no two of the three may share a name. */
export type Input<D extends Description> = Output<D['params']> & Output<D['query']> & Output<D['body']>;

export interface Route {
  readonly method: Method;
  /** Below /api/v1, with `:name` parameters. */
  readonly url: string;
  readonly module: string;
  readonly description: Description;
  readonly access: { readonly permission: Permission } | 'public' | 'signed_in';
  readonly handler: Handler;
}

export type Handler =
  /** One use case in one transaction of the caller's organization. GET is read-only; POST takes an Idempotency-Key. */
  | { readonly kind: 'use-case'; readonly run: (ctx: Ctx, input: never) => Promise<unknown> }
  /** Before an organization is known (sign-up, sign-in), or about the session itself. Opens its own transactions. */
  | {
      readonly kind: 'session';
      readonly run: (runtime: Runtime, input: never, caller: Caller) => Promise<SessionAnswer>;
    }
  /** Uploads, downloads, and what needs more than the rights of its organization: opens its own transactions. */
  | {
      readonly kind: 'stream';
      readonly run: (runtime: Runtime, input: never, caller: SignedIn, upload: Upload | null) => Promise<unknown>;
    }
  /** A call of another system, which proves itself by what it sends. Opens its own transactions. */
  | { readonly kind: 'hook'; readonly run: (runtime: Runtime, input: never, call: HookCall) => Promise<unknown> };

/** A request as it came, for what is signed or carries a secret in a header. */
export interface HookCall {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface Caller {
  readonly actor: Actor | null;
  readonly sessionId: string | null;
  readonly language: Language;
  readonly address: string;
  readonly agent: string | null;
  readonly requestId: string;
  /** False over plain HTTP from elsewhere: a browser would drop the session's cookie. */
  readonly canKeepSession: boolean;
}

export interface SignedIn extends Caller {
  readonly actor: Actor;
}

/** `token` sets the session cookie, null clears it, undefined leaves it. */
export interface SessionAnswer {
  readonly body: unknown;
  readonly token?: { readonly value: string; readonly maxAgeSeconds: number | null } | null;
}

export interface Upload {
  readonly name: string;
  readonly stream: Readable;
}

/** Both ends are included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Opens the bytes, all or some of them: such a download can be taken up again where it broke off. */
export type OpenBytes = (range?: ByteRange) => Promise<Readable>;

export interface DownloadOptions {
  readonly name: string;
  readonly contentType: string;
  readonly sizeBytes?: number;
  /** The same for the same bytes. */
  readonly sha256?: string;
  /** May be shown in the browser instead of kept: only for content whose type was told by looking at it. */
  readonly inline?: boolean;
  /** Never changes at its address: the reader's browser, and nobody on the way, may keep it. */
  readonly keptForEver?: boolean;
}

/** Returned by a handler, as the answer or its body, to answer with bytes instead of JSON. */
export class Download {
  readonly source: Readable | OpenBytes;
  readonly name: string;
  readonly contentType: string;
  readonly sizeBytes: number | null;
  readonly sha256: string | null;
  readonly inline: boolean;
  readonly keptForEver: boolean;

  constructor(
    source: Readable | OpenBytes,
    { name, contentType, sizeBytes, sha256, inline = false, keptForEver = false }: DownloadOptions,
  ) {
    this.source = source;
    this.name = name;
    this.contentType = contentType;
    this.sizeBytes = sizeBytes ?? null;
    this.sha256 = sha256 ?? null;
    this.inline = inline;
    this.keptForEver = keptForEver;
  }
}

/** The routes of one module, each a line: `post('/campaigns/:id/start', { …, permission: 'campaigns:send' }, startCampaign)`. */
export function routesOf(module: string): {
  readonly list: readonly Route[];
  readonly get: UseCaseRoute;
  readonly post: UseCaseRoute;
  readonly put: UseCaseRoute;
  readonly patch: UseCaseRoute;
  readonly remove: UseCaseRoute;
  readonly session: SessionRoute;
  readonly stream: StreamRoute;
  readonly hook: HookRoute;
} {
  const list: Route[] = [];
  const useCase =
    (method: Method): UseCaseRoute =>
    (url, description, run) => {
      list.push({
        method,
        url,
        module,
        description,
        access: { permission: description.permission },
        handler: { kind: 'use-case', run: run },
      });
    };
  return {
    list,
    get: useCase('GET'),
    post: useCase('POST'),
    put: useCase('PUT'),
    patch: useCase('PATCH'),
    remove: useCase('DELETE'),
    session: (method, url, access, description, run) => {
      list.push({ method, url, module, description, access, handler: { kind: 'session', run: run } });
    },
    hook: (url, description, run) => {
      list.push({ method: 'POST', url, module, description, access: 'public', handler: { kind: 'hook', run: run } });
    },
    stream: (method, url, description, run) => {
      list.push({
        method,
        url,
        module,
        description,
        access: { permission: description.permission },
        handler: { kind: 'stream', run: run },
      });
    },
  };
}

type UseCaseRoute = <D extends TenantDescription>(
  url: string,
  description: D,
  run: (ctx: Ctx, input: Input<D>) => Promise<z.input<D['response']>>,
) => void;

type SessionRoute = <D extends Description>(
  method: Method,
  url: string,
  access: 'public' | 'signed_in',
  description: D,
  run: (runtime: Runtime, input: Input<D>, caller: Caller) => Promise<SessionAnswer>,
) => void;

type StreamRoute = <D extends TenantDescription>(
  method: Method,
  url: string,
  description: D,
  run: (runtime: Runtime, input: Input<D>, caller: SignedIn, upload: Upload | null) => Promise<unknown>,
) => void;

type HookRoute = <D extends Description>(
  url: string,
  description: D,
  run: (runtime: Runtime, input: Input<D>, call: HookCall) => Promise<unknown>,
) => void;
