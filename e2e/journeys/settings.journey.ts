import type { Me } from '@parley/contract/accounts';
import { halvedPicture } from '../fixtures/pictures.ts';
import { addColleague } from '../fixtures/people.ts';
import { expect, expectAccessible, test } from '../fixtures/test.ts';

const pages = ['profile', 'preferences', 'keyboard', 'security', 'organization', 'team', 'keys'] as const;

for (const [language, theme, viewport] of [
  ['en', 'light', { width: 1440, height: 900 }],
  ['ru', 'dark', { width: 375, height: 812 }],
] as const) {
  test.describe(`${language}, ${theme}, ${viewport.width} px`, () => {
    test.use({ language, theme });

    test('PLT-8 the settings stand, and axe finds nothing serious', async ({ owner, seat }) => {
      const { page } = await seat(owner);
      await owner.api.post('/members', { name: 'Тимур Каримов', email: `t.${owner.email}`, role: 'operator' });
      await owner.api.post('/api-keys', { name: 'Shop', permissions: ['contacts:read'] });
      await page.setViewportSize(viewport);
      for (const each of pages) {
        await page.goto(`/settings/${each}`);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await page.waitForLoadState('networkidle');
        await expectAccessible(page);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(overflow, each).toBeLessThanOrEqual(0);
      }
    });
  });
}

