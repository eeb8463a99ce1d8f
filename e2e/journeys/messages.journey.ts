import type { Channel } from '@parley/contract/channels';
import type { Conversation } from '@parley/contract/conversations';
import type { File as StoredFile } from '@parley/contract/files';
import type { Page } from '@playwright/test';
import { expectWithin } from '../fixtures/expect-usable.ts';
import { addChannel, customerWrites, type Person } from '../fixtures/people.ts';
import { halvedPicture } from '../fixtures/pictures.ts';
import { expect, expectAccessible, test } from '../fixtures/test.ts';

const log = (page: Page) => page.getByRole('log', { name: 'Messages' });
const editor = (page: Page) => page.getByRole('textbox', { name: /^Reply to/ });

/** A customer of a bot, whom the answer does not reach until they let it in again. */
async function customerOfBot({ api }: Person): Promise<{ id: string; block: (blocked: boolean) => Promise<void> }> {
  const { id: channelId } = await api.post<Channel>('/sandbox/channels', { kind: 'telegram-bot' });
  await api.until<Channel>(`/channels/${channelId}`, ({ state }) => state === 'connected', 30);
  const phone = '/sandbox/phones/79165550301';
  await api.put(phone, { name: 'Vera' });
  for (const text of ['Are you open?', 'I could come at six']) await api.post(`${phone}/messages`, { channelId, text });
  const { data } = await api.until<{ data: Conversation[] }>(
    '/conversations?view=all',
    (page) => page.data[0]?.inboundCount === 2,
    30,
  );
  const block = async (blocked: boolean): Promise<void> => {
    await api.post(`${phone}/block`, { channelId, blocked });
  };
  return { id: data[0]!.id, block };
}

