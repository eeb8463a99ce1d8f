import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DeliveryError, deliveryReasons } from './channel.ts';
import { Bench, type ConformanceSubject, type NetworkFault, patience, sendToEach } from './conformance-bench.ts';
import { fileTests } from './conformance-files.ts';

export type { ConformanceNetwork, ConformanceSubject, NetworkFault } from './conformance-bench.ts';

const testMilliseconds = 30_000;

/** The suite every adapter passes. `setUp` starts a fresh network with one account of ours on it, for each test. */
export function conformance<Settings>(name: string, setUp: () => Promise<ConformanceSubject<Settings>>): void {
  describe(`${name} keeps the contract of channels`, { timeout: testMilliseconds }, () => {
    let bench: Bench<Settings>;

    beforeEach(async () => {
      bench = new Bench(await setUp());
    });

    afterEach(() => bench.close());

    const all: readonly ((current: () => Bench<Settings>) => void)[] = [
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
    for (const tests of all) tests(() => bench);
  });
}

type Current = () => Bench<unknown>;

function settingsTests(current: Current): void {
  test('settings that are wrong are refused with the field’s name, and secrets are among the settings', () => {
    const { kind, settings } = current().subject;
    for (const field of Object.keys(settings)) {
      const refused = (): unknown => kind.parseSettings({ ...settings, [field]: { not: 'expected' } });
      expect(refused).toThrow(expect.objectContaining({ issues: [expect.objectContaining({ path: [field] })] }));
    }
    expect(() => kind.parseSettings({ ...settings, surprise: 1 })).toThrow(/surprise/);
    for (const secret of kind.secretSettings) expect(settings).toHaveProperty(secret);
  });

  test('the account is tested without sending', async () => {
    const { subject, network, settings } = current();
    await expect(subject.kind.test(settings, subject.transports)).resolves.toEqual({ ok: true });
    network.revoke();
    await expect(subject.kind.test(settings, subject.transports)).resolves.toEqual({
      ok: false,
      reason: expect.stringMatching(/./),
    });
    expect(network.accepted()).toEqual([]);
  });
}

function sendingTests(current: Current): void {
  test('a message is accepted once, as it was written', async () => {
    const bench = current();
    await bench.connect();
    for (const [customer, text] of ['Hello', 'Привет, 5 € [ok]', 'Long. '.repeat(60)].entries()) {
      const sent = await bench.send(customer, text);
      expect(sent.parts.length).toBeGreaterThan(0);
      expect(bench.network.accepted()[customer]).toMatchObject({ address: bench.subject.address(customer), text });
    }
    expect(bench.network.accepted()).toHaveLength(3);
  });

  test('the longest text promised is taken, a longer one is refused here', async () => {
    const bench = current();
    await bench.connect();
    const longest = 'x'.repeat(bench.channel.capabilities.maxTextLength);
    await bench.send(0, longest);
    expect(bench.network.accepted()[0]?.text).toBe(longest);
    await expect(bench.send(1, 'я'.repeat(longest.length * 2))).rejects.toMatchObject({
      outcome: 'rejected',
      reason: 'text_too_long',
    });
    expect(bench.accepts(1)).toBe(0);
  });

  test('F12 nothing is sent after its deadline', async () => {
    const bench = current();
    await bench.connect();
    await expect(bench.send(0, 'late', -1)).rejects.toMatchObject({ outcome: 'retry', reason: 'deadline_passed' });
    expect(bench.network.accepted()).toEqual([]);
  });

  test('before there is a connection a message is put off', async () => {
    await expect(current().send(0, 'early')).rejects.toMatchObject({ outcome: 'retry', reason: 'not_connected' });
  });
}

function refusalTests(current: Current): void {
  test('a refusal for good is final, and the next message is taken', async () => {
    const bench = current();
    await bench.connect();
    bench.network.fault({ type: 'refuse', next: 1 });
    await expect(bench.send(0, 'no')).rejects.toMatchObject({
      name: 'DeliveryError',
      outcome: 'rejected',
      providerCode: expect.anything(),
    });
    await bench.send(1, 'yes');
    expect(bench.network.accepted().map(({ text }) => text)).toEqual(['yes']);
  });

  test('F18 throttled, a message is put off and the runner told; tried again it is taken once', async () => {
    const bench = current();
    await bench.connect();
    bench.network.fault({ type: 'throttle', next: 1 });
    const error = (await bench.send(0, 'again').catch((reason: unknown) => reason)) as DeliveryError;
    expect(error).toBeInstanceOf(DeliveryError);
    expect(error.outcome).toBe('retry');
    expect(deliveryReasons[error.reason]).toBe('limit');
    expect(bench.host.slowDowns.length).toBeGreaterThan(0);
    await sleep(error.retryAfter ?? 0);
    await bench.send(0, 'again');
    expect(bench.accepts(0)).toBe(1);
  });

  test('F17 an answer that does not come leaves it unknown', async () => {
    const bench = current();
    await bench.connect();
    bench.network.fault({ type: 'no_answer', next: 1 });
    await expect(bench.send(0, 'silence')).rejects.toMatchObject({ outcome: 'unknown', reason: 'no_answer' });
    await bench.send(1, 'sound');
  });

  test('F17 an answer that comes after its time settles what it left unknown', async () => {
    const bench = current();
    await bench.connect();
    bench.network.fault({ type: 'delay_answer', milliseconds: 4_000 });
    await expect(bench.send(0, 'slow')).rejects.toMatchObject({ outcome: 'unknown', reason: 'no_answer' });
    expect(bench.host.settled).toEqual([]);
    const settled = { deliveryId: '0', answer: { parts: [expect.anything()] } };
    await vi.waitFor(() => expect(bench.host.settled).toMatchObject([settled]), patience);
  });
}

function receiptTests(current: Current): void {
  async function sendWith(bench: Bench<unknown>, fault: NetworkFault): Promise<string> {
    await bench.connect();
    bench.network.fault(fault);
    const sent = await bench.send(0, 'receipt please');
    return sent.parts[0]?.providerMessageId ?? '';
  }

  function reports(): boolean {
    return current().channel.capabilities.receipts !== 'none';
  }

  test('F24 a receipt before the answer names the same message', async ({ skip }) => {
    if (!reports()) skip();
    const bench = current();
    const providerMessageId = await sendWith(bench, { type: 'receipt_first' });
    await vi.waitFor(
      () => expect(bench.host.receipts).toMatchObject([{ providerMessageId, state: 'delivered', reason: null }]),
      patience,
    );
  });

  test('a receipt long after the answer names the same message', async ({ skip }) => {
    if (!reports()) skip();
    const bench = current();
    const providerMessageId = await sendWith(bench, { type: 'receipt_late', milliseconds: 1500 });
    expect(bench.host.receipts).toEqual([]);
    await vi.waitFor(
      () => expect(bench.host.receipts).toMatchObject([{ providerMessageId, state: 'delivered' }]),
      patience,
    );
  });

  test('F22 a receipt given twice is passed on as it is', async ({ skip }) => {
    if (!reports()) skip();
    const bench = current();
    const providerMessageId = await sendWith(bench, { type: 'receipt_twice' });
    await vi.waitFor(() => expect(bench.host.receipts.length).toBeGreaterThan(0), patience);
    for (const receipt of bench.host.receipts) expect(receipt).toMatchObject({ providerMessageId, state: 'delivered' });
  });

  test('a failure says so, with the network’s own code', async ({ skip }) => {
    if (!reports()) skip();
    const bench = current();
    const providerMessageId = await sendWith(bench, { type: 'receipt_failed' });
    const failed = { providerMessageId, state: 'failed', errorCode: expect.anything(), reason: expect.anything() };
    await vi.waitFor(() => expect(bench.host.receipts).toMatchObject([failed]), patience);
  });

  test('F25 a receipt that could not be stored is given again', async ({ skip }) => {
    if (!reports()) skip();
    const bench = current();
    bench.host.committing = () => Promise.reject(new Error('the database is down'));
    const providerMessageId = await sendWith(bench, { type: 'receipt_late', milliseconds: 0 });
    await sleep(200);
    bench.host.committing = () => Promise.resolve();
    await vi.waitFor(() => expect(bench.host.receipts).toMatchObject([{ providerMessageId }]), patience);
  });
}

function inboundTests(current: Current): void {
  test('a customer’s message arrives as it was written', async () => {
    const bench = current();
    await bench.connect();
    const texts = ['Hello', 'Спасибо 🙂', 'A longer story. '.repeat(40).trim()];
    const from = bench.subject.address(0);
    for (const [index, text] of texts.entries()) {
      bench.network.write({ from, text });
      await vi.waitFor(() => expect(bench.host.messages[index]).toMatchObject({ from, text }), patience);
    }
    expect(new Set(bench.host.messages.map(({ providerEventId }) => providerEventId)).size).toBe(texts.length);
  });

  test('F22 delivered twice it is one message', async () => {
    const bench = current();
    await bench.connect();
    bench.network.write({ from: bench.subject.address(0), text: 'once', copies: 2 });
    await vi.waitFor(() => expect(bench.network.acknowledged()).toBe(2), patience);
    expect(new Set(bench.host.messages.map(({ providerEventId }) => providerEventId)).size).toBe(1);
  });

  test('the same words written twice are two messages', async () => {
    const bench = current();
    await bench.connect();
    for (const count of [1, 2]) {
      bench.network.write({ from: bench.subject.address(0), text: 'yes' });
      await vi.waitFor(() => expect(bench.network.acknowledged()).toBe(count), patience);
    }
    expect(new Set(bench.host.messages.map(({ providerEventId }) => providerEventId)).size).toBe(2);
  });

  test('F14 what could not be stored is not acknowledged, and comes again', async () => {
    const bench = current();
    await bench.connect();
    bench.host.committing = () => Promise.reject(new Error('the database is down'));
    bench.network.write({ from: bench.subject.address(0), text: 'keep me' });
    await sleep(300);
    expect(bench.network.acknowledged()).toBe(0);
    bench.host.committing = () => Promise.resolve();
    await vi.waitFor(() => expect(bench.host.messages).toMatchObject([{ text: 'keep me' }]), patience);
  });

  test('F25 a connection that breaks before the acknowledgement does not lose or double it', async () => {
    const bench = current();
    await bench.connect();
    bench.host.committing = () => sleep(200);
    bench.network.write({ from: bench.subject.address(0), text: 'twice on the wire' });
    await sleep(100);
    bench.network.disconnect();
    await vi.waitFor(() => expect(bench.network.acknowledged()).toBe(1), patience);
    expect(new Set(bench.host.messages.map(({ providerEventId }) => providerEventId)).size).toBe(1);
  });
}

function connectionTests(current: Current): void {
  test('a broken connection comes back by itself', async () => {
    const bench = current();
    await bench.connect();
    bench.network.disconnect();
    await bench.state('reconnecting');
    await bench.state('connected');
    await bench.send(0, 'here again');
    expect(bench.accepts(0)).toBe(1);
  });

  test.each(['before_accept', 'before_answer'] as const)(
    'a connection that breaks %s leaves it unknown',
    async (when) => {
      const bench = current();
      await bench.connect();
      bench.network.fault({ type: 'disconnect', when, next: 1 });
      await expect(bench.send(0, 'gone?')).rejects.toMatchObject({ outcome: 'unknown', reason: 'connection_lost' });
      expect(bench.accepts(0)).toBe(when === 'before_answer' ? 1 : 0);
      await bench.state('connected');
      await bench.send(1, 'here again');
    },
  );

  test('F20 an account that is taken away stops and asks for a person', async () => {
    const bench = current();
    await bench.connect();
    bench.network.revoke();
    await bench.state('login_required');
    await expect(bench.send(0, 'no')).rejects.toMatchObject({ outcome: 'retry', reason: 'not_connected' });
    const states = bench.host.states.length;
    await sleep(1500);
    expect(bench.host.states).toHaveLength(states);
  });
}

function stoppingTests(current: Current): void {
  test('F8 stopping waits for what is on the wire', async () => {
    const bench = current();
    await bench.connect();
    bench.network.fault({ type: 'delay_answer', milliseconds: 300 });
    const sends = [0, 1, 2].map((customer) => bench.send(customer, 'last words'));
    await sleep(50);
    await bench.channel.stop(5000);
    expect((await Promise.allSettled(sends)).map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ]);
    await expect(bench.send(3, 'too late')).rejects.toMatchObject({ outcome: 'retry', reason: 'not_connected' });
  });

  test('F8 what has no answer when the grace is over is unknown', async () => {
    const bench = current();
    await bench.connect();
    bench.network.fault({ type: 'delay_answer', milliseconds: 60_000 });
    const sending = bench.send(0, 'anybody?').catch((error: unknown) => error);
    await sleep(50);
    const began = performance.now();
    await bench.channel.stop(300);
    expect(performance.now() - began).toBeLessThan(5000);
    expect(await sending).toMatchObject({ name: 'DeliveryError', outcome: 'unknown' });
  });
}

function ledgerTests(current: Current): void {
  test('whatever the network does, an outcome never claims more than its ledger', async () => {
    const bench = current();
    await bench.connect();
    bench.network.fault(
      { type: 'disconnect', when: 'before_answer', every: 45 },
      { type: 'disconnect', when: 'before_accept', every: 71 },
      { type: 'no_answer', every: 31 },
      { type: 'throttle', next: 3 },
    );
    const outcomes = await sendToEach(bench, 100);
    for (const [customer, outcome] of outcomes.entries()) {
      const accepts = bench.accepts(customer);
      if (outcome === 'sent') expect(accepts).toBe(1);
      else if (outcome === 'unknown') expect(accepts).toBeLessThanOrEqual(1);
      else expect(accepts).toBe(0);
    }
    expect(new Set(outcomes)).toContain('unknown');
    expect(outcomes.filter((outcome) => outcome === 'sent').length).toBeGreaterThan(50);
  });
}
