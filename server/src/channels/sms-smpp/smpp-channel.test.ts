import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Channel, ChannelTransports, OutboundMessage } from '../channel.ts';
import { DeliveryError } from '../channel.ts';
import { directTransports } from '../direct-transports.ts';
import { RecordingHost } from '../recording-host.ts';
import { smsSmpp, type SmppSettings } from './index.ts';
import { TestSmsc } from './test-smsc.ts';
import {
  commandIds,
  commandStatus,
  encodePdu,
  noTlvs,
  numberTlv,
  type Pdu,
  shortMessage,
  textTlv,
  tlvTags,
} from './wire.ts';

let smsc: TestSmsc;
let host: RecordingHost;
let channel: Channel;

beforeEach(async () => {
  smsc = await new TestSmsc().start();
  host = new RecordingHost();
});

afterEach(async () => {
  await channel.stop(0);
  await smsc.stop();
});

function newChannel(settings: Partial<SmppSettings> = {}): Channel {
  const input = {
    host: '127.0.0.1',
    port: smsc.port,
    systemId: 'parley',
    password: 'secret',
    sourceAddress: 'Parley',
    ...settings,
  };
  channel = smsSmpp.create(smsSmpp.parseSettings(input), directTransports);
  return channel;
}

async function connected(settings: Partial<SmppSettings> = {}): Promise<Channel> {
  await newChannel(settings).start(host);
  await vi.waitFor(() => expect(host.states.at(-1)?.state).toBe('connected'), { timeout: 5000, interval: 5 });
  return channel;
}

function message(fields: Partial<OutboundMessage> = {}): OutboundMessage {
  return {
    deliveryId: 'd1',
    address: '+447700900123',
    text: 'Hello',
    file: null,
    submitDeadline: Date.now() + 500,
    ...fields,
  };
}

function accepted(sequence: number, messageId: string, status: number = commandStatus.ok): Pdu {
  return { command: 'submit_sm_resp', status, sequence, messageId, tlvs: noTlvs };
}

function until(check: () => void): Promise<void> {
  return vi.waitFor(check, { timeout: 8000, interval: 5 });
}

