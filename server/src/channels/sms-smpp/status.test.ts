import { describe, expect, test } from 'vitest';
import { bindRefusal, refusal, refusalReason } from './status.ts';

const none = new Map<number, never>();

describe('a refused submit', () => {
  test.each([
    [0x14, 'retry', 'queue_full'],
    [0x58, 'retry', 'throttled'],
    [0x08, 'retry', 'provider_error'],
    [0x64, 'retry', 'provider_error'],
    [0x45, 'retry', 'provider_error'],
    [0xff, 'retry', 'provider_error'],
    [0x04, 'retry', 'network_error'],
    [0xfe, 'rejected', 'delivery_failed'],
    [0x0a, 'rejected', 'sender_refused'],
    [0x0b, 'rejected', 'address_invalid'],
    [0x01, 'rejected', 'text_too_long'],
    [0x02, 'rejected', 'account_refused'],
    [0x03, 'rejected', 'account_refused'],
    [0x43, 'rejected', 'content_refused'],
    [0x104, 'rejected', 'content_refused'],
    [0x65, 'rejected', 'content_refused'],
    [0x66, 'rejected', 'content_refused'],
    [0x0e, 'rejected', 'account_refused'],
    [0x4ff, 'retry', 'provider_error'],
  ])('with status %i: %s, %s', (status, outcome, reason) => {
    expect(refusal(status, none)).toMatchObject({ outcome, reason });
  });

  test('carries the code as people know it, and how long to wait', () => {
    expect(refusal(0x58, none, 2000)).toMatchObject({ providerCode: '0x58 throttled', retryAfter: 2000 });
    expect(refusal(0x0b, none)).toMatchObject({ providerCode: '0x0b invalidDestination', retryAfter: null });
  });

  test('by a vendor’s own code means what the settings say', () => {
    const vendor = new Map([
      [0x401, 'recipient_blocked'],
      [0x45, 'content_refused'],
    ] as const);
    expect(refusal(0x401, vendor)).toMatchObject({
      outcome: 'rejected',
      reason: 'recipient_blocked',
      providerCode: '0x401',
    });
    expect(refusalReason(0x45, vendor)).toBe('content_refused');
  });
});

test.each([
  [0x0d, 'credentials'],
  [0x0e, 'credentials'],
  [0x0f, 'credentials'],
  [0x04, 'already_bound'],
  [0x05, 'already_bound'],
  [0x08, 'temporary'],
  [0x400, 'temporary'],
])('a bind refused with %i: %s', (status, expected) => {
  expect(bindRefusal(status)).toBe(expected);
});
