import type { Channel } from '@parley/contract/channels';
import type { Conversation, ConversationCounts, ThreadEntry } from '@parley/contract/conversations';
import type { PhoneDetails } from '@parley/contract/sandbox';
import type { Locator, Page } from '@playwright/test';
import type { Person } from '../fixtures/people.ts';
import { expect, expectAccessible, test } from '../fixtures/test.ts';

const people = 50;
const numberOf = (index: number): string => `7916${String(5_550_000 + index)}`;

/** So many people write, every second over Telegram, the others by SMS. */
async function peopleWrite({ api }: Person, count: number): Promise<void> {
  const sms = await api.post<Channel>('/sandbox/channels', { kind: 'sms-smpp' });
  const telegram = await api.post<Channel>('/sandbox/channels', { kind: 'telegram-bot' });
  for (const { id } of [sms, telegram]) {
    await api.until<Channel>(`/channels/${id}`, ({ state }) => state === 'connected', 30);
  }
  for (let index = 0; index < count; index++) {
    const to =
      index % 2 === 0 ? { channelId: sms.id, to: String(sms.settings['sourceAddress']) } : { channelId: telegram.id };
    await api.put(`/sandbox/phones/${numberOf(index)}`, { name: `Customer ${index}` });
    await api.post(`/sandbox/phones/${numberOf(index)}/messages`, { ...to, text: `Question ${index}` });
  }
  await api.until<ConversationCounts>('/conversations/counts', ({ all }) => all === count, 30);
}

const openId = (page: Page): string => /\/inbox\/([\w-]+)/.exec(page.url())?.[1] ?? '';
const answerTo = (id: string): string => `Answer ${id.slice(-12)}`;
const field = (page: Page) => page.getByRole('textbox', { name: /^Reply to/ });

/** With nothing but the keyboard: R, the text, Enter, and out of the field again. */
async function reply(page: Page, text: string): Promise<void> {
  await page.keyboard.press('r');
  await expect(field(page)).toBeFocused();
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
  await expect(field(page)).toHaveValue('');
  await page.keyboard.press('Escape');
}

/** To the neighbour by a key that leads there. */
async function step(page: Page, key: string): Promise<void> {
  const before = openId(page);
  await page.keyboard.press(key);
  await expect.poll(() => openId(page), { intervals: [30] }).not.toBe(before);
}

/** Closed by E: the next one opens, or others stand in the list, or nobody waits any more. */
async function close(page: Page, done: Locator): Promise<void> {
  const before = openId(page);
  const rows = page.getByRole('listitem');
  await page.keyboard.press('e');
  await expect
    .poll(async () => {
      const id = openId(page);
      if (await done.isVisible()) return true;
      return id === '' ? (await rows.count()) > 0 : id !== before;
    })
    .toBe(true);
}

test('Journey 2: 50 conversations are cleared by keyboard alone while the network is cut twice', async ({
  owner,
  seat,
}) => {
  test.setTimeout(240_000);
  await peopleWrite(owner, people);
  const { page, watch } = await seat(owner, '/inbox');
  watch.allow(/ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|ERR_CONNECTION/);
  await expect(page.getByRole('listitem').first()).toBeVisible();
  const answered = new Set<string>();
  const answer = async (): Promise<void> => {
    const id = openId(page);
    if (!answered.has(id)) await reply(page, answerTo(id));
    answered.add(id);
  };
  const cut = async (): Promise<void> => {
    await page.context().setOffline(true);
    for (let more = 0; more < 2; more++) {
      await answer();
      await step(page, 'j');
    }
    await expect(page.getByText(/2 messages will be sent/)).toBeVisible();
    await page.context().setOffline(false);
    await expect(page.getByText(/will be sent/)).toBeHidden();
  };
  const done = page.getByRole('heading', { name: 'Nothing waits for you' });
  await step(page, 'j');
  // Answers that go out move their rows, so whoever is left behind is met again: as by a person, until nobody waits.
  for (let closed = 0; !(await done.isVisible()); closed++) {
    expect(closed, 'turns').toBeLessThan(2 * people);
    if (closed === 10) await cut();
    if (closed === 30) {
      // Half an answer is there after a reload, on whatever is left of the connection.
      await page.keyboard.press('r');
      await page.keyboard.type('Half a thought');
      await page.context().setOffline(true);
      await page.keyboard.type(' and the rest');
      await page.context().setOffline(false);
      await page.reload();
      await expect(field(page)).toHaveValue('Half a thought and the rest');
      await page.keyboard.press('r');
      await expect(field(page)).toBeFocused();
      await page.keyboard.press('Control+a');
      await page.keyboard.press('Delete');
      await page.keyboard.press('Escape');
      await cut();
    }
    if (openId(page) === '') await step(page, 'j');
    await answer();
    await close(page, done);
  }
  await expectNothingLost(owner, answered);
});

/** Each phone has its own answer, and has it once. */
async function expectNothingLost({ api }: Person, answered: ReadonlySet<string>): Promise<void> {
  expect(answered.size).toBe(people);
  // The page shows the last one as closed before the server has answered.
  await api.until<ConversationCounts>('/conversations/counts', ({ all }) => all === 0, 30);
  const closed = await api.list<Conversation>('/conversations?view=resolved');
  expect(closed.map(({ id }) => id).toSorted()).toEqual([...answered].toSorted());
  for (const { id } of closed) {
    await api.until<{ data: ThreadEntry[] }>(
      `/conversations/${id}/messages`,
      ({ data }) => data.some(({ state }) => state === 'accepted' || state === 'delivered'),
      40,
    );
  }
  const received: Record<string, string[]> = {};
  const expected: Record<string, string[]> = {};
  for (const { id, peer } of closed) expected[peer.replace('+', '')] = [answerTo(id)];
  for (let index = 0; index < people; index++) {
    const phone = await api.until<PhoneDetails>(
      `/sandbox/phones/${numberOf(index)}`,
      ({ messages }) => messages.some(({ direction }) => direction === 'received'),
      30,
    );
    received[numberOf(index)] = phone.messages
      .filter(({ direction }) => direction === 'received')
      .map(({ text }) => text);
  }
  expect(Object.values(received).flat().toSorted(), 'on the phones').toEqual(Object.values(expected).flat().toSorted());
}

for (const [language, theme] of [
  ['ru', 'light'],
  ['en', 'dark'],
] as const) {
  test.describe(`the inbox in ${language}, ${theme}`, () => {
    test.use({ language, theme });

    test('is readable by everybody with a conversation, a note and its pickers open', async ({ owner, seat }) => {
      await peopleWrite(owner, 4);
      const { page } = await seat(owner, '/inbox');
      await expect(page.getByRole('listitem').first()).toBeVisible();
      await page.keyboard.press('j');
      await page.keyboard.press('n');
      await page.keyboard.type('For the team');
      await page.keyboard.press('Enter');
      await expect(page.getByText('For the team').last()).toBeVisible();
      await page.keyboard.press('Escape');
      await expectAccessible(page);
      for (const key of ['a', 's', 'l']) {
        await page.keyboard.press(key);
        await expect(page.getByRole('dialog')).toBeVisible();
        await expectAccessible(page);
        await page.keyboard.press('Escape');
        await expect(page.getByRole('dialog')).toBeHidden();
      }
    });
  });
}
