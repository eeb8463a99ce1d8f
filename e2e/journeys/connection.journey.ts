import type { WebSocketRoute } from '@playwright/test';
import { expect, test } from '../fixtures/test.ts';

test('PLT-21 UX-53 a connection that breaks is said, and taken up again without loading the page anew', async ({
  owner,
  seat,
}) => {
  const { page, watch } = await seat(owner, '/sign-in');
  let isCut = false;
  const sockets: WebSocketRoute[] = [];
  await page.routeWebSocket(/\/api\/socket/, (socket) => {
    if (isCut) return void socket.close();
    socket.connectToServer();
    sockets.push(socket);
  });
  await page.route(/\/api\/(v1\/events|socket)/, (route) => (isCut ? route.abort() : route.fallback()));
  await page.goto('/campaigns');
  await expect(page.getByRole('main')).toBeVisible();
  await expect.poll(() => sockets.length).toBe(1);
  const pill = page.getByRole('status').filter({ hasText: /Reconnecting|Offline/ });
  await expect(pill).toHaveCount(0);
  await page.evaluate(() => Object.assign(window, { isSamePage: true }));

  isCut = true;
  watch.allow(/api\/(socket|v1\/events)/);
  for (const socket of sockets) await socket.close();
  await expect(pill).toHaveText(/Reconnecting/);
  await page.context().setOffline(true);
  await expect(pill).toHaveText(/Offline/);

  isCut = false;
  await page.context().setOffline(false);
  await expect(pill).toHaveCount(0);
  await expect.poll(() => sockets.length).toBe(2);
  expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true);
});
