import type { Recipient } from '@parley/contract/campaigns';
import type { LedgerMessage } from '@parley/sandbox';
import { describe, expect, test } from 'vitest';
import { compareLedger } from './compare-ledger.ts';

const address = '+15046218927';

function recipient(changes: Partial<Recipient>): Recipient {
  const usual = {
    contactId: 'c1',
    displayName: 'James Butt',
    address,
    state: 'delivered',
    reason: null,
    exclusion: null,
    settledAt: null,
    reply: null,
  } as const;
  return { ...usual, ...changes };
}

function message(text: string, destination = address.slice(1)): LedgerMessage {
  const usual = {
    sequence: 1,
    time: 0,
    network: 'smpp',
    account: 'parley',
    source: 'Parley',
    messageIds: ['1'],
    deliveredAt: 0,
  };
  return { ...usual, destination, text };
}

const hello = message('Hello James! Reply STOP to unsubscribe.');
const answer = { address, text: 'On Friday.', state: 'delivered' };

function faultsOf(changes: Partial<Parameters<typeof compareLedger>[0]>): string[] {
  return compareLedger({
    recipients: [recipient({})],
    replies: [],
    ledger: [hello],
    campaignWords: 'Reply STOP',
    ...changes,
  });
}

describe('the books agree', () => {
  test('on a message that was delivered', () => expect(faultsOf({})).toEqual([]));
  test('on a reply beside it', () =>
    expect(faultsOf({ replies: [answer], ledger: [hello, message('On Friday.')] })).toEqual([]));
  test('on somebody left out', () => {
    expect(
      faultsOf({ recipients: [recipient({ state: null, address: null, exclusion: 'no_address' })], ledger: [] }),
    ).toEqual([]);
  });
  test.each([[[]], [[hello]]])('on somebody of whom nobody knows', (ledger) => {
    expect(faultsOf({ recipients: [recipient({ state: 'unknown' })], ledger })).toEqual([]);
  });
});

describe('the books disagree', () => {
  test.each([
    [
      'a message that the network never had',
      { ledger: [] },
      `${address} is delivered with us and 0 times on the ledger`,
    ],
    ['a message sent twice', { ledger: [hello, hello] }, `${address} is delivered with us and 2 times on the ledger`],
    [
      'somebody skipped who got it',
      { recipients: [recipient({ state: 'skipped' })] },
      `${address} is skipped with us and 1 times on the ledger`,
    ],
    ['a stranger', { ledger: [hello, message(hello.text, '4477')] }, '+4477 is on the ledger and not in the campaign'],
    ['a reply that never left', { replies: [answer] }, `the reply to ${address} is 0 times on the ledger`],
  ] as const)('on %s', (_, changes, fault) => expect(faultsOf(changes)).toEqual([fault]));
});
