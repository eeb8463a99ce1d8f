import { setTimeout as sleep } from 'node:timers/promises';

/** An answer of the API that is not a success. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(request: string, status: number, text: string) {
    super(`${request} was answered with ${status}: ${text.slice(0, 1_000)}`);
    this.status = status;
    this.code = /"code":"(\w+)"/.exec(text)?.[1] ?? '';
  }
}

interface Page<Item> {
  readonly data: Item[];
  readonly nextCursor: string | null;
}

/** Parley's HTTP API with the session of whoever signed up or in over this client. Paths are below /api/v1. */
export class ApiClient {
  readonly #origin: () => string;
  #cookie = '';

  /** `origin` is asked for each request: a server that is started again may be at another port. */
  constructor(origin: () => string) {
    this.#origin = origin;
  }

  /** The session, for what is not asked over HTTP. */
  get cookie(): string {
    return this.#cookie;
  }

  get<Answer>(path: string): Promise<Answer> {
    return this.#send('GET', path);
  }

  post<Answer>(path: string, body: unknown = {}): Promise<Answer> {
    return this.#send('POST', path, { 'content-type': 'application/json' }, JSON.stringify(body));
  }

  put<Answer>(path: string, body: unknown): Promise<Answer> {
    return this.#send('PUT', path, { 'content-type': 'application/json' }, JSON.stringify(body));
  }

  patch<Answer>(path: string, body: unknown): Promise<Answer> {
    return this.#send('PATCH', path, { 'content-type': 'application/json' }, JSON.stringify(body));
  }

  upload<Answer>(path: string, name: string, content: Blob): Promise<Answer> {
    const form = new FormData();
    form.append('file', content, name);
    return this.#send('POST', path, {}, form);
  }

  /** Every item of a list, page by page. */
  async list<Item>(path: string): Promise<Item[]> {
    const separator = path.includes('?') ? '&' : '?';
    const items: Item[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const at = cursor && `&cursor=${encodeURIComponent(cursor)}`;
      const page: Page<Item> = await this.get(`${path}${separator}limit=200${at}`);
      for (const item of page.data) items.push(item);
      cursor = page.nextCursor;
    }
    return items;
  }

  /** Reads again and again until the answer is as wanted. Throws after `seconds` without it, or a little later. */
  async until<Answer>(
    path: string,
    wanted: (answer: Answer) => boolean,
    seconds: number,
    milliseconds = 200,
  ): Promise<Answer> {
    const end = Date.now() + seconds * 1_000;
    for (;;) {
      const answer = await this.get<Answer>(path);
      if (wanted(answer)) return answer;
      if (Date.now() > end)
        throw new Error(`After ${seconds} s ${path} is still ${JSON.stringify(answer).slice(0, 1_000)}`);
      await sleep(milliseconds);
    }
  }

  async #send<Answer>(
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: RequestInit['body'],
  ): Promise<Answer> {
    const origin = this.#origin();
    const response = await fetch(`${origin}/api/v1${path}`, {
      method,
      // As a browser would: with a session nothing is changed without it.
      headers: { origin, ...(this.#cookie && { cookie: this.#cookie }), ...headers },
      ...(body !== undefined && { body }),
    });
    const text = await response.text();
    if (!response.ok) throw new ApiError(`${method} ${path}`, response.status, text);
    const [cookie] = response.headers.getSetCookie();
    if (cookie !== undefined) this.#cookie = cookie.split(';')[0]!;
    return (text === '' ? undefined : JSON.parse(text)) as Answer;
  }
}
