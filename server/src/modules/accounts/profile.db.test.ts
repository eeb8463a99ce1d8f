import { Readable } from 'node:stream';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Me, Session } from '@parley/contract/accounts';
import { standardPreferences } from '@parley/contract/preferences';
import { routes } from '#accounts';
import type { Problem } from '#platform/http/problem';
import { createTestServer, type TestAnswer, type TestServer } from '#platform/test-kit/index';
import { authenticateSession } from './authenticate-session.ts';
import { readPicture } from '#files';
import { browserOf, cookieOf, type Browser, type Person } from './test-accounts.ts';

let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  server = await createTestServer({
    routes,
    authenticate: (kit) => (credentials, caller) => authenticateSession(kit.runtime, credentials.token, caller),
  });
  browser = browserOf(server);
});
afterAll(() => server.close());

const change = (person: Person, body: unknown): Promise<TestAnswer<Me & Problem>> =>
  browser.ask('PATCH', '/me', person.cookie, body);

describe('the profile', () => {
  test('PLT-8 changes by what is given, and the rest stays', async () => {
    const person = await browser.signUp();
    expect(person.me.user).toMatchObject({ preferences: standardPreferences, phone: null, avatarUrl: null });
    const changed = await change(person, {
      name: ' Анна ',
      phone: '+7 (916) 123-45-67',
      timeZone: 'Asia/Tomsk',
      preferences: { theme: 'dark', undoSeconds: 0 },
    });
    expect(changed.body.user).toMatchObject({
      name: 'Анна',
      phone: '+79161234567',
      timeZone: 'Asia/Tomsk',
      language: 'en',
      preferences: { ...standardPreferences, theme: 'dark', undoSeconds: 0 },
    });
    const shortcuts = { enabled: false, custom: { 'inbox.close': 'shift+KeyE' } };
    const next = await change(person, { language: 'ru', phone: null, preferences: { shortcuts } });
    expect(next.body.user).toMatchObject({ name: 'Анна', phone: null, language: 'ru' });
    expect(next.body.user!.preferences).toEqual({
      ...standardPreferences,
      theme: 'dark',
      undoSeconds: 0,
      shortcuts,
    });
    expect((await browser.ask<Me>('GET', '/me', person.cookie)).body).toEqual(next.body);
  });

  test.each([
    [{ phone: '12' }, 'phone'],
    [{ name: '' }, 'name'],
    [{ timeZone: 'Mars/Base' }, 'timeZone'],
    [{ preferences: { theme: 'pink' } }, 'preferences.theme'],
    [{ preferences: { undoSeconds: 31 } }, 'preferences.undoSeconds'],
    [{ preferences: { colour: 'red' } }, 'preferences.colour'],
    [
      { preferences: { shortcuts: { enabled: true, custom: { 'inbox.close': 'e' } } } },
      'preferences.shortcuts.custom.inbox.close',
    ],
    [{ email: 'other@example.com' }, 'email'],
    [{ installationRole: 'root' }, 'installationRole'],
  ])('%j is refused', async (body, path) => {
    const person = await browser.signUp();
    const answer = await change(person, body);
    expect(answer.body.errors?.map((fault) => fault.path)).toEqual([path]);
  });

  test('SEC-15 a shortcut for __proto__ is refused and changes no prototype', async () => {
    const person = await browser.signUp();
    const body = '{"preferences":{"shortcuts":{"enabled":true,"custom":{"__proto__":"KeyA"}}}}';
    const answer = await server.request('PATCH', '/me', {
      body,
      headers: { cookie: person.cookie, 'content-type': 'application/json' },
    });
    expect(answer.status).toBe(400);
    const made = await change(person, {
      preferences: { shortcuts: { enabled: true, custom: { constructor: 'KeyA' } } },
    });
    expect(made.status).toBe(200);
    expect(({} as Record<string, unknown>)['constructor']).toBe(Object);
  });

  test('PLT-60 what was changed is in the audit log, and nothing when nothing was', async () => {
    const person = await browser.signUp();
    await change(person, { name: 'Anna' });
    await change(person, { name: 'Anna' });
    const entries = await server.pools.tenant(person.me.organization.id, (db) =>
      db.selectFrom('audit_entries').select(['before', 'after']).where('action', '=', 'user.updated').execute(),
    );
    expect(entries).toEqual([{ before: { name: 'Ann' }, after: { name: 'Anna' } }]);
  });
});

