import type { Channel } from '@parley/contract/channels';
import type { Conversation, ThreadEntry } from '@parley/contract/conversations';
import type { Locator, Page } from '@playwright/test';
import { truncate, writeFile } from 'node:fs/promises';
import type { Person } from '../fixtures/people.ts';
import { expect, expectAccessible, test } from '../fixtures/test.ts';

/** A ready channel of the sandbox. */
async function addChannel({ api }: Person, kind: 'sms-smpp' | 'telegram-bot'): Promise<Channel> {
  const { id } = await api.post<Channel>('/sandbox/channels', { kind });
  return api.until<Channel>(`/channels/${id}`, ({ state }) => state === 'connected', 30);
}

/** Somebody writes; resolves with the conversation once it has all of it. */
async function customerWrites(
  { api }: Person,
  channel: Channel,
  { number, texts }: { number: string; texts: readonly string[] },
): Promise<Conversation> {
  const to = channel.network === 'sms' ? { to: String(channel.settings['sourceAddress']) } : {};
  await api.put(`/sandbox/phones/${number}`, { name: 'Vera' });
  for (const text of texts)
    await api.post(`/sandbox/phones/${number}/messages`, { channelId: channel.id, ...to, text });
  const ofChannel = `/conversations?view=all&channelId=${channel.id}`;
  const { data } = await api.until<{ data: Conversation[] }>(ofChannel, (page) => page.data.length > 0, 30);
  const [found] = data;
  await api.until<{ data: ThreadEntry[] }>(
    `/conversations/${found!.id}/messages?limit=200`,
    (page) => page.data.length >= texts.length,
    40,
  );
  return found!;
}

const composer = (page: Page): Locator => page.getByRole('textbox', { name: /^Reply to/ });
const messages = (page: Page): Locator => page.getByRole('log', { name: 'Messages' });

test('INB-2 the customer’s phone shows that an operator is writing, and no longer when the answer is there', async ({
  owner,
  seat,
}) => {
  const number = '79165550201';
  const bot = await addChannel(owner, 'telegram-bot');
  const { id } = await customerWrites(owner, bot, { number, texts: ['Are you open?'] });
  const { page: phone } = await seat(owner, `/sandbox?phones=${encodeURIComponent(`+${number}`)}`);
  await expect(phone.getByRole('log', { name: 'Messages' })).toContainText('Are you open?');
  const { page } = await seat(owner, `/inbox/${id}`);
  await expect(messages(page)).toContainText('Are you open?');
  await composer(page).click();
  const typing = phone.getByText('is typing…');
  // A person goes on writing; what is not seen at once is seen with the next letters.
  await expect(async () => {
    await page.keyboard.type('Yes, ', { delay: 40 });
    await expect(typing).toBeVisible({ timeout: 4_000 });
  }).toPass();
  await page.keyboard.press('Enter');
  await expect(phone.getByRole('log', { name: 'Messages' })).toContainText('Yes,', { timeout: 30_000 });
  await expect(typing).toBeHidden();
});

test('UX-22 a find in the list opens at its message, and the whole history is searched in the thread', async ({
  owner,
  seat,
}) => {
  test.setTimeout(120_000);
  const bot = await addChannel(owner, 'telegram-bot');
  const texts = Array.from({ length: 170 }, (_, index) => `Line ${index + 1}.`);
  texts[9] = 'Line 10. The boiler has stopped';
  texts[119] = 'Line 120. The boiler again';
  const number = '79165550202';
  await customerWrites(owner, bot, { number, texts });
  const { page } = await seat(owner, '/inbox?view=all');
  await expect(page.getByRole('listitem').first()).toBeVisible();

  await page.keyboard.press('/');
  await page.keyboard.type('has stopped');
  await expect(page.getByRole('listitem')).toContainText('has stopped');
  await page.keyboard.press('Enter');
  const old = messages(page).getByText('The boiler has stopped');
  await expect(old).toBeInViewport();
  await expect(page).toHaveURL(/[?&]message=/);
  await expect(messages(page).locator('mark').first()).toBeVisible();
  await expect(messages(page).getByText('Line 170.')).toHaveCount(0);

  // What comes meanwhile is counted, and the way back leads to it.
  await owner.api.post(`/sandbox/phones/${number}/messages`, { channelId: bot.id, text: 'Are you there?' });
  const back = page.getByRole('button', { name: '1 new message' });
  await expect(back).toBeVisible();
  await expectAccessible(page);

  // Down from there, without a gap.
  await expect(async () => {
    await messages(page).evaluate((box) => box.scrollTo({ top: box.scrollHeight }));
    await expect(messages(page).getByText('Are you there?')).toBeInViewport({ timeout: 2_000 });
  }).toPass();
  for (const line of ['Line 40.', 'Line 90.', 'Line 140.', 'Line 170.'])
    await expect(messages(page).getByText(line, { exact: true })).toHaveCount(1);

  await page.keyboard.press('Control+f');
  const field = page.getByRole('searchbox', { name: 'Find in the conversation' });
  await expect(field).toBeFocused();
  // “boiler” on a Russian keyboard.
  await page.keyboard.type('ищшдук');
  const count = page.getByRole('search').getByRole('status');
  await expect(count).toHaveText('1 of 2');
  await expect(messages(page).getByText('The boiler again')).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(count).toHaveText('2 of 2');
  await expect(old).toBeInViewport();
  await page.keyboard.press('Shift+Enter');
  await expect(count).toHaveText('1 of 2');
  await field.fill('nowhere');
  await expect(count).toHaveText('Nothing found');
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(field).toBeHidden();
  await expect(messages(page)).toBeFocused();

  await page.getByRole('button', { name: 'To the newest message' }).click();
  await expect(messages(page).getByText('Are you there?')).toBeInViewport();
  await expect(page).not.toHaveURL(/[?&]message=/);
});

