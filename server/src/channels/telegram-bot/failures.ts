import { GrammyError, HttpError } from 'grammy';
import { DeliveryError, type DeliveryReason, TransportError } from '../channel.ts';

/** What a failed call means for the connection. */
export type Failure =
  /** The token is not known, or not any more. */
  | { readonly kind: 'token'; readonly reason: string }
  /** Somebody else receives for this bot. */
  | { readonly kind: 'conflict'; readonly reason: string }
  /** Nothing for so many milliseconds. */
  | { readonly kind: 'flood'; readonly milliseconds: number; readonly reason: string }
  | { readonly kind: 'other'; readonly reason: string };

const unknownToken =
  'Telegram does not know this token. Copy it from @BotFather once more; if it was revoked, enter the new one.';
const pollConflict =
  'Another program receives the messages of this bot. Stop it there, or make a new token with @BotFather; then Parley connects by itself.';
/** Where a 429 does not say for how long, in seconds. */
const ordinaryPause = 3;

export function failureOf(error: unknown): Failure {
  if (!(error instanceof GrammyError)) return { kind: 'other', reason: `No answer of Telegram: ${messageOf(error)}` };
  const { error_code: code, description } = error;
  const reason = `Telegram answered ${code}: ${description}`;
  // The server says 404 to a token that cannot be one.
  if (code === 401 || code === 404) return { kind: 'token', reason: unknownToken };
  if (code === 409) return { kind: 'conflict', reason: pollConflict };
  if (code === 429) return { kind: 'flood', milliseconds: pauseOf(error), reason };
  return { kind: 'other', reason };
}

/** Descriptions by their words, in lower case: Telegram documents none of them (tdlib/telegram-bot-api, Client.cpp). */
const refusals: readonly (readonly [code: number, words: string, reason: DeliveryReason])[] = [
  [403, 'bot was blocked', 'recipient_blocked'],
  [403, 'user is deactivated', 'address_invalid'],
  [403, "can't initiate conversation", 'address_invalid'],
  [403, 'bot was kicked', 'address_invalid'],
  [403, 'not a member', 'address_invalid'],
  [403, 'group chat was deleted', 'address_invalid'],
  [403, "can't send messages to bots", 'address_invalid'],
  [400, 'chat not found', 'address_invalid'],
  [400, 'peer_id_invalid', 'address_invalid'],
  [400, 'upgraded to a supergroup', 'address_invalid'],
  [400, 'too long', 'text_too_long'],
  [400, "can't parse entities", 'content_refused'],
  [400, 'file', 'content_refused'],
  [400, 'photo', 'content_refused'],
  [400, 'image', 'content_refused'],
  [400, 'message text', 'content_refused'],
  [413, '', 'content_refused'],
];

/**
 * What a failed send means for the message, whatever the error. Nothing that may have been taken is called refused: a 5xx
 * and a connection that broke after the request had left are `unknown`.
 */
export function deliveryErrorOf(error: unknown): DeliveryError {
  if (error instanceof GrammyError) return refusalOf(error);
  const transport = error instanceof HttpError ? error.error : error;
  // What the deadline said when the bytes were about to leave.
  for (let cause = transport; cause instanceof Error; cause = cause.cause)
    if (cause instanceof DeliveryError) return cause;
  if (transport instanceof TransportError && !transport.hasLeft)
    return new DeliveryError('retry', 'not_connected', { cause: error });
  return new DeliveryError('unknown', 'connection_lost', { cause: error });
}

function refusalOf(error: GrammyError): DeliveryError {
  const { error_code: code, description } = error;
  const providerCode = `${code} ${description}`.slice(0, 200);
  const failure = failureOf(error);
  if (failure.kind === 'flood')
    return new DeliveryError('retry', 'throttled', { providerCode, retryAfter: failure.milliseconds, cause: error });
  if (failure.kind === 'token') return new DeliveryError('retry', 'not_connected', { providerCode, cause: error });
  const words = description.toLowerCase();
  const known = refusals.find(([of, text]) => of === code && words.includes(text));
  if (known) return new DeliveryError('rejected', known[2], { providerCode, cause: error });
  // Texts change: a refusal that is not known is final as well, and its words are kept for whoever looks.
  if (code >= 400 && code < 500) return new DeliveryError('rejected', 'provider_error', { providerCode, cause: error });
  return new DeliveryError('unknown', 'provider_error', { providerCode, cause: error });
}

function pauseOf({ parameters }: GrammyError): number {
  // Typed by what is documented, which is not what a broken server says.
  const seconds: unknown = parameters.retry_after;
  return (typeof seconds === 'number' && seconds >= 0 ? seconds : ordinaryPause) * 1_000;
}

/** The address that a group has now; null for any other error. */
export function movedTo(error: unknown): string | null {
  const id = error instanceof GrammyError ? error.parameters.migrate_to_chat_id : undefined;
  return typeof id === 'number' && Number.isSafeInteger(id) ? String(id) : null;
}

/** The network did not take it as a photo, but takes it as a file. */
export function isBadPhoto(error: unknown): boolean {
  return (
    error instanceof GrammyError &&
    error.error_code === 400 &&
    /PHOTO_INVALID_DIMENSIONS|IMAGE_PROCESS_FAILED|PHOTO_SAVE_FILE_INVALID/i.test(error.description)
  );
}

function messageOf(error: unknown): string {
  const cause = error instanceof HttpError ? error.error : error;
  return cause instanceof Error ? cause.message : String(cause);
}
