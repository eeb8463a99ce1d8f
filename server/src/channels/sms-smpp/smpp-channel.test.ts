import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Channel } from '../channel.ts';
import { directTransports } from '../direct-transports.ts';
import type { RecordingHost } from '../recording-host.ts';
import { smsSmpp, type SmppSettings } from './index.ts';
import { message, openTestRig, refused, type TestRig, until } from './test-rig.ts';
import type { TestSmsc } from './test-smsc.ts';
import { commandIds, commandStatus, encodePdu, noTlvs, numberTlv, type Pdu, textTlv, tlvTags } from './wire.ts';

let rig: TestRig;
let smsc: TestSmsc;
let host: RecordingHost;
let channel: Channel;

beforeEach(async () => {
  rig = await openTestRig();
  ({ smsc, host } = rig);
});

afterEach(() => rig.close());

async function connected(settings?: Partial<SmppSettings>): Promise<void> {
  channel = await rig.connected(settings);
}

describe('binding', () => {
  test('binds as a transceiver of SMPP 3.4 and says that it is connected', async () => {
    await connected({ systemType: 'web' });
    expect(smsc.peer.of('bind_transceiver')[0]).toMatchObject({
      systemId: 'parley',
      password: 'secret',
      systemType: 'web',
      interfaceVersion: 0x34,
    });
    expect(host.states.map(({ state }) => state)).toEqual(['connecting', 'connected']);
  });

  test('held by another session, it waits longer than after a broken connection', async () => {
    smsc.behaviour = ({ command, sequence }, peer) => {
      if (command !== 'bind_transceiver') return false;
      peer.send({
        command: 'bind_transceiver_resp',
        status: commandStatus.alreadyBound,
        sequence,
        systemId: '',
        tlvs: noTlvs,
      });
      return true;
    };
    const began = Date.now();
    await rig.newChannel().start(host);
    await until(() => expect(host.states.at(-1)?.state).toBe('reconnecting'));
    const state = host.states.at(-1) as { retryAt: number; reason: string };
    expect(state.retryAt - began).toBeGreaterThan(4000);
    expect(state.reason).toContain('0x05');
  });

  test('the account can be tested without a channel', async () => {
    const settings = smsSmpp.parseSettings({
      host: '127.0.0.1',
      port: smsc.port,
      systemId: 'a',
      password: 'b',
      sourceAddress: '1234',
    });
    await expect(smsSmpp.test(settings, directTransports)).resolves.toEqual({ ok: true });
    expect(smsc.peer.of('unbind')).toHaveLength(1);
    smsc.behaviour = ({ command, sequence }, peer) => {
      if (command !== 'bind_transceiver') return false;
      peer.send({
        command: 'bind_transceiver_resp',
        status: commandStatus.invalidPassword,
        sequence,
        systemId: '',
        tlvs: noTlvs,
      });
      return true;
    };
    await expect(smsSmpp.test(settings, directTransports)).resolves.toEqual({
      ok: false,
      reason: 'bind refused: 0x0e invalidPassword',
    });
    await smsc.stop();
    await expect(smsSmpp.test(settings, directTransports)).resolves.toMatchObject({ ok: false });
  });
});

