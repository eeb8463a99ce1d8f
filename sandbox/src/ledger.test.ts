import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeEntry, type Inbound, Ledger, type Submit } from './ledger.ts';

let nextId = 1;

function submit(fields: Partial<Submit> = {}): Submit {
  return {
    network: 'sms',
    account: 'a',
    messageId: `${nextId++}`,
    source: 'Parley',
    destination: '447700900001',
    text: 'Hello',
    part: null,
    deliveredAt: 0,
    sequence: 0,
    ...fields,
    describe() {
      return { messageId: this.messageId, text: this.text };
    },
  };
}

function parts(texts: readonly string[], reference: string, fields: Partial<Submit> = {}): Submit[] {
  return texts.map((text, index) =>
    submit({ ...fields, text, part: { reference, total: texts.length, number: index + 1 } }),
  );
}

const inbound: Inbound = {
  id: 'mo-1',
  network: 'sms',
  account: 'a',
  source: '447700900001',
  destination: 'Parley',
  text: 'Hi',
  describe: () => ({ id: 'mo-1', text: 'Hi' }),
};

describe('entries', () => {
  test('are numbered without gaps, read from any place, and never change', () => {
    const ledger = new Ledger();
    const one = submit();
    ledger.accept(one);
    ledger.receipt('receipt_sent', one, 'DELIVRD');
    ledger.inbound('inbound', inbound, '');
    expect(one.sequence).toBe(1);
    expect(ledger.since(0).map(({ sequence, kind, detail }) => [sequence, kind, detail])).toEqual([
      [1, 'submit', ''],
      [2, 'receipt_sent', 'DELIVRD'],
      [3, 'inbound', ''],
    ]);
    expect(ledger.since(1, 1).map(({ sequence }) => sequence)).toEqual([2]);
    expect(ledger.since(3)).toEqual([]);
    expect(ledger.lastSequence).toBe(3);
    expect(ledger.since(0).map((entry) => describeEntry(entry))).toMatchObject([
      { sequence: 1, text: 'Hello' },
      { sequence: 2, messageId: one.messageId, detail: 'DELIVRD' },
      { sequence: 3, id: 'mo-1', text: 'Hi' },
    ]);
  });

  test('outgrow the first columns without loss', () => {
    const ledger = new Ledger();
    const count = 40_000;
    for (let index = 0; index < count; index++) ledger.accept(submit({ text: `${index}` }));
    expect(ledger.counts()).toMatchObject({ submit: count, messages: count });
    expect(ledger.submits()[count - 1]?.text).toBe(`${count - 1}`);
    expect(ledger.since(count - 1)[0]).toMatchObject({ sequence: count, kind: 'submit' });
    expect(ledger.since(count - 1)[0]?.time).toBeGreaterThan(0);
  });

  test('of one customer are found among those of others', () => {
    const ledger = new Ledger();
    ledger.accept(submit({ destination: '447700900002' }));
    for (const part of parts(['one ', 'two'], 'r')) ledger.accept(part);
    ledger.inbound('inbound', inbound, '');
    ledger.inbound('inbound_sent', inbound, '1/1');
    const { received, sent } = ledger.customer('447700900001');
    expect(received.map(({ text }) => text)).toEqual(['one two']);
    expect(sent.map(({ subject }) => subject.text)).toEqual(['Hi']);
  });
});

describe('long messages', () => {
  test('count once, when whole, and are delivered with their last part or not at all', () => {
    const ledger = new Ledger();
    const [first, second] = parts(['A', 'B'], 'r') as [Submit, Submit];
    ledger.accept({ ...second, deliveredAt: 7 });
    expect(ledger.counts()).toMatchObject({ submit: 1, messages: 0, incompleteMessages: 1 });
    expect(ledger.messages()).toEqual([]);
    expect(ledger.incomplete().map((message) => message.map(({ text }) => text))).toEqual([['B']]);
    ledger.accept({ ...first, deliveredAt: 9 });
    expect(ledger.counts()).toMatchObject({ submit: 2, messages: 1, incompleteMessages: 0 });
    expect(ledger.messages()).toMatchObject([
      { sequence: 2, text: 'AB', deliveredAt: 9, messageIds: [first.messageId, second.messageId] },
    ]);
    for (const part of parts(['A', 'B'], 'r')) ledger.accept({ ...part, deliveredAt: part.text === 'A' ? null : 1 });
    expect(ledger.messages(2)).toMatchObject([{ text: 'AB', deliveredAt: null }]);
  });

  test('whose parts all came twice are two messages, in whatever order they came', () => {
    const twice = fc.shuffledSubarray([0, 1, 2, 0, 1, 2], { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(twice, (order) => {
        const ledger = new Ledger();
        const texts = ['A', 'B', 'C'];
        for (const index of order) {
          ledger.accept(
            submit({ text: texts[index] as string, part: { reference: 'r', total: 3, number: index + 1 } }),
          );
        }
        expect(ledger.messages().map(({ text }) => text)).toEqual(['ABC', 'ABC']);
      }),
    );
  });

  test('a message after an interrupted one of the same reference is whole, and takes nothing from it', () => {
    const ledger = new Ledger();
    const [a, b] = parts(['A', 'B', 'C'], 'r') as [Submit, Submit];
    for (const part of [a, b, ...parts(['X', 'Y', 'Z'], 'r')]) ledger.accept(part);
    expect(ledger.messages().map(({ text }) => text)).toEqual(['XYZ']);
    expect(ledger.incomplete().map((message) => message.map(({ text }) => text))).toEqual([['A', 'B']]);
  });

  test('any messages, cut anywhere and interleaved in any way, come out whole, each once', () => {
    const message = fc.record({
      texts: fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 5 }),
      destination: fc.constantFrom('447700900001', '447700900002'),
      account: fc.constantFrom('a', 'b'),
    });
    const order = fc.infiniteStream(fc.nat());
    fc.assert(
      fc.property(fc.array(message, { maxLength: 12 }), order, (messages, keys) => {
        const submits = messages.flatMap(({ texts, destination, account }, index) =>
          texts.length === 1
            ? [submit({ text: texts[0] as string, destination, account })]
            : parts(texts, `udh8:${index}`, { destination, account }),
        );
        const ledger = new Ledger();
        const keyed = submits.map((one) => ({ one, key: keys.next().value as number }));
        for (const { one } of keyed.toSorted((left, right) => left.key - right.key)) ledger.accept(one);
        const seen = ledger.messages().map(({ account, destination, text }) => `${account} ${destination} ${text}`);
        const sent = messages.map(({ account, destination, texts }) => `${account} ${destination} ${texts.join('')}`);
        expect(seen.toSorted()).toEqual(sent.toSorted());
        expect(ledger.counts()).toMatchObject({
          messages: messages.length,
          incompleteMessages: 0,
          submit: submits.length,
        });
      }),
    );
  });
});
