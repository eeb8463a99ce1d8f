import { pino } from 'pino';
import { expect, test } from 'vitest';
import { ScriptedNetwork } from './scripted-channel.ts';
import { TypingSigns } from './typing-signs.ts';
import type { Channel } from '#channel';

interface Given {
  readonly canType?: boolean;
  readonly mayShow?: () => boolean;
  readonly findAddress?: (conversationId: string) => Promise<string | undefined>;
}

/** Signs over a channel that notes to whom it showed one. */
function signs({ canType = true, mayShow = () => true, findAddress = async (id) => `to ${id}` }: Given = {}) {
  const network = new ScriptedNetwork();
  network.capabilities = { ...network.capabilities, typing: canType };
  const shown: string[] = [];
  const channel: Channel = {
    ...network.kind.create({}, undefined as never),
    typing: async (address) => void shown.push(address),
  };
  const made = new TypingSigns({ channel, mayShow, findAddress, log: pino({ level: 'silent' }) });
  return { signs: made, shown };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('a conversation is shown one sign in 4 s, whoever types; others have their own', async () => {
  const { signs: made, shown } = signs();
  for (const now of [0, 100, 3_999, 4_000, 4_001, 7_999]) made.show('a', now);
  made.show('b', 4_001);
  await turn();
  expect(shown).toEqual(['to a', 'to a', 'to b']);
});

test('nothing is shown where the network cannot, while the channel rests, and for what is not over this channel', async () => {
  const without = signs({ canType: false });
  without.signs.show('a', 0);
  let isConnected = false;
  const resting = signs({ mayShow: () => isConnected });
  resting.signs.show('a', 0);
  const foreign = signs({ findAddress: async () => undefined });
  foreign.signs.show('a', 0);
  await turn();
  expect([without.shown, resting.shown, foreign.shown]).toEqual([[], [], []]);
  // What could not be shown is not kept for later, and does not keep the next sign from being shown.
  isConnected = true;
  resting.signs.show('a', 1);
  await turn();
  expect(resting.shown).toEqual(['to a']);
});

test('a sign that fails is over, and the next one is shown', async () => {
  let fails = true;
  const { signs: made, shown } = signs({
    findAddress: async (id) => {
      if (fails) throw new Error('The lease is gone.');
      return `to ${id}`;
    },
  });
  made.show('a', 0);
  await turn();
  fails = false;
  made.show('a', 4_000);
  await turn();
  expect(shown).toEqual(['to a']);
});
