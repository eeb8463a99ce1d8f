import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { encodePdu } from '@parley/server/smpp-wire';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ZodError } from 'zod';
import { type Sandbox, startSandbox } from '../start-sandbox.ts';
import type { FaultInput } from './fault-schema.ts';
import { deliveredText, NpmPeer } from './npm-peer.ts';

let sandbox: Sandbox;
let peer: NpmPeer;
const others: { destroy(): void }[] = [];

beforeEach(async () => {
  sandbox = await startSandbox({
    smpp: {
      accounts: [
        { systemId: 'parley', password: 'sandbox' },
        { systemId: 'other', password: 'sandbox' },
      ],
    },
  });
  peer = await NpmPeer.bound(sandbox.smpp.port);
});

afterEach(async () => {
  peer.destroy();
  for (const other of others.splice(0)) other.destroy();
  await sandbox.stop();
});

const until = vi.waitFor;
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const counts = () => sandbox.ledger.counts();
const add = (action: FaultInput['action'], match: FaultInput['match'] = {}) =>
  sandbox.smsc.faults.add({ match, action });
const stats = () => peer.of('deliver_sm').map((pdu) => /stat:(\w+)/.exec(deliveredText(pdu))?.[1]);
const receiptIds = () => peer.of('deliver_sm').map((pdu) => pdu['receipted_message_id']);

async function statuses(count: number, fields: Record<string, unknown> = {}): Promise<number[]> {
  const seen: number[] = [];
  for (let sent = 0; sent < count; sent++) seen.push((await peer.submit(fields)).command_status);
  return seen;
}

describe('which events a fault strikes', () => {
  test('every nth', async () => {
    add({ type: 'refuse', status: 0x45 }, { every: 3 });
    expect(await statuses(7)).toEqual([0, 0, 0x45, 0, 0, 0x45, 0]);
  });

  test('the next n, after which it is spent', async () => {
    const id = add({ type: 'refuse', status: 'throttled' }, { next: 2 });
    expect(await statuses(4)).toEqual([0x58, 0x58, 0, 0]);
    expect(sandbox.smsc.faults.list()).toMatchObject([{ id, hits: 2, match: { next: 2 } }]);
  });

  test('by chance, the same for the same seed', async () => {
    const match = { probability: 0.5, seed: 7 };
    add({ type: 'refuse', status: 'messageQueueFull' }, match);
    const first = await statuses(40);
    sandbox.smsc.faults.clear();
    add({ type: 'refuse', status: 'messageQueueFull' }, match);
    expect(await statuses(40)).toEqual(first);
    const refused = first.filter((status) => status === 0x14).length;
    expect(refused).toBeGreaterThan(8);
    expect(refused).toBeLessThan(32);
  });

  test('by destination, and counting only those', async () => {
    add({ type: 'refuse', status: 0x0b }, { destination: '4477*9', next: 1 });
    expect(await statuses(1, { destination_addr: '44770' })).toEqual([0]);
    expect(await statuses(1, { destination_addr: '344779' })).toEqual([0]);
    expect(await statuses(2, { destination_addr: '4477009' })).toEqual([0x0b, 0]);
  });

  test('by account', async () => {
    add({ type: 'refuse', status: 0x08 }, { account: 'other' });
    const other = await NpmPeer.bound(sandbox.smpp.port, 'bind_transceiver', 'other');
    others.push(other);
    expect(await statuses(1)).toEqual([0]);
    expect((await other.submit()).command_status).toBe(0x08);
  });

  test('until the script is cleared', async () => {
    add({ type: 'refuse', status: 0x08 });
    sandbox.smsc.faults.clear();
    expect(await statuses(1)).toEqual([0]);
    expect(sandbox.smsc.faults.list()).toEqual([]);
  });

  test.each([
    [{ type: 'mute' }, { destination: '44*' }],
    [{ type: 'refuse', status: 0 }, {}],
    [{ type: 'refuse', status: 'ok' }, {}],
    [{ type: 'nonsense' }, {}],
    [{ type: 'delay_answer', delay: { min: 5, max: 1 } }, {}],
    [{ type: 'no_answer', extra: 1 }, {}],
    [{ type: 'no_answer' }, { destination: '44.*' }],
  ])('%j of %j is not a fault', (action, match) => {
    expect(() => add(action as FaultInput['action'], match)).toThrow(ZodError);
    expect(sandbox.smsc.faults.list()).toEqual([]);
  });
});

