import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { type JoinedMessage, Reassembler, type ReceivedPart } from './reassemble.ts';

class Store {
  readonly messages: JoinedMessage[] = [];
  saved: Uint8Array | null = null;
  saves = 0;
  isDown = false;

  readonly receive = async (message: JoinedMessage): Promise<void> => {
    await Promise.resolve();
    if (this.isDown) throw new Error('down');
    if (!this.messages.some(({ id }) => id === message.id)) this.messages.push(message);
  };

  readonly save = async (held: Uint8Array): Promise<void> => {
    await sleep(2);
    if (this.isDown) throw new Error('down');
    this.saves++;
    this.saved = held;
  };
}

let now = 0;
let store: Store;
let reassembler: Reassembler;

beforeEach(() => {
  now = 1_000_000;
  store = new Store();
  reassembler = new Reassembler(store, () => now);
});

function part(sequence: number, total: number, text: string, reference = 7, from = '+447700900123'): ReceivedPart {
  return { from, to: '7777', place: { reference, total, sequence }, text, raw: { sequence } };
}

function restarted(): Reassembler {
  const next = new Reassembler(store, () => now);
  if (store.saved) next.load(store.saved);
  return next;
}

describe('parts that arrive together', () => {
  test('are one message, and the session store is not touched', async () => {
    await Promise.all([reassembler.accept(part(2, 2, 'world')), reassembler.accept(part(1, 2, 'Hello '))]);
    expect(store.messages.map(({ text }) => text)).toEqual(['Hello world']);
    expect(store.messages[0]?.raw).toHaveLength(2);
    expect(store.saves).toBe(0);
  });

  test('of several messages in any order are put together by sender, reference and total', async () => {
    const message = fc.record({
      from: fc.constantFrom('+1', '+2'),
      reference: fc.nat({ max: 1 }),
      texts: fc.array(fc.string({ minLength: 1, maxLength: 5 }), { minLength: 2, maxLength: 5 }),
    });
    const distinct = fc.uniqueArray(message, {
      maxLength: 6,
      selector: ({ from, reference, texts }) => `${from} ${reference} ${texts.length}`,
    });
    await fc.assert(
      fc.asyncProperty(distinct, fc.infiniteStream(fc.nat({ max: 1000 })), async (messages, ranks) => {
        const own = new Store();
        const target = new Reassembler(own, () => now);
        const parts = messages.flatMap(({ from, reference, texts }) =>
          texts.map((text, index) => part(index + 1, texts.length, text, reference, from)),
        );
        const shuffled = parts
          .map((each) => ({ each, rank: ranks.next().value as number }))
          .toSorted((a, b) => a.rank - b.rank);
        await Promise.all(shuffled.map(({ each }) => target.accept(each)));
        expect(own.messages.map(({ text }) => text).toSorted()).toEqual(
          messages.map(({ texts }) => texts.join('')).toSorted(),
        );
      }),
    );
  });
});

describe('a part whose others are still to come', () => {
  test('is acknowledged only when it is saved, and survives the process', async () => {
    await reassembler.accept(part(1, 2, 'Hello '));
    expect(store.saves).toBe(1);
    await restarted().accept(part(2, 2, 'world'));
    expect(store.messages.map(({ text }) => text)).toEqual(['Hello world']);
  });

  test('is not acknowledged when it could not be saved, and its repeat is welcome', async () => {
    store.isDown = true;
    await expect(reassembler.accept(part(1, 2, 'Hello '))).rejects.toThrow('down');
    store.isDown = false;
    await reassembler.accept(part(1, 2, 'Hello '));
    await reassembler.accept(part(2, 2, 'world'));
    expect(store.messages.map(({ text }) => text)).toEqual(['Hello world']);
  });

  test('shares one save with the parts that come meanwhile', async () => {
    await Promise.all(Array.from({ length: 50 }, (_, index) => reassembler.accept(part(1, 2, 'x', index))));
    expect(store.saves).toBeLessThanOrEqual(2);
  });

  test('waits ten minutes, then is delivered with a mark for what is missing', async () => {
    await reassembler.accept(part(2, 5, 'two'));
    now += 599_000;
    await reassembler.expire();
    expect(store.messages).toEqual([]);
    now += 1_000;
    await reassembler.expire();
    expect(store.messages.map(({ text }) => text)).toEqual(['[…]two[…]']);
    await reassembler.expire();
    expect(store.messages).toHaveLength(1);
  });

  test('is kept when its delivery fails, and delivered later', async () => {
    await reassembler.accept(part(1, 2, 'one'));
    now += 600_000;
    store.isDown = true;
    await expect(reassembler.expire()).rejects.toThrow('down');
    store.isDown = false;
    await reassembler.expire();
    expect(store.messages.map(({ text }) => text)).toEqual(['one[…]']);
  });

  test('is not lost when it comes while the others are being delivered without it', async () => {
    await reassembler.accept(part(1, 2, 'one'));
    now += 600_000;
    await Promise.all([reassembler.expire(), reassembler.accept(part(2, 2, 'two'))]);
    now += 600_000;
    await reassembler.expire();
    expect(store.messages.map(({ text }) => text)).toEqual(['one[…]', '[…]two']);
  });
});

test('a whole message that could not be stored is completed by any repeat of its parts', async () => {
  await reassembler.accept(part(1, 2, 'Hello '));
  store.isDown = true;
  await expect(reassembler.accept(part(2, 2, 'world'))).rejects.toThrow('down');
  store.isDown = false;
  await reassembler.accept(part(2, 2, 'world'));
  expect(store.messages.map(({ text }) => text)).toEqual(['Hello world']);
});

test('a message repeated after a crash keeps its id', async () => {
  await reassembler.accept(part(1, 2, 'Hello '));
  const savedBefore = store.saved;
  await reassembler.accept(part(2, 2, 'world'));
  store.saved = savedBefore;
  now += 5_000;
  await restarted().accept(part(2, 2, 'world'));
  expect(store.messages).toHaveLength(1);
});

test('a delivered message is taken out of the session store', async () => {
  await reassembler.accept(part(1, 2, 'Hello '));
  await reassembler.accept(part(2, 2, 'world'));
  await vi.waitFor(() => expect(new TextDecoder().decode(store.saved ?? undefined)).toBe('[]'));
});

test('a reference used again at once delivers the earlier message as it is', async () => {
  await reassembler.accept(part(1, 2, 'old'));
  await reassembler.accept(part(1, 2, 'new '));
  await reassembler.accept(part(2, 2, 'text'));
  expect(store.messages.map(({ text }) => text)).toEqual(['old[…]', 'new text']);
});

test('a flood of first parts is bounded: the oldest are delivered as they are', async () => {
  for (let reference = 0; reference < 30; reference++)
    await reassembler.accept(part(1, 2, 'x'.repeat(50_000), reference));
  expect(store.messages.length).toBeGreaterThanOrEqual(20);
  expect((store.saved as Uint8Array).length).toBeLessThan(800_000);
});
