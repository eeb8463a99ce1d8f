import { expect, test } from '../fixtures/test.ts';

test('what is pressed before its code has come opens when it has, with the focus kept', async ({ owner, seat }) => {
  const { page } = await seat(owner, '/sign-in');
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(/\/assets\/(menu|popover)-panel-/, async (route) => {
    await released;
    await route.continue();
  });
  await page.goto('/inbox');
  const person = page.getByRole('button', { name: 'Olga', exact: true });
  const views = page.getByRole('button', { name: 'Other views' });
  await person.click();
  release();
  await expect(page.getByRole('menuitem', { name: 'English' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toHaveCount(0);

  await page.reload();
  await views.focus();
  await page.waitForLoadState('networkidle');
  await expect(views).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem').first()).toBeFocused();
});

test('WCAG 1.4.13 a tooltip comes by pointer and by keyboard, can be pointed at, and goes by Escape', async ({
  owner,
  seat,
}) => {
  const { page } = await seat(owner, '/inbox');
  const control = page.getByRole('button', { name: 'Filter' });
  const tooltip = page.getByRole('tooltip');
  await control.hover();
  await expect(tooltip).toHaveText('Filter');
  await expect(control).toHaveAccessibleDescription('Filter');
  await tooltip.hover();
  await expect(tooltip).toBeVisible();
  const box = (await tooltip.boundingBox())!;
  expect(box.y).toBeGreaterThan(0);
  await page.keyboard.press('Escape');
  await expect(tooltip).toHaveCount(0);
  await page.mouse.move(700, 500);
  await page.keyboard.press('Tab');
  await control.focus();
  await expect(tooltip).toHaveText('Filter');
  await page.keyboard.press('Tab');
  await expect(tooltip).not.toHaveText('Filter');
});
