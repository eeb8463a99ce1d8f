import { sql } from 'kysely';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { DeliveryError } from '#channel';
import { saveFile } from '#files';
import { systemActor, type Actor } from '#platform/context';
import { createTestRuntime, type TestRuntime } from '#platform/test-kit/index';
import { uuidv7 } from '#platform/uuid';
import { deliveryStateNames } from './delivery-state.ts';
import {
  enqueueMessage,
  listMessageDeliveries,
  reactions,
  resendMessage,
  startSending,
  withdrawMessage,
  type MessageItem,
  type Sending,
} from './index.ts';
import { noInbox, ScriptedNetwork } from './scripted-channel.ts';
import { addTestChannel } from './test-campaign.ts';

const network = new ScriptedNetwork();
const { script } = network;
let kit: TestRuntime;
let actor: Actor;
let channelId: string;
let sending: Sending;

beforeAll(async () => {
  kit = await createTestRuntime({ channels: [network.kind] });
  actor = systemActor(kit.organizationId, new Set());
});
afterAll(() => kit.close());
beforeEach(async () => {
  network.script = script;
  network.ledger.length = 0;
  channelId = await addTestChannel(kit.runtime, actor);
  sending = startSending({ runtime: kit.runtime, transports: kit.runtime.transports, inbox: noInbox, leaseSeconds: 1 });
});
afterEach(async () => {
  await sending.stop(200);
  await kit.inTransaction(actor, (ctx) => sql`update channels set removed_at = now()`.execute(ctx.db));
});

const patience = { timeout: 30_000, interval: 20 };

async function send(...items: MessageItem[]): Promise<string> {
  const messageId = uuidv7();
  const to = { channelId, contactId: uuidv7(), address: '+15550001111' };
  await kit.inTransaction(actor, (ctx) => enqueueMessage(ctx, { messageId, ...to, items }));
  sending.wake(channelId);
  return messageId;
}

async function stateOf(messageId: string): Promise<{ state: string; reason: string | null } | undefined> {
  const [found] = await kit.inTransaction(actor, (ctx) =>
    listMessageDeliveries(ctx.db, kit.organizationId, [messageId]),
  );
  return found && { state: deliveryStateNames[found.state]!, reason: found.reason };
}

async function becomes(messageId: string, state: string, reason: string | null = null): Promise<void> {
  await vi.waitFor(async () => expect(await stateOf(messageId)).toEqual({ state, reason }), patience);
}

async function file(name: string): Promise<string> {
  const content = { name, stream: Readable.from([Buffer.from(`the content of ${name}`)]) };
  return (await saveFile(kit.runtime, actor, { ...content, ownerKind: 'attachment' })).id;
}

