import { randomUUID } from 'node:crypto';
import { asRoot, linkMailedTo, withMail } from '../fixtures/mail.ts';
import { signUp } from '../fixtures/people.ts';
import { expect, expectAccessible } from '../fixtures/test.ts';

const testWithMail = withMail();
const testAsRoot = asRoot();
const password = 'a long and private sentence';

testWithMail(
  'PLT-4 invited by mail, come, given another role, let in no more: each seen by the other at once',
  async ({ owner, seat, openBrowser, sink }) => {
    const boss = await seat(owner, '/settings/team');
    boss.watch.allow(/403/);
    const email = `vera-${randomUUID()}@example.com`;

    // Whoever has others written to has shown that mails reach them.
    await boss.page.getByRole('button', { name: 'Invite' }).click();
    await boss.page.getByLabel('E-mail').fill(email);
    await boss.page.getByRole('button', { name: 'Send the invitation' }).click();
    await expect(boss.page.getByText(/Not confirmed yet/)).toBeVisible();
    await expectAccessible(boss.page);
    const proof = await openBrowser();
    await proof.page.goto(await linkMailedTo(sink, owner.email, 'verify-email'));
    await expect(proof.page.getByText(`Mails to ${owner.email} reach you.`)).toBeVisible();
    await boss.page.getByRole('button', { name: 'Send the invitation' }).click();
    await expect(boss.page.getByRole('dialog')).toHaveCount(0);
    const invited = boss.page.getByRole('row', { name: new RegExp(email) });
    await expect(invited).toContainText('Good until');
    await expectAccessible(boss.page);

    const guest = await openBrowser();
    guest.watch.allow(/400|401|WebSocket/);
    const link = await linkMailedTo(sink, email, 'invitation');
    await guest.page.goto(link);
    await expect(guest.page.getByLabel('E-mail')).toHaveValue(email);
    await expectAccessible(guest.page);
    await guest.page.getByLabel('Your name').fill('Vera Stone');
    await guest.page.getByLabel('Password', { exact: true }).fill('password12');
    await guest.page.getByRole('button', { name: 'Create the account and join' }).click();
    await expect(guest.page.getByLabel('Password', { exact: true })).toHaveAccessibleDescription(/easily guessed/);
    await guest.page.getByLabel('Password', { exact: true }).fill(password);
    await guest.page.getByRole('button', { name: 'Create the account and join' }).click();
    await expect(guest.page).toHaveURL(/\/inbox/);

    // Nobody has loaded the list again.
    const member = boss.page.getByRole('row', { name: /Vera Stone/ });
    await expect(member).toContainText(email);
    await expect(boss.page.getByRole('heading', { name: 'Invited' })).toHaveCount(0);

    await boss.page.getByLabel('Role of Vera Stone').click();
    await boss.page.getByRole('option', { name: /Analyst/ }).click();
    await expect(guest.page).toHaveURL(/\/sign-in/);
    await guest.page.getByLabel('E-mail').fill(email);
    await guest.page.getByLabel('Password', { exact: true }).fill(password);
    await guest.page.getByRole('button', { name: 'Sign in' }).click();
    await expect(guest.page.getByRole('link', { name: 'Campaigns' })).toBeVisible();
    await expect(guest.page.getByRole('link', { name: 'Inbox' })).toHaveCount(0);

    await boss.page.getByRole('button', { name: 'Actions for Vera Stone' }).click();
    await boss.page.getByRole('menuitem', { name: 'Let in no more' }).click();
    await boss.page.getByRole('dialog').getByRole('button', { name: 'Let in no more' }).click();
    await expect(guest.page).toHaveURL(/\/sign-in/);
    await expect(member).toContainText('Let in no more');

    const late = await openBrowser();
    late.watch.allow(/404/);
    await late.page.goto(link);
    await expect(late.page.getByRole('heading', { level: 1 })).toHaveText('This invitation no longer works');
  },
);

testAsRoot(
  'PLT-4 without a mail server the link is handed over; who has an account joins, switches, and other tabs notice',
  async ({ owner, seat, openBrowser, parley }) => {
    const ben = await signUp(parley.url, 'Ben');
    const boss = await seat(owner, '/settings/team');
    await boss.page.getByRole('button', { name: 'Invite' }).click();
    await boss.page.getByLabel('E-mail').fill(ben.email);
    await boss.page.getByRole('button', { name: 'Make the link' }).click();
    const link = await boss.page.getByLabel('Link', { exact: true }).inputValue();
    await boss.page.getByRole('button', { name: 'Done' }).click();
    const path = new URL(link).pathname + new URL(link).hash;

    // The root reads the same mail in the mailbox, and is told that it is another's.
    await boss.page.goto('/settings/mailbox');
    await boss.page.getByText(link).click();
    await expect(boss.page.getByRole('heading', { level: 1 })).toHaveText('This invitation is for somebody else');
    await boss.page.getByRole('link', { name: 'Stay as Olga' }).click();

    const stranger = await openBrowser();
    await stranger.page.goto(path);
    await expect(stranger.page.getByText(/You have an account with this address/)).toBeVisible();

    const guest = await seat(ben, path);
    guest.watch.allow(/409|WebSocket/);
    await expectAccessible(guest.page);
    await guest.page.getByRole('button', { name: 'Join Olga’s works' }).click();
    await expect(guest.page).toHaveURL(/\/inbox/);
    const menu = guest.page.getByRole('button', { name: 'Company Olga’s works' });
    const second = await guest.page.context().newPage();
    await second.goto('/contacts');
    await expect(second.getByRole('heading', { level: 1 })).toHaveText('Contacts');

    await menu.click();
    await guest.page.getByRole('menuitem', { name: 'Ben’s works' }).click();
    await expect(guest.page.getByRole('button', { name: 'Company Ben’s works' })).toBeVisible();
    const notice = second.getByRole('alert').filter({ hasText: 'This tab still shows Olga’s works' });
    await expect(notice).toBeVisible();
    await expectAccessible(second);
    // What was meant for one company does not happen in the other.
    const refused = await second.evaluate(async () => {
      const headers = { 'content-type': 'application/json' };
      const me = (await (await fetch('/api/v1/me')).json()) as { organization: { id: string }; user: { id: string } };
      const response = await fetch('/api/v1/contacts', {
        method: 'POST',
        headers: { ...headers, 'parley-for': `${me.user.id}.00000000-0000-0000-0000-000000000000` },
        body: JSON.stringify({ firstName: 'Ann' }),
      });
      return response.status;
    });
    expect(refused).toBe(409);
    await notice.getByRole('button', { name: 'Back to Olga’s works' }).click();
    await expect(notice).toHaveCount(0);
    await expect(guest.page.getByText('This tab still shows Ben’s works')).toBeVisible();
    await guest.page.getByRole('button', { name: 'Open Olga’s works' }).click();
    await expect(guest.page.getByRole('button', { name: 'Company Olga’s works' })).toBeVisible();
  },
);
