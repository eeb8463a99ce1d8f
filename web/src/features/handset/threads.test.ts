import type { PhoneDetails, PhoneMessage, Sandbox } from '@parley/contract/sandbox';
import { expect, test } from 'vitest';
import { mergePhones } from './merge-phones.ts';
import { threadsOf } from './threads.ts';

const sms = '01890a5d-ac96-774b-bcce-b302099a8057';
const bot = '01890a5d-ac96-774b-bcce-b302099a8058';

const account = { channelName: 'x', answering: false, fault: null };
const sandbox: Sandbox = {
  networks: [
    { network: 'sms', hasSenders: true, takesPictures: false, faults: [] },
    { network: 'telegram', hasSenders: false, takesPictures: true, faults: [] },
  ],
  accounts: [
    { ...account, channelId: sms, network: 'sms', title: 'Shop' },
    { ...account, channelId: bot, network: 'telegram', title: 'Shop bot' },
  ],
};

let lastId = 0;
function message(channelId: string, sender: string, time: string): PhoneMessage {
  const network = channelId === sms ? 'sms' : 'telegram';
  return { id: ++lastId, channelId, network, direction: 'received', sender, text: sender, picture: null, time };
}

function phone(messages: PhoneMessage[], number = '+447700900123'): PhoneDetails {
  return {
    number,
    name: null,
    online: true,
    blocked: [bot],
    waiting: 0,
    changed: 1,
    typing: [{ channelId: bot, milliseconds: 5_000 }],
    messages,
  };
}

test('each sender of an SMS channel is a chat of its own, a bot is one, the newest comes first', () => {
  const threads = threadsOf(
    phone([
      message(sms, 'Shop', '2026-11-21T10:00:00Z'),
      message(bot, 'Shop bot', '2026-11-21T11:00:00Z'),
      message(sms, 'Service', '2026-11-21T12:00:00Z'),
    ]),
    sandbox,
  );
  expect(threads.map(({ title, sender, blocked, isTyping }) => [title, sender, blocked, isTyping])).toEqual([
    ['Service', 'Service', false, false],
    ['Shop bot', null, true, true],
    ['Shop', 'Shop', false, false],
  ]);
});

test('a channel that nobody wrote on yet can be written to', () => {
  const threads = threadsOf(phone([]), sandbox);
  expect(threads.map(({ title, messages }) => [title, messages.length])).toEqual([
    ['Shop', 0],
    ['Shop bot', 0],
  ]);
});

test('what changed comes first and stands in the list once', () => {
  const listed = (number: string, changed: number) => ({ ...phone([], number), changed, last: null });
  const list = { position: 2, total: 2, phones: [listed('+1', 2), listed('+2', 1)] };
  const news = { position: 3, total: 2, phones: [listed('+2', 3)] };
  const { position, phones } = mergePhones(list, news);
  expect([position, phones.map(({ number, changed }) => [number, changed])]).toEqual([
    3,
    [
      ['+2', 3],
      ['+1', 2],
    ],
  ]);
});
