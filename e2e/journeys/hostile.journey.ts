/** What people and programs may write, as a browser shows it: nothing of it runs, and nothing leads elsewhere. */
import type { File as StoredFile, FileLink } from '@parley/contract/files';
import type { Page } from '@playwright/test';
import { addChannel, customerWrites } from '../fixtures/people.ts';
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

test('SEC-20 payloads in names of people, companies, files, labels, keys, browsers and what customers write are text', async ({
  owner,
  openBrowser,
}) => {
  test.setTimeout(180_000);
  for (const [index, name] of payloads.entries()) {
    await owner.api.post('/members', { name, email: `${index}.${owner.email}`, role: 'operator' });
    await owner.api.post('/api-keys', { name, permissions: ['contacts:read'] });
    await owner.api.post('/labels', { name: name.slice(0, 50) });
    await owner.api.post('/groups', { name });
    await owner.api.post('/templates', { name, items: [{ kind: 'text', text: `Hello ${name}`.replace(/[{}]/g, '') }] });
    const contact = { firstName: name, lastName: name, company: name, tags: [name.slice(0, 40)], notes: name };
    await owner.api.post('/contacts', { ...contact, phones: [{ phone: `+7916000100${index}` }] });
    await owner.api.upload('/files', `${name}.txt`, new Blob([name]));
  }
  const channel = await addChannel(owner);
  await owner.api.patch(`/channels/${channel.id}`, { name: payloads[2] });
  const conversation = await customerWrites(owner, channel, '79160002000', payloads.join(' '));
  await owner.api.post(`/conversations/${conversation}/notes`, { text: payloads.join(' ') });
  await owner.api.patch('/me', { name: payloads[0] });
  await owner.api.patch('/organization', { name: payloads[1] });

  const { page } = await openBrowser({ userAgent: `Mozilla/5.0 ${payloads[2]} Firefox/140.0` });
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(owner.email);
  await page.getByLabel('Password', { exact: true }).fill(owner.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/inbox/);
  await page.goto('/settings/team');
  for (const name of payloads) await expect(page.getByText(name, { exact: true }).first()).toBeVisible();
  const { data } = await owner.api.get<{ data: { id: string }[] }>('/contacts?limit=1');
  for (const path of [
    '/inbox',
    `/inbox/${conversation}`,
    '/contacts',
    `/contacts/${data[0]!.id}`,
    '/contacts/groups',
    '/contacts/import',
    '/campaigns',
    '/campaigns/new',
    '/templates',
    '/channels',
    `/channels?channel=${channel.id}`,
    '/sandbox',
    '/settings/profile',
    '/settings/security',
    '/settings/keys',
  ]) {
    await page.goto(path);
    await isUnharmed(page);
    // In the palette, too, which finds people by what they are called.
    await page.keyboard.press('Control+KeyK');
    await page.getByRole('dialog').getByRole('combobox').fill('img src');
    await isUnharmed(page);
  }
});

test('SEC-21 nothing on any page leads to a script, whatever customers and colleagues write', async ({
  owner,
  seat,
}) => {
  const channel = await addChannel(owner);
  const addresses = [
    `javascript:${mark}`,
    `JaVaScRiPt:${mark}`,
    `data:text/html,<script>${mark}</script>`,
    `vbscript:x`,
  ];
  const written = ['https://example.com/ok', ...addresses].join(' \n');
  const conversation = await customerWrites(owner, channel, '79160002001', written);
  await owner.api.post(`/conversations/${conversation}/notes`, { text: written });
  for (const website of addresses)
    await owner.api.post('/contacts', { firstName: 'Ann', attributes: { website, picture: website } });
  const { page } = await seat(owner, `/inbox/${conversation}`);
  await expect(page.getByRole('link', { name: 'https://example.com/ok' }).first()).toBeVisible();
  for (const path of [`/inbox/${conversation}`, '/contacts', '/sandbox', '/settings/team']) {
    await page.goto(path);
    await page.waitForLoadState('networkidle');
    const leading = await page.evaluate(() =>
      [...document.querySelectorAll('[href], [src], [action], [formaction], [poster], [srcdoc]')]
        .flatMap((element) =>
          ['href', 'src', 'action', 'formaction', 'poster', 'srcdoc'].map((name) => element.getAttribute(name)),
        )
        .filter(
          (address) => address !== null && !/^(\/(?!\/)|#|https:\/\/example\.com|blob:|https?:\/\/127)/.test(address),
        ),
    );
    expect(leading, path).toEqual([]);
    const unsafe = await page
      .getByRole('link')
      .evaluateAll((links) =>
        links.filter(
          (link) =>
            link.getAttribute('target') === '_blank' && !/noopener|noreferrer/.test((link as HTMLAnchorElement).rel),
        ),
      );
    expect(unsafe, path).toEqual([]);
  }
  await isUnharmed(page);
});

test('SEC-26 no page of ours hears what other windows say, or tells them anything', async ({ owner, seat }) => {
  const { page, watch } = await seat(owner, '/sign-in');
  watch.allow(/evil\.example/);
  await page.addInitScript(() => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    const listen = window.addEventListener.bind(window);
    window.addEventListener = (
      type: string,
      ...rest: [EventListenerOrEventListenerObject, AddEventListenerOptions?]
    ) => {
      if (type === 'message') seen.push('listens');
      listen(type, ...rest);
    };
    const post = window.postMessage.bind(window) as (...all: unknown[]) => void;
    window.postMessage = ((...all: unknown[]) => {
      seen.push(`posts to ${String(all[1])}`);
      post(...all);
    }) as typeof window.postMessage;
  });
  const hostile = [
    { type: 'navigate', url: '/settings/keys' },
    { name: 'ended' },
    'sign-out',
    { jsonrpc: '2.0', method: 'eval' },
  ];
  for (const path of ['/inbox', '/contacts', '/campaigns', '/settings/profile']) {
    await page.goto(path);
    await page.waitForLoadState('networkidle');
    const before = page.url();
    await page.evaluate((messages) => {
      for (const data of messages)
        for (const origin of ['https://evil.example', 'null', ''])
          window.dispatchEvent(new MessageEvent('message', { data, origin, source: window }));
    }, hostile);
    expect(await page.evaluate(() => (window as unknown as { seen: string[] }).seen), path).toEqual([]);
    expect(page.url()).toBe(before);
  }
});