describe('sending', () => {
  test('gives the SMSC what it needs and returns its id', async () => {
    await connected({ messageIdType: 'hex-response' });
    smsc.behaviour = (pdu, peer) => {
      if (pdu.command !== 'submit_sm') return false;
      peer.send({ command: 'submit_sm_resp', status: 0, sequence: pdu.sequence, messageId: '00FF', tlvs: noTlvs });
      return true;
    };
    await expect(channel.send(message({ text: 'Привет' }))).resolves.toEqual({ parts: [{ providerMessageId: '255' }] });
    expect(smsc.peer.of('submit_sm')[0]).toMatchObject({
      sourceTon: 5,
      sourceNpi: 0,
      source: 'Parley',
      destinationTon: 1,
      destinationNpi: 1,
      destination: '447700900123',
      dataCoding: 8,
      registeredDelivery: 1,
      esmClass: 0,
      shortMessage: Buffer.from('041f04400438043204350442', 'hex'),
    });
  });

  test('keeps at most a window without answers', async () => {
    await connected({ window: 5 });
    const open: (() => void)[] = [];
    let most = 0;
    smsc.behaviour = (pdu, peer) => {
      if (pdu.command !== 'submit_sm') return false;
      open.push(() =>
        peer.send({ command: 'submit_sm_resp', status: 0, sequence: pdu.sequence, messageId: 'x', tlvs: noTlvs }),
      );
      most = Math.max(most, open.length);
      setTimeout(() => open.shift()?.(), 2);
      return true;
    };
    await Promise.all(Array.from({ length: 60 }, () => channel.send(message({ submitDeadline: Date.now() + 60_000 }))));
    expect(most).toBe(5);
  });

  test('joins the submits of one tick into one write', async () => {
    const write = vi.spyOn(Socket.prototype, 'write');
    await connected({ window: 100 });
    const isOurs = (value: unknown): boolean => value instanceof Socket && value.remotePort === smsc.port;
    write.mockClear();
    await Promise.all(Array.from({ length: 50 }, () => channel.send(message())));
    expect(smsc.peer.of('submit_sm')).toHaveLength(50);
    expect(write.mock.contexts.filter(isOurs)).toHaveLength(1);
    write.mockRestore();
  });

  test.each([
    ['the text is too long', { text: 'я'.repeat(20_000) }, 'text_too_long'],
    ['the address is no number', { address: 'somebody' }, 'address_invalid'],
  ])('is refused here when %s', async (_name, fields, reason) => {
    await connected();
    await expect(channel.send(message(fields))).rejects.toMatchObject({ outcome: 'rejected', reason });
    expect(smsc.peer.of('submit_sm')).toEqual([]);
  });

  test('any text of the promised length can be sent', async () => {
    await connected({ window: 1000 });
    const text = 'я🙂'.repeat(6000).slice(0, channel.capabilities.maxTextLength);
    const sent = await channel.send(message({ text, submitDeadline: Date.now() + 60_000 }));
    expect(sent.parts.length).toBeLessThanOrEqual(255);
  });

  test('is refused by the SMSC in our words', async () => {
    await connected({ vendorStatus: { '0x401': 'recipient_blocked' } });
    smsc.behaviour = refused(commandStatus.invalidDestination);
    await expect(channel.send(message())).rejects.toMatchObject({
      outcome: 'rejected',
      reason: 'address_invalid',
      providerCode: '0x0b invalidDestination',
    });
    smsc.behaviour = refused(0x401);
    await expect(channel.send(message())).rejects.toMatchObject({ outcome: 'rejected', reason: 'recipient_blocked' });
  });

  test('F12 a process that slept through the deadline writes nothing', async () => {
    await connected();
    host.now = () => Date.now() + 60_000;
    await expect(channel.send(message())).rejects.toMatchObject({ outcome: 'retry', reason: 'deadline_passed' });
    expect(smsc.peer.of('submit_sm')).toEqual([]);
  });

  test('F12 an answer that came while the process slept counts', async () => {
    await connected({ responseTimeoutSeconds: 1 });
    smsc.behaviour = (pdu, peer) => {
      if (pdu.command !== 'submit_sm') return false;
      peer.send({ command: 'submit_sm_resp', status: 0, sequence: pdu.sequence, messageId: '1', tlvs: noTlvs });
      const awake = Date.now() + 2500;
      while (Date.now() < awake);
      return true;
    };
    await expect(channel.send(message())).resolves.toEqual({ parts: [{ providerMessageId: '1' }] });
  });

  test('a connection lost before the answer leaves it unknown, and what was not written is tried later', async () => {
    await connected({ window: 1 });
    smsc.behaviour = ({ command }, peer) => {
      if (command === 'submit_sm') peer.socket.destroy();
      return false;
    };
    const [first, second] = await Promise.allSettled([channel.send(message()), channel.send(message())]);
    expect(first).toMatchObject({ reason: { outcome: 'unknown', reason: 'connection_lost' } });
    expect(second).toMatchObject({ reason: { outcome: 'retry', reason: 'not_connected' } });
    await expect(channel.send(message())).rejects.toMatchObject({ outcome: 'retry', reason: 'not_connected' });
  });

  test('an answer that cannot be read leaves it unknown, one with a refusal is a refusal', async () => {
    await connected();
    const answerWith =
      (status: number) => (pdu: Pdu | { command: 'malformed' }, peer: { socket: { write(bytes: Buffer): void } }) => {
        if (pdu.command !== 'submit_sm') return false;
        const bytes = encodePdu({
          command: 'submit_sm_resp',
          status,
          sequence: pdu.sequence,
          messageId: '1',
          tlvs: [textTlv(9, 'x')],
        });
        bytes.writeUInt16BE(999, bytes.length - 4);
        peer.socket.write(bytes);
        return true;
      };
    smsc.behaviour = answerWith(0);
    await expect(channel.send(message())).rejects.toMatchObject({ outcome: 'unknown', reason: 'provider_error' });
    smsc.behaviour = answerWith(0x0b);
    await expect(channel.send(message())).rejects.toMatchObject({ outcome: 'rejected', reason: 'address_invalid' });
  });

  test('a generic_nack is a refusal', async () => {
    await connected();
    smsc.behaviour = ({ command, sequence }, peer) => {
      if (command !== 'submit_sm') return false;
      peer.send({ command: 'generic_nack', status: commandStatus.systemError, sequence });
      return true;
    };
    await expect(channel.send(message())).rejects.toMatchObject({ outcome: 'retry', reason: 'provider_error' });
  });
});

