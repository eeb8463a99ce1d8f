import type { Session } from '@parley/contract/accounts';
import { expect, test } from '../fixtures/test.ts';

test('Journey 5: a session that is revoked in one browser ends in the other, its socket too', async ({
  owner,
  seat,
}) => {
  const here = await seat(owner, '/inbox');
  const there = await seat(owner, '/inbox');
  await expect.poll(() => [here.watch.sockets(), there.watch.sockets()]).toEqual([1, 1]);
  there.watch.allow(/401/);

  const { data } = await here.page.evaluate<{ data: Session[] }>(async () => (await fetch('/api/v1/sessions')).json());
  const [other] = data.filter(({ current }) => !current).toSorted((one, two) => (one.id < two.id ? 1 : -1));
  await here.page.evaluate((id) => fetch(`/api/v1/sessions/${id}`, { method: 'DELETE' }), other!.id);

  await expect(there.page).toHaveURL(/\/sign-in/, { timeout: 5_000 });
  expect(there.watch.sockets()).toBe(0);
  await expect(here.page).toHaveURL(/\/inbox/);
  expect(here.watch.sockets()).toBe(1);
});
