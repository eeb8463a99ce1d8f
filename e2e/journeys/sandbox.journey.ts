import type { Campaign } from '@parley/contract/campaigns';
import type { Channel } from '@parley/contract/channels';
import type { Group } from '@parley/contract/groups';
import type { PhoneList } from '@parley/contract/sandbox';
import { startParley } from '@parley/bench/src/start-parley.ts';
import { temporaryFolder } from '@parley/bench/src/temporary-folder.ts';
import type { Page } from '@playwright/test';
import { fileURLToPath } from 'node:url';
import type { Person } from '../fixtures/people.ts';
import { expect, expectAccessible, test } from '../fixtures/test.ts';
import { watchPage } from '../fixtures/watch-page.ts';

const people = fileURLToPath(new URL('../../bench/data/us-500.csv', import.meta.url));

test('Journey 1: a newcomer imports 500 people, writes to them, and talks to one who answers', async ({
  owner,
  seat,
}) => {
  test.setTimeout(240_000);
  const { page } = await seat(owner, '/sandbox');
  await page.getByRole('button', { name: 'Add SMS' }).click();
  await expect(page.getByRole('heading', { name: 'Sandbox SMS' })).toBeVisible();
  await importPeople(page);
  await sendCampaign(owner);

  await page.goto('/sandbox');
  await page.getByRole('searchbox', { name: 'Find a phone' }).fill('5046218927');
  await page.getByRole('button', { name: 'Open the phone of James Butt' }).click();
  const phone = page.getByRole('region', { name: 'Phone of James Butt' });
  await expect(phone.getByText('Dear James, how are you?')).toBeVisible();
  await expectAccessible(page);
  await phone.getByRole('textbox', { name: 'Message' }).fill('Fine, and you?');

  const { page: desk } = await seat(owner, '/inbox');
  await expect(desk.getByRole('heading', { name: 'Inbox' })).toBeVisible();
  await phone.getByRole('textbox', { name: 'Message' }).press('Enter');
  await desk.getByText('Fine, and you?').first().click();
  const reply = desk.getByRole('textbox', { name: /^Reply to/ });
  await reply.fill('Very well, thank you.');
  await reply.press('Enter');
  await expect(phone.getByText('Very well, thank you.')).toBeVisible();
});

async function importPeople(page: Page): Promise<void> {
  await page.goto('/contacts/import');
  await page.getByLabel('Choose a file').first().setInputFiles(people);
  await page.getByRole('button', { name: /^Continue with/ }).click();
  await page.getByLabel('Name of the group').fill('Five hundred');
  await page.getByRole('radio', { name: 'It is our own list of customers' }).check();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: /^Import \d+ rows/ }).click();
  await expect(page.getByText(/rows are in/)).toBeVisible({ timeout: 60_000 });
}

/** The steps of the wizard have a journey of their own. */
async function sendCampaign({ api }: Person): Promise<void> {
  const [channel] = await api.list<Channel>('/channels');
  const [group] = await api.list<Group>('/groups');
  const items = [{ kind: 'text', text: 'Dear {{firstName}}, how are you?' }];
  const template = await api.post<{ id: string }>('/templates', { name: 'Greeting', items });
  const draft = { name: 'Greeting', templateId: template.id, channelIds: [channel!.id], groupIds: [group!.id] };
  const { id } = await api.post<Campaign>('/campaigns', draft);
  await api.post(`/campaigns/${id}/start`);
  await api.until<Campaign>(`/campaigns/${id}`, ({ status }) => status === 'COMPLETED', 60);
  const { total } = await api.get<PhoneList>('/sandbox/phones');
  expect(total).toBeGreaterThan(450);
}

test('UX-55 a stranger explores the demo, sees it live, and removes it in one click', async ({ browser }) => {
  test.setTimeout(240_000);
  await using leftovers = new AsyncDisposableStack();
  const dataDir = await temporaryFolder('parley-demo-journey-', leftovers);
  const { url } = await startParley({ dataDir }, leftovers);
  const context = await browser.newContext({ baseURL: url, locale: 'ru-RU' });
  const page = await context.newPage();
  const watch = watchPage(page);
  // Before and after somebody is signed in.
  watch.allow(/^401 |status of 401|WebSocket/);
  await page.goto('/');
  await page.getByRole('button', { name: 'Открыть демо' }).click();
  const strip = page.getByRole('complementary', { name: 'Демо' });
  await expect(strip).toContainText('люди придуманы');
  await expect(strip).not.toContainText('один за другим', { timeout: 90_000 });
  await expectAccessible(page);

  await strip.getByRole('link', { name: 'Телефоны клиентов' }).click();
  await expect(page.getByRole('region', { name: /^Телефон: / })).toBeVisible();
  await expectAccessible(page);
  await page.goto('/campaigns');
  await expect(page.getByText('Идёт')).toBeVisible();

  await strip.getByRole('button', { name: 'Удалить демо' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Удалить демо' }).click();
  await expect(page).toHaveURL(/\/welcome/);
  expect(watch.problems).toEqual([]);
  await context.close();
});
