/** What people see and keep when something fails between them and the server. */
import { addChannel, customerWrites } from '../fixtures/people.ts';
import { expect, expectAccessible, test } from '../fixtures/test.ts';

test('PLT-80 a page whose files an upgrade has taken says so, and is loaded anew only when asked', async ({
  owner,
  seat,
}) => {
  const { page, watch } = await seat(owner, '/contacts');
  await page.waitForLoadState('networkidle');
  watch.allow(/404|assets|dynamically imported module|PartMissing/);
  await page.evaluate(() => Object.assign(window, { isSamePage: true }));
  await page.getByRole('button', { name: 'New contact' }).first().click();
  await page.getByRole('dialog').getByLabel('First name').fill('Anna');
  await page.route('**/assets/*.js', (route) => route.fulfill({ status: 404, body: 'gone' }));
  // Somebody writes, and only passes over a link whose page is gone.
  await page.getByRole('link', { name: 'Campaigns', includeHidden: true }).dispatchEvent('mouseover');
  await expect(page.getByRole('dialog').getByLabel('First name')).toHaveValue('Anna');
  await page.keyboard.press('Escape');

  await page.getByRole('link', { name: 'Campaigns' }).click();
  await expect(page.getByRole('alert')).toContainText('This page did not load');
  await expectAccessible(page);
  expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true);
  await page.context().setOffline(true);
  await expect(page.getByRole('alert')).toContainText('No connection');
  await expect(page.getByRole('button', { name: 'Load anew' })).toHaveAttribute('aria-disabled', 'true');
  await page.context().setOffline(false);
  await page.unroute('**/assets/*.js');
  await page.getByRole('button', { name: 'Load anew' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Campaigns' })).toBeVisible();
});

test('PLT-80 a part of a page that does not come says so, and the page stays', async ({ owner, seat }) => {
  const { page, watch } = await seat(owner, '/contacts');
  watch.allow(/404|assets|dynamically imported module/);
  await page.route('**/assets/dialog-panel*.js', (route) => route.fulfill({ status: 404, body: 'gone' }));
  await page.getByRole('button', { name: 'New contact' }).first().click();
  await expect(page.getByRole('region', { name: 'Notices' }).getByText('This did not load.')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: 'Contacts' })).toBeVisible();
  await page.unroute('**/assets/dialog-panel*.js');
  await page.getByRole('button', { name: 'Load anew' }).click();
  await page.getByRole('button', { name: 'New contact' }).first().click();
  await expect(page.getByRole('dialog').getByLabel('First name')).toBeVisible();
});

test('PLT-80 a part that crashes offers to try again, and tells the server under the number that it shows', async ({
  owner,
  seat,
}) => {
  const { page, watch } = await seat(owner, '/contacts');
  await page.waitForLoadState('networkidle');
  watch.allow(/TypeError|error:|console:/);
  const broken = '**/api/v1/templates*';
  await page.route(broken, (route) => route.fulfill({ json: { data: [{ id: 1 }], nextCursor: null } }));
  const told = page.waitForResponse((response) => response.url().endsWith('/api/v1/page-failures'));
  await page.getByRole('link', { name: 'Templates' }).click();
  const alert = page.getByRole('alert').filter({ hasText: 'This page has failed' });
  await expect(alert).toBeVisible();
  const answer = await told;
  expect(answer.status()).toBe(200);
  const { requestId } = (await answer.json()) as { requestId: string };
  await expect(alert).toContainText(`Request ${requestId}`);
  expect(answer.request().postDataJSON()).toMatchObject({ name: expect.stringMatching(/Error$/), place: '/templates' });
  await expectAccessible(page);
  // The rest of the app goes on.
  await page.getByRole('link', { name: 'Contacts' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Contacts' })).toBeVisible();
  await page.getByRole('link', { name: 'Templates' }).click();
  await expect(alert).toBeVisible();
  await page.unroute(broken);
  await alert.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Templates' })).toBeVisible();
});

test('UX-60 a server that is gone is said with a way on, and a busy one is asked again when it says', async ({
  owner,
  seat,
}) => {
  const { page, watch } = await seat(owner, '/contacts');
  await page.waitForLoadState('networkidle');
  watch.allow(/503|Failed to load|ERR_FAILED|ERR_CONNECTION/);
  let isGone = true;
  await page.route('**/api/v1/campaigns*', (route) => (isGone ? route.abort() : route.fallback()));
  await page.getByRole('link', { name: 'Campaigns' }).click();
  const failed = page.getByRole('alert').filter({ hasText: 'The server does not answer' });
  await expect(failed).toBeVisible({ timeout: 30_000 });
  isGone = false;
  await failed.getByRole('button', { name: 'Try again' }).click();
  await expect(failed).toHaveCount(0);

  // What the page waits for is read from what it asks of the clock, so that no clock is compared with another.
  await page.evaluate(() => {
    const pauses: (number | undefined)[] = [];
    const start = window.setTimeout.bind(window);
    const noting = (run: TimerHandler, pause?: number, ...given: unknown[]): number => {
      pauses.push(pause);
      return start(run, pause, ...given);
    };
    Object.assign(window, { pauses, setTimeout: noting });
  });
  const answered: string[] = [];
  let asked = '';
  await page.route('**/api/v1/templates?*', (route) => {
    asked ||= route.request().url();
    if (asked !== route.request().url()) return route.fallback();
    if (answered.push(asked) > 1) return route.fallback();
    const busy = { status: 503, code: 'server_busy', detail: 'The server is busy.', requestId: 'x' };
    return route.fulfill({ status: 503, headers: { 'retry-after': '2' }, json: busy });
  });
  await page.getByRole('link', { name: 'Templates' }).click();
  await expect.poll(() => answered.length, { timeout: 30_000 }).toBeGreaterThan(1);
  // Not before the server asked for it.
  expect(await page.evaluate(() => (window as unknown as { pauses: number[] }).pauses)).toContain(2_000);
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('UX-60 a session that ends while somebody writes costs no word', async ({ owner, seat }) => {
  const channel = await addChannel(owner);
  const conversation = await customerWrites(owner, channel, '79160003000', 'Is it in stock?');
  const { page, watch } = await seat(owner, `/inbox/${conversation}`);
  watch.allow(/401|HTTP Authentication failed/);
  const text = page.getByRole('textbox', { name: /Reply to/ });
  await text.fill('Yes, we have six of them');
  await owner.api.post('/sessions/revoke-others');
  await text.pressSequentially(' left.');
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.getByLabel('E-mail').fill(owner.email);
  await page.getByLabel('Password', { exact: true }).fill(owner.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(`/inbox/${conversation}`);
  await expect(text).toHaveValue(/^Yes, we have six of them/);
});
