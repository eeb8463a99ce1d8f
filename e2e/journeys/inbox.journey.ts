import type { Channel } from '@parley/contract/channels';
import type { Conversation, ConversationCounts, ThreadEntry } from '@parley/contract/conversations';
import type { PhoneDetails } from '@parley/contract/sandbox';
import type { Page } from '@playwright/test';
import type { Person } from '../fixtures/people.ts';
import { expect, expectAccessible, test } from '../fixtures/test.ts';
import { watchInbox, type InboxWatch } from '../fixtures/watch-inbox.ts';
import { weakenNetwork, type WeakNetwork } from '../fixtures/weak-network.ts';

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
const field = (page: Page) => page.getByRole('textbox', { name: /^Reply to/ });

/** Each text is written once, so that one that stands twice, or goes out twice, is seen. */
const ours = /Answer [0-9a-f]{12} \d/;
/** Some get two answers, whose order matters. */
const answersTo = (id: string): string[] =>
  (parseInt(id.slice(-1), 16) % 3 === 0 ? [1, 2] : [1]).map((number) => `Answer ${id.slice(-12)} ${number}`);

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

interface Operator {
  readonly answered: ReadonlySet<string>;
  readonly answer: () => Promise<void>;
  /** By E: the next one opens, or others stand in the list, or nobody waits any more. */
  readonly close: () => Promise<void>;
  /** Works on while requests and answers get lost, then without any network; `back` brings it back. */
  readonly throughCut: (back: () => Promise<void>) => Promise<void>;
}

/** Somebody at the keyboard. */
function operatorAt(page: Page, network: WeakNetwork, inbox: InboxWatch): Operator {
  const answered = new Set<string>();
  /** Since the network was cut. */
  let actions = 0;
  const answer = async (): Promise<void> => {
    const id = openId(page);
    if (answered.has(id)) return;
    answered.add(id);
    for (const text of answersTo(id)) {
      await reply(page, text);
      actions++;
    }
  };
  const close = async (): Promise<void> => {
    const before = openId(page);
    const rows = page.getByRole('listitem');
    await page.keyboard.press('e');
    actions++;
    await expect(page.locator(`[role="listitem"] a[href*="${before}"]`)).toHaveCount(0);
    await inbox.closed(before);
    await expect
      .poll(async () => {
        const id = openId(page);
        if (await page.getByRole('heading', { name: nobodyWaits }).isVisible()) return true;
        return id === '' ? (await rows.count()) > 0 : id !== before;
      })
      .toBe(true);
    expect(await inbox.cameBack(), 'closed, and in the list again').toEqual([]);
  };
  const throughCut: Operator['throughCut'] = async (back) => {
    const pill = page.getByText(/actions? will be sent/);
    actions = 0;
    network.lose();
    await answer();
    await close();
    await answer();
    await expect.poll(() => network.lostAnswers.length, { timeout: 30_000 }).toBeGreaterThan(0);
    await page.context().setOffline(true);
    await close();
    await answer();
    await expect(pill).toHaveText(new RegExp(`\\b${actions} actions will be sent`));
    await page.context().setOffline(false);
    await back();
    await expect(pill).toBeHidden();
  };
  return { answered, answer, close, throughCut };
}

const nobodyWaits = 'Nothing waits for you';

