/** Every page and what opens on it: nothing fails, nothing hinders, nothing is wider than the window, nothing is untranslated. */
import type { Page } from '@playwright/test';
import { expectStill, expectTranslated, expectVisibleFocus, expectWithin } from '../fixtures/expect-usable.ts';
import { doors, furnish } from '../fixtures/furnish.ts';
import { expect, expectAccessible, test } from '../fixtures/test.ts';

/** What a cleared page has on it. */
async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole('main').or(page.getByRole('dialog')).first()).toBeVisible();
  await page.waitForLoadState('networkidle');
  await expect(page.getByRole('status', { name: /^(Loading|Загружается|⟦Looaadiing⟧)$/ })).toHaveCount(0);
}

for (const [language, theme, viewport] of [
  ['en', 'light', { width: 1440, height: 900 }],
  ['ru', 'dark', { width: 390, height: 844 }],
] as const) {
  test.describe(`${language}, ${theme}, ${viewport.width} px`, () => {
    test.use({ language, theme });
    test.setTimeout(240_000);

    test('UX-58 every page stands, and axe finds nothing serious', async ({ owner, seat }) => {
      const { page, watch } = await seat(owner);
      watch.allow(/403|404/);
      await page.setViewportSize(viewport);
      for (const path of await furnish(owner)) {
        await open(page, path);
        await expectAccessible(page);
        await expectWithin(page, viewport.width, viewport.height);
      }
      expect(await page.locator('html').getAttribute('lang')).toBe(language);
    });

    test('UX-58 so do those for who is not signed in', async ({ openBrowser, owner }) => {
      const { page, watch } = await openBrowser();
      watch.allow(/40[0149]/);
      await page.setViewportSize(viewport);
      for (const path of doors) {
        await open(page, path);
        await expectAccessible(page);
        await expectWithin(page, 320);
      }
      await page.goto('/sign-up');
      await page.locator('form button[type=submit]').click();
      await expect(page.getByRole('alert').first()).toBeVisible();
      await expectAccessible(page);
      await page.goto('/sign-in');
      await page.locator('input[type=email]').fill(owner.email);
      await page.locator('input[type=password]').fill('not the password');
      await page.locator('form button[type=submit]').click();
      await expect(page.getByRole('alert')).toBeVisible();
      await expectAccessible(page);
    });
  });
}

test('UX-58 what opens over a page is readable too', async ({ owner, seat }) => {
  test.setTimeout(300_000);
  const { page } = await seat(owner);
  const pages = await furnish(owner);
  const inThread = pages.find((path) => path.startsWith('/inbox/'))!;
  const key = (keys: string) => () => page.keyboard.press(keys);
  const press = (name: string | RegExp) => () => page.getByRole('button', { name }).first().click();
  const openings: readonly [string, () => Promise<unknown>, 'dialog' | 'menu' | 'listbox'][] = [
    ['/contacts', key('Control+KeyK'), 'dialog'],
    ['/contacts', key('Shift+Slash'), 'dialog'],
    ['/contacts', press('Olga'), 'menu'],
    ['/contacts', press('Tasks'), 'dialog'],
    ['/contacts', press(/^New contact/), 'dialog'],
    ['/contacts', key('KeyF'), 'dialog'],
    ['/contacts', press('Columns'), 'menu'],
    [inThread, key('KeyS'), 'dialog'],
    [inThread, key('KeyA'), 'dialog'],
    [inThread, key('KeyL'), 'dialog'],
    ['/settings/team', press(/^Invite/), 'dialog'],
    ['/settings/keys', press(/^(New|Create)/), 'dialog'],
    ['/settings/preferences', () => page.getByRole('combobox').first().click(), 'listbox'],
  ];
  for (const [path, opening, role] of openings) {
    await open(page, path);
    await opening();
    await expect(page.getByRole(role).first(), `${path} ${String(opening)}`).toBeVisible();
    await expectAccessible(page);
  }
  await open(page, '/settings/profile');
  await page.getByLabel('Name', { exact: true }).fill('Olga O.');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await expectAccessible(page);
});

test('UX-58 at 320 px and at double size nothing is cut off, and the focus is always seen', async ({ owner, seat }) => {
  test.setTimeout(240_000);
  const { page, watch } = await seat(owner);
  watch.allow(/403|404/);
  await page.emulateMedia({ reducedMotion: 'reduce', contrast: 'more' });
  for (const path of await furnish(owner)) {
    await open(page, path);
    await expectStill(page);
    await expectVisibleFocus(page);
    await expectWithin(page, 320, 640);
    // 1440 × 900 at 200 %.
    await expectWithin(page, 720, 450);
  }
});

test('UX-57 every text is in the catalogues: in the pseudo-locale it stands in brackets', async ({
  owner,
  seat,
  openBrowser,
}) => {
  test.setTimeout(180_000);
  const data = [
    new RegExp(owner.email, 'g'),
    /Olga(’s works)?|Parley|English|Русский|Autumn service|Anna|Shop|Boilers?|Customers|Sandbox SMS|Is the .*stock\?|people\.csv|SMS|Telegram|WhatsApp|E-mail|Chrome · Linux|smpp\.provider\.com/g,
    // Months, days and units as the language writes them.
    /\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\b|\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\b|\b(min|hr?s?|sec|today|yesterday|ago|just now|RUB|GMT|UTC)\b/g,
    // What the server says, in the language that was asked for.
    /Only the administrator of this installation may do this\./g,
    // What the template says.
    /Hello,|\{\{firstName(\|there)?\}\}|! Reply STOP to unsubscribe\.|there/g,
    /[\w.+-]+@[\w.-]+|https?:\/\/\S+|\/[\w/.-]+|[A-Z][a-z]+\/[A-Z][\w/]+/g,
  ];
  const { page, watch } = await seat(owner);
  watch.allow(/403|404/);
  const pseudo = (): void => localStorage.setItem('parley.pseudo', '1');
  await page.addInitScript(pseudo);
  for (const path of await furnish(owner)) {
    await open(page, path);
    await expectTranslated(page, data);
  }
  await open(page, '/contacts');
  await page.keyboard.press('Control+KeyK');
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectTranslated(page, data);
  const stranger = await openBrowser();
  stranger.watch.allow(/404/);
  await stranger.page.addInitScript(pseudo);
  for (const path of doors) {
    await open(stranger.page, path);
    await expectTranslated(stranger.page, data);
  }
});
