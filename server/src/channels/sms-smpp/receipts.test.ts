import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type MessageIdType, normalizedMessageId } from './message-id.ts';
import { isReceipt, parseReceipt, type ReceiptFormat, receiptFields } from './receipts.ts';
import { numberTlv, type ShortMessage, shortMessage, textTlv, type Tlv, tlvTags } from './wire.ts';

const utc: ReceiptFormat = { messageIdType: 'as-is', timeZoneMinutes: 0 };

function receipt(text: string, tlvs: readonly Tlv[] = [], fields: Partial<ShortMessage> = {}): ShortMessage {
  return shortMessage('deliver_sm', 1, { esmClass: 4, shortMessage: Buffer.from(text, 'latin1'), tlvs, ...fields });
}

function parsed(text: string, tlvs: readonly Tlv[] = [], format: Partial<ReceiptFormat> = {}) {
  return parseReceipt(receipt(text, tlvs), { ...utc, ...format });
}

const usual =
  'id:c449ab_9@x sub:001 dlvrd:001 submit date:2611210815 done date:2611210816 stat:DELIVRD err:000 text:Hello err:999';

describe('which deliver_sm is a receipt', () => {
  test.each([
    [0x04, true],
    [0x44, true],
    [0x20, true],
    [0x00, false],
    [0x40, false],
    [0x08, false],
  ])('esm_class %i: %s', (esmClass, expected) => {
    expect(isReceipt(receipt(usual, [], { esmClass }))).toBe(expected);
  });

  test('one with a message state is, though esm_class says nothing', () => {
    expect(isReceipt(receipt('', [numberTlv(tlvTags.messageState, 2, 1)], { esmClass: 0 }))).toBe(true);
  });
});

describe('by text', () => {
  test('the usual form', () => {
    expect(parsed(usual)).toEqual({
      providerMessageId: 'c449ab_9@x',
      state: 'delivered',
      providerTime: Date.UTC(2026, 10, 21, 8, 16),
      errorCode: null,
      reason: null,
    });
  });

  test('what follows text: is not read', () => {
    expect(parsed('id:1 stat:UNDELIV err:00B text:id:2 stat:DELIVRD err:000')).toMatchObject({
      providerMessageId: '1',
      state: 'failed',
      errorCode: '00B',
      reason: 'delivery_failed',
    });
    expect(parsed('text:id:2 stat:DELIVRD')).toBeNull();
  });

  test.each([
    ['DELIVRD', 'delivered'],
    ['DELIVERED', 'delivered'],
    ['EXPIRED', 'expired'],
    ['DELETED', 'failed'],
    ['UNDELIV', 'failed'],
    ['REJECTD', 'failed'],
    ['ACCEPTD', 'accepted'],
    ['ENROUTE', 'accepted'],
    ['UNKNOWN', 'accepted'],
  ])('stat %s is %s', (stat, state) => {
    expect(parsed(`id:1 stat:${stat}`)?.state).toBe(state);
    expect(parsed(`ID:1 STAT:${stat.toLowerCase()}`)?.state).toBe(state);
  });

  test('without an id or a state there is no receipt', () => {
    for (const text of ['', 'stat:DELIVRD', 'id: stat:DELIVRD', 'id:1', 'id:1 stat:', 'id:1 stat:PERHAPS', 'Hello']) {
      expect(parsed(text)).toBeNull();
    }
  });

  test('an empty value does not swallow the next key', () => {
    expect(parsed('id:1 err: stat:EXPIRED')).toMatchObject({
      state: 'expired',
      errorCode: null,
      reason: 'validity_expired',
    });
  });

  test('the time is the clock of the SMSC', () => {
    const at = (done: string, timeZoneMinutes = 0) =>
      parsed(`id:1 stat:DELIVRD done date:${done}`, [], { timeZoneMinutes })?.providerTime;
    expect(at('261121081659')).toBe(Date.UTC(2026, 10, 21, 8, 16, 59));
    expect(at('20261121081659')).toBe(Date.UTC(2026, 10, 21, 8, 16, 59));
    expect(at('2611210816', 180)).toBe(Date.UTC(2026, 10, 21, 5, 16));
    for (const wrong of ['2613210816', '2611320816', '2611212516', '26112108', 'yesterday', '0', ''])
      expect(at(wrong)).toBeNull();
  });

  test('it may sit in message_payload, and in UCS-2', () => {
    const payload = { tag: tlvTags.messagePayload, value: Buffer.from('id:7 stat:DELIVRD') };
    expect(parsed('', [payload])?.providerMessageId).toBe('7');
    const ucs2 = Buffer.from('id:8 stat:DELIVRD', 'utf16le').swap16();
    expect(parseReceipt(receipt('', [], { shortMessage: ucs2, dataCoding: 8 }), utc)?.providerMessageId).toBe('8');
  });
});