describe('a message of several parts', () => {
  const long = 'a'.repeat(400);

  test('leaves as parts of one reference and is sent when all are accepted', async () => {
    await connected();
    await expect(channel.send(message({ text: long }))).resolves.toEqual({
      parts: [{ providerMessageId: 'id-1' }, { providerMessageId: 'id-2' }, { providerMessageId: 'id-3' }],
    });
    const parts = smsc.peer.of('submit_sm');
    expect(parts.map(({ esmClass }) => esmClass)).toEqual([0x40, 0x40, 0x40]);
    expect(new Set(parts.map((part) => part.shortMessage[3])).size).toBe(1);
    await channel.send(message({ text: long }));
    expect(smsc.peer.of('submit_sm')[3]?.shortMessage[3]).not.toBe(parts[0]?.shortMessage[3]);
  });

  test('is refused whole when its first part is: nothing else leaves', async () => {
    await connected();
    smsc.behaviour = refused(commandStatus.invalidDestination);
    await expect(channel.send(message({ text: long }))).rejects.toMatchObject({
      outcome: 'rejected',
      reason: 'address_invalid',
    });
    expect(smsc.peer.of('submit_sm')).toHaveLength(1);
  });

  test('is refused, with the parts that are there, when a later part is refused for good', async () => {
    await connected();
    let submits = 0;
    smsc.behaviour = (pdu, peer) =>
      pdu.command === 'submit_sm' && ++submits === 2 && refused(commandStatus.receiverRejected)(pdu, peer);
    await expect(channel.send(message({ text: long }))).rejects.toMatchObject({
      outcome: 'rejected',
      reason: 'content_refused',
      providerCode: '0x66 receiverRejected',
      acceptedParts: [{ providerMessageId: 'id-1' }, { providerMessageId: 'id-2' }],
    });
  });
});