const refused =
  (status: number) =>
  (pdu: Pdu | { command: 'malformed' }, peer: { send(pdu: Pdu): void }): boolean => {
    if (pdu.command !== 'submit_sm') return false;
    peer.send({ command: 'submit_sm_resp', status, sequence: pdu.sequence, messageId: '', tlvs: noTlvs });
    return true;
  };

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

  test('F20 refused for its password, it stops and asks for a person', async () => {
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
    await newChannel().start(host);
    await until(() => expect(host.states.at(-1)?.state).toBe('login_required'));
    await sleep(1200);
    expect(smsc.peers).toHaveLength(1);
    await expect(channel.send(message())).rejects.toMatchObject({ outcome: 'retry', reason: 'not_connected' });
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
    await newChannel().start(host);
    await until(() => expect(host.states.at(-1)?.state).toBe('reconnecting'));
    const state = host.states.at(-1) as { retryAt: number; reason: string };
    expect(state.retryAt - Date.now()).toBeGreaterThan(4000);
    expect(state.reason).toContain('0x05');
  });

  test('a lost connection is bound again, and sending goes on', async () => {
    await connected();
    smsc.peer.socket.destroy();
    await until(() =>
      expect(host.states.map(({ state }) => state)).toEqual(['connecting', 'connected', 'reconnecting', 'connected']),
    );
    await expect(channel.send(message())).resolves.toEqual({ parts: [{ providerMessageId: 'id-1' }] });
  });

  test('a peer that unbinds is answered, and bound again', async () => {
    await connected();
    // What comes after an unbind can no longer be acknowledged, so it is not taken.
    smsc.peer.send(
      { command: 'unbind', status: 0, sequence: 5 },
      shortMessage('deliver_sm', 6, { shortMessage: Buffer.from('Hi') }),
    );
    const first = smsc.peer;
    await until(() => expect(smsc.peers).toHaveLength(2));
    expect(first.of('unbind_resp')).toEqual([{ command: 'unbind_resp', status: 0, sequence: 5 }]);
    expect(host.messages).toEqual([]);
  });

  test('the account can be tested without a channel', async () => {
    newChannel();
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
    smsc = await new TestSmsc().start();
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
    await Promise.all(Array.from({ length: 60 }, () => channel.send(message({ submitDeadline: Date.now() + 5000 }))));
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
    const sent = await channel.send(message({ text, submitDeadline: Date.now() + 5000 }));
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

  test('F18 throttled: it is tried later, the runner is told, and the rest waits', async () => {
    await connected({ window: 8 });
    smsc.behaviour = refused(commandStatus.throttled);
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => channel.send(message())));
    for (const result of results) {
      expect(result).toMatchObject({ status: 'rejected', reason: { outcome: 'retry', reason: 'throttled' } });
    }
    expect(host.slowDowns).toEqual([1000]);
    smsc.behaviour = () => false;
    const seen = smsc.peer.of('submit_sm').length;
    const waiting = channel.send(message({ submitDeadline: Date.now() + 5000 }));
    await sleep(500);
    expect(smsc.peer.of('submit_sm')).toHaveLength(seen);
    await expect(waiting).resolves.toBeDefined();
  });

  test('F12 nothing is written after its deadline', async () => {
    await connected({ window: 1 });
    smsc.behaviour = ({ command }) => command === 'submit_sm';
    const first = channel.send(message());
    const second = channel.send(message({ submitDeadline: Date.now() + 50 }));
    await expect(second)
      .rejects.toMatchObject({ outcome: 'retry', reason: 'deadline_passed' })
      .catch(() => undefined);
    await sleep(60);
    smsc.peer.send({
      command: 'submit_sm_resp',
      status: 0,
      sequence: smsc.peer.of('submit_sm')[0]?.sequence ?? 0,
      messageId: '1',
      tlvs: noTlvs,
    });
    await first;
    expect(smsc.peer.of('submit_sm')).toHaveLength(1);
  });

  test('F12 a process that slept through the deadline writes nothing', async () => {
    await connected();
    host.now = () => Date.now() + 60_000;
    await expect(channel.send(message())).rejects.toMatchObject({ outcome: 'retry', reason: 'deadline_passed' });
    expect(smsc.peer.of('submit_sm')).toEqual([]);
  });

  test('F17 an answer that does not come leaves it unknown', async () => {
    await connected({ responseTimeoutSeconds: 1 });
    smsc.behaviour = ({ command }) => command === 'submit_sm';
    await expect(channel.send(message())).rejects.toMatchObject({ outcome: 'unknown', reason: 'no_answer' });
    smsc.behaviour = () => false;
    await expect(channel.send(message())).resolves.toBeDefined();
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

test('told that it is not bound, it binds again', async () => {
  await connected();
  smsc.behaviour = refused(commandStatus.invalidBindStatus);
  await expect(channel.send(message())).rejects.toMatchObject({ outcome: 'retry', reason: 'network_error' });
  smsc.behaviour = () => false;
  await until(() => expect(smsc.peers).toHaveLength(2));
  await until(() => expect(host.states.at(-1)?.state).toBe('connected'));
});

test('a connection lost while it is handed over is noticed', async () => {
  let attempts = 0;
  const transports: ChannelTransports = {
    ...directTransports,
    connect: async (target) => {
      const socket = await directTransports.connect(target);
      if (++attempts > 1) return socket;
      socket.destroy();
      await new Promise((resolve) => socket.once('close', resolve));
      return socket;
    },
  };
  const input = { host: '127.0.0.1', port: smsc.port, systemId: 'parley', password: 'secret', sourceAddress: 'Parley' };
  channel = smsSmpp.create(smsSmpp.parseSettings(input), transports);
  await channel.start(host);
  await until(() => expect(host.states.map(({ state }) => state)).toEqual(['connecting', 'reconnecting', 'connected']));
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

  test('goes on when a later part is throttled for a moment', async () => {
    await connected();
    let submits = 0;
    smsc.behaviour = (pdu, peer) =>
      pdu.command === 'submit_sm' && ++submits === 3 && refused(commandStatus.throttled)(pdu, peer);
    const sent = await channel.send(message({ text: long }));
    expect(sent.parts).toHaveLength(3);
    const sequences = smsc.peer.of('submit_sm').map((part) => part.shortMessage.readUInt8(5));
    expect(sequences.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 3]);
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

  test('is in doubt while one part is, and is settled when its answer comes', async () => {
    await connected({ responseTimeoutSeconds: 1 });
    let submits = 0;
    const held: number[] = [];
    smsc.behaviour = (pdu) => pdu.command === 'submit_sm' && ++submits === 2 && held.push(pdu.sequence) > 0;
    await expect(channel.send(message({ text: long }))).rejects.toMatchObject({
      outcome: 'unknown',
      reason: 'no_answer',
      acceptedParts: [{ providerMessageId: 'id-1' }, { providerMessageId: 'id-2' }],
    });
    expect(host.settled).toEqual([]);
    smsc.peer.send(accepted(held[0]!, 'late'));
    const parts = ['id-1', 'late', 'id-2'].map((providerMessageId) => ({ providerMessageId }));
    await until(() => expect(host.settled).toEqual([{ deliveryId: 'd1', answer: { parts } }]));
  });
});

describe('an answer that comes after its time', () => {
  const submitted = (): number => smsc.peer.of('submit_sm')[0]!.sequence;

  async function unanswered(): Promise<void> {
    await connected({ responseTimeoutSeconds: 1 });
    smsc.behaviour = (pdu) => pdu.command === 'submit_sm';
    await expect(channel.send(message())).rejects.toMatchObject({ outcome: 'unknown', reason: 'no_answer' });
  }

  test('F17 settles the message as accepted, once', async () => {
    await unanswered();
    for (const id of ['first', 'again']) smsc.peer.send(accepted(submitted(), id));
    await until(() => expect(host.settled).toHaveLength(1));
    await sleep(50);
    expect(host.settled).toEqual([{ deliveryId: 'd1', answer: { parts: [{ providerMessageId: 'first' }] } }]);
  });

  test('F17 settles it as refused', async () => {
    await unanswered();
    smsc.peer.send(accepted(submitted(), '', commandStatus.invalidDestination));
    await until(() =>
      expect(host.settled).toMatchObject([{ answer: { outcome: 'rejected', reason: 'address_invalid' } }]),
    );
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

  test('F22 knows a repeat after a reconnect from the same words written twice', async () => {
    await connected();
    smsc.peer.deliver({ shortMessage: Buffer.from('yes') });
    await until(() => expect(smsc.peer.of('deliver_sm_resp')).toHaveLength(1));
    smsc.peer.deliver({ shortMessage: Buffer.from('yes') });
    await until(() => expect(host.messages).toHaveLength(2));
    expect(host.messages[0]?.providerEventId).not.toBe(host.messages[1]?.providerEventId);
    smsc.peer.socket.destroy();
    await until(() => expect(smsc.peers).toHaveLength(2));
    await until(() => expect(host.states.at(-1)?.state).toBe('connected'));
    smsc.peer.deliver({ shortMessage: Buffer.from('yes') });
    await until(() => expect(smsc.peer.of('deliver_sm_resp')).toHaveLength(1));
    expect(host.messages).toHaveLength(2);
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

  test('a stream out of step is closed and bound again', async () => {
    await connected();
    smsc.peer.socket.write(Buffer.alloc(64, 0xff));
    await until(() => expect(smsc.peers).toHaveLength(2));
    expect(smsc.peers[0]?.of('generic_nack')).toMatchObject([{ status: commandStatus.invalidCommandLength }]);
  });

  test('F21 silence is noticed: enquire_link without an answer drops the connection', async () => {
    await connected({ enquireLinkSeconds: 1, responseTimeoutSeconds: 1 });
    await until(() => expect(smsc.peer.of('enquire_link').length).toBeGreaterThan(0));
    await sleep(200);
    expect(smsc.peers).toHaveLength(1);
    smsc.behaviour = ({ command }) => command === 'enquire_link';
    await until(() =>
      expect(host.states).toContainEqual(expect.objectContaining({ reason: 'no answer to enquire_link' })),
    );
  }, 15_000);

  test('that does not read is not buried in our memory', async () => {
    await connected({ window: 1000, longMessages: 'payload' });
    smsc.peer.socket.pause();
    // 32 kB each: more in all than the sockets of both sides take.
    const text = 'я'.repeat(16_000);
    const sends = Array.from({ length: 600 }, () => channel.send(message({ text, submitDeadline: Date.now() + 1000 })));
    for (const send of sends) send.catch(() => undefined);
    for (const send of sends.slice(-50)) {
      await expect(send).rejects.toMatchObject({ outcome: 'retry', reason: 'deadline_passed' });
    }
  }, 15_000);
});

describe('stopping', () => {
  test('F8 waits for answers, unbinds and closes', async () => {
    await connected();
    smsc.behaviour = (pdu, peer) => {
      if (pdu.command !== 'submit_sm') return false;
      setTimeout(
        () => peer.send({ command: 'submit_sm_resp', status: 0, sequence: pdu.sequence, messageId: '1', tlvs: noTlvs }),
        100,
      );
      return true;
    };
    const sending = channel.send(message());
    await sleep(20);
    await channel.stop(2000);
    await expect(sending).resolves.toEqual({ parts: [{ providerMessageId: '1' }] });
    expect(smsc.peer.of('unbind')).toHaveLength(1);
    await expect(channel.send(message())).rejects.toMatchObject({ outcome: 'retry', reason: 'not_connected' });
  });

  test('F8 waits for what has not been written yet', async () => {
    await connected({ window: 1 });
    smsc.behaviour = (pdu, peer) => {
      if (pdu.command !== 'submit_sm') return false;
      setTimeout(
        () => peer.send({ command: 'submit_sm_resp', status: 0, sequence: pdu.sequence, messageId: '1', tlvs: noTlvs }),
        30,
      );
      return true;
    };
    const sends = [1, 2, 3].map(() => channel.send(message()));
    await sleep(20);
    await channel.stop(2000);
    expect((await Promise.allSettled(sends)).map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ]);
  });

  test('F8 waits for what is being stored, and acknowledges it', async () => {
    await connected();
    host.committing = () => sleep(300);
    smsc.peer.deliver({ shortMessage: Buffer.from('Hi') });
    await sleep(50);
    await channel.stop(2000);
    expect(smsc.peer.of('deliver_sm_resp')).toMatchObject([{ status: 0 }]);
  });

  test('F8 what has no answer after the grace is unknown', async () => {
    await connected();
    smsc.behaviour = ({ command }) => command === 'submit_sm';
    const sending = channel.send(message());
    sending.catch(() => undefined);
    await sleep(20);
    const began = Date.now();
    await channel.stop(200);
    expect(Date.now() - began).toBeLessThan(1500);
    await expect(sending).rejects.toEqual(new DeliveryError('unknown', 'connection_lost'));
  });

  test('ends an attempt to connect, and does not try again', async () => {
    smsc.behaviour = ({ command }) => command === 'bind_transceiver';
    await newChannel().start(host);
    await until(() => expect(smsc.peers).toHaveLength(1));
    await channel.stop(100);
    await sleep(1200);
    expect(smsc.peers).toHaveLength(1);
    expect(smsc.peer.socket.destroyed || smsc.peer.socket.readableEnded).toBe(true);
  });
});