test('SEC-26 a page elsewhere that opens ours holds a window that is no longer there, and no frame at all', async ({
  owner,
  seat,
  parley,
}) => {
  const { page, watch } = await seat(owner, '/sign-in');
  watch.allow(/evil\.example/);
  await page
    .context()
    .route('https://evil.example/**', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<title>Elsewhere</title><button>Open</button>' }),
    );
  const elsewhere = await page.context().newPage();
  await elsewhere.goto('https://evil.example/');
  const opened = page.context().waitForEvent('page');
  await elsewhere.evaluate((url) => {
    Object.assign(window, { held: window.open(`${url}/inbox`, 'desk') });
  }, parley.url);
  const ours = await opened;
  await ours.waitForLoadState('networkidle');
  // The window that was opened leaves its opener behind once the page in it has come.
  const isGone = () => elsewhere.evaluate(() => (window as unknown as { held: Window }).held.closed);
  await expect.poll(isGone, { timeout: 30_000 }).toBe(true);
  const shown = await elsewhere.evaluate(async (url) => {
    const { held } = window as unknown as { held: Window };
    const frame = document.createElement('iframe');
    frame.src = `${url}/inbox`;
    // A refusal is loaded like a page, and is of an origin that nobody may look into.
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
    document.body.append(frame);
    await loaded;
    held.postMessage({ type: 'navigate', url: '/settings/keys' }, '*');
    return frame.contentDocument === null;
  }, parley.url);
  expect(shown).toBe(true);
  const framed = elsewhere.frames().find((frame) => frame !== elsewhere.mainFrame())!;
  expect(framed.url()).toBe('chrome-error://chromewebdata/');
  expect(await ours.evaluate(() => window.opener)).toBeNull();
  expect(new URL(ours.url()).pathname).not.toBe('/settings/keys');
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
  parley,
  seat,
}) => {
  const { page, watch } = await seat(owner, '/settings/profile');
  // The browser’s own viewer of pictures, and what this test runs in it, are held to the policy, too.
  watch.allow(/Content Security Policy|Blocked script execution/);
  const link = async (name: string, content: Buffer): Promise<string> => {
    const file = await owner.api.upload<StoredFile>('/files', name, new Blob([new Uint8Array(content)]));
    return (await owner.api.get<FileLink>(`/files/${file.id}/link`)).url;
  };
  for (const [name, content] of [
    ['page.html', '<!doctype html><script>1</script>'],
    [`a"b'; filename=evil.html`, 'plain'],
    ['page.xhtml', '<html xmlns="http://www.w3.org/1999/xhtml"><script>1</script></html>'],
    ['note.txt', `<script>${mark}</script>`],
  ] as const) {
    const { headers } = await fetch(parley.url + (await link(name, Buffer.from(content))));
    expect(headers.get('content-disposition'), name).toMatch(
      /^attachment; filename="[^"\\]*"; filename\*=UTF-8''[^;]*$/,
    );
    expect(headers.get('content-security-policy'), name).toBe(`default-src 'none'; sandbox`);
    expect(headers.get('x-content-type-options'), name).toBe('nosniff');
    expect(headers.get('cross-origin-resource-policy'), name).toBe('same-origin');
  }
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
  await page.evaluate(async () => {
    const blocked = new Set<string>();
    Object.assign(window, { blocked });
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => blocked.add(effectiveDirective));
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
  });
  const blocked = () => page.evaluate(() => [...(window as unknown as { blocked: Set<string> }).blocked].toSorted());
  await expect
    .poll(blocked, { timeout: 30_000 })
    .toEqual([
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
