/** The npm package `smpp` as an independent peer: its server for our client, its client for our codec. */
import { createRequire } from 'node:module';
import type { AddressInfo, Server } from 'node:net';
import { gsmAlphabet, gsmExtension } from '@parley/contract/sms-text';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Channel } from '../channel.ts';
import { directTransports } from '../direct-transports.ts';
import { RecordingHost } from '../recording-host.ts';
import { smsSmpp, type SmppSettings } from './index.ts';
import { TestSmsc } from './test-smsc.ts';
import { commandStatus, noTlvs, shortMessage, tlvNumber, tlvTags } from './wire.ts';

interface PeerPdu {
  readonly command: string;
  readonly command_status: number;
  readonly sequence_number: number;
  readonly message_id?: string;
  readonly [field: string]: unknown;
  response(fields?: Record<string, unknown>): PeerPdu;
}

interface PeerSession {
  on(event: string, listener: (pdu: PeerPdu) => void): void;
  send(pdu: PeerPdu, answered?: (pdu: PeerPdu) => void): void;
  deliver_sm(fields: Record<string, unknown>, answered: (pdu: PeerPdu) => void): void;
  submit_sm(fields: Record<string, unknown>, answered: (pdu: PeerPdu) => void): void;
  bind_transceiver(fields: Record<string, unknown>, answered: (pdu: PeerPdu) => void): void;
  enquire_link(answered: (pdu: PeerPdu) => void): void;
  unbind(answered: (pdu: PeerPdu) => void): void;
  destroy(): void;
}

interface PeerModule {
  createServer(listener: (session: PeerSession) => void): Server;
  connect(options: { host: string; port: number }, connected: () => void): PeerSession;
}

const smpp = createRequire(import.meta.url)('smpp') as PeerModule;