async function dropOn(target: Locator, name: string): Promise<void> {
  const page = target.page();
  const dataTransfer = await page.evaluateHandle((fileName) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['words'], fileName, { type: 'text/plain' }));
    return transfer;
  }, name);
  for (const event of ['dragover', 'drop']) await target.dispatchEvent(event, { dataTransfer });
}

test('INB-3 files are offered by what the channel carries, and refused with the reason before they leave', async ({
  owner,
  seat,
}, info) => {
  const [bot, sms] = [await addChannel(owner, 'telegram-bot'), await addChannel(owner, 'sms-smpp')];
  const overBot = await customerWrites(owner, bot, { number: '79165550203', texts: ['The contract, please'] });
  const overSms = await customerWrites(owner, sms, { number: '79165550204', texts: ['The contract, please'] });
  const { page } = await seat(owner, `/inbox/${overSms.id}`);
  const uploads: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().includes('/files')) uploads.push(request.url());
  });

  // SMS carries none: the button says so, and so does what is dropped.
  await expect(messages(page)).toContainText('The contract, please');
  await expect(page.getByRole('button', { name: 'Attach files' })).toHaveAttribute('aria-disabled', 'true');
  await dropOn(messages(page), 'contract.txt');
  await expect(page.getByRole('alert').filter({ hasText: 'SMS carries no files' })).toBeVisible();
  await composer(page).click();
  await page.keyboard.type('Hello');
  await expect(page.getByText('1 part · 155')).toBeVisible();
  expect(uploads).toEqual([]);

  await page.goto(`/inbox/${overBot.id}`);
  await expect(messages(page)).toContainText('The contract, please');
  const [huge, empty] = [info.outputPath('huge.txt'), info.outputPath('empty.txt')];
  await writeFile(huge, '');
  await truncate(huge, 60 * 1_048_576);
  await writeFile(empty, '');
  const picker = page.locator('input[type=file]');
  await picker.setInputFiles([huge, empty]);
  await expect(page.getByText('The channel takes files of up to 50 MB')).toBeVisible();
  await expect(page.getByText('The file is empty')).toBeVisible();
  expect(uploads).toEqual([]);
  for (const name of ['huge.txt', 'empty.txt']) await page.getByRole('button', { name: `Remove ${name}` }).click();

  const large = info.outputPath('large.txt');
  await writeFile(large, 'line\n'.repeat(5 * 1_048_576));
  await picker.setInputFiles(large);
  await expect(page.getByText(/on a phone this may take a while/)).toBeVisible();
  await expect(page.getByRole('progressbar')).toBeHidden();
  await page.getByRole('button', { name: 'Remove large.txt' }).click();
  await dropOn(messages(page), 'contract.txt');
  await expect(page.getByRole('button', { name: 'Remove contract.txt' })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Send reply/ })).not.toHaveAttribute('aria-disabled', 'true');
  await expectAccessible(page);
  await composer(page).press('Enter');
  await expect(messages(page).getByText('contract.txt')).toBeVisible();
});
