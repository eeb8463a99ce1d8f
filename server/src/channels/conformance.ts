import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test as base, vi } from 'vitest';
import { DeliveryError, deliveryReasons } from './channel.ts';
import {
  Bench,
  type BenchTest,
  type ConformanceSubject,
  type NetworkFault,
  patience,
  sendToEach,
} from './conformance-bench.ts';
import { fileTests } from './conformance-files.ts';

export type { ConformanceNetwork, ConformanceSubject, NetworkFault } from './conformance-bench.ts';

const testMilliseconds = 60_000;

/** The suite every adapter passes. `setUp` starts a fresh network with one account of ours on it, for each test. */
export function conformance<Settings>(name: string, setUp: () => Promise<ConformanceSubject<Settings>>): void {
  const test: BenchTest = base.extend<{ rig: Bench<unknown> }>({
    // Vitest wants to see a pattern, also of nothing.
    rig: async ({ task: _task }, use) => {
      const rig = new Bench(await setUp());
      await use(rig);
      await rig.close();
    },
  });
  // They wait more than they work, and none has anything in common with another.
  describe.concurrent(`${name} keeps the contract of channels`, { timeout: testMilliseconds }, () => {
    const all: readonly ((test: BenchTest) => void)[] = [
      settingsTests,
      sendingTests,
      refusalTests,
      receiptTests,
      inboundTests,
      connectionTests,
      stoppingTests,
      fileTests,
      ledgerTests,
    ];
    for (const tests of all) tests(test);
  });
}

function settingsTests(test: BenchTest): void {
  test('settings that are wrong are refused with the field’s name, and secrets are among the settings', ({ rig }) => {
    const { kind, settings } = rig.subject;
    for (const field of Object.keys(settings)) {
      const refused = (): unknown => kind.parseSettings({ ...settings, [field]: { not: 'expected' } });
      expect(refused).toThrow(expect.objectContaining({ issues: [expect.objectContaining({ path: [field] })] }));
    }
    expect(() => kind.parseSettings({ ...settings, surprise: 1 })).toThrow(/surprise/);
    for (const secret of kind.secretSettings) expect(settings).toHaveProperty(secret);
  });

  test('the account is tested without sending', async ({ rig }) => {
    const { subject, network, settings } = rig;
    await expect(subject.kind.test(settings, subject.transports)).resolves.toEqual({ ok: true });
    network.revoke();
    await expect(subject.kind.test(settings, subject.transports)).resolves.toEqual({
      ok: false,
      reason: expect.stringMatching(/./),
    });
    expect(network.accepted()).toEqual([]);
  });
}

function sendingTests(test: BenchTest): void {
  test('a message is accepted once, as it was written', async ({ rig }) => {
    await rig.connect();
    for (const [customer, text] of ['Hello', 'Привет, 5 € [ok]', 'Long. '.repeat(60)].entries()) {
      const sent = await rig.send(customer, text);
      expect(sent.parts.length).toBeGreaterThan(0);
      expect(rig.network.accepted()[customer]).toMatchObject({ address: rig.subject.address(customer), text });
    }
    expect(rig.network.accepted()).toHaveLength(3);
  });

  test('the longest text promised is taken, a longer one is refused here', async ({ rig }) => {
    await rig.connect();
    const longest = 'x'.repeat(rig.channel.capabilities.maxTextLength);
    await rig.send(0, longest);
    expect(rig.network.accepted()[0]?.text).toBe(longest);
    await expect(rig.send(1, 'я'.repeat(longest.length * 2))).rejects.toMatchObject({
      outcome: 'rejected',
      reason: 'text_too_long',
    });
    expect(rig.accepts(1)).toBe(0);
  });

  test('F12 nothing is sent after its deadline', async ({ rig }) => {
    await rig.connect();
    await expect(rig.send(0, 'late', -1)).rejects.toMatchObject({ outcome: 'retry', reason: 'deadline_passed' });
    expect(rig.network.accepted()).toEqual([]);
  });

  test('before there is a connection a message is put off', async ({ rig }) => {
    await expect(rig.send(0, 'early')).rejects.toMatchObject({ outcome: 'retry', reason: 'not_connected' });
  });
}

