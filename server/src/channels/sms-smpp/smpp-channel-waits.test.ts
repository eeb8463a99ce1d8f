/** Where the channel waits for seconds: for answers that do not come, for a connection to be made anew. All at once. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test as base } from 'vitest';
import { type ChannelTransports, DeliveryError } from '../channel.ts';
import { directTransports } from '../direct-transports.ts';
import { accepted, message, openTestRig, refused, type TestRig, until } from './test-rig.ts';
import { commandStatus, noTlvs, shortMessage } from './wire.ts';

const test = base.extend<{ rig: TestRig } & Pick<TestRig, 'smsc' | 'host' | 'newChannel' | 'connected'>>({
  // Vitest wants to see a pattern, also of nothing.
  rig: async ({ task: _task }, use) => {
    const rig = await openTestRig();
    await use(rig);
    await rig.close();
  },
  smsc: ({ rig }, use) => use(rig.smsc),
  host: ({ rig }, use) => use(rig.host),
  newChannel: ({ rig }, use) => use(rig.newChannel),
  connected: ({ rig }, use) => use(rig.connected),
});

const long = 'a'.repeat(400);

describe.concurrent('a channel that waits', () => {
  test('F20 refused for its password, it stops and asks for a person', async ({ smsc, host, newChannel }) => {
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
    const channel = newChannel();
    await channel.start(host);
    await until(() => expect(host.states.at(-1)?.state).toBe('login_required'));
    await sleep(1200);
    expect(smsc.peers).toHaveLength(1);
    await expect(channel.send(message())).rejects.toMatchObject({ outcome: 'retry', reason: 'not_connected' });
  });

  test('a lost connection is bound again, and sending goes on', async ({ smsc, host, connected }) => {
    const channel = await connected();
    smsc.peer.socket.destroy();
    await until(() =>
      expect(host.states.map(({ state }) => state)).toEqual(['connecting', 'connected', 'reconnecting', 'connected']),
    );
    await expect(channel.send(message())).resolves.toEqual({ parts: [{ providerMessageId: 'id-1' }] });
  });

  test('a peer that unbinds is answered, and bound again', async ({ smsc, host, connected }) => {
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

  test('F18 throttled: it is tried later, the runner is told, and the rest waits', async ({
    smsc,
    host,
    connected,
  }) => {
    const channel = await connected({ window: 8 });
    let throttledAt = 0;
    smsc.behaviour = (pdu, peer) => {
      throttledAt ||= performance.now();
      return refused(commandStatus.throttled)(pdu, peer);
    };
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => channel.send(message())));
    for (const result of results) {
      expect(result).toMatchObject({ status: 'rejected', reason: { outcome: 'retry', reason: 'throttled' } });
    }
    expect(host.slowDowns).toEqual([1000]);
    smsc.behaviour = () => false;
    await channel.send(message());
    expect(performance.now() - throttledAt).toBeGreaterThan(950);
  });

  test('F17 an answer that does not come leaves it unknown', async ({ smsc, connected }) => {
    const channel = await connected({ responseTimeoutSeconds: 1 });
    smsc.behaviour = ({ command }) => command === 'submit_sm';
    await expect(channel.send(message())).rejects.toMatchObject({ outcome: 'unknown', reason: 'no_answer' });
    smsc.behaviour = () => false;
    await expect(channel.send(message())).resolves.toBeDefined();
  });

  test('told that it is not bound, it binds again', async ({ smsc, host, connected }) => {
    const channel = await connected();
    smsc.behaviour = refused(commandStatus.invalidBindStatus);
    await expect(channel.send(message())).rejects.toMatchObject({ outcome: 'retry', reason: 'network_error' });
    smsc.behaviour = () => false;
    await until(() => expect(smsc.peers).toHaveLength(2));
    await until(() => expect(host.states.at(-1)?.state).toBe('connected'));
  });

  test('a connection lost while it is handed over is noticed', async ({ host, newChannel }) => {
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
    await newChannel({}, transports).start(host);
    await until(() =>
      expect(host.states.map(({ state }) => state)).toEqual(['connecting', 'reconnecting', 'connected']),
    );
  });

  test('a message of several parts goes on when a later part is throttled for a moment', async ({
    smsc,
    connected,
  }) => {
    const channel = await connected();
    let submits = 0;
    smsc.behaviour = (pdu, peer) =>
      pdu.command === 'submit_sm' && ++submits === 3 && refused(commandStatus.throttled)(pdu, peer);
    const sent = await channel.send(message({ text: long }));
    expect(sent.parts).toHaveLength(3);
    const sequences = smsc.peer.of('submit_sm').map((part) => part.shortMessage.readUInt8(5));
    expect(sequences.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 3]);
  });

  test('a message of several parts is in doubt while one part is, and is settled when its answer comes', async ({
    smsc,
    host,
    connected,
  }) => {
    const channel = await connected({ responseTimeoutSeconds: 1 });
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

  test('F17 an answer that comes after its time settles the message as accepted, once', async ({
    smsc,
    host,
    connected,
  }) => {
    const sequence = await unanswered(smsc, connected);
    for (const id of ['first', 'again']) smsc.peer.send(accepted(sequence, id));
    await until(() => expect(host.settled).toHaveLength(1));
    await sleep(50);
    expect(host.settled).toEqual([{ deliveryId: 'd1', answer: { parts: [{ providerMessageId: 'first' }] } }]);
  });

  test('F17 an answer that comes after its time settles it as refused', async ({ smsc, host, connected }) => {
    const sequence = await unanswered(smsc, connected);
    smsc.peer.send(accepted(sequence, '', commandStatus.invalidDestination));
    await until(() =>
      expect(host.settled).toMatchObject([{ answer: { outcome: 'rejected', reason: 'address_invalid' } }]),
    );
  });

  test('F22 knows a repeat after a reconnect from the same words written twice', async ({ smsc, host, connected }) => {
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

  test('a stream out of step is closed and bound again', async ({ smsc, connected }) => {
    await connected();
    smsc.peer.socket.write(Buffer.alloc(64, 0xff));
    await until(() => expect(smsc.peers).toHaveLength(2));
    expect(smsc.peers[0]?.of('generic_nack')).toMatchObject([{ status: commandStatus.invalidCommandLength }]);
  });

  test('F21 silence is noticed: enquire_link without an answer drops the connection', async ({
    smsc,
    host,
    connected,
  }) => {
    await connected({ enquireLinkSeconds: 1, responseTimeoutSeconds: 1 });
    await until(() => expect(smsc.peer.of('enquire_link').length).toBeGreaterThan(0));
    await sleep(200);
    expect(smsc.peers).toHaveLength(1);
    smsc.behaviour = ({ command }) => command === 'enquire_link';
    await until(() =>
      expect(host.states).toContainEqual(expect.objectContaining({ reason: 'no answer to enquire_link' })),
    );
  });

  test('F8 waits for answers, unbinds and closes', async ({ smsc, connected }) => {
    const channel = await connected();
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

  test('F8 waits for what has not been written yet', async ({ smsc, connected }) => {
    const channel = await connected({ window: 1 });
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

  test('F8 waits for what is being stored, and acknowledges it', async ({ smsc, host, connected }) => {
    const channel = await connected();
    let isStoring = false;
    host.committing = () => {
      isStoring = true;
      return sleep(300);
    };
    smsc.peer.deliver({ shortMessage: Buffer.from('Hi') });
    await until(() => expect(isStoring).toBe(true));
    await channel.stop(2000);
    expect(smsc.peer.of('deliver_sm_resp')).toMatchObject([{ status: 0 }]);
  });

  test('F8 what has no answer after the grace is unknown', async ({ smsc, connected }) => {
    const channel = await connected();
    smsc.behaviour = ({ command }) => command === 'submit_sm';
    const sending = channel.send(message());
    sending.catch(() => undefined);
    await until(() => expect(smsc.peer.of('submit_sm')).toHaveLength(1));
    await channel.stop(200);
    await expect(sending).rejects.toEqual(new DeliveryError('unknown', 'connection_lost'));
  });

  test('ends an attempt to connect, and does not try again', async ({ smsc, host, newChannel }) => {
    smsc.behaviour = ({ command }) => command === 'bind_transceiver';
    const channel = newChannel();
    await channel.start(host);
    await until(() => expect(smsc.peers).toHaveLength(1));
    await channel.stop(100);
    await sleep(1200);
    expect(smsc.peers).toHaveLength(1);
    expect(smsc.peer.socket.destroyed || smsc.peer.socket.readableEnded).toBe(true);
  });

  test('F12 nothing is written after its deadline', async ({ smsc, connected }) => {
    const channel = await connected({ window: 1 });
    smsc.behaviour = ({ command }) => command === 'submit_sm';
    const first = channel.send(message());
    const second = channel.send(message({ submitDeadline: Date.now() + 50 }));
    await expect(second).rejects.toMatchObject({ outcome: 'retry', reason: 'deadline_passed' });
    await until(() => expect(smsc.peer.of('submit_sm')).toHaveLength(1));
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

  test('a peer that does not read is not buried in our memory', async ({ smsc, connected }) => {
    const channel = await connected({ window: 1000, longMessages: 'payload' });
    smsc.peer.socket.pause();
    // 32 kB each: more in all than the sockets of both sides take.
    const text = 'я'.repeat(16_000);
    const sends = Array.from({ length: 600 }, () => channel.send(message({ text, submitDeadline: Date.now() + 1000 })));
    for (const send of sends) send.catch(() => undefined);
    for (const send of sends.slice(-50)) {
      await expect(send).rejects.toMatchObject({ outcome: 'retry', reason: 'deadline_passed' });
    }
  });
});

/** Leaves a message without an answer until it is given up; its sequence number. */
async function unanswered(smsc: TestRig['smsc'], connected: TestRig['connected']): Promise<number> {
  const channel = await connected({ responseTimeoutSeconds: 1 });
  smsc.behaviour = (pdu) => pdu.command === 'submit_sm';
  await expect(channel.send(message())).rejects.toMatchObject({ outcome: 'unknown', reason: 'no_answer' });
  return smsc.peer.of('submit_sm')[0]!.sequence;
}
