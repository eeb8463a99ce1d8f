import { expect, expectAccessible, test } from '../fixtures/test.ts';

/** Each page as it first stands: nothing fails, nothing hinders a reader of the screen, in both languages and themes. */
const pages = ['/inbox', '/contacts', '/campaigns', '/templates', '/channels', '/settings'];

for (const [language, theme] of [
  ['en', 'light'],
  ['ru', 'dark'],
] as const) {
  test.describe(`${language}, ${theme}`, () => {
    test.use({ language, theme });

    test('every page stands, and axe finds nothing serious', async ({ owner, seat }) => {
      const { page } = await seat(owner);
      for (const path of pages) {
        await page.goto(path);
        await expect(page.getByRole('main')).toBeVisible();
        await page.waitForLoadState('networkidle');
        await expectAccessible(page);
      }
      expect(await page.locator('html').getAttribute('lang')).toBe(language);
    });
  });
}