describe('answers', () => {
  test('come late', async () => {
    add({ type: 'delay_answer', delay: { min: 120, max: 150 } }, { next: 1 });
    const startedAt = Date.now();
    await peer.submit();
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(120);
    // A receipt without a delay of its own still follows its answer.
    await until(() => expect(counts().receipt_sent).toBe(1));
    expect(peer.received.map(({ command }) => command)).toEqual([
      'bind_transceiver_resp',
      'submit_sm_resp',
      'deliver_sm',
    ]);
  });

  test('refuse with any status, and nothing is accepted', async () => {
    add({ type: 'refuse', status: 0x0401 });
    expect(await statuses(1)).toEqual([0x0401]);
    expect(counts()).toMatchObject({ submit: 0, refused: 1 });
  });

  test('refuse what exceeds a rate, and only that', async () => {
    add({ type: 'limit_rate', perSecond: 5 });
    const seen = await Promise.all(Array.from({ length: 20 }, () => peer.submit()));
    const accepted = seen.filter(({ command_status: status }) => status === 0).length;
    // Seconds of the clock may turn in between.
    expect([5, 10, 15]).toContain(accepted);
    expect(seen.filter(({ command_status: status }) => status === 0x58)).toHaveLength(20 - accepted);
    await until(async () => expect(await statuses(1)).toEqual([0]));
  });

  test('never come although the message was accepted', async () => {
    add({ type: 'no_answer' });
    void peer.submit().catch(() => {});
    await until(() => expect(peer.of('deliver_sm')).toHaveLength(1));
    expect(counts().submit).toBe(1);
    expect(peer.of('submit_sm_resp')).toHaveLength(0);
  });

  test('come twice', async () => {
    add({ type: 'answer_twice' });
    const { message_id: id } = await peer.submit();
    await until(() => expect(peer.of('submit_sm_resp')).toHaveLength(2));
    expect(peer.of('submit_sm_resp').map((pdu) => pdu['message_id'])).toEqual([id, id]);
    expect(counts().submit).toBe(1);
  });

  test.each([
    ['before_accept', 0, false],
    ['before_answer', 1, false],
    ['after_answer', 1, true],
  ] as const)('a connection dropped %s', async (when, accepted, answered) => {
    add({ type: 'drop_connection', when }, { next: 1 });
    const answer = peer.submit().then(
      () => true,
      () => false,
    );
    await peer.closed;
    expect(await answer).toBe(answered);
    expect(counts().submit).toBe(accepted);
    const again = await NpmPeer.bound(sandbox.smpp.port);
    others.push(again);
    await until(() => expect(counts().receipt_acknowledged).toBe(accepted));
  });

  test('follow a PDU that makes no sense', async () => {
    const raw = await rawSession();
    for (const [pdu, hex] of [
      ['body', '00000025' + '00000005'],
      ['unknown_command', '00000014' + '00000112'],
      ['length', '7fffffff' + '00000005'],
    ] as const) {
      sandbox.smsc.faults.clear();
      add({ type: 'send_malformed', pdu });
      raw.bytes = Buffer.alloc(0);
      raw.socket.write(submitBytes);
      await until(() => expect(raw.bytes.toString('hex')).toContain('80000004'));
      expect(raw.bytes.toString('hex').startsWith(hex)).toBe(true);
    }
    expect(counts().submit).toBe(3);
  });
});

