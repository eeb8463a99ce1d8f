import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ZodError } from 'zod';
import type { CustomerScriptInput } from './customers.ts';
import { deliveredText, NpmPeer } from './smsc/npm-peer.ts';
import { type Sandbox, startSandbox } from './start-sandbox.ts';

let sandbox: Sandbox;
let peer: NpmPeer;

beforeEach(async () => {
  sandbox = await startSandbox();
  peer = await NpmPeer.bound(sandbox.smpp.port);
});

afterEach(async () => {
  peer.destroy();
  await sandbox.stop();
});

const until = vi.waitFor;
const inbound = () => peer.of('deliver_sm').filter((pdu) => (Number(pdu['esm_class']) & 0x3c) === 0);
const submitTo = (destination_addr: string, text = 'Hello') =>
  peer.submit({ destination_addr, registered_delivery: 0, short_message: Buffer.from(text, 'latin1') });
const instantly = { min: 0, max: 0 };

function headerOf(index: number): number[] {
  const { udh = [] } = (inbound()[index]?.['short_message'] ?? {}) as { udh?: Buffer[] };
  return [...(udh[0] ?? [])];
}

describe('a reply by hand', () => {
  test('reaches the account, and the ledger follows it to its acknowledgement', async () => {
    sandbox.customers.reply({ from: '+447700900001', to: '7777', account: 'parley', text: 'Hi there' });
    await until(() => expect(sandbox.ledger.counts().inbound_acknowledged).toBe(1));
    expect(inbound()).toMatchObject([
      { source_addr: '447700900001', source_addr_ton: 1, destination_addr: '7777', data_coding: 0, esm_class: 0 },
    ]);
    expect(deliveredText(inbound()[0])).toBe('Hi there');
    expect(sandbox.ledger.since(0).map(({ kind }) => kind)).toEqual([
      'inbound',
      'inbound_sent',
      'inbound_acknowledged',
    ]);
  });

  test('answers whoever wrote last when it does not say whom', async () => {
    expect(sandbox.customers.reply({ from: '447700900001', text: 'Who?' })).toBeNull();
    expect(sandbox.customers.reply({ from: '447700900001', to: '7777', account: 'nobody', text: 'Who?' })).toBeNull();
    await submitTo('447700900001');
    expect(sandbox.customers.reply({ from: '447700900001', text: 'You' })).toMatchObject({
      account: 'parley',
      destination: 'Parley',
    });
  });

  test.each([
    ['udh8', { esm_class: 0x40 }],
    ['udh16', { esm_class: 0x40 }],
    ['sar', { esm_class: 0, sar_total_segments: 3 }],
  ] as const)('longer than one part comes in parts by %s', async (form, fields) => {
    const text = 'Ж'.repeat(150);
    sandbox.customers.reply({ from: '447700900001', to: '7777', account: 'parley', text, form });
    await until(() => expect(inbound()).toHaveLength(3));
    expect(inbound().map(deliveredText).join('')).toBe(text);
    const places = inbound().map((pdu, index) => (form === 'sar' ? pdu['sar_segment_seqnum'] : headerOf(index).at(-1)));
    expect(places).toEqual([1, 2, 3]);
    for (const pdu of inbound()) expect(pdu).toMatchObject({ ...fields, data_coding: 8 });
  });

  test('may come in one payload', async () => {
    sandbox.customers.reply({
      from: '447700900001',
      to: '7777',
      account: 'parley',
      text: 'x'.repeat(500),
      form: 'payload',
    });
    await until(() => expect(inbound()).toHaveLength(1));
    expect(inbound()[0]?.['message_payload']).toMatchObject({ message: 'x'.repeat(500) });
  });

  test('never tears a character of two units or an escaped one apart', async () => {
    sandbox.customers.reply({ from: '447700900001', to: '7777', account: 'parley', text: '😀'.repeat(40) });
    sandbox.customers.reply({ from: '447700900001', to: '7777', account: 'parley', text: '€'.repeat(90) });
    await until(() => expect(inbound()).toHaveLength(4));
    expect(inbound().map(deliveredText)).toEqual(['😀'.repeat(33), '😀'.repeat(7), '€'.repeat(76), '€'.repeat(14)]);
  });

  test('may be delivered twice, one message on the ledger', async () => {
    sandbox.customers.reply({ from: '447700900001', to: '7777', account: 'parley', text: 'Twice', copies: 2 });
    await until(() => expect(sandbox.ledger.counts()).toMatchObject({ inbound: 1, inbound_acknowledged: 2 }));
    expect(inbound().map(deliveredText)).toEqual(['Twice', 'Twice']);
  });

  test('waits for the account to bind, and comes again when it was not acknowledged', async () => {
    peer.deliverStatus = null;
    sandbox.customers.reply({ from: '447700900001', to: '7777', account: 'parley', text: 'Patience' });
    await until(() => expect(inbound()).toHaveLength(1));
    peer.destroy();
    await until(() => expect(sandbox.smsc.waiting).toBe(1));
    peer = await NpmPeer.bound(sandbox.smpp.port, 'bind_receiver');
    await until(() => expect(inbound().map(deliveredText)).toEqual(['Patience']));
  });

  test.each([
    { from: 'x', text: 'a' },
    { from: '447700900001', text: '' },
    { from: '447700900001', text: 'a', copies: 0 },
    { from: '447700900001', to: 'Ж', text: 'a' },
  ])('%j is not a reply', (input) => {
    expect(() => sandbox.customers.reply(input)).toThrow(ZodError);
  });
});