test('INB-10 UX-2 messages are reached, read and acted upon by keyboard alone', async ({ owner, seat }) => {
  const { id, block } = await customerOfBot(owner);
  await owner.api.patch('/me', { preferences: { undoSeconds: 0 } });
  const { page } = await seat(owner, `/inbox/${id}`);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await expect(log(page)).toContainText('I could come at six');

  // The sheet says how.
  await page.keyboard.press('Shift+Slash');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toContainText('Go to the messages');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);

  // To the last message, and up; a reader hears who said what.
  await page.keyboard.press('m');
  await expect(page.getByRole('article', { name: /I could come at six/ })).toBeFocused();
  await page.keyboard.press('ArrowUp');
  const first = page.getByRole('article', { name: /Are you open\?/ });
  await expect(first).toBeFocused();
  await expect(first).toHaveCSS('outline-style', 'solid');

  await page.keyboard.press('Enter');
  const menu = page.getByRole('menu');
  await expect(menu.getByRole('menuitem', { name: 'Copy the text' })).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  await expect(menu).toHaveCount(0);
  await expect(first, 'from where the menu was opened').toBeFocused();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('Are you open?');

  // Marked from here: both are new again.
  await page.keyboard.press('Enter');
  await expect(menu.getByRole('menuitem', { name: 'Copy the text' })).toBeFocused();
  await page.keyboard.press('End');
  await expect(menu.getByRole('menuitem', { name: /^Mark as unread from here/ })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(menu).toHaveCount(0);
  await expect(first).toBeFocused();
  await owner.api.until<Conversation>(`/conversations/${id}`, ({ unread }) => unread === 2, 30);

  // Back to where answers are written: by Escape, or down past the last one; up from there when nothing is written.
  await page.keyboard.press('Escape');
  await expect(editor(page)).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('article', { name: /I could come at six/ })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(editor(page)).toBeFocused();

  // What did not arrive is sent again.
  await block(true);
  await page.keyboard.type('Until eight');
  await page.keyboard.press('Enter');
  const failed = page.getByRole('article', { name: /Until eight.*Not delivered/ });
  await expect(failed).toBeVisible({ timeout: 60_000 });
  await block(false);
  await page.keyboard.press('ArrowUp');
  await expect(failed).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(menu.getByRole('menuitem', { name: 'Send again' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(failed).toHaveCount(0);
});

test('INB-2 a thread that ends with a picture opens at its end', async ({ owner, seat }) => {
  const { id } = await customerOfBot(owner);
  for (let number = 1; number <= 10; number++)
    await owner.api.post(`/conversations/${id}/messages`, { text: `We are open on day ${number}` });
  const content = new Blob([new Uint8Array(halvedPicture(400, 300))]);
  const file = await owner.api.upload<StoredFile>('/files', 'door.png', content);
  await owner.api.post(`/conversations/${id}/messages`, { text: 'This is the door', fileIds: [file.id] });
  // The picture and where it stands come in any order: a few times, to meet them all.
  for (let time = 1; time <= 4; time++) {
    const { page } = await seat(owner, `/inbox/${id}`);
    const picture = log(page).getByRole('img', { name: 'door.png' });
    await expect.poll(() => picture.evaluate(({ clientHeight }) => clientHeight)).toBeGreaterThan(280);
    const below = ({ scrollHeight, scrollTop, clientHeight }: Element) => scrollHeight - scrollTop - clientHeight;
    await expect.poll(() => log(page).evaluate(below), `opened for the ${time}. time`).toBeLessThan(2);
    await page.close();
  }
});

test('INB-4 a close that was made without a connection leaves open what the customer wrote meanwhile', async ({
  owner,
  seat,
}) => {
  const channel = await addChannel(owner);
  const phone = '79165550302';
  const id = await customerWrites(owner, channel, phone, 'Thank you');
  const { page, watch } = await seat(owner, `/inbox/${id}`);
  // Parts of the app that were not there yet come when the connection is back, among them the notices.
  watch.allow(/ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|ERR_CONNECTION|dynamically imported module/);
  await expect(log(page)).toContainText('Thank you');
  await owner.api.until<Conversation>(`/conversations/${id}`, ({ unread }) => unread === 0, 30);

  await page.context().setOffline(true);
  await page.keyboard.press('e');
  await expect(page.getByText(/1 action will be sent/)).toBeVisible();
  const text = 'One more thing: it drips again';
  await owner.api.post(`/sandbox/phones/${phone}/messages`, { channelId: channel.id, to: 'Parley', text });
  await owner.api.until<Conversation>(`/conversations/${id}`, ({ unread }) => unread === 1, 30);
  await page.context().setOffline(false);

  const notice = page.getByRole('status').filter({ hasText: 'the conversation stays open' });
  await expect(notice.first()).toBeAttached();
  const row = page.getByRole('listitem').filter({ hasText: text });
  await expect(row).toBeVisible();
  expect(await owner.api.get<Conversation>(`/conversations/${id}`)).toMatchObject({ status: 'open', unread: 1 });
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(log(page)).toContainText(text);
});

test('UX-59 a phone has one bar: the list’s, the conversation’s, the customer’s, each with its way back', async ({
  owner,
  seat,
}) => {
  const channel = await addChannel(owner);
  const id = await customerWrites(owner, channel, '79165550303', 'Is my order ready?');
  const { page } = await seat(owner, '/inbox');
  await page.setViewportSize({ width: 390, height: 844 });
  const bars = page.locator('header').filter({ visible: true });
  const menu = page.getByRole('button', { name: 'Menu', exact: true });
  await expect(page.getByRole('heading', { name: 'Inbox', level: 1 })).toBeVisible();
  await expect(bars).toHaveCount(1);
  await expect(menu).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('listitem').getByRole('link').first().click();
  await expect(log(page)).toContainText('Is my order ready?');
  await expect(bars).toHaveCount(1);
  await expect(menu).toBeHidden();
  await expectWithin(page, 320);
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Show the person' }).click();
  await expect(page.getByRole('heading', { name: 'About the customer' })).toBeVisible();
  await expect(bars).toHaveCount(1);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Hide the person' }).click();
  await expect(page.getByRole('button', { name: 'Back to the list' })).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/\/inbox$/);
  await expect(menu).toBeVisible();
  await page.goto(`/inbox/${id}`);
  await page.getByRole('button', { name: 'Back to the list' }).click();
  await expect(page.getByRole('listitem')).toBeVisible();
});
