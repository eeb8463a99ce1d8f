import { connect } from 'node:net';
import { once } from 'node:events';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from '../start-sandbox.ts';
import { type BindCommand, deliveredText, NpmPeer } from './npm-peer.ts';

let sandbox: Sandbox;
const peers: NpmPeer[] = [];

async function start(smpp: SandboxOptions['smpp'] = {}): Promise<void> {
  sandbox = await startSandbox({ smpp });
}

async function bound(command?: BindCommand, systemId?: string, password?: string): Promise<NpmPeer> {
  const peer = await NpmPeer.bound(sandbox.smpp.port, command, systemId, password);
  peers.push(peer);
  return peer;
}

async function connected(): Promise<NpmPeer> {
  const peer = await NpmPeer.connect(sandbox.smpp.port);
  peers.push(peer);
  return peer;
}

afterEach(async () => {
  for (const peer of peers.splice(0)) peer.destroy();
  await sandbox.stop();
});

const until = vi.waitFor;
const counts = () => sandbox.ledger.counts();
const texts = () => sandbox.ledger.messages().map(({ text }) => text);

describe('sessions', () => {
  test.each(['bind_transceiver', 'bind_transmitter', 'bind_receiver'] as const)(
    '%s is answered in kind',
    async (command) => {
      await start();
      const peer = await connected();
      expect(await peer.bind(command)).toMatchObject({
        command: `${command}_resp`,
        command_status: 0,
        sc_interface_version: 0x34,
      });
    },
  );

  test('a wrong password, an unknown account and a second bind are refused by their statuses', async () => {
    await start({
      accounts: [
        { systemId: 'one', password: 'p1' },
        { systemId: 'two', password: 'p2' },
      ],
    });
    const peer = await connected();
    expect((await peer.bind('bind_transceiver', 'one', 'p2')).command_status).toBe(0x0e);
    expect((await peer.bind('bind_transceiver', 'nobody', 'p1')).command_status).toBe(0x0f);
    expect((await peer.bind('bind_transceiver', 'two', 'p2')).command_status).toBe(0);
    expect((await peer.bind('bind_transceiver', 'two', 'p2')).command_status).toBe(0x05);
    expect(await peer.submit()).toMatchObject({ command_status: 0 });
    expect(sandbox.ledger.submits()[0]?.account).toBe('two');
  });

  test('nothing is accepted before the bind or from a receiver', async () => {
    await start();
    const stranger = await connected();
    expect((await stranger.submit()).command_status).toBe(0x04);
    const receiver = await bound('bind_receiver');
    expect((await receiver.submit()).command_status).toBe(0x04);
    expect(counts().submit).toBe(0);
  });

  test('an account revoked is dropped at once and cannot come back until it is restored', async () => {
    await start();
    const peer = await bound();
    expect(sandbox.smsc.revokeAccount('parley')).toBe(true);
    await peer.closed;
    const again = await connected();
    expect((await again.bind()).command_status).toBe(0x0f);
    sandbox.smsc.putAccount({ systemId: 'parley', password: 'new' });
    expect((await again.bind('bind_transceiver', 'parley', 'sandbox')).command_status).toBe(0x0e);
    expect((await again.bind('bind_transceiver', 'parley', 'new')).command_status).toBe(0);
    expect(sandbox.smsc.revokeAccount('nobody')).toBe(false);
  });

  test('enquire_link and unbind are answered, then the connection closes', async () => {
    await start();
    const peer = await bound();
    expect(await peer.request('enquire_link')).toMatchObject({ command: 'enquire_link_resp', command_status: 0 });
    expect(await peer.request('unbind')).toMatchObject({ command: 'unbind_resp', command_status: 0 });
    await peer.closed;
  });

  test('a silent peer is asked, and dropped when it stays silent', async () => {
    await start({ enquireLinkAfter: 600 });
    const peer = await bound();
    await until(() => expect(peer.of('enquire_link')).toHaveLength(1));
    await peer.closed;
  });

  test('the SMSC can ask a peer to leave', async () => {
    await start();
    const peer = await bound();
    expect(sandbox.smsc.unbindSessions('nobody')).toBe(0);
    expect(sandbox.smsc.unbindSessions('parley')).toBe(1);
    await until(() => expect(peer.of('unbind')).toHaveLength(1));
  });

  test('an unknown command and a broken body are refused and the session goes on; a broken length ends it', async () => {
    await start();
    const peer = await bound();
    peer.write(Buffer.from('00000010' + '00000103' + '00000000' + '00000009', 'hex'));
    await until(() => expect(peer.of('generic_nack')).toMatchObject([{ command_status: 0x03, sequence_number: 9 }]));
    peer.write(Buffer.from('00000012' + '00000004' + '00000000' + '0000000a' + '4141', 'hex'));
    await until(() => expect(peer.of('submit_sm_resp')).toMatchObject([{ sequence_number: 10 }]));
    expect(peer.of('submit_sm_resp')[0]?.command_status).not.toBe(0);
    expect((await peer.submit()).command_status).toBe(0);
    peer.write(Buffer.from('00000001' + '00000004' + '00000000' + '0000000b', 'hex'));
    await peer.closed;
  });

  test('any garbage on a fresh connection leaves the SMSC alive for others', async () => {
    await start();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (bytes) => {
        const socket = connect(sandbox.smpp.port, '127.0.0.1');
        socket.on('error', () => {});
        socket.end(bytes);
        socket.resume();
        await once(socket, 'close');
      }),
      { numRuns: 50 },
    );
    const peer = await bound();
    expect((await peer.submit()).command_status).toBe(0);
  });
});