function refusalTests(test: BenchTest): void {
  test('a refusal for good is final, and the next message is taken', async ({ rig }) => {
    await rig.connect();
    rig.network.fault({ type: 'refuse', next: 1 });
    await expect(rig.send(0, 'no')).rejects.toMatchObject({
      name: 'DeliveryError',
      outcome: 'rejected',
      providerCode: expect.anything(),
    });
    await rig.send(1, 'yes');
    expect(rig.network.accepted().map(({ text }) => text)).toEqual(['yes']);
  });

  test('F18 throttled, a message is put off and the runner told; tried again it is taken once', async ({ rig }) => {
    await rig.connect();
    rig.network.fault({ type: 'throttle', next: 1 });
    const error = (await rig.send(0, 'again').catch((reason: unknown) => reason)) as DeliveryError;
    expect(error).toBeInstanceOf(DeliveryError);
    expect(error.outcome).toBe('retry');
    expect(deliveryReasons[error.reason]).toBe('limit');
    expect(rig.host.slowDowns.length).toBeGreaterThan(0);
    await sleep(error.retryAfter ?? 0);
    // Timers and clocks may differ by some milliseconds about when the pause is over.
    await vi.waitFor(() => rig.send(0, 'again'), patience);
    expect(rig.accepts(0)).toBe(1);
  });

  test('F17 an answer that does not come leaves it unknown', async ({ rig }) => {
    await rig.connect();
    rig.network.fault({ type: 'no_answer', next: 1 });
    await expect(rig.send(0, 'silence')).rejects.toMatchObject({ outcome: 'unknown', reason: 'no_answer' });
    await rig.send(1, 'sound');
  });

  test('F17 an answer that comes after its time settles what it left unknown', async ({ rig }) => {
    await rig.connect();
    rig.network.fault({ type: 'delay_answer', milliseconds: 8_000 });
    await expect(rig.send(0, 'slow')).rejects.toMatchObject({ outcome: 'unknown', reason: 'no_answer' });
    expect(rig.host.settled).toEqual([]);
    const settled = { deliveryId: '0', answer: { parts: [expect.anything()] } };
    await vi.waitFor(() => expect(rig.host.settled).toMatchObject([settled]), patience);
  });
}

function receiptTests(test: BenchTest): void {
  async function sendWith(rig: Bench<unknown>, fault: NetworkFault): Promise<string> {
    await rig.connect();
    rig.network.fault(fault);
    const sent = await rig.send(0, 'receipt please');
    return sent.parts[0]?.providerMessageId ?? '';
  }

  test('F24 a receipt before the answer names the same message', async ({ rig, skip }) => {
    skip(rig.channel.capabilities.receipts === 'none');
    const providerMessageId = await sendWith(rig, { type: 'receipt_first' });
    await vi.waitFor(
      () => expect(rig.host.receipts).toMatchObject([{ providerMessageId, state: 'delivered', reason: null }]),
      patience,
    );
  });

  test('a receipt long after the answer names the same message', async ({ rig, skip }) => {
    skip(rig.channel.capabilities.receipts === 'none');
    const providerMessageId = await sendWith(rig, { type: 'receipt_late', milliseconds: 1500 });
    expect(rig.host.receipts).toEqual([]);
    await vi.waitFor(
      () => expect(rig.host.receipts).toMatchObject([{ providerMessageId, state: 'delivered' }]),
      patience,
    );
  });

  test('F22 a receipt given twice is passed on as it is', async ({ rig, skip }) => {
    skip(rig.channel.capabilities.receipts === 'none');
    const providerMessageId = await sendWith(rig, { type: 'receipt_twice' });
    await vi.waitFor(() => expect(rig.host.receipts.length).toBeGreaterThan(0), patience);
    for (const receipt of rig.host.receipts) expect(receipt).toMatchObject({ providerMessageId, state: 'delivered' });
  });

  test('a failure says so, with the network’s own code', async ({ rig, skip }) => {
    skip(rig.channel.capabilities.receipts === 'none');
    const providerMessageId = await sendWith(rig, { type: 'receipt_failed' });
    const failed = { providerMessageId, state: 'failed', errorCode: expect.anything(), reason: expect.anything() };
    await vi.waitFor(() => expect(rig.host.receipts).toMatchObject([failed]), patience);
  });

  test('F25 a receipt that could not be stored is given again', async ({ rig, skip }) => {
    skip(rig.channel.capabilities.receipts === 'none');
    rig.host.committing = () => Promise.reject(new Error('the database is down'));
    const providerMessageId = await sendWith(rig, { type: 'receipt_late', milliseconds: 0 });
    await sleep(200);
    rig.host.committing = () => Promise.resolve();
    await vi.waitFor(() => expect(rig.host.receipts).toMatchObject([{ providerMessageId }]), patience);
  });
}

