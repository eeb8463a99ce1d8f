import { addChannel, addColleague, customerWrites } from '../fixtures/people.ts';
import { expect, expectAccessible, test } from '../fixtures/test.ts';

const phone = '79161234567';

test('Journey 3: two operators in one conversation see each other before they write, and one answer goes out', async ({
  owner,
  parley,
  seat,
}) => {
  const ivan = await addColleague(owner, parley.url, 'Ivan', 'operator');
  const channel = await addChannel(owner);
  const conversationId = await customerWrites(owner, channel, phone, 'Is my order ready?');

  const first = await seat(owner, `/inbox/${conversationId}`);
  const thread = first.page.getByRole('region', { name: 'Messages' });
  await expect(thread.getByText('Is my order ready?')).toBeVisible();
  await expect(first.page.getByText('Ivan is looking at this')).toHaveCount(0);

  const second = await seat(ivan, `/inbox/${conversationId}`);
  await expect(second.page.getByText('Olga is looking at this')).toBeAttached();
  await expect(first.page.getByText('Ivan is looking at this')).toBeAttached();

  await second.page.getByRole('textbox', { name: /^Reply to/ }).pressSequentially('It is');
  await expect(first.page.getByText('Ivan is replying')).toBeVisible();
  await expectAccessible(first.page);

  // Whoever writes all the same is asked once.
  await first.page.getByRole('textbox', { name: /^Reply to/ }).fill('Come and collect it.');
  await first.page.getByRole('button', { name: /^Send reply/ }).click();
  const question = first.page.getByRole('dialog');
  await expect(question).toContainText('Ivan is writing here, too');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await first.page.getByRole('textbox', { name: /^Reply to/ }).fill('');
  await expect(second.page.getByText('Olga is replying')).toHaveCount(0);

  await second.page.getByRole('textbox', { name: /^Reply to/ }).pressSequentially(' ready for you.');
  await second.page.getByRole('button', { name: /^Send reply/ }).click();
  const answer = 'It is ready for you.';
  await expect(first.page.getByRole('log').getByText(answer)).toBeVisible();
  await expect(first.page.getByText('Ivan is replying')).toHaveCount(0);
  await expect
    .poll(async () => (await phoneTexts(owner.api)).filter((text) => text === answer), { timeout: 30_000 })
    .toEqual([answer]);

  await second.page.goto('/inbox');
  await expect(first.page.getByText('Ivan is looking at this')).toHaveCount(0);
  // In the list, too.
  await expect(second.page.getByRole('listitem').getByText('Olga is looking at this')).toBeAttached();
});

/** What the customer's phone has received. */
async function phoneTexts(api: { get<Answer>(path: string): Promise<Answer> }): Promise<string[]> {
  const { messages } = await api.get<{ messages: { direction: string; text: string }[] }>(`/sandbox/phones/${phone}`);
  return messages.filter(({ direction }) => direction === 'received').map(({ text }) => text);
}
