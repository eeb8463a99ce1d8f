import { randomUUID } from 'node:crypto';
import { asRoot, withMail } from '../fixtures/mail.ts';
import { expect, expectAccessible } from '../fixtures/test.ts';

const testWithMail = withMail();
const testAsRoot = asRoot();
const password = 'a long and private sentence';

testAsRoot(
  'PLT-1 SEC-38 who comes later founds a company by a link that the root hands on; nobody learns who has an account',
  async ({ owner, seat, openBrowser }) => {
    const email = `nina-${randomUUID()}@example.com`;
    const { page, watch } = await openBrowser();
    watch.allow(/40[014] |status of 40[014]|WebSocket/);
    await page.goto('/sign-in');
    await page.getByRole('link', { name: 'Create one' }).click();

    // What is mailed appears beside the phones while somebody looks, without anything being touched.
    const root = await seat(owner, '/sandbox');
    await root.page.getByRole('navigation', { name: 'What arrives' }).getByRole('link', { name: 'Mailbox' }).click();
    await expect(root.page.getByText('No mail', { exact: true })).toBeVisible();

    // The same words for an address with an account and for one without.
    for (const address of [owner.email, email]) {
      await page.goto('/sign-up');
      await page.getByLabel('E-mail').fill(address);
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Mail me a link' }).click();
      const said = page.getByRole('status');
      await expect(said).toContainText(`The next step is on its way to ${address}.`);
      await expect(said).toContainText('Settings → Mailbox');
      await expectAccessible(page);
    }

    await expect(root.page.getByRole('heading', { name: 'You already have a Parley account' })).toBeVisible();
    const link = root.page.locator('a[href^="/sign-up#"]');
    await expect(link).toBeVisible();
    await expectAccessible(root.page);
    const path = (await link.getAttribute('href'))!;

    await page.goto(path);
    await expect(page.getByLabel('E-mail')).toHaveValue(email);
    await expectAccessible(page);
    await page.getByLabel('Your name').fill('Nina');
    await page.getByLabel('Company').fill('Nina’s bakery');
    await page.getByLabel('Password', { exact: true }).fill('password12');
    await page.getByRole('button', { name: 'Create the account' }).click();
    await expect(page.getByLabel('Password', { exact: true })).toHaveAccessibleDescription(/easily guessed/);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Create the account' }).click();
    await expect(page).toHaveURL(/\/inbox/);
    await expect(page.getByRole('button', { name: 'Company Nina’s bakery' })).toBeVisible();

    const late = await openBrowser();
    late.watch.allow(/404/);
    await late.page.goto(path);
    await expect(late.page.getByRole('heading', { level: 1 })).toHaveText('This link no longer works');
    await expectAccessible(late.page);
    await late.page.getByRole('link', { name: 'Get a new link' }).click();
    await expect(late.page.getByRole('button', { name: 'Mail me a link' })).toBeVisible();
  },
);

testWithMail(
  'PLT-1 with a mail server nobody signs up uninvited, and the pages say so',
  async ({ owner, openBrowser }) => {
    const { page, watch } = await openBrowser();
    watch.allow(/401/);
    await page.goto('/sign-in');
    await expect(page.getByText('Ask an administrator of your company for an invitation.')).toBeVisible();
    await expect(page.getByRole('link', { name: 'Create one' })).toHaveCount(0);
    await page.goto('/sign-up');
    await expect(page.getByText('Nobody signs up here uninvited.')).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Sign in' }).click();
    await expect(page.getByLabel('E-mail')).toBeVisible();
    expect(owner.email).toContain('@');
  },
);
