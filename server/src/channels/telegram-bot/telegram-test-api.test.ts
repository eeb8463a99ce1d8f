import { TelegramServer } from 'telegram-test-api/lib/telegramServer.js';
import { expect, test, vi } from 'vitest';
import { freePort } from '#platform/test-kit/free-port';
import { directTransports } from '../direct-transports.ts';
import { RecordingHost } from '../recording-host.ts';
import { telegramBot } from './index.ts';

/** An emulator that is not ours. It knows texts both ways and little else: no waiting polls, no offsets, no files. */
test('texts go both ways with an independent emulator', async () => {
  const token = '7000000009:AAF-test-token-of-another-emulator-01';
  const server = new TelegramServer({ port: await freePort(), host: '127.0.0.1', storage: 'RAM', storeTimeout: 60 });
  await server.start();
  const apiRoot = server.config.apiURL;
  const host = new RecordingHost();
  const channel = telegramBot.create(telegramBot.parseSettings({ token, apiRoot }), directTransports);
  try {
    await channel.start(host);
    await vi.waitFor(() => expect(host.states.at(-1)?.state).toBe('connected'));
    const client = server.getClient(token, { userId: 900_000_001, chatId: 900_000_001 });
    await client.sendMessage(client.makeMessage('Is anybody there?'));
    const written = { from: '900000001', text: 'Is anybody there?' };
    await vi.waitFor(() => expect(host.messages[0]).toMatchObject(written));
    const address = '900000001';
    const sent = await channel.send({
      deliveryId: 'd',
      address,
      text: 'Yes',
      file: null,
      submitDeadline: Date.now() + 60_000,
    });
    expect(sent.parts[0]!.providerMessageId).toMatch(/^900000001:\d+$/);
    const { result } = await client.getUpdates();
    expect(result.map(({ message }) => (message as { text?: string }).text)).toContain('Yes');
  } finally {
    await channel.stop(0);
    await server.stop();
  }
});