describe('what is accepted', () => {
  test('is recorded with its text in every data coding', async () => {
    await start();
    const peer = await bound();
    const send = (data_coding: number, hex: string) =>
      peer.submit({ data_coding, short_message: Buffer.from(hex, 'hex') });
    await send(0, '00021b65');
    await send(1, '4869');
    await send(3, '48e9');
    await send(4, '00ff');
    await send(6, 'bfe0d8');
    await send(8, '041f0440d83dde00');
    expect(texts()).toEqual(['@$€', 'Hi', 'Hé', '00ff', 'При', 'Пр😀']);
    expect(sandbox.ledger.submits()[0]?.describe()).toMatchObject({
      account: 'parley',
      source: 'Parley',
      destination: '447700900123',
      dataCoding: 0,
      registeredDelivery: 1,
      part: null,
    });
  });

  test('gets ids that are never the same, also after a restart', async () => {
    await start();
    const first = await bound();
    const ids = await Promise.all(Array.from({ length: 50 }, () => first.submit().then((pdu) => pdu['message_id'])));
    await sandbox.stop();
    await start();
    const second = await bound();
    ids.push((await second.submit())['message_id']);
    expect(new Set(ids).size).toBe(51);
  });

  test.each([
    ['UDH of 8 bits', (number: number) => ({ esm_class: 0x40, header: [5, 0, 3, 7, 2, number] })],
    ['UDH of 16 bits', (number: number) => ({ esm_class: 0x40, header: [6, 8, 4, 1, 7, 2, number] })],
    [
      'UDH among other elements',
      (number: number) => ({ esm_class: 0x40, header: [11, 5, 4, 0, 1, 0, 2, 0, 3, 7, 2, number] }),
    ],
    [
      'SAR',
      (number: number) => ({ header: [], sar_msg_ref_num: 7, sar_total_segments: 2, sar_segment_seqnum: number }),
    ],
  ])('%s: parts are put together', async (_name, part) => {
    await start();
    const peer = await bound();
    const send = (number: number, text: string) => {
      const { header, ...fields } = part(number);
      return peer.submit({ ...fields, short_message: Buffer.concat([Buffer.from(header), Buffer.from(text)]) });
    };
    const second = await send(2, 'world');
    const first = await send(1, 'Hello ');
    expect(texts()).toEqual(['Hello world']);
    expect(sandbox.ledger.messages()[0]?.messageIds).toEqual([first['message_id'], second['message_id']]);
  });

  test('may lie in message_payload, longer than any short message', async () => {
    await start();
    const peer = await bound();
    const text = 'x'.repeat(1000);
    expect(
      (await peer.submit({ short_message: Buffer.alloc(0), message_payload: Buffer.from(text) })).command_status,
    ).toBe(0);
    expect(texts()).toEqual([text]);
    const both = await peer.submit({ short_message: Buffer.from('a'), message_payload: Buffer.from('b') });
    expect(both.command_status).toBe(0x01);
  });

  test.each([
    ['161 characters', { short_message: Buffer.alloc(161, 'a') }, 0x01],
    ['71 of UCS-2', { data_coding: 8, short_message: Buffer.alloc(142) }, 0x01],
    [
      '154 beside a header',
      { esm_class: 0x40, short_message: Buffer.concat([Buffer.from([5, 0, 3, 7, 2, 1]), Buffer.alloc(154, 'a')]) },
      0x01,
    ],
    ['a header longer than the message', { esm_class: 0x40, short_message: Buffer.from([9, 0, 3]) }, 0x43],
    ['part 3 of 2', { esm_class: 0x40, short_message: Buffer.from([5, 0, 3, 7, 2, 3, 0x41]) }, 0x43],
    ['a number with a plus', { destination_addr: '+447700900123' }, 0x0b],
    ['no number', { destination_addr: '' }, 0x0b],
    ['a sender of 12 letters', { source_addr: 'TwelveLetter' }, 0x0a],
  ])('%s is refused and leaves no entry', async (_name, fields, status) => {
    await start();
    const peer = await bound();
    expect((await peer.submit(fields)).command_status).toBe(status);
    expect(counts()).toMatchObject({ submit: 0, refused: 1 });
  });

  test('160 characters, 70 of UCS-2, 153 and 67 beside a header fit', async () => {
    await start();
    const peer = await bound();
    const header = Buffer.from([5, 0, 3, 7, 2, 1]);
    for (const fields of [
      { short_message: Buffer.alloc(160, 'a') },
      { data_coding: 8, short_message: Buffer.alloc(140) },
      { esm_class: 0x40, short_message: Buffer.concat([header, Buffer.alloc(153, 'a')]) },
      { esm_class: 0x40, data_coding: 8, short_message: Buffer.concat([header, Buffer.alloc(134)]) },
    ]) {
      expect((await peer.submit(fields)).command_status).toBe(0);
    }
  });
});