describe('receipts', () => {
  test('come before the answer', async () => {
    add({ type: 'receipt_first' });
    await peer.submit();
    expect(peer.received.map(({ command }) => command)).toEqual([
      'bind_transceiver_resp',
      'deliver_sm',
      'submit_sm_resp',
    ]);
    expect(receiptIds()).toEqual(peer.of('submit_sm_resp').map((pdu) => pdu['message_id']));
  });

  test('come before the answer on another session, too', async () => {
    add({ type: 'receipt_first' });
    const transmitter = await NpmPeer.bound(sandbox.smpp.port, 'bind_transmitter', 'other');
    const receiver = await NpmPeer.bound(sandbox.smpp.port, 'bind_receiver', 'other');
    others.push(transmitter, receiver);
    const startedAt = Date.now();
    await transmitter.submit();
    expect(receiver.of('deliver_sm')).toHaveLength(1);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(50);
  });

  test('come several times', async () => {
    add({ type: 'duplicate_receipt', copies: 3 });
    const { message_id: id } = await peer.submit();
    await until(() => expect(receiptIds()).toEqual([id, id, id]));
  });

  test('come in another order, none lost, also when the last batch stays short', async () => {
    add({ type: 'disorder_receipts', batch: 4 });
    const sent: string[] = [];
    for (let count = 0; count < 6; count++) sent.push(String((await peer.submit())['message_id']));
    await until(() => expect(receiptIds()).toHaveLength(6));
    expect(receiptIds()).not.toEqual(sent);
    expect(new Set(receiptIds())).toEqual(new Set(sent));
  });

  test('come late', async () => {
    add({ type: 'delay_receipt', delay: { min: 150, max: 200 } });
    const startedAt = Date.now();
    await peer.submit();
    await until(() => expect(peer.of('deliver_sm')).toHaveLength(1));
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(150);
  });

  test('never come', async () => {
    add({ type: 'no_receipt' }, { next: 1 });
    await peer.submit();
    const { message_id: second } = await peer.submit();
    await until(() => expect(receiptIds()).toEqual([second]));
    await pause(50);
    expect(receiptIds()).toEqual([second]);
  });

  test.each(['UNDELIV', 'EXPIRED', 'REJECTD'] as const)(
    'say %s with an error, and the handset has nothing',
    async (state) => {
      add({ type: 'final_state', state, error: '0b1' });
      await peer.submit();
      await until(() => expect(stats()).toEqual([state]));
      expect(deliveredText(peer.of('deliver_sm')[0])).toContain('err:0b1');
      expect(sandbox.ledger.messages()[0]?.deliveredAt).toBeNull();
      expect(sandbox.customers.handset('447700900123')).toEqual([]);
    },
  );

  test('contradict each other and fall back', async () => {
    add({ type: 'receipt_sequence', states: ['DELIVRD', 'ENROUTE', 'UNDELIV'], gap: 10 });
    await peer.submit();
    await until(() => expect(stats()).toEqual(['DELIVRD', 'ENROUTE', 'UNDELIV']));
    expect(new Set(receiptIds()).size).toBe(1);
  });

  test('speak of a message that never was, besides their own', async () => {
    add({ type: 'stray_receipt' });
    const { message_id: id } = await peer.submit();
    await until(() => expect(receiptIds()).toHaveLength(2));
    expect(receiptIds()).toContain(id);
    expect(new Set(receiptIds()).size).toBe(2);
  });

  test('write the id in another base than the answer', async () => {
    add({ type: 'id_base', response: 'decimal', receipt: 'hex' });
    const { message_id: id } = await peer.submit();
    await until(() => expect(receiptIds()).toEqual([BigInt(String(id)).toString(16).toUpperCase()]));
  });

  test('several faults act on one message', async () => {
    add({ type: 'final_state', state: 'EXPIRED' });
    add({ type: 'duplicate_receipt' });
    add({ type: 'receipt_first' });
    await peer.submit();
    expect(stats()).toEqual(['EXPIRED', 'EXPIRED']);
  });
});

