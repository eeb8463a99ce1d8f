import { Api } from 'grammy';
import { buffer } from 'node:stream/consumers';
import { type ChannelTransports, type HttpRequest, TransportError } from '../channel.ts';
import type { TelegramSettings } from './settings.ts';

export interface CallOptions {
  /** Ends the request at any time. */
  readonly signal: AbortSignal;
  /** Called when the first bytes are about to leave; what it throws ends the call unsent. */
  readonly beforeWrite?: () => void;
}

/** grammY's own limit is off: each call has its signal. */
const noTimeoutSeconds = 24 * 60 * 60;
const mostAnswerBytes = 32 * 1024 * 1024;

/**
 * The Bot API for one call, over the guarded transports and nothing else: grammY's own ways out are not used. Its methods
 * throw GrammyError when the server has answered, and HttpError with a TransportError inside when it has not.
 */
export function callBot(settings: TelegramSettings, transports: ChannelTransports, options: CallOptions): Api {
  const exchange = async (url: string, request: GrammyRequest): Promise<{ json(): Promise<unknown> }> => {
    const { status, body } = await transports.exchange({
      method: 'POST',
      url,
      headers: { 'content-type': request.headers['content-type'] },
      body: request.body,
      ...(options.beforeWrite && { beforeWrite: options.beforeWrite }),
      signal: options.signal,
    });
    return {
      json: async () => {
        const bytes = await buffer(limited(body));
        try {
          return JSON.parse(bytes.toString('utf8')) as unknown;
        } catch {
          // A proxy in between answers in words of its own. One that refuses has handed nothing on; that what was sent is
          // too large is true of the message. Behind any other answer it may have been taken.
          const isRefusal = status >= 400 && status < 500 && status !== 413;
          if (isRefusal) throw new TransportError(`a server in between answered ${status}`, false);
          return { ok: false, error_code: status, description: 'The answer is not of the Bot API' };
        }
      },
    };
  };
  return new Api(settings.token, {
    apiRoot: settings.apiRoot,
    timeoutSeconds: noTimeoutSeconds,
    sensitiveLogs: false,
    fetch: exchange,
  });
}

/** What grammY hands to its fetch. */
interface GrammyRequest {
  readonly headers: { readonly 'content-type': string };
  readonly body: NonNullable<HttpRequest['body']>;
}

async function* limited(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > mostAnswerBytes) throw new Error('The answer of the Bot API is too large.');
    yield chunk;
  }
}

/** Where a file lies that `getFile` has named. */
export function fileUrl({ apiRoot, token }: TelegramSettings, path: string): string {
  return `${apiRoot}/file/bot${token}/${path.split('/').map(encodeURIComponent).join('/')}`;
}
