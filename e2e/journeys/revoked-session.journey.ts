import { expect, test } from '../fixtures/test.ts';

test('Journey 5: a session that is revoked in one browser ends in the other, its socket too', async ({
  owner,
  seat,
}) => {
  const there = await seat(owner, '/inbox');
  const here = await seat(owner, '/settings/security');
  await expect.poll(() => [here.watch.sockets(), there.watch.sockets()]).toEqual([1, 1]);
  there.watch.allow(/401/);

  // The session of the owner's own program has no browser.
  await here.page.getByRole('button', { name: /^End the session (?!Unknown)/ }).click();

  await expect(there.page).toHaveURL(/\/sign-in/);
  await expect.poll(() => there.watch.sockets()).toBe(0);
  await expect(here.page.getByRole('button', { name: /^End the session (?!Unknown)/ })).toHaveCount(0);
  expect(here.watch.sockets()).toBe(1);
});
