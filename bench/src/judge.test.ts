import { describe, expect, test } from 'vitest';
import { isClean, judge, type DeliveryRow, type LedgerMessage, type Run } from './judge.ts';

const address = '+15046218927';
const recipient = { contactId: 'c1', address };
const delivered: DeliveryRow = {
  contactId: 'c1',
  attempt: 1,
  state: 'delivered',
  waiting: false,
  accepted: true,
  messageIds: ['m1'],
};
const submitting: DeliveryRow = { ...delivered, state: 'submitting', accepted: false, messageIds: [] };
const refused: DeliveryRow = { ...delivered, state: 'failed', accepted: false, messageIds: [] };
const message: LedgerMessage = { address, messageIds: ['m1'], at: 10_000 };

const clean = { lost: 0, duplicated: 0, unaccounted: 0, sentAfterOptOut: 0, unknown: 0 };

function verdictOf(changes: Partial<Run>) {
  const usual: Run = {
    recipients: [recipient],
    deliveries: [delivered],
    ledger: [message],
    optOuts: [],
    receipts: true,
  };
  return judge({ ...usual, ...changes });
}

describe('all is well when', () => {
  test('both books say the same', () => expect(verdictOf({})).toEqual(clean));

  test('the network refused a message for good', () => {
    expect(verdictOf({ deliveries: [refused], ledger: [] })).toEqual(clean);
  });

  test('a refused message was sent again', () => {
    expect(verdictOf({ deliveries: [refused, { ...delivered, attempt: 2 }] })).toEqual(clean);
  });

  test('a receipt said later that it failed', () => {
    expect(verdictOf({ deliveries: [{ ...delivered, state: 'failed' }] })).toEqual(clean);
  });

  test('nobody was to report, so accepted is the end', () => {
    expect(verdictOf({ deliveries: [{ ...delivered, state: 'accepted' }], receipts: false })).toEqual(clean);
  });

  test('a long message has several ids', () => {
    const ids = ['m1', 'm2'];
    expect(
      verdictOf({ deliveries: [{ ...delivered, messageIds: ids }], ledger: [{ ...message, messageIds: ids }] }),
    ).toEqual(clean);
  });
});

describe('unknown is counted and forgiven, up to a bound', () => {
  const unknown = { ...submitting, state: 'unknown' } as const;

  test('whether the network had it or not', () => {
    expect(verdictOf({ deliveries: [unknown] })).toEqual({ ...clean, unknown: 1 });
    expect(verdictOf({ deliveries: [unknown], ledger: [] })).toEqual({ ...clean, unknown: 1 });
  });

  test('and no further', () => {
    expect(isClean({ ...clean, unknown: 2 }, 2)).toBe(true);
    expect(isClean({ ...clean, unknown: 3 }, 2)).toBe(false);
  });
});

describe('lost', () => {
  test('we say accepted, the ledger does not', () => {
    expect(verdictOf({ ledger: [] })).toEqual({ ...clean, lost: 1 });
  });

  test('we noted an id that the network never gave out', () => {
    expect(verdictOf({ deliveries: [{ ...delivered, messageIds: ['m9'] }] })).toEqual({ ...clean, lost: 1 });
  });

  test('a part of a long message is missing', () => {
    expect(verdictOf({ deliveries: [{ ...delivered, messageIds: ['m1', 'm2'] }] })).toEqual({ ...clean, lost: 1 });
  });
});

describe('duplicated', () => {
  const second = { ...message, messageIds: ['m2'] };

  test('one delivery, two messages: the second is also on nobody’s account', () => {
    expect(verdictOf({ ledger: [message, second] })).toEqual({ ...clean, duplicated: 1, unaccounted: 1 });
  });

  test('two deliveries of which the first was accepted', () => {
    const again = { ...delivered, attempt: 2, messageIds: ['m2'] };
    expect(verdictOf({ deliveries: [delivered, again], ledger: [message, second] })).toEqual({
      ...clean,
      duplicated: 1,
    });
  });

  test('an unknown one that was sent again by itself', () => {
    const unknown = { ...submitting, state: 'unknown' } as const;
    const again = { ...delivered, attempt: 2, messageIds: ['m2'] };
    const verdict = verdictOf({ deliveries: [unknown, again], ledger: [message, second] });
    expect(verdict).toEqual({ ...clean, duplicated: 1, unknown: 1 });
  });
});

describe('unaccounted', () => {
  test.each([
    ['on the ledger, still submitting with us', { deliveries: [submitting] }, 2],
    ['on the ledger, refused by our books', { deliveries: [refused] }, 1],
    ['on the ledger, without any row', { deliveries: [] }, 2],
    ['never claimed', { deliveries: [], ledger: [] }, 1],
    ['never answered', { deliveries: [submitting], ledger: [] }, 1],
    ['waiting for an attempt that never came', { deliveries: [{ ...refused, waiting: true }], ledger: [] }, 1],
    ['a receipt was dropped', { deliveries: [{ ...delivered, state: 'accepted' }] }, 1],
    ['somebody who was not in the campaign', { ledger: [message, { ...message, address: '+15046218928' }] }, 1],
  ] as const)('%s', (_, changes, unaccounted) => {
    expect(verdictOf(changes)).toEqual({ ...clean, unaccounted });
  });
});

describe('sent after an opt-out', () => {
  test('half a second after its commit it holds', () => {
    expect(verdictOf({ optOuts: [{ address, at: 9_000 }] })).toEqual({ ...clean, sentAfterOptOut: 1 });
  });

  test('what was claimed before it may still leave', () => {
    expect(verdictOf({ optOuts: [{ address, at: 9_600 }] })).toEqual(clean);
  });
});
