/** The one way to the server. Answers are typed by the caller with the contract's types. */
import { defineTexts, language } from './i18n.ts';
import { randomId } from './random-id.ts';

export interface FieldError {
  /** `items.0.text` */
  readonly path: string;
  readonly rule: string;
  readonly message: string;
}

/** A refusal in words for the reader (RFC 9457), or a failure on the way: code `offline` or `no_answer`. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly errors: readonly FieldError[];
  readonly details: Readonly<Record<string, unknown>>;
  readonly requestId: string | null;
  /** Seconds. */
  readonly retryAfter: number | null;

  constructor(problem: {
    status: number;
    code: string;
    detail: string;
    errors?: readonly FieldError[];
    details?: Readonly<Record<string, unknown>>;
    requestId?: string | null;
    retryAfter?: number | null;
  }) {
    super(problem.detail);
    this.name = 'ApiError';
    this.status = problem.status;
    this.code = problem.code;
    this.errors = problem.errors ?? [];
    this.details = problem.details ?? {};
    this.requestId = problem.requestId ?? null;
    this.retryAfter = problem.retryAfter ?? null;
  }

  /** Nothing of the request need have arrived: it may be repeated with the same key. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status === 503;
  }
}

export interface Page<Item> {
  readonly data: Item[];
  readonly nextCursor: string | null;
}

type Query = Readonly<Record<string, string | number | boolean | readonly string[] | null | undefined>>;

export interface RequestOptions {
  readonly query?: Query;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Of a POST; repeated with the same key, it happens once. Made anew when left out. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
  /** About the session itself, whomever it is for now. */
  readonly ofSession?: true;
}

/** A record with its ETag, for a change that must not write over somebody else's: `headers: { 'if-match': version }`. */
export interface Versioned<Answer> {
  readonly data: Answer;
  readonly version: string;
}

export const api = {
  get: <Answer>(path: string, options?: RequestOptions) => request<Answer>('GET', path, options),
  getVersioned: async <Answer>(path: string, options?: RequestOptions): Promise<Versioned<Answer>> => {
    const response = await send('GET', path, options);
    return { data: (await response.json()) as Answer, version: response.headers.get('etag') ?? '*' };
  },
  post: <Answer>(path: string, body?: unknown, options?: RequestOptions) =>
    request<Answer>('POST', path, { ...options, body }),
  put: <Answer>(path: string, body?: unknown, options?: RequestOptions) =>
    request<Answer>('PUT', path, { ...options, body }),
  patch: <Answer>(path: string, body?: unknown, options?: RequestOptions) =>
    request<Answer>('PATCH', path, { ...options, body }),
  delete: <Answer>(path: string, options?: RequestOptions) => request<Answer>('DELETE', path, options),
};

let lastId: string | null = null;

/** Of the last answer that came from the server. */
export function lastRequestId(): string | null {
  return lastId;
}

const listeners = new Set<() => void>();
const moveListeners = new Set<() => void>();
let ownerOf: () => string | null = () => null;

/** Whom the page was loaded for: the server does nothing for it when its session is another's now. */
export function askFor(owner: () => string | null): void {
  ownerOf = owner;
}

/** Told when the server refused something because of that. */
export function onSessionMoved(listener: () => void): () => void {
  moveListeners.add(listener);
  return () => moveListeners.delete(listener);
}

/** Told when the server no longer knows the session. */
export function onSignedOut(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function urlOf(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === '') continue;
    for (const one of Array.isArray(value) ? (value as readonly string[]) : [String(value)]) search.append(name, one);
  }
  const text = search.toString();
  return `/api/v1${path}${text ? `?${text}` : ''}`;
}

async function request<Answer>(method: string, path: string, options?: RequestOptions): Promise<Answer> {
  return (await (await send(method, path, options)).json()) as Answer;
}

async function send(method: string, path: string, options: RequestOptions = {}): Promise<Response> {
  const { query, body, headers, idempotencyKey, signal, ofSession } = options;
  const owner = ofSession ? null : ownerOf();
  let response: Response;
  try {
    response = await fetch(urlOf(path, query), {
      method,
      headers: {
        'accept-language': language(),
        ...(owner !== null && { 'parley-for': owner }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(method === 'POST' && { 'idempotency-key': idempotencyKey ?? randomId() }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw unreachable();
  }
  lastId = response.headers.get('x-request-id');
  if (!response.ok) throw await refusal(response);
  return response;
}

/** Sends a file, telling how much of it has left, from 0 to 1. */
export function upload<Answer>(
  path: string,
  file: Blob,
  name: string,
  options: { query?: Query; onProgress?: (share: number) => void; signal?: AbortSignal } = {},
): Promise<Answer> {
  const form = new FormData();
  form.append('file', file, name);
  // fetch does not tell how far an upload has come.
  const sending = new XMLHttpRequest();
  return new Promise((resolve, reject) => {
    sending.open('POST', urlOf(path, options.query));
    sending.setRequestHeader('accept-language', language());
    sending.setRequestHeader('idempotency-key', randomId());
    const owner = ownerOf();
    if (owner !== null) sending.setRequestHeader('parley-for', owner);
    sending.upload.addEventListener('progress', ({ loaded, total }) =>
      options.onProgress?.(total ? loaded / total : 0),
    );
    sending.addEventListener('load', () => {
      const answer = new Response(sending.response as string, { status: sending.status });
      if (answer.ok) void answer.json().then((value) => resolve(value as Answer), reject);
      else void refusal(answer).then(reject, reject);
    });
    sending.addEventListener('error', () => reject(unreachable()));
    sending.addEventListener('abort', () => reject(new DOMException('Aborted', 'AbortError')));
    options.signal?.addEventListener('abort', () => sending.abort());
    sending.send(form);
  });
}

const { translate } = defineTexts({
  en: {
    offline: 'No connection to the network. What you typed is kept.',
    no_answer: 'The server does not answer. What you typed is kept; try again.',
    unreadable: 'The server answered with something unreadable.',
  },
  ru: {
    offline: 'Нет подключения к сети. Введённое сохранено.',
    no_answer: 'Сервер не отвечает. Введённое сохранено, попробуйте ещё раз.',
    unreadable: 'Сервер ответил что-то нечитаемое.',
  },
});

function unreachable(): ApiError {
  const code = navigator.onLine ? 'no_answer' : 'offline';
  return new ApiError({ status: 0, code, detail: translate(code) });
}

async function refusal(response: Response): Promise<ApiError> {
  const retryAfter = Number(response.headers.get('retry-after')) || null;
  let problem: ConstructorParameters<typeof ApiError>[0];
  try {
    problem = { ...((await response.json()) as typeof problem), status: response.status, retryAfter };
  } catch {
    problem = { status: response.status, code: 'unreadable', detail: translate('unreadable'), retryAfter };
  }
  const error = new ApiError(problem);
  if (error.code === 'session_moved') for (const listener of moveListeners) listener();
  if (error.status === 401 && error.code !== 'sign_in_failed') for (const listener of listeners) listener();
  return error;
}