describe('a message with files', () => {
  test('goes out as its items in their order, each once the one before is with the network', async () => {
    const read: string[] = [];
    let open = 0;
    network.script = async (message, _host, accept) => {
      expect(++open).toBe(1);
      if (message.file) read.push(await text(await message.file.open()));
      await new Promise((resolve) => setTimeout(resolve, 30));
      open--;
      return accept();
    };
    const [one, two] = [await file('one.txt'), await file('two.txt')];
    const sent = await send({ text: 'Look', fileId: null }, { text: 'this', fileId: one }, { text: '', fileId: two });
    await becomes(sent, 'accepted');
    expect(network.ledger.map((entry) => [entry.text, entry.file])).toEqual([
      ['Look', null],
      ['this', 'one.txt'],
      ['', 'two.txt'],
    ]);
    expect(read).toEqual(['the content of one.txt', 'the content of two.txt']);
  });

  test('an item that is put off holds back those after it, and they follow it', async () => {
    let tries = 0;
    network.script = async (message, _host, accept) => {
      if (message.file?.name === 'one.txt' && ++tries === 1)
        throw new DeliveryError('retry', 'provider_error', { retryAfter: 300 });
      return accept();
    };
    const sent = await send({ text: '', fileId: await file('one.txt') }, { text: '', fileId: await file('two.txt') });
    await becomes(sent, 'accepted');
    expect(network.ledger.map(({ file: name }) => name)).toEqual(['one.txt', 'two.txt']);
  });

  test('one item that is refused makes the message failed, and the others still go', async () => {
    network.script = async (message, _host, accept) => {
      if (message.file?.name === 'one.txt') throw new DeliveryError('rejected', 'content_refused');
      return accept();
    };
    const sent = await send({ text: '', fileId: await file('one.txt') }, { text: '', fileId: await file('two.txt') });
    await vi.waitFor(() => expect(network.ledger).toHaveLength(1), patience);
    await becomes(sent, 'failed', 'content_refused');
  });

  test('sent again by a person, only what did not arrive goes out once more, under the next attempt', async () => {
    let isBroken = true;
    network.script = async (message, _host, accept) => {
      if (isBroken && message.file?.name === 'two.txt') throw new DeliveryError('rejected', 'content_refused');
      return accept();
    };
    const sent = await send({ text: '', fileId: await file('one.txt') }, { text: '', fileId: await file('two.txt') });
    await becomes(sent, 'failed', 'content_refused');
    isBroken = false;
    const again = { messageId: sent, address: '+15550001111' };
    expect(await kit.inTransaction(actor, (ctx) => resendMessage(ctx, again))).toBe(2);
    expect(await kit.inTransaction(actor, (ctx) => resendMessage(ctx, again))).toBe(0);
    sending.wake(channelId);
    await becomes(sent, 'accepted');
    expect(network.ledger.map(({ file: name }) => name)).toEqual(['one.txt', 'two.txt']);
  });

  test('sent again by a person, it is not taken back: it did leave once', async () => {
    network.script = async () => {
      throw new DeliveryError('rejected', 'content_refused');
    };
    const sent = await send({ text: 'one', fileId: null });
    await becomes(sent, 'failed', 'content_refused');
    await kit.inTransaction(actor, async (ctx) => {
      expect(await resendMessage(ctx, { messageId: sent, address: '+15550001111' })).toBe(2);
      expect(await withdrawMessage(ctx, sent)).toBe(false);
    });
  });

  test('taken back before a channel had it, none of its items goes out; afterwards it is too late', async () => {
    const items = [
      { text: 'one', fileId: null },
      { text: 'two', fileId: null },
    ];
    const message = { messageId: uuidv7(), channelId, contactId: uuidv7(), address: '+15550001111', items };
    const withdraw = (messageId: string): Promise<boolean> =>
      kit.inTransaction(actor, (ctx) => withdrawMessage(ctx, messageId));
    await kit.inTransaction(actor, (ctx) => enqueueMessage(ctx, { ...message, delaySeconds: 60 }));
    expect(await withdraw(message.messageId)).toBe(true);
    const sent = await send(...items);
    await becomes(sent, 'accepted');
    expect(await withdraw(sent)).toBe(false);
    expect(network.ledger.map(({ text: said }) => said)).toEqual(['one', 'two']);
  });

  test('a file that is gone fails its item without a word to the network', async () => {
    const fileId = await file('gone.txt');
    await kit.inTransaction(actor, (ctx) =>
      sql`update files set deleted_at = now() where id = ${fileId}`.execute(ctx.db),
    );
    const sent = await send({ text: '', fileId });
    await becomes(sent, 'failed', 'file_missing');
    expect(network.ledger).toEqual([]);
  });
});

describe('what can reach nobody any more', () => {
  const items = [
    { text: 'one', fileId: null },
    { text: 'two', fileId: null },
  ];

  test('CHN-1 of a channel that was removed, what waits fails and says so, whatever it waited for', async () => {
    network.script = async () => {
      throw new DeliveryError('retry', 'queue_full', { retryAfter: 3_600_000 });
    };
    const triedOnce = await send(...items);
    await becomes(triedOnce, 'queued', 'queue_full');
    const scheduled = uuidv7();
    await kit.inTransaction(actor, async (ctx) => {
      const to = { channelId, contactId: uuidv7(), address: '+15550001111' };
      await enqueueMessage(ctx, { messageId: scheduled, ...to, items, delaySeconds: 3_600 });
    });
    await kit.inTransaction(actor, (ctx) =>
      sql`update channels set removed_at = now() where id = ${channelId}`.execute(ctx.db),
    );
    // In the very moment of the removal.
    const late = await send(...items);
    for (const messageId of [triedOnce, scheduled, late]) await becomes(messageId, 'failed', 'channel_removed');
    expect(network.ledger).toEqual([]);
    const told = await kit.inTransaction(actor, ({ db }) =>
      sql<{
        id: string;
      }>`select distinct payload ->> 'messageId' as id from events where name = 'message.state_changed'
        and payload ->> 'reason' = 'channel_removed'`.execute(db),
    );
    // What other tests left waiting there ends as well.
    expect(told.rows.map(({ id }) => id)).toEqual(expect.arrayContaining([triedOnce, scheduled, late]));
  });

  test('SEC-55 what waits to go to somebody erased is not sent, and neither its words nor the address stay', async () => {
    const contactId = uuidv7();
    let isDown = true;
    network.script = async (_message, _host, accept) => {
      if (isDown) throw new DeliveryError('retry', 'provider_error', { retryAfter: 1_000 });
      return accept();
    };
    const [triedOnce, scheduled, another] = [uuidv7(), uuidv7(), uuidv7()];
    const enqueue = (messageId: string, to: string, delaySeconds: number): Promise<void> =>
      kit.inTransaction(actor, (ctx) =>
        enqueueMessage(ctx, { messageId, channelId, contactId: to, address: '+15550002222', items, delaySeconds }),
      );
    await enqueue(triedOnce, contactId, 0);
    sending.wake(channelId);
    await becomes(triedOnce, 'queued', 'provider_error');
    await enqueue(scheduled, contactId, 3_600);
    const erase = reactions.find(({ name }) => name === 'sending.erase-deliveries')!;
    await kit.inTransaction(actor, (ctx) =>
      erase.run(ctx, { payload: { contactIds: [contactId] } } as unknown as Parameters<typeof erase.run>[1]),
    );
    isDown = false;
    await enqueue(another, uuidv7(), 0);
    sending.wake(channelId);
    await becomes(another, 'accepted');
    for (const messageId of [triedOnce, scheduled]) await becomes(messageId, 'cancelled', 'contact_erased');
    expect(network.ledger.map(({ text: said }) => said)).toEqual(['one', 'two']);
    const kept = await kit.inTransaction(actor, ({ db }) =>
      sql`select from deliveries where contact_id = ${contactId} and (address <> '' or text <> '')`.execute(db),
    );
    expect(kept.rows).toEqual([]);
  });
});

