import { expect, expectAccessible, test } from '../fixtures/test.ts';

for (const [language, theme] of [
  ['en', 'light'],
  ['ru', 'dark'],
] as const) {
  test.describe(`${language}, ${theme}`, () => {
    test.use({ language, theme });

    test('CHN-1 the channels stand, wide and on a phone, and axe finds nothing serious', async ({ owner, seat }) => {
      const { page } = await seat(owner);
      const { id } = await owner.api.post<{ id: string }>('/sandbox/channels', { kind: 'telegram-bot' });
      for (const size of [
        { width: 1440, height: 900 },
        { width: 375, height: 812 },
      ]) {
        await page.setViewportSize(size);
        for (const path of ['/channels', `/channels?channel=${id}`, '/channels/new', '/channels/new?kind=sms-smpp']) {
          await page.goto(path);
          await expect(page.getByRole('heading').first()).toBeVisible();
          await page.waitForLoadState('networkidle');
          await expectAccessible(page);
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          expect(overflow, `${path} at ${size.width}`).toBeLessThanOrEqual(0);
        }
      }
    });
  });
}

test('CHN-1 CHN-14 a test channel is made in a click, watched, limited, paused and removed', async ({
  owner,
  seat,
}) => {
  const { page, watch } = await seat(owner, '/channels');
  watch.allow(/400/);
  await page.getByRole('button', { name: 'Test channel' }).first().click();
  await page.getByRole('menuitem', { name: 'Telegram bot' }).click();
  const details = page.getByRole('dialog');
  await expect(details.getByText('Connected')).toBeVisible();
  await details.getByRole('button', { name: 'Test', exact: true }).click();
  await expect(details.getByText('The account works')).toBeVisible();

  await details.getByLabel('An hour').fill('many');
  await details.getByRole('button', { name: 'Save' }).click();
  await expect(details.getByLabel('An hour')).toHaveAccessibleDescription(/number/);
  await details.getByLabel('An hour').fill('500');
  await details.getByRole('button', { name: 'Save' }).click();
  await expect(details.getByText('0 of 500 this hour').first()).toBeVisible();

  await details.getByRole('button', { name: 'Pause' }).click();
  await expect(details.getByText('Nothing is sent until you resume')).toBeVisible();
  await details.getByRole('button', { name: 'Resume' }).click();
  await expect(details.getByRole('button', { name: 'Pause' })).toBeVisible();

  await details.getByRole('button', { name: 'Remove' }).click();
  await page
    .getByRole('dialog', { name: /^Remove/ })
    .getByRole('button', { name: 'Remove' })
    .click();
  await expect(page.getByRole('heading', { name: 'No channel yet' })).toBeVisible();
});

test('CHN-1 an account is tried before it is added, and what is wrong stands beside its field', async ({
  owner,
  seat,
}) => {
  const { page, watch } = await seat(owner, '/channels/new');
  watch.allow(/400/);
  await page.getByRole('button', { name: /^Telegram bot/ }).click();
  const token = page.getByRole('textbox', { name: 'Token' });
  await page.getByRole('button', { name: 'Test the account' }).click();
  await expect(token).toHaveAccessibleDescription(/Fill this in/);
  await token.fill('nonsense');
  await page.getByRole('button', { name: 'Test the account' }).click();
  await expect(token).toHaveAccessibleDescription(/Copy the whole token from @BotFather/);
  await token.fill('7000000001:AAF-a-token-that-nobody-knows-anything');
  await page.getByRole('button', { name: 'More settings' }).click();
  await page.getByLabel('Bot API server').fill('http://telegram.sandbox');
  await page.getByRole('button', { name: 'Test the account' }).click();
  await expect(page.getByText('Telegram does not know this token')).toBeVisible();
  await page.getByRole('button', { name: 'Add anyway' }).click();
  await expect(page.getByRole('dialog').getByText('Sign-in refused')).toBeVisible();
});
