import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryPdu, arbitraryShortMessage } from './arbitrary-pdus.ts';
import {
  commandIds,
  commandStatus,
  EncodeError,
  encodePdu,
  fieldBytes,
  FrameError,
  FrameReader,
  headerBytes,
  maxFrameBytes,
  type MalformedPdu,
  noTlvs,
  numberTlv,
  type Pdu,
  PduWriter,
  refusalOf,
  shortMessage,
  statusText,
  textTlv,
  tlvNumber,
  tlvTags,
  tlvText,
} from './wire.ts';

function readAll(chunks: readonly Buffer[]): (Pdu | MalformedPdu)[] {
  const pdus: (Pdu | MalformedPdu)[] = [];
  const reader = new FrameReader((pdu) => pdus.push(pdu));
  for (const chunk of chunks) reader.read(chunk);
  return pdus;
}

function readOne(bytes: Buffer): Pdu | MalformedPdu {
  const [pdu, ...rest] = readAll([bytes]);
  expect(rest).toEqual([]);
  expect(pdu).toBeDefined();
  return pdu as Pdu | MalformedPdu;
}

/** A frame with a true length around any body. */
function frame(commandId: number, body: Uint8Array, sequence = 7, status = 0): Buffer {
  const bytes = Buffer.alloc(headerBytes + body.length);
  bytes.writeUInt32BE(bytes.length, 0);
  bytes.writeUInt32BE(commandId, 4);
  bytes.writeUInt32BE(status, 8);
  bytes.writeUInt32BE(sequence, 12);
  bytes.set(body, headerBytes);
  return bytes;
}

/** Cuts bytes at the given places (any numbers; taken modulo the length). */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const sorted = [0, ...places.map((place) => place % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b);
  return sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end));
}

