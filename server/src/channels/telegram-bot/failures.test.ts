import fc from 'fast-check';
import { GrammyError, HttpError } from 'grammy';
import { describe, expect, test } from 'vitest';
import { DeliveryError, deliveryReasons, TransportError } from '../channel.ts';
import { deliveryErrorOf, failureOf, movedTo } from './failures.ts';

function answered(code: number, description: string, parameters: object = {}): GrammyError {
  const answer = { ok: false, error_code: code, description, parameters } as const;
  return new GrammyError('Call failed', answer, 'sendMessage', {});
}

describe('what Telegram answers', () => {
  test.each([
    [403, 'Forbidden: bot was blocked by the user', 'rejected', 'recipient_blocked'],
    [403, 'Forbidden: user is deactivated', 'rejected', 'address_invalid'],
    [403, "Forbidden: bot can't initiate conversation with a user", 'rejected', 'address_invalid'],
    [403, 'Forbidden: bot was kicked from the group chat', 'rejected', 'address_invalid'],
    [403, 'Forbidden: bot is not a member of the channel chat', 'rejected', 'address_invalid'],
    [403, 'Forbidden: the group chat was deleted', 'rejected', 'address_invalid'],
    [403, "Forbidden: bot can't send messages to bots", 'rejected', 'address_invalid'],
    [403, 'Forbidden: something new', 'rejected', 'provider_error'],
    [400, 'Bad Request: chat not found', 'rejected', 'address_invalid'],
    [400, 'Bad Request: PEER_ID_INVALID', 'rejected', 'address_invalid'],
    [400, 'Bad Request: message is too long', 'rejected', 'text_too_long'],
    [400, "Bad Request: can't parse entities: unclosed", 'rejected', 'content_refused'],
    [400, 'Bad Request: file is too big', 'rejected', 'content_refused'],
    [400, 'Bad Request: something new', 'rejected', 'provider_error'],
    [401, 'Unauthorized', 'retry', 'not_connected'],
    [404, 'Not Found', 'retry', 'not_connected'],
    [413, 'Request Entity Too Large', 'rejected', 'content_refused'],
    [429, 'Too Many Requests: retry after 7', 'retry', 'throttled'],
    [500, 'Internal Server Error', 'unknown', 'provider_error'],
    [502, 'Bad Gateway', 'unknown', 'provider_error'],
  ])('%i %s is %s: %s', (code, description, outcome, reason) => {
    const error = deliveryErrorOf(answered(code, description));
    expect(error).toMatchObject({ outcome, reason, providerCode: `${code} ${description}` });
  });

  test('F18 a pause is as long as Telegram says, and never without end', () => {
    expect(deliveryErrorOf(answered(429, 'x', { retry_after: 7 })).retryAfter).toBe(7_000);
    for (const odd of [undefined, null, 'soon', -1, Number.NaN])
      expect(deliveryErrorOf(answered(429, 'x', { retry_after: odd })).retryAfter).toBe(3_000);
  });

  test('what it means for the connection is said in words', () => {
    expect(failureOf(answered(401, 'Unauthorized'))).toMatchObject({ kind: 'token', reason: /@BotFather/ });
    expect(failureOf(answered(409, 'Conflict: terminated by other getUpdates request'))).toMatchObject({
      kind: 'conflict',
      reason: expect.stringContaining('Another program'),
    });
  });

  test('a group that moved names its new address', () => {
    expect(movedTo(answered(400, 'upgraded', { migrate_to_chat_id: -1001234567890 }))).toBe('-1001234567890');
    for (const odd of [undefined, 'x', 1.5, {}])
      expect(movedTo(answered(400, 'x', { migrate_to_chat_id: odd }))).toBeNull();
  });
});

describe('no answer', () => {
  test('before the request left it is tried again, afterwards nobody knows', () => {
    const before = new HttpError('x', new TransportError('refused', false));
    const after = new HttpError('x', new TransportError('reset', true));
    expect(deliveryErrorOf(before)).toMatchObject({ outcome: 'retry', reason: 'not_connected' });
    expect(deliveryErrorOf(after)).toMatchObject({ outcome: 'unknown', reason: 'connection_lost' });
  });

  test('F12 the deadline that stopped it is the reason', () => {
    const deadline = new DeliveryError('retry', 'deadline_passed');
    const error = new HttpError('x', new TransportError('stopped', false, new Error('stream', { cause: deadline })));
    expect(deliveryErrorOf(error)).toBe(deadline);
  });
});

test('any error whatever becomes one of the contract, and only a 4xx is called refused', () => {
  const answers = fc
    .record({
      code: fc.integer({ min: -1, max: 1_000 }),
      text: fc.string(),
      parameters: fc.object({ key: fc.constantFrom('retry_after', 'migrate_to_chat_id') }),
    })
    .map(({ code, text, parameters }) => answered(code, text, parameters));
  const others = fc.oneof(
    fc.anything(),
    fc.string().map((text) => new Error(text)),
    fc.boolean().map((hasLeft) => new HttpError('x', new TransportError('y', hasLeft))),
    fc.anything().map((inner) => new HttpError('x', inner)),
  );
  fc.assert(
    fc.property(fc.oneof(answers, others), (given) => {
      const error = deliveryErrorOf(given);
      expect(deliveryReasons).toHaveProperty(error.reason);
      const isRefusal = given instanceof GrammyError && given.error_code >= 400 && given.error_code < 500;
      if (error.outcome === 'rejected') expect(isRefusal).toBe(true);
      if (error.retryAfter !== null) expect(error.retryAfter).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 500 },
  );
});
