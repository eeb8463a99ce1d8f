import { startParley } from '@parley/bench/src/start-parley.ts';
import { temporaryFolder } from '@parley/bench/src/temporary-folder.ts';
import type { Browser, Page } from '@playwright/test';
import { fileURLToPath } from 'node:url';
import { expect, expectAccessible, test } from '../fixtures/test.ts';
import { watchPage } from '../fixtures/watch-page.ts';

const password = 'a long and private sentence';
const people = fileURLToPath(new URL('../../bench/data/us-500.csv', import.meta.url));

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

test('Journey 1: a newcomer gets from an empty installation to a talk with a customer, by the pages alone', async ({
  browser,
}) => {
  test.setTimeout(300_000);
  await using leftovers = new AsyncDisposableStack();
  const dataDir = await temporaryFolder('parley-newcomer-', leftovers);
  const { url } = await startParley({ dataDir }, leftovers);
  const { page, watch } = await openBrowser(browser, url);
  await createOwner(page);

  await takeFirstStep(page, '0 of 6', 'Connect a channel');
  await page.getByRole('button', { name: /^Test channel: SMS/ }).click();
  await expect(page.getByRole('dialog', { name: 'Sandbox SMS' })).toBeVisible();
  await page.keyboard.press('Escape');
  await takeFirstStep(page, '1 of 6', 'Bring in your customers');
  await importPeople(page);
  await page.getByRole('button', { name: 'Start a campaign' }).click();
  await writeTemplate(page);
  await expect(page.getByRole('radio', { name: /Greeting/ })).toBeChecked();
  await next(page, 'Audience');
  await expect(page.getByRole('group', { name: 'To these groups' }).getByLabel(/Five hundred/)).toBeChecked();
  await expect(page.getByText('will get it')).toBeVisible();
  await next(page, 'Channels');
  await page.getByRole('checkbox', { name: 'Sandbox SMS' }).check();
  await next(page, 'Options');
  await next(page, 'Review');
  await expect(page.getByRole('region', { name: 'Dry run' }).getByText('Dear James, how are you?')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: /^Start for \d+ people$/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Start', exact: true }).click();
  await expect(page.getByText('Completed', { exact: true }).first()).toBeVisible({ timeout: 60_000 });

  await page.getByRole('link', { name: 'Inbox' }).first().click();
  await expect(page.getByRole('heading', { name: 'Inbox' })).toBeVisible();
  const handset = await page.context().newPage();
  await handset.goto('/sandbox');
  await handset.getByRole('searchbox', { name: 'Find a phone' }).fill('James Butt');
  await handset.getByRole('button', { name: 'Open the phone of James Butt' }).click();
  const phone = handset.getByRole('region', { name: 'Phone of James Butt' });
  await expect(phone.getByText('Dear James, how are you?')).toBeVisible();
  await phone.getByRole('textbox', { name: 'Message' }).fill('Fine, and you?');
  // Seen on the page that stands open, without anybody touching it.
  const answer = page.getByText('Fine, and you?').first();
  const began = performance.now();
  const [seen] = await Promise.all([
    answer.waitFor().then(() => performance.now()),
    phone.getByRole('textbox', { name: 'Message' }).press('Enter'),
  ]);
  const description = `${Math.round(seen - began)} ms from the phone's Enter to the row in the inbox`;
  test.info().annotations.push({ type: 'measured', description });
  console.log(description);
  await answer.click();
  await expect(page.getByText('Dear James, how are you?').first()).toBeVisible();
  const reply = page.getByRole('textbox', { name: /^Reply to/ });
  await reply.fill('Very well, thank you.');
  await reply.press('Enter');
  await expect(phone.getByText('Very well, thank you.')).toBeVisible();
  await takeFirstStep(page, '5 of 6', 'Invite a colleague');
  await expect(page).toHaveURL('/settings/team');

  expect(watch.problems).toEqual([]);
  await page.context().close();
});

/** The menu says what comes next, and leads there. */
async function takeFirstStep(page: Page, count: string, step: string): Promise<void> {
  await page.getByRole('button', { name: `First steps ${count}` }).click();
  await page.getByRole('dialog', { name: 'First steps' }).getByRole('link', { name: step }).click();
}

async function importPeople(page: Page): Promise<void> {
  await page.getByLabel('Choose a file').first().setInputFiles(people);
  await page.getByRole('button', { name: /^Continue with/ }).click();
  await page.getByLabel('Name of the group').fill('Five hundred');
  await page.getByRole('radio', { name: 'It is our own list of customers' }).check();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: /^Import \d+ rows/ }).click();
  await expect(page.getByRole('heading', { name: 'Imported' })).toBeVisible({ timeout: 60_000 });
}

/** There is none yet: the campaign leads to the editor, and what is saved there is chosen. */
async function writeTemplate(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'New template' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Greeting');
  const text = page.getByLabel('Text');
  await text.pressSequentially('Dear {{fi');
  await expect(page.getByRole('option', { name: /First name/ })).toBeVisible();
  await page.keyboard.press('Enter');
  await text.press('End');
  await text.pressSequentially(', how are you?');
  await page.getByRole('button', { name: 'Save and go on with the campaign' }).click();
}

async function next(page: Page, step: string): Promise<void> {
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await expect(page.getByRole('heading', { name: new RegExp(step) })).toBeVisible();
}

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
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Add without mail' }).click();
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
    await expect(link).toBeVisible({ timeout: 15_000 });
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
