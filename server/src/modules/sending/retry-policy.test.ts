import { describe, expect, test } from 'vitest';
import { DeliveryError } from '#channel';
import { decide } from './policy.ts';
import { condemnsAccount, outcomeOf } from './retry-policy.ts';

describe('what follows from an error', () => {
  test('F17 unknown stays unknown, at any attempt', () => {
    expect(outcomeOf(new DeliveryError('unknown', 'no_answer'), 1)).toMatchObject({
      kind: 'unknown',
      reason: 'no_answer',
    });
  });

  test('a refused address or text is final', () => {
    expect(outcomeOf(new DeliveryError('rejected', 'address_invalid', { providerCode: '0x0B' }), 1)).toEqual({
      kind: 'failed',
      acceptedParts: [],
      reason: 'address_invalid',
      providerCode: '0x0B',
    });
  });

  test('F18 throttling waits as long as it is told and never uses up the attempts', () => {
    const error = new DeliveryError('retry', 'throttled', { retryAfter: 1_500 });
    expect(outcomeOf(error, 40)).toMatchObject({ kind: 'waiting', retryMilliseconds: 1_500 });
  });

  test('F19 a provider that is down backs off, and gives up only after five real attempts', () => {
    const error = new DeliveryError('retry', 'provider_error');
    const waits = [1, 2, 3, 4].map((attempt) => outcomeOf(error, attempt));
    expect(waits.map((outcome) => outcome.kind === 'waiting' && outcome.retryMilliseconds)).toEqual([
      2_000, 8_000, 32_000, 128_000,
    ]);
    expect(outcomeOf(error, 5)).toMatchObject({ kind: 'failed' });
  });

  test('F20 an account that is refused keeps its messages for the others', () => {
    const error = new DeliveryError('rejected', 'sender_refused');
    expect(condemnsAccount(error)).toBe(true);
    expect(outcomeOf(error, 9)).toMatchObject({ kind: 'waiting' });
  });
});

describe('the policy', () => {
  const marketing = { purpose: 'marketing', sandbox: false } as const;

  test('CRM-6 asks for consent and honours suppression in marketing', () => {
    expect(decide({ suppressed: false, consentBasis: 'consent', isGenerated: false }, marketing)).toBe('send');
    expect(decide({ suppressed: true, consentBasis: 'consent', isGenerated: false }, marketing)).toBe('suppressed');
    expect(decide({ suppressed: false, consentBasis: null, isGenerated: false }, marketing)).toBe('no_consent');
  });

  test('lets an operator answer a person who wrote', () => {
    expect(
      decide({ suppressed: true, consentBasis: null, isGenerated: false }, { purpose: 'answer', sandbox: false }),
    ).toBe('send');
  });

  test('NUM-6 generated numbers reach only the sandbox', () => {
    const generated = { suppressed: false, consentBasis: 'generated', isGenerated: true };
    expect(decide(generated, marketing)).toBe('generated_number');
    expect(decide({ ...generated, consentBasis: 'consent' }, marketing)).toBe('generated_number');
    expect(decide(generated, { ...marketing, purpose: 'answer' })).toBe('generated_number');
    expect(decide(generated, { ...marketing, sandbox: true })).toBe('send');
  });
});