test('Journey 2: 50 conversations are cleared by keyboard alone while the network is cut twice', async ({
  owner,
  seat,
}) => {
  // Some hundred turns: on a machine with a load of 25 they took five minutes.
  test.setTimeout(900_000);
  await peopleWrite(owner, people);
  const { page, watch } = await seat(owner, '/');
  watch.allow(/ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|ERR_CONNECTION/);
  const network = await weakenNetwork(page);
  const inbox = await watchInbox(page, ours);
  const operator = operatorAt(page, network, inbox);
  const done = page.getByRole('heading', { name: nobodyWaits });
  await page.goto('/inbox');
  await expect(page.getByRole('listitem').first()).toBeVisible();
  // Up and down through what is known, for the figures at the end.
  for (const key of 'jjjjjjjjkkkkkkkjjjjjjj') {
    await step(page, key);
    await expect(page.getByRole('log').getByText(/^Question/)).toBeVisible();
  }
  // Answers that go out move their rows, so whoever is left behind is met again: as by a person, until nobody waits.
  for (let closed = 0; !(await done.isVisible()); closed++) {
    expect(closed, 'turns').toBeLessThan(2 * people);
    if (closed === 10) {
      await operator.throughCut(async () => network.restore());
    }
    if (closed === 30) {
      await keepHalfAThought(page);
      await operator.throughCut(async () => {
        // What waits outlives the page.
        await page.reload();
        network.restore();
        await page.reload();
        await expect(page.getByRole('log').getByText(/^Question/)).toBeVisible();
        await expect(field(page)).toHaveValue('');
      });
    }
    if (openId(page) === '') await step(page, 'j');
    await operator.answer();
    await operator.close();
  }
  await expectNothingLost(owner, operator.answered);
  expect(await inbox.cameBack()).toEqual([]);
  expect(await inbox.stoodTwice(), 'on the screen').toEqual([]);
  const { sent, opened } = await inbox.paints();
  console.log(`key to picture: sent ${spread(sent)}, opened again ${spread(opened)}`);
});

/** Half an answer is there after a reload, on whatever is left of the connection. */
async function keepHalfAThought(page: Page): Promise<void> {
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
}

function spread(milliseconds: readonly number[]): string {
  const sorted = milliseconds.toSorted((one, other) => one - other);
  const at = (share: number): number | undefined =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return `${at(0.5)} ms, p95 ${at(0.95)} ms of ${sorted.length}`;
}

/** Each phone has its own answers, each once, in order; and each conversation was closed after them. */
async function expectNothingLost({ api }: Person, answered: ReadonlySet<string>): Promise<void> {
  expect(answered.size).toBe(people);
  // The page shows the last one as closed before the server has answered.
  await api.until<ConversationCounts>('/conversations/counts', ({ all }) => all === 0, 30);
  const closed = await api.list<Conversation>('/conversations?view=resolved');
  expect(
    closed.flatMap(({ draft }) => draft ?? []),
    'drafts of what was sent',
  ).toEqual([]);
  expect(closed.map(({ id }) => id).toSorted()).toEqual([...answered].toSorted());
  const isSent = ({ state }: ThreadEntry): boolean => state === 'accepted' || state === 'delivered';
  for (const { id } of closed) {
    const { data } = await api.until<{ data: ThreadEntry[] }>(
      `/conversations/${id}/messages`,
      ({ data: entries }) => entries.filter(isSent).length >= answersTo(id).length,
      40,
    );
    const told = data.toReversed().flatMap(({ direction, event, text }) => {
      if (direction === 'out') return [text];
      return event?.type === 'resolved' ? ['closed'] : [];
    });
    expect(told).toEqual([...answersTo(id), 'closed']);
  }
  // What a phone receives says which conversation it was meant for; over Telegram the number is not the peer.
  const received: string[][] = [];
  for (let index = 0; index < people; index++) {
    const { messages } = await api.until<PhoneDetails>(
      `/sandbox/phones/${numberOf(index)}`,
      ({ messages: all }) => {
        const [first] = all.flatMap(({ direction, text }) => (direction === 'received' ? [text] : []));
        const id = closed.find((each) => first !== undefined && answersTo(each.id).includes(first))?.id;
        return (
          id !== undefined && all.filter(({ direction }) => direction === 'received').length >= answersTo(id).length
        );
      },
      30,
    );
    received.push(messages.flatMap(({ direction, text }) => (direction === 'received' ? [text] : [])));
  }
  const byText = (one: readonly string[], other: readonly string[]): number => (one.join() < other.join() ? -1 : 1);
  expect(received.toSorted(byText), 'on the phones').toEqual(closed.map(({ id }) => answersTo(id)).toSorted(byText));
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
      await expect(page.locator('textarea:focus')).toBeVisible();
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
