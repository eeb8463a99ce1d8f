/** What people and programs may write, as a browser shows it: nothing of it runs, and nothing leads elsewhere. */
import type { File as StoredFile, FileLink } from '@parley/contract/files';
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/test.ts';
import { halvedPicture } from '../fixtures/pictures.ts';

const mark = 'document.documentElement.dataset.pwned=1';
const payloads = [
  `<img src=x onerror="${mark}">`,
  `<svg/onload="${mark}">`,
  `"><script>${mark}</script>`,
  `javascript:${mark}//`,
  `{{constructor.constructor('${mark}')()}}`,
];

const isUnharmed = async (page: Page): Promise<void> => {
  await page.waitForLoadState('networkidle');
  expect(await page.evaluate(() => document.documentElement.dataset['pwned'])).toBeUndefined();
};

test('SEC-20 payloads in names of people, companies, keys and browsers are text', async ({ owner, seat }) => {
  for (const [index, name] of payloads.entries()) {
    await owner.api.post('/members', { name, email: `${index}.${owner.email}`, role: 'operator' });
    await owner.api.post('/api-keys', { name, permissions: ['contacts:read'] });
  }
  await owner.api.patch('/me', { name: payloads[0] });
  await owner.api.patch('/organization', { name: payloads[1] });
  const { page } = await seat(owner, '/settings/team');
  for (const name of payloads) await expect(page.getByText(name, { exact: true }).first()).toBeVisible();
  await isUnharmed(page);
  for (const path of ['/settings/profile', '/settings/security', '/settings/keys', '/inbox']) {
    await page.goto(path);
    await isUnharmed(page);
  }
});

test('SEC-21 after signing in nobody is led elsewhere', async ({ openBrowser, owner, parley }) => {
  // The rest of the corpus is tried in web/src/lib/own-address.test.ts.
  const elsewhere = ['https://evil.example', `javascript:${mark}`];
  for (const next of elsewhere) {
    const { page, watch } = await openBrowser();
    watch.allow(/401/);
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await page.getByLabel('E-mail').fill(owner.email);
    await page.getByLabel('Password', { exact: true }).fill(owner.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page, next).not.toHaveURL(/sign-in/);
    expect(new URL(page.url()).origin, next).toBe(parley.url);
    await isUnharmed(page);
  }
});

test('SEC-22 an uploaded page is kept and not opened; a picture is shown in an origin of its own', async ({
  owner,
  seat,
}) => {
  const { page, watch } = await seat(owner, '/settings/profile');
  // The browser’s own viewer of pictures, and what this test runs in it, are held to the policy, too.
  watch.allow(/Content Security Policy|Blocked script execution/);
  const link = async (name: string, content: Buffer): Promise<string> => {
    const file = await owner.api.upload<StoredFile>('/files', name, new Blob([new Uint8Array(content)]));
    return (await owner.api.get<FileLink>(`/files/${file.id}/link`)).url;
  };
  const pageLink = await link('page.html', Buffer.from(`<!doctype html><script>${mark}</script>`));
  const download = page.waitForEvent('download');
  await page.evaluate((url) => window.location.assign(url), pageLink);
  expect((await download).suggestedFilename()).toBe('page.html');
  await isUnharmed(page);

  await page.goto(await link('picture.png', halvedPicture(40, 40)));
  expect(await page.evaluate(() => window.origin)).toBe('null');
});

test('SEC-24 the page lets nothing in from elsewhere, and no style or script that is not its own', async ({
  owner,
  seat,
}) => {
  const { page, watch } = await seat(owner, '/settings/profile');
  watch.allow(/Content Security Policy|ERR_BLOCKED|^csp /);
  const blocked = await page.evaluate(async () => {
    const found: string[] = [];
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => found.push(effectiveDirective));
    const add = (html: string): void => {
      const range = document.createRange();
      range.selectNode(document.body);
      document.body.append(range.createContextualFragment(html));
    };
    add('<script>document.documentElement.dataset.pwned = 1</script>');
    add('<style>body { display: none }</style>');
    add('<p style="color: red">x</p>');
    add('<img src="https://evil.example/x.png">');
    add('<iframe src="https://evil.example/"></iframe>');
    add('<object data="https://evil.example/"></object>');
    await fetch('https://evil.example/').catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 500));
    return [...new Set(found)].toSorted();
  });
  expect(blocked).toEqual([
    'connect-src',
    'frame-src',
    'img-src',
    'object-src',
    'script-src-elem',
    'style-src-attr',
    'style-src-elem',
  ]);
  await isUnharmed(page);
});
