import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readUpdate } from './read-update.ts';

const chat = { id: 5_000_000_001, type: 'private', first_name: 'Анна', username: 'anna' };
const from = { ...chat, is_bot: false, last_name: 'К', language_code: 'ru-RU' };

function read(message: object): unknown {
  return readUpdate({ update_id: 7, message: { message_id: 1, date: 1_700_000_000, chat, from, ...message } }, '42')
    ?.content;
}

describe('a message', () => {
  test('is who, what and when', () => {
    expect(read({ text: 'Привет 🙂' })).toMatchObject({
      providerEventId: '7',
      from: '5000000001',
      to: '42',
      text: 'Привет 🙂',
      files: [],
      sender: { displayName: 'Анна К', firstName: 'Анна', lastName: 'К', username: 'anna', language: 'ru' },
      linkToken: null,
      providerTime: 1_700_000_000_000,
    });
  });

  test('CHN-3 that was edited comes as a new one with its new words; what only moves does not', () => {
    const edit = (content: object): unknown =>
      readUpdate({ update_id: 8, edited_message: { message_id: 1, date: 1_700_000_000, chat, from, ...content } }, '42')
        ?.content;
    expect(edit({ text: 'Main street 10' })).toMatchObject({ providerEventId: '8', text: '✎ Main street 10' });
    const photo = [{ file_id: 'p', width: 1, height: 1 }];
    expect(edit({ caption: 'New words', photo })).toMatchObject({ text: '✎ New words', files: [] });
    expect(edit({ location: { latitude: 55.75, longitude: 37.61 } })).toBeNull();
    expect(edit({ text: '/start abc' })).toMatchObject({ linkToken: null });
  });

  test('of a person who came by a link of ours carries its token, and nothing else does', () => {
    expect(read({ text: '/start abc_DEF-1' })).toMatchObject({ text: '/start', linkToken: 'abc_DEF-1' });
    expect(read({ text: '/start@our_bot abc' })).toMatchObject({ text: '/start', linkToken: 'abc' });
    for (const text of ['/start', '/start a b', `/start ${'x'.repeat(65)}`, 'say /start abc'])
      expect(read({ text })).toMatchObject({ text, linkToken: null });
  });

  test.each([
    [
      {
        photo: [
          { file_id: 's', width: 90, height: 60 },
          { file_id: 'l', width: 1280, height: 853, file_size: 9 },
        ],
      },
      'l',
      'photo.jpg',
    ],
    [{ document: { file_id: 'd', file_name: 'Прайс.pdf', mime_type: 'application/pdf' } }, 'd', 'Прайс.pdf'],
    [{ animation: { file_id: 'a' }, document: { file_id: 'a2' } }, 'a', 'animation.mp4'],
    [{ voice: { file_id: 'v', duration: 1 } }, 'v', 'voice.ogg'],
    [{ video_note: { file_id: 'n' } }, 'n', 'video.mp4'],
    [{ sticker: { file_id: 'st', emoji: '👍' } }, 'st', 'sticker.webp'],
  ])('with a file %j names it', (content, fileId, name) => {
    expect(read(content)).toMatchObject({ files: [{ fileId, name }] });
  });

  test.each([
    [{ contact: { first_name: 'Ivan', phone_number: '+79161234567' } }, 'Ivan +79161234567'],
    [{ location: { latitude: 55.75, longitude: 37.61 } }, 'https://www.openstreetmap.org/?mlat=55.75&mlon=37.61'],
    [{ sticker: { file_id: 'x', is_animated: true, emoji: '👍' } }, '👍'],
    [{ poll: { question: 'When?', options: [{ text: 'Today' }, { text: 'Tomorrow' }] } }, 'When?\n– Today\n– Tomorrow'],
    [{ caption: 'Under a photo', photo: [{ file_id: 'p', width: 1, height: 1 }] }, 'Under a photo'],
  ])('without words %j is told in words', (content, text) => {
    expect(read(content)).toMatchObject({ text });
  });

  test('of a group, a channel or of nothing is none', () => {
    expect(read({ chat: { id: -100, type: 'supergroup' }, text: 'x' })).toBeNull();
    expect(read({ new_chat_title: 'x' })).toBeNull();
  });
});

test('CHN-3 blocking and unblocking are reports', () => {
  const member = (status: string) => ({ update_id: 8, my_chat_member: { chat, from, new_chat_member: { status } } });
  expect(readUpdate(member('kicked'), '42')?.content).toEqual({
    providerEventId: '8',
    address: '5000000001',
    news: 'blocked',
  });
  expect(readUpdate(member('member'), '42')?.content).toMatchObject({ news: 'reachable' });
  expect(readUpdate(member('administrator'), '42')?.content).toBeNull();
});

test('SEC-14 hostile input never throws, and what is read can be stored', () => {
  const words = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\0', '\ud800', '/start x'));
  const json = fc.jsonValue({ maxDepth: 1, stringUnit: 'binary' });
  const message = fc.record(
    {
      chat: fc.oneof(fc.constant(chat), json),
      from: fc.oneof(fc.constant(from), json),
      text: fc.oneof(words, json),
      caption: json,
      photo: fc.oneof(fc.array(fc.record({ file_id: words, width: json, height: json })), json),
      document: fc.oneof(fc.record({ file_id: words, file_name: words, file_size: json }), json),
      date: json,
    },
    { requiredKeys: [] },
  );
  const update = fc.record({ update_id: fc.oneof(fc.integer(), json), message: fc.oneof(message, json) });
  fc.assert(
    fc.property(fc.oneof(update, json), (given) => {
      const content = readUpdate(given, '42')?.content ?? null;
      const stored = JSON.stringify(content);
      // What PostgreSQL refuses in jsonb.
      expect(stored).not.toMatch(/\\u0000|\\ud[89a-f]/i);
      if (content && 'from' in content) expect(content.from).toMatch(/^-?\d+$/);
    }),
    { numRuns: 300 },
  );
});

test('nothing is too deep to be read', () => {
  const deep = JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`) as unknown;
  expect(() => readUpdate({ update_id: 1, message: { chat, from, text: 'x', deep } }, '42')).not.toThrow();
});