describe('PDUs to bytes and back', () => {
  test('any PDU survives the round trip', () => {
    fc.assert(
      fc.property(arbitraryPdu, (pdu) => {
        expect(readOne(encodePdu(pdu))).toEqual(pdu);
      }),
    );
  });

  test('any fragmentation of the stream gives the same PDUs', () => {
    const places = fc.array(fc.nat({ max: 5000 }), { maxLength: 40 });
    fc.assert(
      fc.property(fc.array(arbitraryPdu, { maxLength: 6 }), places, (pdus, at) => {
        expect(readAll(cut(Buffer.concat(pdus.map(encodePdu)), at))).toEqual(pdus);
      }),
    );
  });

  test('a stream arriving byte by byte gives the same PDUs', () => {
    fc.assert(
      fc.property(fc.array(arbitraryPdu, { maxLength: 3 }), (pdus) => {
        const bytes = Buffer.concat(pdus.map(encodePdu));
        expect(readAll([...bytes].map((byte) => Buffer.from([byte])))).toEqual(pdus);
      }),
      { numRuns: 30 },
    );
  });

  test('a writer joins PDUs into the bytes each would have alone, across slabs', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(arbitraryShortMessage, fc.boolean()), { maxLength: 300 }), (steps) => {
        const writer = new PduWriter();
        const taken: Buffer[] = [];
        for (const [pdu, takeNow] of steps) {
          writer.write(pdu);
          if (takeNow) taken.push(writer.take());
        }
        taken.push(writer.take());
        expect(writer).toHaveLength(0);
        // Read only now: no later PDU may have been written over what was taken.
        expect(Buffer.concat(taken).equals(Buffer.concat(steps.map(([pdu]) => encodePdu(pdu))))).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  test('a known submit_sm has the bytes of the specification', () => {
    const pdu = shortMessage('submit_sm', 2, {
      sourceTon: 5,
      source: 'Parley',
      destinationTon: 1,
      destinationNpi: 1,
      destination: '447700900123',
      registeredDelivery: 1,
      shortMessage: Buffer.from('Hi'),
      tlvs: [numberTlv(tlvTags.sarReference, 0x1234, 2)],
    });
    expect(encodePdu(pdu).toString('hex')).toBe(
      '0000003b' +
        '00000004' +
        '00000000' +
        '00000002' +
        '00' +
        '0500' +
        '5061726c657900' +
        '0101' +
        '34343737303039303031323300' +
        '000000' +
        '00' +
        '00' +
        '01' +
        '00' +
        '00' +
        '00' +
        '02' +
        '4869' +
        '020c00021234',
    );
  });

  test('a response may come without a body, or without the terminator of its message id', () => {
    expect(readOne(frame(commandIds.submit_sm_resp, Buffer.alloc(0), 5, 0x58))).toEqual({
      command: 'submit_sm_resp',
      status: 0x58,
      sequence: 5,
      messageId: '',
      tlvs: noTlvs,
    });
    expect(readOne(frame(commandIds.submit_sm_resp, Buffer.from('abc')))).toMatchObject({ messageId: 'abc' });
  });
});

describe('fields that do not fit', () => {
  const cases: [string, Parameters<typeof shortMessage>[2]][] = [
    ['source', { source: 'x'.repeat(fieldBytes.source) }],
    ['destination', { destination: 'x'.repeat(21) }],
    ['destination', { destination: '1\0' + '2' }],
    ['source', { source: 'Привет' }],
    ['serviceType', { serviceType: '123456' }],
    ['shortMessage', { shortMessage: Buffer.alloc(255) }],
    ['dataCoding', { dataCoding: 256 }],
    ['esmClass', { esmClass: Number.NaN }],
    ['submit_sm', { tlvs: [{ tag: tlvTags.messagePayload, value: Buffer.alloc(maxFrameBytes) }] }],
    ['tlv', { tlvs: [{ tag: 0x10000, value: Buffer.alloc(1) }] }],
  ];

  test.each(cases)('%s is named', (field, fields) => {
    expect(() => encodePdu(shortMessage('submit_sm', 1, fields))).toThrow(EncodeError);
    expect(() => encodePdu(shortMessage('submit_sm', 1, fields))).toThrow(new RegExp(`^${field}: `));
  });

  test('leave the writer as it was', () => {
    const writer = new PduWriter();
    const good = shortMessage('submit_sm', 1, { destination: '1' });
    writer.write(good);
    expect(() => writer.write(shortMessage('submit_sm', 2, { destination: 'x'.repeat(30) }))).toThrow(EncodeError);
    writer.write(good);
    expect(readAll([writer.take()])).toEqual([good, good]);
  });
});

describe('malformed input', () => {
  test('a bad body is told apart and the stream goes on', () => {
    const good = shortMessage('deliver_sm', 9, { source: '1' });
    const unterminated = frame(commandIds.deliver_sm, Buffer.from([0, 1, 1, 0x31, 0x32]), 8);
    const [bad, next] = readAll([Buffer.concat([unterminated, encodePdu(good)])]);
    expect(bad).toEqual({
      command: 'malformed',
      status: 0,
      sequence: 8,
      commandId: commandIds.deliver_sm,
      field: 'source',
      refusal: commandStatus.invalidSource,
    });
    expect(next).toEqual(good);
  });

  test('a message longer than its frame, and a TLV longer than its frame, are named', () => {
    const whole = encodePdu(shortMessage('submit_sm', 1, { shortMessage: Buffer.from('hello') }));
    const short = frame(commandIds.submit_sm, whole.subarray(headerBytes, whole.length - 2));
    expect(readOne(short)).toMatchObject({ field: 'shortMessage', refusal: commandStatus.invalidMessageLength });
    const withTlv = frame(
      commandIds.submit_sm,
      Buffer.concat([whole.subarray(headerBytes), Buffer.from([4, 0x24, 0, 9, 1])]),
    );
    expect(readOne(withTlv)).toMatchObject({ field: 'tlvs', refusal: commandStatus.invalidTlvStream });
  });

  test.each([0, 4, 15, maxFrameBytes + 1, 0xffffffff])('a frame of %i bytes ends the stream', (length) => {
    const bytes = Buffer.alloc(32);
    bytes.writeUInt32BE(length, 0);
    for (const chunks of [[bytes], cut(bytes, [2, 5])]) {
      const reader = new FrameReader(() => expect.unreachable());
      expect(() => chunks.forEach((chunk) => reader.read(chunk))).toThrow(FrameError);
      expect(() => reader.read(encodePdu({ command: 'unbind', status: 0, sequence: 1 }))).toThrow(FrameError);
    }
  });

  test('random bytes are read to their end or throw FrameError, nothing else', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 10 }), (chunks) => {
        try {
          readAll(chunks.map((chunk) => Buffer.from(chunk)));
        } catch (error) {
          expect(error).toBeInstanceOf(FrameError);
        }
      }),
    );
  });

  test('random bodies in true frames give one PDU each, and a refusal of each can be sent', () => {
    const id = fc.constantFrom(...Object.values(commandIds), 0x103, 0x80000103);
    fc.assert(
      fc.property(fc.array(fc.tuple(id, fc.uint8Array({ maxLength: 400 })), { maxLength: 8 }), (frames) => {
        const pdus = readAll([Buffer.concat(frames.map(([commandId, body]) => frame(commandId, body)))]);
        expect(pdus).toHaveLength(frames.length);
        for (const pdu of pdus) {
          if (pdu.command !== 'malformed' && pdu.command !== 'unknown') continue;
          const refusal = refusalOf(pdu);
          if (refusal) readOne(encodePdu(refusal));
        }
      }),
      { numRuns: 300 },
    );
  });

  test('an unknown request is refused with generic_nack, a malformed message with its response, a response with nothing', () => {
    expect(refusalOf({ command: 'unknown', commandId: 0x103, status: 0, sequence: 3, body: Buffer.alloc(0) })).toEqual({
      command: 'generic_nack',
      status: commandStatus.invalidCommandId,
      sequence: 3,
    });
    const malformed = { command: 'malformed', status: 0, sequence: 4, field: 'x', refusal: 0x0a } as const;
    expect(refusalOf({ ...malformed, commandId: commandIds.deliver_sm })).toMatchObject({
      command: 'deliver_sm_resp',
      status: 0x0a,
    });
    expect(refusalOf({ ...malformed, commandId: commandIds.submit_sm_resp })).toBeNull();
  });
});

test('TLV readers take numbers of any width and text with or without its NUL', () => {
  const tlvs = [numberTlv(1, 0xabcd, 2), textTlv(2, 'id-1'), { tag: 3, value: Buffer.from('id-2') }];
  expect(tlvNumber(tlvs, 1)).toBe(0xabcd);
  expect(tlvText(tlvs, 2)).toBe('id-1');
  expect(tlvText(tlvs, 3)).toBe('id-2');
  expect(tlvNumber(tlvs, 9)).toBeUndefined();
});

test('a status is written with its code and, when it has one, its name', () => {
  expect(statusText(0x58)).toBe('0x58 throttled');
  expect(statusText(0x0b)).toBe('0x0b invalidDestination');
  expect(statusText(0x401)).toBe('0x401');
});