describe('an answer that comes late', () => {
  test('F17 settles what was unknown: accepted, and its receipt is matched', async () => {
    network.script = async (message, host, accept) => {
      const sent = accept();
      setTimeout(() => host.settle(message.deliveryId, sent), 200);
      const [part] = sent.parts;
      const receipt = { state: 'delivered', providerTime: null, errorCode: null, reason: null } as const;
      setTimeout(() => void host.report({ providerMessageId: part!.providerMessageId, ...receipt }), 400);
      throw new DeliveryError('unknown', 'no_answer');
    };
    await becomes(await send({ text: 'Hello', fileId: null }), 'delivered');
    expect(network.ledger).toHaveLength(1);
  });

  test('F17 settles it as failed, and it is not sent again', async () => {
    network.script = async (message, host) => {
      setTimeout(() => host.settle(message.deliveryId, new DeliveryError('retry', 'throttled')), 100);
      throw new DeliveryError('unknown', 'no_answer');
    };
    await becomes(await send({ text: 'Hello', fileId: null }), 'failed', 'throttled');
  });

  test('before the doubt itself is written it counts as well', async () => {
    network.script = async (message, host, accept) => {
      setImmediate(() => host.settle(message.deliveryId, accept()));
      throw new DeliveryError('unknown', 'no_answer');
    };
    await becomes(await send({ text: 'Hello', fileId: null }), 'accepted');
  });
});

describe('half a message', () => {
  const half = (outcome: 'rejected' | 'unknown') => async (): Promise<never> => {
    throw new DeliveryError(outcome, 'account_refused', { acceptedParts: [{ providerMessageId: `part ${outcome}` }] });
  };
  const report = (providerMessageId: string, state: 'accepted' | 'delivered' | 'failed'): Promise<void> =>
    network.hosts.at(-1)!.report({ providerMessageId, state, providerTime: null, errorCode: null, reason: null });
  const partBecomes = (providerMessageId: string, state: number): Promise<void> =>
    vi.waitFor(async () => {
      const { rows } = await kit.inTransaction(actor, (ctx) =>
        sql`select state from provider_refs where provider_message_id = ${providerMessageId}`.execute(ctx.db),
      );
      expect(rows).toEqual([{ state }]);
    }, patience);

  test('is failed when the rest was refused, whatever the reason, and a receipt of its part changes nothing', async () => {
    network.script = half('rejected');
    const sent = await send({ text: 'Long', fileId: null });
    await becomes(sent, 'failed', 'account_refused');
    await report('part rejected', 'delivered');
    await becomes(sent, 'failed', 'account_refused');
  });

  test('F23 is delivered when all its parts are, though one of them is reported once more as accepted', async () => {
    network.script = async () => ({ parts: ['one', 'two'].map((name) => ({ providerMessageId: `part ${name}` })) });
    const sent = await send({ text: 'Long', fileId: null });
    await becomes(sent, 'accepted');
    await report('part one', 'delivered');
    await partBecomes('part one', 4);
    await report('part one', 'accepted');
    await report('part two', 'delivered');
    await becomes(sent, 'delivered');
    await partBecomes('part one', 4);
  });

  test('is in doubt while a part is: a receipt of another part does not make it more', async () => {
    network.script = half('unknown');
    const sent = await send({ text: 'Long', fileId: null });
    await becomes(sent, 'unknown', 'account_refused');
    await report('part unknown', 'delivered');
    await becomes(sent, 'unknown', 'account_refused');
    const { rows } = await kit.inTransaction(actor, (ctx) =>
      sql`select state, parts from provider_refs where provider_message_id = 'part unknown'`.execute(ctx.db),
    );
    expect(rows).toEqual([{ state: 4, parts: 2 }]);
  });
});