function inboundTests(test: BenchTest): void {
  test('a customer’s message arrives as it was written', async ({ rig }) => {
    await rig.connect();
    const texts = ['Hello', 'Спасибо 🙂', 'A longer story. '.repeat(40).trim()];
    const from = rig.subject.address(0);
    for (const [index, text] of texts.entries()) {
      rig.network.write({ from, text });
      await vi.waitFor(() => expect(rig.host.messages[index]).toMatchObject({ from, text }), patience);
    }
    expect(new Set(rig.host.messages.map(({ providerEventId }) => providerEventId)).size).toBe(texts.length);
  });

  test('F22 delivered twice it is one message', async ({ rig }) => {
    await rig.connect();
    rig.network.write({ from: rig.subject.address(0), text: 'once', copies: 2 });
    await vi.waitFor(() => expect(rig.network.acknowledged()).toBe(2), patience);
    expect(new Set(rig.host.messages.map(({ providerEventId }) => providerEventId)).size).toBe(1);
  });

  test('the same words written twice are two messages', async ({ rig }) => {
    await rig.connect();
    for (const count of [1, 2]) {
      rig.network.write({ from: rig.subject.address(0), text: 'yes' });
      await vi.waitFor(() => expect(rig.network.acknowledged()).toBe(count), patience);
    }
    expect(new Set(rig.host.messages.map(({ providerEventId }) => providerEventId)).size).toBe(2);
  });

  test('F14 what could not be stored is not acknowledged, and comes again', async ({ rig }) => {
    await rig.connect();
    rig.host.committing = () => Promise.reject(new Error('the database is down'));
    rig.network.write({ from: rig.subject.address(0), text: 'keep me' });
    await sleep(300);
    expect(rig.network.acknowledged()).toBe(0);
    rig.host.committing = () => Promise.resolve();
    await vi.waitFor(() => expect(rig.host.messages).toMatchObject([{ text: 'keep me' }]), patience);
  });

  test('F25 a connection that breaks before the acknowledgement does not lose or double it', async ({ rig }) => {
    await rig.connect();
    rig.host.committing = () => sleep(200);
    rig.network.write({ from: rig.subject.address(0), text: 'twice on the wire' });
    await sleep(100);
    rig.network.disconnect();
    await vi.waitFor(() => expect(rig.network.acknowledged()).toBe(1), patience);
    expect(new Set(rig.host.messages.map(({ providerEventId }) => providerEventId)).size).toBe(1);
  });
}

function connectionTests(test: BenchTest): void {
  test('a broken connection comes back by itself', async ({ rig }) => {
    await rig.connect();
    const isBroken = (): boolean => rig.host.states.some(({ state }) => state === 'reconnecting');
    // Between two requests there may be nothing to break.
    await vi.waitUntil(() => {
      if (!isBroken()) rig.network.disconnect();
      return isBroken();
    }, patience);
    await rig.state('connected');
    await rig.send(0, 'here again');
    expect(rig.accepts(0)).toBe(1);
  });

  test.for(['before_accept', 'before_answer'] as const)(
    'a connection that breaks %s leaves it unknown',
    async (when, { rig }) => {
      await rig.connect();
      rig.network.fault({ type: 'disconnect', when, next: 1 });
      await expect(rig.send(0, 'gone?')).rejects.toMatchObject({ outcome: 'unknown', reason: 'connection_lost' });
      expect(rig.accepts(0)).toBe(when === 'before_answer' ? 1 : 0);
      await rig.state('connected');
      await rig.send(1, 'here again');
    },
  );

  test('F20 an account that is taken away stops and asks for a person', async ({ rig }) => {
    await rig.connect();
    rig.network.revoke();
    await rig.state('login_required');
    await expect(rig.send(0, 'no')).rejects.toMatchObject({ outcome: 'retry', reason: 'not_connected' });
    const states = rig.host.states.length;
    await sleep(1500);
    expect(rig.host.states).toHaveLength(states);
  });
}

function stoppingTests(test: BenchTest): void {
  test('F8 stopping waits for what is on the wire', async ({ rig }) => {
    await rig.connect();
    rig.network.fault({ type: 'delay_answer', milliseconds: 300 });
    const sends = [0, 1, 2].map((customer) => rig.send(customer, 'last words'));
    await vi.waitFor(() => expect(rig.network.accepted()).toHaveLength(3), patience);
    await rig.channel.stop(5000);
    expect((await Promise.allSettled(sends)).map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ]);
    await expect(rig.send(3, 'too late')).rejects.toMatchObject({ outcome: 'retry', reason: 'not_connected' });
  });

  test('F8 what has no answer when the grace is over is unknown', async ({ rig }) => {
    await rig.connect();
    rig.network.fault({ type: 'delay_answer', milliseconds: 60_000 });
    const sending = rig.send(0, 'anybody?').catch((error: unknown) => error);
    await vi.waitFor(() => expect(rig.accepts(0)).toBe(1), patience);
    await rig.channel.stop(300);
    expect(await sending).toMatchObject({ name: 'DeliveryError', outcome: 'unknown' });
  });
}

function ledgerTests(test: BenchTest): void {
  test('whatever the network does, an outcome never claims more than its ledger', async ({ rig }) => {
    await rig.connect();
    rig.network.fault(
      { type: 'disconnect', when: 'before_answer', every: 45 },
      { type: 'disconnect', when: 'before_accept', every: 71 },
      { type: 'no_answer', every: 31 },
      { type: 'throttle', next: 3 },
    );
    const outcomes = await sendToEach(rig, 100);
    for (const [customer, outcome] of outcomes.entries()) {
      const accepts = rig.accepts(customer);
      if (outcome === 'sent') expect(accepts).toBe(1);
      else if (outcome === 'unknown') expect(accepts).toBeLessThanOrEqual(1);
      else expect(accepts).toBe(0);
    }
    expect(new Set(outcomes)).toContain('unknown');
    expect(outcomes.filter((outcome) => outcome === 'sent').length).toBeGreaterThan(50);
  });
}
