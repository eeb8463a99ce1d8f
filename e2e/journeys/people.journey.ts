import type { Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { dirtyFile } from '../fixtures/dirty-file.ts';
import { expect, expectAccessible, test } from '../fixtures/test.ts';

const file = dirtyFile(10_000);
const number = (count: number): string => count.toLocaleString('en-GB');

async function upload(page: Page): Promise<void> {
  await page.goto('/contacts/import');
  await page
    .getByLabel('Choose a file')
    .setInputFiles({ name: 'klienty.csv', mimeType: 'text/csv', buffer: file.bytes });
  await expect(page).toHaveURL(/\/contacts\/imports\//);
}

test('CRM-4 UX-44 UX-45 a dirty file of 10,000 rows comes in, and the rejected rows come back with their reasons', async ({
  owner,
  seat,
}) => {
  await owner.api.patch('/organization', { country: 'RU' });
  const { page } = await seat(owner, '/contacts');
  await upload(page);

  // Everything is recognised, and what would be done is told before anything is written.
  await expect(page.getByLabel('Encoding')).toHaveText('Windows-1251');
  await expect(page.getByLabel('Separator')).toHaveText(/Semicolon/);
  await expect(page.getByLabel('Where ФИО goes')).toHaveText('Full name');
  await expect(page.getByLabel('Where Тел. goes')).toHaveText('Phone');
  await expect(page.getByText(`${file.badPhones + file.useless} not valid`)).toBeVisible({ timeout: 30_000 });
  const dryRun = page.getByRole('complementary', { name: 'Dry run' });
  await expect(dryRun.getByText(number(file.people), { exact: true })).toBeVisible();
  await expect(dryRun.getByText(number(file.repeats), { exact: true })).toBeVisible();
  await expect(dryRun.getByText(number(file.useless), { exact: true })).toBeVisible();
  await expectAccessible(page);

  // The server has the choices: a reload loses none of them.
  await page.reload();
  await page.getByRole('button', { name: `Continue with ${number(file.people + file.repeats)} rows` }).click();
  await page.getByLabel('Name of the group').fill('Customers');
  await page.getByText('It is our own list of customers').click();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: /^Import [\d,]+ rows$/ }).click();
  await expect(page.getByRole('heading', { name: 'Imported' })).toBeVisible({ timeout: 60_000 });
  await expectAccessible(page);

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Rejected rows with reasons' }).click(),
  ]);
  const rejected = await readFile((await download.path()) ?? '', 'utf8');
  expect(rejected.trimEnd().split(/\r?\n/)).toHaveLength(1 + file.useless);
  expect(rejected).toContain('There is no name, no usable phone, no e-mail.');

  await page.getByRole('link', { name: 'Show the group' }).click();
  await expect(page.getByRole('heading', { name: 'Contacts' })).toBeVisible();
  await expect(page.getByRole('banner').or(page.locator('header')).getByText(number(file.people))).toBeVisible();
});

test('UX-57a UX-10 people are found in the wrong layout, chosen by the keyboard, tagged, and the tag is taken back', async ({
  owner,
  seat,
}) => {
  for (const lastName of ['Привет', 'Семёнова', 'Петров'])
    await owner.api.post('/contacts', { firstName: 'Анна', lastName, city: 'Казань' });
  const { page } = await seat(owner, '/contacts');
  const rows = page.getByRole('row').filter({ has: page.getByRole('checkbox', { name: /^Select / }) });
  await expect(page.getByRole('link', { name: 'Анна Петров' })).toBeVisible();

  await page.keyboard.press('Slash');
  await page.keyboard.type('ghbdtn');
  await expect(page.getByRole('link', { name: 'Анна Петров' })).toBeHidden();
  await expect(page.getByRole('link', { name: 'Анна Привет' })).toBeVisible();
  await expect(page).toHaveURL(/q=ghbdtn/);
  await page.getByRole('searchbox').fill('семенова');
  await expect(page.getByRole('link', { name: 'Анна Семёнова' })).toBeVisible();
  await page.getByRole('button', { name: 'Reset' }).click();
  await expect(rows).toHaveCount(4);

  await page.getByRole('heading', { name: 'Contacts' }).click();
  for (const key of ['KeyJ', 'KeyX', 'KeyJ', 'Shift+KeyX']) await page.keyboard.press(key);
  const actions = page.getByRole('toolbar');
  await expect(actions.getByRole('status')).toHaveText('2 selected');
  await expectAccessible(page);
  await actions.getByRole('button', { name: 'Tag' }).click();
  await page
    .getByRole('combobox', { name: 'Tag' })
    .or(page.getByLabel('Tag', { exact: true }))
    .fill('VIP');
  await page.getByRole('dialog').getByRole('button', { name: 'Tag' }).click();
  await expect(page.getByText('Done: 2 people changed.').first()).toBeVisible();
  await expect(rows.getByText('VIP')).toHaveCount(2);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(rows.getByText('VIP')).toHaveCount(0);
});

test('UX-48 a field is changed where it stands, and what a colleague wrote meanwhile is shown', async ({
  owner,
  seat,
}) => {
  const { id } = await owner.api.post<{ id: string }>('/contacts', { firstName: 'Anna', city: 'Kazan' });
  const { page, watch } = await seat(owner, `/contacts/${id}`);
  await page.getByRole('button', { name: /^Change City/ }).click();
  await page.getByLabel('City').fill('Moscow');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Change City: Moscow' })).toBeFocused();
  await expect(page.getByText('Changed: city')).toBeVisible();

  watch.allow(/409/);
  await page.getByRole('button', { name: /^Change City/ }).click();
  await page.getByLabel('City').fill('Perm');
  await page.evaluate(
    (contact) =>
      fetch(`/api/v1/contacts/${contact}`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ city: 'Omsk' }),
      }),
    id,
  );
  // The event has come, and the page knows of the colleague's value beneath the draft.
  await expect(page.getByText('Changed: city')).toHaveCount(2);
  await page.keyboard.press('Enter');
  await expect(page.getByText(/There it says: Omsk/)).toBeVisible();
  await page.getByRole('button', { name: 'Save mine' }).click();
  await expect(page.getByRole('button', { name: 'Change City: Perm' })).toBeVisible();

  await page.getByRole('button', { name: 'Record: Everywhere' }).click();
  await page.getByLabel('Where it was given').fill('contract 17/2');
  await page.getByRole('dialog').getByRole('button', { name: 'Record' }).click();
  await expect(page.getByText('contract 17/2').first()).toBeVisible();
  await expectAccessible(page);
});

for (const [language, theme] of [
  ['en', 'light'],
  ['ru', 'dark'],
] as const) {
  test.describe(`${language}, ${theme}`, () => {
    test.use({ language, theme });

    test('axe finds nothing serious on the pages about people', async ({ owner, seat }) => {
      const { id } = await owner.api.post<{ id: string }>('/contacts', {
        firstName: 'Анна',
        phones: [{ phone: '+79172840651' }],
        tags: ['VIP'],
      });
      await owner.api.post('/groups', { name: 'VIP' });
      await owner.api.post('/suppressions', { kind: 'phone', subject: '+79172840651' });
      const { page } = await seat(owner);
      const paths = ['', `?contact=${id}`, `/${id}`, '/groups', '/suppressions', '/import', '/imports'];
      for (const path of paths) {
        await page.goto(`/contacts${path}`);
        await page.waitForLoadState('networkidle');
        await expectAccessible(page);
      }
    });
  });
}
