import { startParley } from '@parley/bench/src/start-parley.ts';
import { temporaryFolder } from '@parley/bench/src/temporary-folder.ts';
import type { Browser, Page } from '@playwright/test';
import { expect, expectAccessible, test } from '../fixtures/test.ts';
import { watchPage } from '../fixtures/watch-page.ts';

const password = 'a long and private sentence';

test('PLT-1 PLT-2 PLT-4 a fresh installation gets its owner, who adds a colleague and gets back in by a link', async ({
  browser,
}) => {
  test.slow();
  await using leftovers = new AsyncDisposableStack();
  const dataDir = await temporaryFolder('parley-first-run-', leftovers);
  const { url } = await startParley({ dataDir }, leftovers);
  const seats = await Promise.all([openBrowser(browser, url), openBrowser(browser, url), openBrowser(browser, url)]);
  const [anna, ruslan, lost] = seats.map(({ page }) => page) as [Page, Page, Page];

  await createOwner(anna);
  const once = await addColleague(anna);
  await signInForTheFirstTime(ruslan, once);
  await askForLink(lost);
  await setNewPassword(lost, await linkInMailbox(anna));
  await expect(ruslan).toHaveURL(/\/sign-in/);
  await lost.reload();
  await expect(lost.getByRole('heading')).toContainText('This link no longer works');

  expect(seats.flatMap(({ watch }) => watch.problems)).toEqual([]);
  await Promise.all(browser.contexts().map((context) => context.close()));
});

async function openBrowser(browser: Browser, baseURL: string) {
  const context = await browser.newContext({ baseURL, locale: 'en-GB' });
  const page = await context.newPage();
  const watch = watchPage(page);
  // Before somebody is signed in, and where somebody types something wrong.
  watch.allow(/^40[014] |status of 40[014]|WebSocket/);
  return { page, watch };
}

async function createOwner(page: Page): Promise<void> {
  await page.goto('/');
  await expect(page).toHaveURL('/welcome');
  await expectAccessible(page);
  await page.getByLabel('Your name').fill('Anna');
  await page.getByLabel('E-mail').fill('anna@example.com');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Create the owner' }).click();
  // What is wrong stands beside its field, what was typed stays.
  await expect(page.getByLabel('Company')).toBeFocused();
  await expect(page.getByLabel('Company')).toHaveAccessibleDescription(/Fill this in/);
  await expect(page.getByLabel('E-mail')).toHaveValue('anna@example.com');
  await page.getByLabel('Company').fill('Warm Circuit');
  await page.getByRole('button', { name: 'Create the owner' }).click();
  await expect(page).toHaveURL('/inbox');
}

/** Answers the one-time password. */
async function addColleague(page: Page): Promise<string> {
  await page.goto('/settings/team');
  await page.getByRole('button', { name: 'Add a member' }).click();
  await page.getByLabel('Name').fill('Ruslan');
  await page.getByLabel('E-mail to sign in with').fill('ruslan@example.com');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const once = await page.getByLabel('One-time password').inputValue();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('row', { name: /Ruslan/ })).toContainText('Has not signed in yet');
  return once;
}

async function signInForTheFirstTime(page: Page, once: string): Promise<void> {
  await page.goto('/');
  await expect(page).toHaveURL('/sign-in');
  await page.getByLabel('E-mail').fill('ruslan@example.com');
  await page.getByLabel('Password', { exact: true }).fill('something else');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText('The e-mail address or the password is wrong.');
  await page.getByLabel('Password', { exact: true }).fill(once);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL('/choose-password');
  await page.goto('/contacts');
  await expect(page).toHaveURL('/choose-password');
  await expectAccessible(page);
  await page.getByLabel('One-time password').fill(once);
  await page.getByLabel('New password').fill('a sentence of Ruslan');
  await page.getByRole('button', { name: 'Save and go on' }).click();
  await expect(page).toHaveURL('/inbox');
}

async function askForLink(page: Page): Promise<void> {
  await page.goto('/sign-in');
  await page.getByRole('link', { name: 'Forgotten password' }).click();
  await expectAccessible(page);
  await page.getByLabel('E-mail').fill('ruslan@example.com');
  await page.getByRole('button', { name: 'Mail me a link' }).click();
  await expect(page.getByRole('status')).toContainText('ruslan@example.com');
}

/** There is no mail server: the root reads the link. */
async function linkInMailbox(page: Page): Promise<string> {
  const link = page.locator('a[href^="/reset-password"]').first();
  await expect(async () => {
    await page.goto('/settings/mailbox');
    await expect(link).toBeVisible({ timeout: 2_000 });
  }).toPass();
  return (await link.getAttribute('href'))!;
}

async function setNewPassword(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await expect(page.getByText('For ruslan@example.com')).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('New password').fill('yet another sentence');
  await page.getByRole('button', { name: 'Set the password' }).click();
  await expect(page.getByRole('status')).toContainText('All other sessions have ended');
}
