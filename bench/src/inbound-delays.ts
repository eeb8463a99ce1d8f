import { setTimeout as sleep } from 'node:timers/promises';
import type { EventPage } from '@parley/contract/events';
import { ApiClient } from './api-client.ts';
import { connectChannel, signUp } from './campaign-steps.ts';
import type { Leftovers } from './run-command.ts';
import { SandboxClient } from './sandbox-client.ts';
import { startParley } from './start-parley.ts';
import { startSandboxProcess } from './start-sandbox-process.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { openWebSocket, type OpenSocket } from './web-socket.ts';

const pauseMilliseconds = 20;
const longestMilliseconds = 10_000;

/**
 * Milliseconds from the word to the emulated SMSC to write, which it does at once, until an operator's browser is told of
 * the message: SMPP, raw event, contact, conversation, message, event, order, socket.
 */
export async function inboundDelays(messages: number, leftovers: Leftovers): Promise<number[]> {
  const sandbox = await startSandboxProcess({ receiptDelay: { min: 0, max: 0 } }, leftovers);
  const parley = await startParley({ dataDir: await temporaryFolder('parley-inbound-', leftovers) }, leftovers);
  const api = new ApiClient(() => parley.url);
  await signUp(api);
  await connectChannel(api, sandbox.smpp, { window: 100, receipts: true });
  const network = new SandboxClient(sandbox.control.url);
  const heard = await listen(parley.url, api.cookie);
  leftovers.defer(async () => heard.socket.close());
  const delays: number[] = [];
  for (let index = 0; index < messages; index++) {
    const arrival = heard.next();
    const startedAt = performance.now();
    await network.writeAsCustomer({
      account: sandbox.smpp.systemId,
      from: `7916${String(index % 50).padStart(7, '0')}`,
      to: 'Parley',
      text: `Question ${index}`,
    });
    delays.push((await arrival) - startedAt);
    await sleep(pauseMilliseconds);
  }
  return delays;
}

/** `next` resolves to the time at which the following message is heard of. */
async function listen(url: string, cookie: string): Promise<{ socket: OpenSocket; next: () => Promise<number> }> {
  let resolveNext: (at: number) => void = () => undefined;
  const isOpen = Promise.withResolvers<void>();
  const socket = await openWebSocket(
    `${url}/api/socket?EIO=4&transport=websocket`,
    { cookie, origin: url },
    (message, open) => {
      const text = message.toString();
      if (text.startsWith('0')) open.send('40{}');
      if (text === '2') open.send('3');
      if (!text.startsWith('42["events"')) return;
      isOpen.resolve();
      const [, { events }] = JSON.parse(text.slice(2)) as [string, { events: EventPage['data'] }];
      if (events.some(({ name }) => name === 'message.received')) resolveNext(performance.now());
    },
  );
  await isOpen.promise;
  return {
    socket,
    next: () =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error('A message was not heard of.')), longestMilliseconds);
        resolveNext = (at) => {
          clearTimeout(timer);
          resolve(at);
        };
      }),
  };
}