describe('by parameters', () => {
  const tlvs = (state: number, ...more: Tlv[]) => [
    textTlv(tlvTags.receiptedMessageId, 'tlv-1'),
    numberTlv(tlvTags.messageState, state, 1),
    ...more,
  ];

  test('they win over the text', () => {
    expect(parsed('id:other stat:DELIVRD', tlvs(5))).toMatchObject({ providerMessageId: 'tlv-1', state: 'failed' });
  });

  test.each([
    [0, 'accepted'],
    [1, 'accepted'],
    [2, 'delivered'],
    [3, 'expired'],
    [4, 'failed'],
    [5, 'failed'],
    [6, 'accepted'],
    [7, 'accepted'],
    [8, 'failed'],
    [9, 'failed'],
  ])('message_state %i is %s', (number, state) => {
    expect(parsed('', tlvs(number))?.state).toBe(state);
  });

  test('a state nobody knows leaves it to the text', () => {
    expect(parsed('stat:DELIVRD', tlvs(99))?.state).toBe('delivered');
    expect(parsed('', tlvs(99))).toBeNull();
  });

  test('the network error is a number or three digits', () => {
    const code = (...bytes: number[]) =>
      parsed('', tlvs(5, { tag: tlvTags.networkErrorCode, value: Buffer.from(bytes) }))?.errorCode;
    expect(code(3, 0, 34)).toBe('34');
    expect(code(0x30, 0x33, 0x34)).toBe('034');
    expect(code(3, 0, 0)).toBeNull();
    expect(code(3)).toBeNull();
  });
});

describe('ids in two number bases', () => {
  const rows: [MessageIdType, string, string][] = [
    ['as-is', '1a2B', '1a2B'],
    ['decimal', '0012345', '12345'],
    ['hex-response', '00BC614E', '12345678'],
    ['hex-response', 'bc614e', '0012345678'],
    ['hex-receipt', '12345678', 'BC614E'],
    ['hex', '0aBc', 'ABC'],
    ['decimal', 'bc614e', '12345678'],
    ['hex', '51d2b7f2-0001', '51d2b7f2-0001'],
  ];

  test.each(rows)('%s: response %s is receipt %s', (type, response, inReceipt) => {
    expect(normalizedMessageId(response, type, 'response')).toBe(normalizedMessageId(inReceipt, type, 'receipt'));
  });

  test('any number matches itself written in the other base', () => {
    const number = fc.bigInt({ min: 0n, max: 2n ** 128n });
    fc.assert(
      fc.property(number, fc.nat({ max: 6 }), fc.boolean(), (value, zeros, upper) => {
        const hex = '0'.repeat(zeros) + (upper ? value.toString(16).toUpperCase() : value.toString(16));
        const decimal = '0'.repeat(zeros) + value.toString();
        expect(normalizedMessageId(hex, 'hex-response', 'response')).toBe(
          normalizedMessageId(decimal, 'hex-response', 'receipt'),
        );
        expect(normalizedMessageId(decimal, 'hex-receipt', 'response')).toBe(
          normalizedMessageId(hex, 'hex-receipt', 'receipt'),
        );
      }),
    );
  });

  test('ids that are the same message compare equal, others do not, and none throws', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...rows.map(([type]) => type)), (id, type) => {
        expect(normalizedMessageId(id, type, 'response')).toBe(normalizedMessageId(` ${id}`, type, 'response'));
      }),
    );
    expect(normalizedMessageId('10', 'hex', 'response')).not.toBe(normalizedMessageId('10', 'hex-response', 'receipt'));
  });
});

describe('properties', () => {
  const word = fc.stringMatching(/^[A-Za-z0-9_@.]{1,20}$/);
  const values = fc.record({
    id: word,
    sub: fc.constant('001'),
    dlvrd: fc.constant('001'),
    'submit date': fc.constant('2611210815'),
    'done date': fc.constant('2611210816'),
    stat: fc.constantFrom('DELIVRD', 'EXPIRED', 'UNDELIV'),
    err: fc.stringMatching(/^[0-9A-Z]{3}$/),
  });

  test('keys are found in any order and case, with any of them missing', () => {
    fc.assert(
      fc.property(
        values,
        fc.array(fc.nat(), { minLength: 7, maxLength: 7 }),
        fc.boolean(),
        fc.nat({ max: 7 }),
        (all, ranks, upper, kept) => {
          const entries = Object.entries(all).map((entry, index) => ({ entry, rank: ranks[index] as number }));
          const shown = entries
            .toSorted((a, b) => a.rank - b.rank)
            .slice(0, kept)
            .map(({ entry }) => entry);
          const text = shown.map(([key, value]) => `${upper ? key.toUpperCase() : key}:${value}`).join(' ');
          expect(Object.fromEntries(receiptFields(text))).toEqual(Object.fromEntries(shown));
        },
      ),
    );
  });

  test('hostile text never throws, and the customer’s message never counts', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('id:', 'stat:', 'err:', 'done date:', ' ', '\0', ':', 'DELIVRD', 'id'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const hostile = pieces.join('');
        const own = 'id:1 stat:UNDELIV ';
        expect(parsed(`${own}text:${hostile}`)).toEqual(parsed(own));
        parsed(hostile);
      }),
      { numRuns: 300 },
    );
  });

  test('keys without end are read in linear time', () => {
    for (const hostile of ['id '.repeat(20_000), 'submit '.repeat(9000), ' '.repeat(60_000), 'id:'.repeat(20_000)]) {
      expect(parsed(hostile)).toBeNull();
    }
  });
});