describe('receipts', () => {
  test('carry the id and the state in TLVs and in the text of Appendix B', async () => {
    const minuteThere = () => new Date(Date.now() + 180 * 60_000).toISOString().replace(/\D/g, '').slice(2, 12);
    const before = minuteThere();
    await start({ timezoneOffsetMinutes: 180 });
    const peer = await bound();
    const { message_id: id } = await peer.submit();
    await until(() => expect(counts().receipt_acknowledged).toBe(1));
    const [receipt] = peer.of('deliver_sm');
    expect(receipt).toMatchObject({
      esm_class: 4,
      source_addr: '447700900123',
      source_addr_ton: 1,
      destination_addr: 'Parley',
      dest_addr_ton: 5,
      receipted_message_id: id,
      message_state: 2,
    });
    const [text, submitted = '', done = ''] =
      /^id:\w+ sub:001 dlvrd:001 submit date:(\d{10}) done date:(\d{10}) stat:DELIVRD err:000 text:Hello$/.exec(
        deliveredText(receipt),
      ) ?? [];
    expect(text).toContain(`id:${String(id)} `);
    const inOrder = [before, submitted, done, minuteThere()];
    expect(inOrder).toEqual(inOrder.toSorted());
  });

  test.each([
    ['text', { receipted_message_id: undefined, message_state: undefined }, /^id:/],
    ['tlv', { message_state: 2 }, /^$/],
  ] as const)('in the form %s only', async (receiptForm, fields, text) => {
    await start({ receiptForm });
    const peer = await bound();
    await peer.submit();
    await until(() => expect(peer.of('deliver_sm')).toHaveLength(1));
    const [receipt] = peer.of('deliver_sm');
    expect({ receipted_message_id: undefined, message_state: undefined, ...receipt }).toMatchObject(fields);
    expect(deliveredText(receipt)).toMatch(text);
  });

  test('write the id in the base of the option', async () => {
    await start({ responseIdBase: 'hex', receiptIdBase: 'decimal' });
    const peer = await bound();
    const { message_id: id } = await peer.submit();
    await until(() => expect(peer.of('deliver_sm')).toHaveLength(1));
    expect(peer.of('deliver_sm')[0]?.['receipted_message_id']).toBe(BigInt(`0x${String(id)}`).toString());
    expect(id).toMatch(/^[0-9A-F]{14}$/);
  });

  test('come only as registered_delivery asks', async () => {
    await start();
    const peer = await bound();
    const undelivered = {
      match: { destination: '4400*' },
      action: { type: 'final_state', state: 'UNDELIV', error: '027' },
    } as const;
    sandbox.smsc.faults.add(undelivered);
    for (const registered_delivery of [0, 1, 2, 3, 0x11]) {
      await peer.submit({ registered_delivery, destination_addr: `4477${registered_delivery}` });
      await peer.submit({ registered_delivery, destination_addr: `4400${registered_delivery}` });
    }
    await until(() => expect(counts().receipt_acknowledged).toBe(8));
    expect(
      peer
        .of('deliver_sm')
        .map((pdu) => `${String(pdu['source_addr'])} ${String(pdu['message_state'])} ${String(pdu['esm_class'])}`),
    ).toEqual([
      '44771 2 4',
      '44001 5 4',
      '44002 5 4',
      '44773 2 4',
      '447717 1 32',
      '447717 2 4',
      '440017 1 32',
      '440017 5 4',
    ]);
    expect(deliveredText(peer.of('deliver_sm')[1])).toContain('dlvrd:000');
    expect(deliveredText(peer.of('deliver_sm')[1])).toContain('stat:UNDELIV err:027');
  });

  test('wait while nobody is bound to receive, and go to receivers only', async () => {
    await start();
    const transmitter = await bound('bind_transmitter');
    await transmitter.submit();
    await transmitter.submit();
    await until(() => expect(sandbox.smsc.waiting).toBe(2));
    const receiver = await bound('bind_receiver');
    await until(() => expect(counts().receipt_acknowledged).toBe(2));
    expect(receiver.of('deliver_sm')).toHaveLength(2);
    expect(transmitter.of('deliver_sm')).toHaveLength(0);
    expect(sandbox.smsc.waiting).toBe(0);
  });

  test('without an acknowledgement are sent again after reconnecting, in order, and only those', async () => {
    await start();
    const first = await bound();
    await first.submit({ destination_addr: '44770' });
    await until(() => expect(counts().receipt_acknowledged).toBe(1));
    first.deliverStatus = null;
    for (const destination_addr of ['44771', '44772', '44773']) await first.submit({ destination_addr });
    await until(() => expect(first.of('deliver_sm')).toHaveLength(4));
    first.destroy();
    const second = await bound();
    await until(() => expect(counts().receipt_acknowledged).toBe(4));
    expect(second.of('deliver_sm').map((pdu) => pdu['source_addr'])).toEqual(['44771', '44772', '44773']);
    expect(counts().receipt_sent).toBe(7);
  });

  test('stay within the window of the session', async () => {
    await start({ deliverWindow: 3 });
    const peer = await bound();
    peer.deliverStatus = null;
    for (let sent = 0; sent < 5; sent++) await peer.submit();
    await until(() => expect(peer.of('deliver_sm')).toHaveLength(3));
    await until(() => expect(sandbox.smsc.waiting).toBe(2));
  });

  test('overdue for an acknowledgement are sent again on the same session', async () => {
    await start({ deliverTimeout: 100 });
    const peer = await bound();
    peer.deliverStatus = null;
    await peer.submit();
    await until(() => expect(peer.of('deliver_sm').length).toBeGreaterThan(1));
    peer.deliverStatus = 0;
    await until(() => expect(counts().receipt_acknowledged).toBeGreaterThan(0));
  });

  test('refused for now are repeated, refused for good are not', async () => {
    await start({ redeliverAfter: 50 });
    const peer = await bound();
    peer.deliverStatus = 0x64;
    await peer.submit();
    await until(() => expect(counts().receipt_refused).toBeGreaterThan(0));
    peer.deliverStatus = 0;
    await until(() => expect(counts().receipt_acknowledged).toBe(1));
    peer.deliverStatus = 0x65;
    const refused = counts().receipt_refused + 1;
    await peer.submit();
    await until(() => expect(counts().receipt_refused).toBe(refused));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(counts()).toMatchObject({ receipt_refused: refused, receipt_acknowledged: 1 });
    expect(sandbox.ledger.since(0).at(-1)).toMatchObject({
      kind: 'receipt_refused',
      detail: '0x65 receiverPermanentError',
    });
  });

  test('of an account go to that account, its sessions taking turns', async () => {
    await start({
      accounts: [
        { systemId: 'one', password: 'p' },
        { systemId: 'two', password: 'p' },
      ],
    });
    const [one, other, stranger] = [
      await bound('bind_transceiver', 'one', 'p'),
      await bound('bind_transceiver', 'one', 'p'),
      await bound('bind_transceiver', 'two', 'p'),
    ];
    for (let sent = 0; sent < 10; sent++) await one.submit();
    await until(() => expect(counts().receipt_acknowledged).toBe(10));
    expect([one, other, stranger].map((peer) => peer.of('deliver_sm').length)).toEqual([5, 5, 0]);
  });

  test('keep to the delay of the option', async () => {
    await start({ receiptDelay: { min: 150, max: 200 } });
    const peer = await bound();
    const startedAt = Date.now();
    await peer.submit();
    await until(() => expect(peer.of('deliver_sm')).toHaveLength(1));
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(150);
  });
});
