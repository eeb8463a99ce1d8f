import { gsmAlphabet, smsParts } from '@parley/contract/sms-text';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { receivedText } from './concatenation.ts';
import { splitText, type TextPart } from './split-text.ts';
import { shortMessage, tlvNumber, tlvTags } from './wire.ts';

function received(part: TextPart) {
  const { dataCoding, shortMessage: bytes, tlvs } = part;
  return shortMessage('deliver_sm', 1, { dataCoding, shortMessage: bytes, tlvs, esmClass: part.hasHeader ? 0x40 : 0 });
}

const texts = fc.oneof(
  fc.string({ unit: fc.constantFrom(...gsmAlphabet.replace('\r', '').split(''), '€', '['), maxLength: 700 }),
  fc.string({ unit: fc.constantFrom('я', '🙂', 'a', '€'), maxLength: 400 }),
);

describe.each(['udh8', 'udh16', 'sar', 'payload'] as const)('long messages by %s', (longMessages) => {
  test.each(['gsm', 'gsm-packed', 'latin1'] as const)('join to the text again, in %s', (defaultAlphabet) => {
    fc.assert(
      fc.property(texts, fc.nat({ max: 0xffff }), (text, reference) => {
        const parts = (splitText(text, { defaultAlphabet, longMessages }, reference) ?? []).map((part) =>
          receivedText(received(part), defaultAlphabet),
        );
        expect(parts.map((part) => part.text).join('')).toBe(text);
        const mask = longMessages === 'udh8' ? 0xff : 0xffff;
        for (const [index, { place }] of parts.entries()) {
          const alone = parts.length === 1;
          expect(place).toEqual(
            alone ? null : { reference: reference & mask, total: parts.length, sequence: index + 1 },
          );
        }
      }),
    );
  });
});

test('as many parts leave as the counter has shown', () => {
  fc.assert(
    fc.property(texts, (text) => {
      for (const [longMessages, bits] of [
        ['udh8', 8],
        ['udh16', 16],
        ['sar', 8],
      ] as const) {
        expect(splitText(text, { defaultAlphabet: 'gsm', longMessages }, 1)).toHaveLength(smsParts(text, bits).parts);
      }
    }),
  );
});

test('the headers are those of 3GPP 23.040', () => {
  const long = 'a'.repeat(200);
  const header = (longMessages: 'udh8' | 'udh16') =>
    splitText(long, { defaultAlphabet: 'gsm', longMessages }, 0x1234)?.map((part) =>
      part.shortMessage.subarray(0, 7).toString('hex'),
    );
  expect(header('udh8')).toEqual(['05000334020161', '05000334020261']);
  expect(header('udh16')).toEqual(['06080412340201', '06080412340202']);
});

test('a payload is one submit with an empty short_message', () => {
  const parts = splitText('я'.repeat(100), { defaultAlphabet: 'gsm', longMessages: 'payload' }, 1);
  expect(parts).toHaveLength(1);
  expect(parts?.[0]?.shortMessage).toHaveLength(0);
  expect(parts?.[0]?.tlvs[0]).toMatchObject({ tag: tlvTags.messagePayload });
  expect(parts?.[0]?.tlvs[0]?.value).toHaveLength(200);
});

test('SAR parameters carry the wide reference', () => {
  const parts = splitText('a'.repeat(200), { defaultAlphabet: 'gsm', longMessages: 'sar' }, 0xabcd);
  expect(parts?.map((part) => tlvNumber(part.tlvs, tlvTags.sarReference))).toEqual([0xabcd, 0xabcd]);
});

test('255 parts leave, 256 do not', () => {
  const format = { defaultAlphabet: 'gsm', longMessages: 'udh8' } as const;
  expect(splitText('a'.repeat(255 * 153), format, 1)).toHaveLength(255);
  expect(splitText('a'.repeat(255 * 153 + 1), format, 1)).toBeNull();
});

describe('what is received', () => {
  const text = (bytes: Buffer, esmClass = 0x40) =>
    receivedText(shortMessage('deliver_sm', 1, { shortMessage: bytes, esmClass }), 'gsm');

  test('another element before the concatenation is passed over', () => {
    const bytes = Buffer.from([0x0b, 0x05, 4, 0, 1, 0, 2, 0x00, 3, 9, 2, 1, 0x41]);
    expect(text(bytes)).toEqual({ text: 'A', place: { reference: 9, total: 2, sequence: 1 } });
  });

  test('a header longer than the message is text', () => {
    expect(text(Buffer.from([0x20, 0x41])).place).toBeNull();
    expect(text(Buffer.alloc(0))).toEqual({ text: '', place: null });
  });

  test.each([
    ['part 0', [5, 0, 3, 9, 2, 0, 0x41]],
    ['part 3 of 2', [5, 0, 3, 9, 2, 3, 0x41]],
    ['part 1 of 1', [5, 0, 3, 9, 1, 1, 0x41]],
  ])('%s stands for itself', (_name, bytes) => {
    expect(text(Buffer.from(bytes))).toEqual({ text: 'A', place: null });
  });

  test('random headers never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(text(Buffer.from(bytes)).text).toBeTypeOf('string');
      }),
    );
  });
});