describe('connections', () => {
  test('are refused', async () => {
    add({ type: 'refuse_connection' }, { next: 1 });
    const refused = await NpmPeer.connect(sandbox.smpp.port);
    await refused.closed;
    others.push(await NpmPeer.bound(sandbox.smpp.port));
  });

  test('get their bind refused', async () => {
    add({ type: 'refuse_bind', status: 'bindFailed' }, { next: 1 });
    const other = await NpmPeer.connect(sandbox.smpp.port);
    others.push(other);
    expect((await other.bind()).command_status).toBe(0x0d);
    expect((await other.bind()).command_status).toBe(0);
  });

  test('get no answer to enquire_link, but to everything else', async () => {
    add({ type: 'ignore_enquire_link' });
    void peer.request('enquire_link').catch(() => {});
    expect(await statuses(1)).toEqual([0]);
    expect(peer.of('enquire_link_resp')).toHaveLength(0);
  });

  test('fall mute: nothing is accepted, nothing sent, until the script is cleared', async () => {
    add({ type: 'delay_receipt', delay: { min: 1000, max: 1000 } });
    await peer.submit();
    add({ type: 'mute' });
    void peer.submit().catch(() => {});
    void peer.request('enquire_link').catch(() => {});
    await pause(1200);
    expect(counts()).toMatchObject({ submit: 1, receipt_sent: 0 });
    expect(peer.received.map(({ command }) => command)).toEqual(['bind_transceiver_resp', 'submit_sm_resp']);
    sandbox.smsc.faults.clear();
    await until(() => expect(counts().receipt_acknowledged).toBe(1));
  });

  test('bring everything in small pieces, and nothing is lost or out of order', async () => {
    add({ type: 'fragment_writes' });
    const raw = await rawSession();
    const chunksBefore = raw.chunks;
    const sent = Array.from({ length: 20 }, () => peer.submit());
    raw.socket.write(Buffer.concat(Array.from({ length: 10 }, () => submitBytes)));
    expect((await Promise.all(sent)).map(({ command_status: status }) => status)).toEqual(
      Array.from({ length: 20 }, () => 0),
    );
    await until(() => expect(counts()).toMatchObject({ submit: 30, receipt_sent: 20 }));
    await until(() => expect(raw.bytes.toString('hex').split('80000004')).toHaveLength(11));
    expect(raw.chunks - chunksBefore).toBeGreaterThan(2);
  });
});

const submitBytes = encodePdu({
  command: 'submit_sm',
  status: 0,
  sequence: 3,
  serviceType: '',
  sourceTon: 0,
  sourceNpi: 0,
  source: '',
  destinationTon: 1,
  destinationNpi: 1,
  destination: '447700900123',
  esmClass: 0,
  protocolId: 0,
  priority: 0,
  scheduleTime: '',
  validityPeriod: '',
  registeredDelivery: 0,
  replaceIfPresent: 0,
  dataCoding: 0,
  defaultMessageId: 0,
  shortMessage: Buffer.from('Hi'),
  tlvs: [],
});

/** A transmitter that shows the bytes as they come. */
async function rawSession(): Promise<{ socket: Socket; bytes: Buffer; chunks: number }> {
  const socket = connect(sandbox.smpp.port, '127.0.0.1');
  others.push(socket);
  const session = { socket, bytes: Buffer.alloc(0), chunks: 0 };
  socket.on('data', (chunk: Buffer) => {
    session.chunks++;
    session.bytes = Buffer.concat([session.bytes, chunk]);
  });
  await once(socket, 'connect');
  socket.write(
    encodePdu({
      command: 'bind_transmitter',
      status: 0,
      sequence: 1,
      systemId: 'parley',
      password: 'sandbox',
      systemType: '',
      interfaceVersion: 0x34,
      addressTon: 0,
      addressNpi: 0,
      addressRange: '',
    }),
  );
  await until(() => expect(session.bytes.toString('latin1')).toContain('PARLEY-SMSC'));
  return session;
}
