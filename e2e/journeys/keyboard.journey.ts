import type { Page } from '@playwright/test';
import { expect, expectAccessible, test } from '../fixtures/test.ts';

/** A key as a Russian keyboard gives it: the place is the same, the letter is not. */
async function pressRussian(page: Page, code: string, key: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  for (const type of ['keyDown', 'keyUp'] as const) await session.send('Input.dispatchKeyEvent', { type, code, key });
  await session.detach();
}

test('UX-4 UX-3 a person’s own keys hold everywhere at once, under any layout', async ({ owner, seat }) => {
  const { page } = await seat(owner, '/settings/keyboard');
  const row = (action: string) => page.getByRole('listitem').filter({ hasText: action });
  const status = page.getByRole('status').filter({ hasText: /“/ });

  // A key that is somebody else's is named, and can be exchanged.
  await row('Close or reopen').getByRole('button').click();
  await expect(page.getByRole('button', { name: /Press the keys for “Close or reopen”/ })).toBeFocused();
  await page.keyboard.press('Shift');
  await page.keyboard.press('KeyJ');
  await expect(row('Close or reopen').getByRole('alert')).toContainText('J is already “Next conversation”.');
  await expectAccessible(page);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(status).toHaveText('“Close or reopen” is now J, “Next conversation” is E');

  // What works every control is refused, and Escape leaves things as they were.
  await row('New contact').getByRole('button').click();
  await page.keyboard.press('Space');
  await expect(row('New contact').getByRole('alert')).toContainText('Take it with Ctrl or Alt');
  await page.keyboard.press('Escape');
  await expect(row('New contact').getByRole('button', { name: /now C$/ })).toBeFocused();

  await page.keyboard.press('Enter');
  await pressRussian(page, 'KeyQ', 'й');
  await expect(row('New contact').getByRole('button', { name: /now Q$/ })).toBeVisible();

  // At once in the sheet and the palette, and on the page.
  await page.getByRole('link', { name: 'Contacts' }).click();
  const create = page.getByRole('button', { name: 'New contact', exact: true }).first();
  await expect(create).toContainText('Q');
  await page.keyboard.press('Shift+Slash');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(sheet.getByText('New contact').locator('..')).toContainText('Q');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+KeyK');
  await expect(page.getByRole('option', { name: /New contact/ })).toContainText('Q');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('KeyC');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await pressRussian(page, 'KeyQ', 'й');
  await expect(page.getByRole('dialog', { name: 'New contact' })).toBeVisible();
  await page.keyboard.press('Escape');

  // In another browser, too.
  const other = await seat(owner, '/contacts');
  await expect(other.page.getByRole('button', { name: 'New contact', exact: true })).toContainText('Q');

  // Without single keys none of them works or is shown; those with Ctrl do.
  await page.goto('/settings/keyboard');
  await page.getByRole('switch', { name: 'Single-key shortcuts' }).click();
  await page.getByRole('link', { name: 'Contacts' }).click();
  await expect(create).toHaveText('New contact');
  await page.keyboard.press('KeyQ');
  await page.keyboard.press('Control+KeyK');
  await expect(page.getByRole('dialog')).toHaveAccessibleName('Find or do');
  await page.keyboard.press('Escape');

  await page.goto('/settings/keyboard');
  await row('New contact')
    .getByRole('button', { name: /^Reset “New contact” to C/ })
    .click();
  await expect(row('New contact').getByRole('button', { name: /now C$/ })).toBeVisible();
  await page.getByRole('button', { name: 'Reset all' }).click();
  await expect(row('Close or reopen').getByRole('button')).toHaveAccessibleName(/now E$/);
  await expect(page.getByRole('button', { name: 'Reset all' })).toHaveAttribute('aria-disabled', 'true');
});