const picture = (width: number, height: number, colour = 'red') =>
  sharp({ create: { width, height, channels: 3, background: colour } });

/** Left half red, right half blue. */
const halves = async (): Promise<Buffer> =>
  picture(400, 200)
    .composite([{ input: await picture(200, 200, 'blue').png().toBuffer(), left: 200, top: 0 }])
    .png()
    .toBuffer();

function upload(person: Person, bytes: Buffer, query = '', name = 'me.png'): Promise<TestAnswer<Me & Problem>> {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(bytes)]), name);
  return server.request('POST', `/me/avatar${query}`, { body: form, headers: { cookie: person.cookie } });
}
async function download(url: string, cookie: string): Promise<{ response: Response; bytes: Buffer }> {
  const response = await fetch(server.address + url, { headers: { cookie } });
  return { response, bytes: Buffer.from(await response.arrayBuffer()) };
}
async function colourOf(bytes: Buffer): Promise<'red' | 'blue' | 'other'> {
  const { dominant } = await sharp(bytes).stats();
  if (dominant.r > 200 && dominant.b < 60) return 'red';
  return dominant.b > 200 && dominant.r < 60 ? 'blue' : 'other';
}

describe('the picture', () => {
  test('PLT-8 is the chosen square, written anew in two sizes', async () => {
    const person = await browser.signUp();
    const { body } = await upload(person, await halves(), '?left=200&top=0&size=200');
    const url = body.user!.avatarUrl!;
    const small = await download(url, person.cookie);
    const large = await download(`${url}?size=256`, person.cookie);
    expect(await sharp(small.bytes).metadata()).toMatchObject({ format: 'webp', width: 64, height: 64 });
    expect(await sharp(large.bytes).metadata()).toMatchObject({ format: 'webp', width: 256, height: 256 });
    expect(await colourOf(large.bytes)).toBe('blue');
    expect(small.response.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
    expect(small.response.headers.get('content-security-policy')).toContain('sandbox');
    expect((await browser.ask<Me>('GET', '/me', person.cookie)).body.user!.avatarUrl).toBe(url);
  });

  test('PLT-8 the one before goes, and both when it is taken away', async () => {
    const person = await browser.signUp();
    const living = async () =>
      (
        await server.pools.systemPool.query('select 1 from files where organization_id = $1 and deleted_at is null', [
          person.me.organization.id,
        ])
      ).rows.length;
    const first = (await upload(person, await picture(64, 64).png().toBuffer())).body.user!.avatarUrl!;
    await upload(person, await picture(64, 64, 'blue').png().toBuffer());
    expect(await living()).toBe(2);
    expect((await download(first, person.cookie)).response.status).toBe(404);
    const removed = await browser.ask<Me>('DELETE', '/me/avatar', person.cookie);
    expect(removed.body.user!.avatarUrl).toBeNull();
    expect(await living()).toBe(0);
    expect((await browser.ask('DELETE', '/me/avatar', person.cookie)).status).toBe(200);
  });

  test('is the square of the picture as its camera held it, and keeps nothing of what the camera wrote', async () => {
    const person = await browser.signUp();
    // Turned by a quarter: what is on the left is shown on top.
    const turned = await sharp(await halves())
      .withExif({ IFD0: { Artist: 'SECRET PLACE' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    expect(turned.includes('SECRET PLACE')).toBe(true);
    const { body } = await upload(person, turned, '?left=0&top=200&size=200', 'me.jpg');
    const { bytes } = await download(`${body.user!.avatarUrl}?size=256`, person.cookie);
    expect(await colourOf(bytes)).toBe('blue');
    expect(bytes.includes('SECRET PLACE')).toBe(false);
    expect((await sharp(bytes).metadata()).exif).toBeUndefined();
  });

  test('SEC-34 a picture of more pixels than a camera takes is refused before they are unpacked', async () => {
    const person = await browser.signUp();
    const bomb = await sharp({ create: { width: 12_000, height: 12_000, channels: 3, background: 'white' } })
      .png({ compressionLevel: 9 })
      .toBuffer();
    expect(bomb.length).toBeLessThan(1_000_000);
    const answer = await upload(person, bomb);
    expect([answer.status, answer.body.code]).toEqual([400, 'picture_unreadable']);
  });

  test('SEC-34 a file over the limit is not read to its end', async () => {
    let given = 0;
    const endless = Readable.from(
      (function* pieces() {
        for (;;) {
          given++;
          yield Buffer.alloc(1024 * 1024);
        }
      })(),
    );
    await expect(readPicture(endless)).rejects.toMatchObject({ code: 'file_too_large' });
    expect(given).toBeLessThan(60);
  });

  test.each([
    [
      'an SVG',
      'me.png',
      '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100"><script>alert(1)</script></svg>',
    ],
    ['a page', 'me.png', '<html><script>alert(1)</script></html>'],
    ['text', 'me.jpg', 'hello'],
    ['nothing', 'me.jpg', ''],
    ['half a picture', 'me.png', '\x89PNG\r\n\x1a\n\0\0\0\rIHDR'],
  ])('SEC-33 %s is refused, whatever it is named', async (_, name, text) => {
    const person = await browser.signUp();
    const answer = await upload(person, Buffer.from(text, 'latin1'), '', name);
    expect([answer.status, answer.body.code]).toEqual([400, 'picture_unreadable']);
  });

  test('SEC-35 is seen by members of the same organization only, and by nobody without a session', async () => {
    const person = await browser.signUp();
    const stranger = await browser.signUp();
    const url = (await upload(person, await halves())).body.user!.avatarUrl!;
    expect((await download(url, '')).response.status).toBe(401);
    expect((await download(url, stranger.cookie)).response.status).toBe(404);
    expect((await download(url, person.cookie)).response.status).toBe(200);
  });

  test.each(['?left=-1', '?size=4', '?left=x', '?size=99999999999'])('the square %s is refused', async (query) => {
    const person = await browser.signUp();
    expect((await upload(person, await halves(), query)).body.code).toBe('request_invalid');
  });

  test('a square that reaches over the edge is moved into the picture', async () => {
    const person = await browser.signUp();
    const { body } = await upload(person, await halves(), '?left=390&top=190&size=200');
    expect(await colourOf((await download(body.user!.avatarUrl!, person.cookie)).bytes)).toBe('blue');
  });
});

describe('sessions', () => {
  test('PLT-1 name the device as a person would, and all others end together', async () => {
    const { email, cookie } = await browser.signUp();
    const agent =
      'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1';
    const phone = cookieOf(
      await server.request('POST', '/sign-in', {
        body: { email, password: 'a long and private sentence' },
        headers: { 'user-agent': agent },
      }),
    );
    const { data } = (await browser.ask<{ data: Session[] }>('GET', '/sessions', cookie)).body;
    expect(data.find((session) => !session.current)).toMatchObject({
      browser: 'Safari',
      system: 'iPhone',
      isMobile: true,
    });
    expect((await browser.ask('POST', '/sessions/revoke-others', cookie)).body).toEqual({ ended: 1 });
    expect(await Promise.all([cookie, phone].map(browser.statusOfMe))).toEqual([200, 401]);
  });
});