describe('receiving', () => {
  test('F25 acknowledges a message only when it is stored', async () => {
    await connected();
    let commit = (): void => undefined;
    host.committing = () => new Promise((resolve) => (commit = resolve));
    smsc.peer.deliver({ shortMessage: Buffer.from('Hi') });
    await sleep(50);
    expect(smsc.peer.of('deliver_sm_resp')).toEqual([]);
    commit();
    await until(() => expect(smsc.peer.of('deliver_sm_resp')).toMatchObject([{ status: 0, sequence: 1 }]));
    expect(host.messages).toMatchObject([{ from: '+447700900123', to: '7777', text: 'Hi', providerTime: null }]);
  });

  test('F14 asks for a repeat of what could not be stored, and stores the repeat', async () => {
    await connected();
    host.committing = () => Promise.reject(new Error('down'));
    smsc.peer.deliver({ shortMessage: Buffer.from('Hi') });
    await until(() =>
      expect(smsc.peer.of('deliver_sm_resp')).toMatchObject([{ status: commandStatus.receiverTemporaryError }]),
    );
    host.committing = () => Promise.resolve();
    smsc.peer.deliver({ shortMessage: Buffer.from('Hi') });
    await until(() => expect(host.messages).toHaveLength(1));
  });

  test('joins parts, from an SMSC that waits for each answer as from one that does not', async () => {
    await connected();
    const part = (sequence: number, text: string) =>
      Buffer.concat([Buffer.from([5, 0, 3, 9, 2, sequence]), Buffer.from(text)]);
    smsc.peer.deliver({ esmClass: 0x40, shortMessage: part(1, 'Hello ') });
    await until(() => expect(smsc.peer.of('deliver_sm_resp')).toHaveLength(1));
    expect(host.messages).toEqual([]);
    expect(host.saved).not.toBeNull();
    smsc.peer.deliver({ esmClass: 0x40, shortMessage: part(2, 'world') });
    await until(() => expect(host.messages).toMatchObject([{ text: 'Hello world' }]));
    const sar = (sequence: number) => [
      numberTlv(tlvTags.sarReference, 300, 2),
      numberTlv(tlvTags.sarTotal, 2, 1),
      numberTlv(tlvTags.sarSequence, sequence, 1),
    ];
    smsc.peer.deliver({ shortMessage: Buffer.from('B'), tlvs: sar(2) });
    smsc.peer.deliver({ shortMessage: Buffer.from('A'), tlvs: sar(1) });
    await until(() => expect(host.messages[1]?.text).toBe('AB'));
    await until(() => expect(smsc.peer.of('deliver_sm_resp')).toHaveLength(4));
  });

  test('F25 acknowledges a receipt only when it is stored', async () => {
    await connected({ receiptTimeZone: '+03:00' });
    const text = 'id:42 sub:001 dlvrd:001 submit date:2611211100 done date:2611211101 stat:UNDELIV err:027 text:Hi';
    smsc.peer.deliver({ esmClass: 4, shortMessage: Buffer.from(text) });
    await until(() => expect(smsc.peer.of('deliver_sm_resp')).toHaveLength(1));
    expect(host.receipts).toEqual([
      {
        providerMessageId: '42',
        state: 'failed',
        providerTime: Date.UTC(2026, 10, 21, 8, 1),
        errorCode: '027',
        reason: 'delivery_failed',
      },
    ]);
    expect(host.messages).toEqual([]);
  });

  test('an unreadable receipt is acknowledged and noted', async () => {
    await connected();
    smsc.peer.deliver({ esmClass: 4, shortMessage: Buffer.from('?') });
    await until(() => expect(smsc.peer.of('deliver_sm_resp')).toMatchObject([{ status: 0 }]));
    expect(host.warnings).toEqual(['smpp receipt without an id or a state']);
  });
});

describe('a peer that misbehaves', () => {
  test('unknown commands and bad bodies are refused, and the session goes on', async () => {
    await connected();
    smsc.peer.send({ command: 'unknown', commandId: 0x103, status: 0, sequence: 11, body: Buffer.alloc(3) });
    smsc.peer.send({
      command: 'unknown',
      commandId: commandIds.deliver_sm,
      status: 0,
      sequence: 12,
      body: Buffer.from([0, 1]),
    });
    smsc.peer.send({ command: 'enquire_link', status: 0, sequence: 13 });
    await until(() => expect(smsc.peer.of('enquire_link_resp')).toMatchObject([{ sequence: 13 }]));
    expect(smsc.peer.of('generic_nack')).toEqual([
      { command: 'generic_nack', status: commandStatus.invalidCommandId, sequence: 11 },
    ]);
    expect(smsc.peer.of('deliver_sm_resp')).toMatchObject([
      { status: commandStatus.invalidCommandLength, sequence: 12 },
    ]);
    await expect(channel.send(message())).resolves.toBeDefined();
  });
});