describe('our client and its server', () => {
  let server: Server;
  let session: PeerSession;
  let submits: PeerPdu[];
  let host: RecordingHost;
  let channel: Channel;

  beforeEach(async () => {
    submits = [];
    host = new RecordingHost();
    server = smpp.createServer((accepted) => {
      session = accepted;
      accepted.on('error', () => undefined);
      accepted.on('bind_transceiver', (pdu) =>
        accepted.send(pdu.response({ system_id: 'peer', sc_interface_version: 0x34 })),
      );
      accepted.on('unbind', (pdu) => accepted.send(pdu.response()));
      accepted.on('enquire_link', (pdu) => accepted.send(pdu.response()));
      accepted.on('submit_sm', (pdu) => {
        submits.push(pdu);
        accepted.send(pdu.response({ message_id: `peer-${submits.length}` }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(async () => {
    await channel.stop(1000);
    await new Promise((resolve) => server.close(resolve));
  });

  async function connected(settings: Partial<SmppSettings> = {}): Promise<Channel> {
    const { port } = server.address() as AddressInfo;
    const input = {
      host: '127.0.0.1',
      port,
      systemId: 'parley',
      password: 'secret',
      sourceAddress: '+447700900000',
      ...settings,
    };
    channel = smsSmpp.create(smsSmpp.parseSettings(input), directTransports);
    await channel.start(host);
    await vi.waitFor(() => expect(host.states.at(-1)?.state).toBe('connected'), { interval: 5 });
    return channel;
  }

  function send(text: string) {
    return channel.send({
      deliveryId: 'd',
      address: '+447700900123',
      text,
      file: null,
      submitDeadline: Date.now() + 60_000,
    });
  }

  function textOf(pdu: PeerPdu): unknown {
    return (pdu.short_message as { message: unknown }).message;
  }

  test('texts arrive as they were written, in GSM 03.38 and in UCS-2', async () => {
    await connected();
    const ascii = 'Hello, this is 1 + 1 = 2';
    const gsm = gsmAlphabet.slice(0, 27) + gsmAlphabet.slice(28, 90) + [...gsmExtension.values()].join('');
    for (const text of [ascii, gsm, 'Привет 🙂']) await send(text);
    expect(submits.map(textOf)).toEqual([ascii, gsm, 'Привет 🙂']);
    expect(submits[0]).toMatchObject({
      source_addr_ton: 1,
      source_addr: '447700900000',
      dest_addr_ton: 1,
      dest_addr_npi: 1,
      destination_addr: '447700900123',
      data_coding: 0,
      registered_delivery: 1,
    });
    expect(submits[2]).toMatchObject({ data_coding: 8 });
  });

  test.each(['udh8', 'udh16', 'sar', 'payload'] as const)('long texts arrive whole by %s', async (longMessages) => {
    await connected({ longMessages });
    const text = 'Ünïcode? Ñot quite: '.repeat(20);
    const sent = await send(text);
    expect(sent.parts.map(({ providerMessageId }) => providerMessageId)).toEqual(
      submits.map((_, index) => `peer-${index + 1}`),
    );
    const pieces = submits.map((pdu) =>
      longMessages === 'payload' ? (pdu.message_payload as { message: string }).message : textOf(pdu),
    );
    expect(pieces.join('')).toBe(text);
    if (longMessages === 'sar') {
      expect(submits.map((pdu) => pdu.sar_segment_seqnum)).toEqual([1, 2, 3, 4, 5, 6, 7].slice(0, submits.length));
    }
  });

  test('its deliver_sm are received and answered', async () => {
    await connected();
    const answers: PeerPdu[] = [];
    const fields = { source_addr_ton: 1, source_addr: '447700900123', destination_addr: '447700900000' };
    session.deliver_sm({ ...fields, data_coding: 8, short_message: 'Да, спасибо' }, (pdu) => answers.push(pdu));
    session.deliver_sm(
      {
        ...fields,
        esm_class: 4,
        receipted_message_id: 'peer-1',
        message_state: 2,
        short_message: Buffer.from('id:peer-1 stat:DELIVRD'),
      },
      (pdu) => answers.push(pdu),
    );
    await vi.waitFor(() => expect(answers).toHaveLength(2));
    expect(answers.map(({ command, command_status: status }) => [command, status])).toEqual([
      ['deliver_sm_resp', 0],
      ['deliver_sm_resp', 0],
    ]);
    expect(host.messages).toMatchObject([{ from: '+447700900123', text: 'Да, спасибо' }]);
    expect(host.receipts).toMatchObject([{ providerMessageId: 'peer-1', state: 'delivered' }]);
  });

  test('it is asked whether it lives, and it answers', async () => {
    const alive = vi.fn();
    await connected({ enquireLinkSeconds: 1, responseTimeoutSeconds: 1 });
    session.on('enquire_link', alive);
    await vi.waitFor(() => expect(alive.mock.calls.length).toBeGreaterThanOrEqual(2));
    expect(host.states.at(-1)?.state).toBe('connected');
  });
});

describe('its client and our codec', () => {
  let smsc: TestSmsc;
  let client: PeerSession;

  beforeEach(async () => {
    smsc = await new TestSmsc().start();
    await new Promise<void>((resolve) => (client = smpp.connect({ host: '127.0.0.1', port: smsc.port }, resolve)));
    client.on('error', () => undefined);
  });

  afterEach(async () => {
    client.destroy();
    await smsc.stop();
  });

  test('binds, submits, asks and unbinds', async () => {
    const bound = await new Promise<PeerPdu>((resolve) =>
      client.bind_transceiver(
        { system_id: 'other', password: 'word', interface_version: 0x34, addr_ton: 1, address_range: '^44' },
        resolve,
      ),
    );
    expect(bound).toMatchObject({ command_status: 0, system_id: 'test' });
    expect(smsc.peer.of('bind_transceiver')[0]).toMatchObject({
      systemId: 'other',
      password: 'word',
      interfaceVersion: 0x34,
      addressTon: 1,
      addressRange: '^44',
    });
    const answer = await new Promise<PeerPdu>((resolve) =>
      client.submit_sm(
        {
          source_addr_ton: 5,
          source_addr: 'Other',
          dest_addr_ton: 1,
          dest_addr_npi: 1,
          destination_addr: '447700900123',
          registered_delivery: 1,
          validity_period: '000001000000000R',
          data_coding: 8,
          short_message: Buffer.from('Да', 'utf16le').swap16(),
          sar_msg_ref_num: 500,
          sar_total_segments: 2,
          sar_segment_seqnum: 1,
        },
        resolve,
      ),
    );
    expect(answer).toMatchObject({ command: 'submit_sm_resp', command_status: 0, message_id: 'id-1' });
    const submit = smsc.peer.of('submit_sm')[0];
    expect(submit).toMatchObject({
      sourceTon: 5,
      source: 'Other',
      destination: '447700900123',
      registeredDelivery: 1,
      validityPeriod: '000001000000000R',
      dataCoding: 8,
      shortMessage: Buffer.from('04140430', 'hex'),
    });
    expect(tlvNumber(submit?.tlvs ?? noTlvs, tlvTags.sarReference)).toBe(500);
    expect((await new Promise<PeerPdu>((resolve) => client.enquire_link(resolve))).command).toBe('enquire_link_resp');
    expect((await new Promise<PeerPdu>((resolve) => client.unbind(resolve))).command).toBe('unbind_resp');
  });

  test('reads our refusals, receipts and payloads', async () => {
    smsc.behaviour = (pdu, peer) => {
      if (pdu.command !== 'submit_sm') return false;
      peer.send({
        command: 'submit_sm_resp',
        status: commandStatus.throttled,
        sequence: pdu.sequence,
        messageId: '',
        tlvs: noTlvs,
      });
      return true;
    };
    const refused = await new Promise<PeerPdu>((resolve) =>
      client.submit_sm({ destination_addr: '1', short_message: Buffer.from('x') }, resolve),
    );
    expect(refused.command_status).toBe(0x58);
    const received = new Promise<PeerPdu>((resolve) => client.on('deliver_sm', resolve));
    const payload = { tag: tlvTags.messagePayload, value: Buffer.from('long text') };
    smsc.peer.send(
      shortMessage('deliver_sm', 21, { source: '447700900123', destination: 'Other', dataCoding: 3, tlvs: [payload] }),
    );
    const pdu = await received;
    expect(pdu).toMatchObject({
      source_addr: '447700900123',
      destination_addr: 'Other',
      message_payload: { message: 'long text' },
    });
    client.send(pdu.response());
    await vi.waitFor(() =>
      expect(smsc.peer.of('deliver_sm_resp')).toMatchObject([{ sequence: 21, status: 0, messageId: '' }]),
    );
  });
});