test('PLT-8 what a person sets of themselves holds in every browser of theirs', async ({ owner, seat }) => {
  const { page, watch } = await seat(owner, '/settings/profile');
  watch.allow(/400/);
  await page.getByLabel('Name').fill('Olga Orlova');
  await page.getByLabel('Phone').fill('12');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByLabel('Phone')).toHaveAccessibleDescription(/not a phone number/);
  await page.getByLabel('Phone').fill('+7 916 123-45-67');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toHaveCount(0);

  await page.getByRole('button', { name: 'Upload a picture' }).waitFor();
  await page.locator('input[type=file]').setInputFiles({
    name: 'me.png',
    mimeType: 'image/png',
    buffer: halvedPicture(600, 400),
  });
  await page.getByLabel('Zoom').fill('2');
  const window = page.getByRole('group', { name: /arrow keys move it/ });
  await window.focus();
  for (let press = 0; press < 30; press++) await page.keyboard.press('ArrowRight');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Save the picture' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Change the picture' })).toBeVisible();

  await page.goto('/settings/preferences');
  await page.getByRole('button', { name: 'Compact' }).click();
  await page.getByRole('button', { name: 'Dark' }).click();
  await page.getByLabel('Time to take an action back').fill('25');
  await page.getByLabel('Time to take an action back').press('Enter');
  await page.goto('/settings/profile');
  await page.getByRole('button', { name: 'Русский' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Профиль');
  await expect.poll(async () => (await owner.api.get<Me>('/me')).user!.language).toBe('ru');

  const other = await seat(owner, '/settings/profile');
  await expect(other.page.getByRole('heading', { level: 1 })).toHaveText('Профиль');
  await expect(other.page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(other.page.locator('html')).toHaveAttribute('data-density', 'compact');
  await expect(other.page.getByLabel('Имя')).toHaveValue('Olga Orlova');
  const picture = other.page.getByRole('main').locator('img[src*="/avatars/"]');
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(256);
  expect((await owner.api.get<Me>('/me')).user!.preferences.undoSeconds).toBe(25);
});

test('PLT-1 sessions are listed and ended; a new password ends the others', async ({ owner, seat }) => {
  const here = await seat(owner, '/settings/security');
  const there = await seat(owner, '/inbox');
  const third = await seat(owner, '/inbox');
  for (const { watch } of [there, third]) watch.allow(/401|WebSocket/);
  await here.page.reload();
  await expect(here.page.getByText('This session', { exact: true })).toHaveCount(1);
  await here.page
    .getByRole('button', { name: /^End the session Chrome/ })
    .first()
    .click();
  await expect.poll(() => [there, third].filter(({ page }) => page.url().includes('/sign-in')).length).toBe(1);

  here.watch.allow(/400/);
  await here.page.getByLabel('Current password').fill('not this one');
  await here.page.getByLabel('New password').fill('another private sentence');
  await here.page.getByRole('button', { name: 'Change the password' }).click();
  await expect(here.page.getByLabel('Current password')).toBeFocused();
  await expect(here.page.getByLabel('New password')).toHaveValue('another private sentence');
  await here.page.getByLabel('Current password').fill(owner.password);
  await here.page.getByRole('button', { name: 'Change the password' }).click();
  await expect(here.page.getByText(/Password changed/).first()).toBeVisible();
  for (const { page } of [there, third]) await expect(page).toHaveURL(/\/sign-in/);
  await expect(here.page).toHaveURL('/settings/security');
});

test('PLT-7 a key is made with chosen rights, shown once, and revoked', async ({ owner, seat, parley }) => {
  const { page } = await seat(owner, '/settings/keys');
  await page.getByRole('button', { name: 'Create a key' }).click();
  await page.getByLabel('Name').fill('Shop');
  await page.getByLabel('contacts read').click();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  const key = await page.getByLabel('Key', { exact: true }).inputValue();
  const ask = async (path: string): Promise<number> =>
    (await fetch(`${parley.url}/api/v1${path}`, { headers: { authorization: `Bearer ${key}` } })).status;
  expect([await ask('/contacts'), await ask('/campaigns')]).toEqual([200, 403]);
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByText(key)).toHaveCount(0);
  await page.getByRole('button', { name: 'Revoke Shop' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByRole('row', { name: /Shop/ })).toContainText('Revoked');
  expect(await ask('/contacts')).toBe(401);
});

test('PLT-10 the company’s settings: a colleague’s change is not written over, and others only read', async ({
  owner,
  seat,
  parley,
}) => {
  const admin = await addColleague(owner, parley.url, 'Anna', 'admin');
  const operator = await addColleague(owner, parley.url, 'Timur', 'operator');
  const { page, watch } = await seat(owner, '/settings/organization');
  watch.allow(/412/);
  await page.locator('input[type=file]').setInputFiles({
    name: 'logo.png',
    mimeType: 'image/png',
    buffer: halvedPicture(300, 200),
  });
  await page.getByRole('button', { name: 'Save the picture' }).click();
  await expect(page.getByRole('navigation', { name: 'Sections' }).locator('img[src*="/logos/"]')).toBeVisible();

  await page.getByLabel('Name').fill('Mine');
  await page.getByLabel('Your own words').fill('enough\nno more');
  await admin.api.patch('/organization', { name: 'Theirs', currency: 'EUR' });
  await expect(page.getByRole('alert').filter({ hasText: 'Anna changed this meanwhile to “Theirs”' })).toBeVisible();
  await expect(page.getByLabel('Currency')).toHaveValue('EUR');
  await expect(page.getByLabel('Name')).toHaveValue('Mine');
  await expectAccessible(page);
  await expect(page.getByRole('button', { name: 'Save the changes' })).toHaveAttribute('aria-disabled', 'true');
  await page.getByRole('button', { name: 'Keep mine' }).click();
  await page.getByRole('button', { name: 'Save the changes' }).click();
  await expect(page.getByRole('button', { name: 'Save the changes' })).toHaveCount(0);
  expect(await owner.api.get('/organization')).toMatchObject({
    name: 'Mine',
    currency: 'EUR',
    optOutWords: ['enough', 'no more'],
  });

  const reader = await seat(operator, '/settings/organization');
  await expect(reader.page.getByText('Owners and administrators change these settings.')).toBeVisible();
  await expect(reader.page.getByRole('main').getByRole('textbox')).toHaveCount(0);
  await expect(reader.page.getByText('enough and no more')).toBeVisible();
});