describe('a script', () => {
  const phones = Array.from({ length: 300 }, (_, index) => String(447_700_900_000 + index));
  const lastPhone = '447700909999';
  const script: CustomerScriptInput = {
    answers: [
      { share: 0.2, texts: ['How much?', 'Until when?'] },
      { share: 0.1, texts: ['STOP'] },
    ],
    delay: instantly,
  };

  /** All answers to a message to everybody: who is written to last answers last. */
  async function answersTo(input: CustomerScriptInput): Promise<string[]> {
    const before = inbound().length;
    const start = sandbox.ledger.lastSequence;
    const delivered = () =>
      sandbox.ledger.messages(start).filter(({ deliveredAt }) => deliveredAt !== null && deliveredAt <= Date.now());
    sandbox.customers.addScript({ ...input, phones: { ...input.phones, [lastPhone]: 'The last' } });
    await Promise.all(phones.map((phone) => submitTo(phone)));
    await until(() => expect(delivered()).toHaveLength(phones.length));
    await submitTo(lastPhone);
    await until(() => expect(inbound().slice(before).map(deliveredText)).toContain('The last'));
    sandbox.customers.clearScripts();
    return inbound()
      .slice(before)
      .filter((pdu) => pdu['source_addr'] !== lastPhone)
      .map((pdu) => `${String(pdu['source_addr'])} ${deliveredText(pdu)}`)
      .toSorted();
  }

  test('makes about the given shares of the customers answer, the same ones for the same seed', async () => {
    const first = await answersTo(script);
    const asked = first.filter((answer) => !answer.endsWith('STOP')).length;
    const stopped = first.length - asked;
    expect(asked).toBeGreaterThan(35);
    expect(asked).toBeLessThan(85);
    expect(stopped).toBeGreaterThan(12);
    expect(stopped).toBeLessThan(50);
    expect(new Set(first.map((answer) => answer.slice(13)))).toEqual(new Set(['How much?', 'Until when?', 'STOP']));
    expect(await answersTo(script)).toEqual(first);
    expect(await answersTo({ ...script, seed: 2 })).not.toEqual(first);
  });

  test('has its way with single phones', async () => {
    sandbox.customers.addScript({
      answers: [{ share: 1, texts: ['OK'] }],
      delay: instantly,
      phones: { '447700900001': null, '447700900002': 'No' },
    });
    for (const phone of phones.slice(0, 4)) await submitTo(phone);
    await until(() => expect(inbound()).toHaveLength(3));
    expect(inbound().map((pdu) => [pdu['source_addr'], pdu['destination_addr'], deliveredText(pdu)])).toEqual([
      ['447700900000', 'Parley', 'OK'],
      ['447700900002', 'Parley', 'No'],
      ['447700900003', 'Parley', 'OK'],
    ]);
  });

  test('answers what contains its words, once a message, long ones too, and nothing older than itself', async () => {
    await submitTo('447700900000', 'Your SALE');
    sandbox.customers.addScript({ contains: 'sale', answers: [{ share: 1, texts: ['Yes'] }], delay: instantly });
    await submitTo('447700900001', 'Big Sale!');
    await submitTo('447700900002', 'Big deal');
    for (const number of [1, 2]) {
      const short_message = Buffer.concat([
        Buffer.from([5, 0, 3, 9, 2, number]),
        Buffer.from(number === 1 ? 'Big sa' : 'le'),
      ]);
      await peer.submit({ destination_addr: '447700900003', registered_delivery: 0, esm_class: 0x40, short_message });
    }
    await until(() => expect(inbound()).toHaveLength(2));
    expect(inbound().map((pdu) => pdu['source_addr'])).toEqual(['447700900001', '447700900003']);
  });

  test('answers after its delay, counted from delivery, and never what was not delivered', async () => {
    sandbox.smsc.faults.add({
      match: { destination: '447700900001' },
      action: { type: 'final_state', state: 'UNDELIV' },
    });
    sandbox.smsc.faults.add({ action: { type: 'delay_receipt', delay: { min: 200, max: 200 } } });
    sandbox.customers.addScript({ answers: [{ share: 1, texts: ['OK'] }], delay: { min: 150, max: 150 } });
    const startedAt = Date.now();
    await submitTo('447700900001');
    await submitTo('447700900002');
    await until(() => expect(inbound()).toHaveLength(1));
    expect(inbound()[0]?.['source_addr']).toBe('447700900002');
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(350);
  });
});

test('a handset shows what arrived and what was sent, in order', async () => {
  sandbox.smsc.faults.add({
    match: { next: 1 },
    action: { type: 'delay_receipt', delay: { min: 3_000_000, max: 3_000_000 } },
  });
  await submitTo('447700900001', 'Still under way');
  await submitTo('447700900001', 'Here');
  await new Promise((resolve) => setTimeout(resolve, 5));
  sandbox.customers.reply({ from: '447700900001', text: 'Thanks' });
  await submitTo('447700900002', 'For another');
  expect(sandbox.customers.handset('447700900001')).toMatchObject([
    { direction: 'received', with: 'Parley', account: 'parley', text: 'Here' },
    { direction: 'sent', with: 'Parley', account: 'parley', text: 'Thanks' },
  ]);
});
