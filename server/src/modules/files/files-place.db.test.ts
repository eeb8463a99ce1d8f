/** A second address of the installation, where uploaded files are and nothing else is (SEC-22). */
import { request as sendRequest, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { File as StoredFile, FileLink } from '@parley/contract/files';
import { createTestServer, type TestServer } from '#platform/test-kit/index';
import { routes } from './index.ts';

let server: TestServer;
let now = new Date();

beforeAll(async () => {
  server = await createTestServer({
    routes,
    clock: { now: () => now },
    installation: { publicUrl: 'https://desk.example', filesUrl: 'https://files.example' },
    site: { publicUrl: 'https://desk.example', trustedProxies: ['127.0.0.1'] },
  });
});
afterAll(() => server.close());

async function linkOf(name: string, content: string): Promise<string> {
  const form = new FormData();
  form.append('file', new Blob([content]), name);
  const { body } = await server.request<StoredFile>('POST', '/files', { as: 'operator', body: form });
  return (await server.request<FileLink>('GET', `/files/${body.id}/link`, { as: 'operator' })).body.url;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** As a proxy passes it on, which `fetch` does not let one do. */
function ask(host: string, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sending = sendRequest(server.address + path, { headers: { host, ...headers } }, (response) => {
      void text(response).then(
        (body) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        reject,
      );
    });
    sending.on('error', reject).end();
  });
}

test('SEC-22 a link leads to the other address, which shows the file to our pages and keeps it to itself', async () => {
  const url = new URL(await linkOf('note.html', '<!doctype html><p>A note</p>'));
  expect(url.origin).toBe('https://files.example');
  const { status, headers, body } = await ask('files.example', url.pathname);
  expect([status, body]).toEqual([200, '<!doctype html><p>A note</p>']);
  expect(headers['content-disposition']).toMatch(/^attachment;/);
  expect(headers['content-security-policy']).toBe(`default-src 'none'; sandbox`);
  expect(headers['cross-origin-resource-policy']).toBe('cross-origin');
  expect(headers['set-cookie']).toBeUndefined();
  // A proxy that puts its own name into Host says the other one beside it.
  expect((await ask('inside:8080', url.pathname, { 'x-forwarded-host': 'files.example' })).status).toBe(200);
});

test('SEC-22 the address of the pages serves no file, however it is asked for', async () => {
  const { pathname } = new URL(await linkOf('note.txt', 'A note'));
  for (const host of ['desk.example', 'localhost:8080', 'files.example:8443', 'evil.example', 'files.example.evil']) {
    const { status, body } = await ask(host, pathname);
    expect([status, JSON.parse(body).code], host).toEqual([404, 'route_unknown']);
  }
});

test('SEC-22 the address of the files serves nothing else', async () => {
  for (const path of ['/', '/inbox', '/sign-in', '/health/live', '/metrics', '/api/docs', '/api/openapi.json']) {
    const { status, headers, body } = await ask('files.example', path, { accept: 'text/html' });
    expect([status, JSON.parse(body).code], path).toEqual([404, 'route_unknown']);
    expect(headers['content-security-policy'], path).toContain(`default-src 'none'`);
  }
  expect((await ask('files.example', '/api/v1/files/nothing/link')).status).toBe(404);
});

test('SEC-35 a link of another address ends, and cannot be changed, like any other', async () => {
  const { pathname } = new URL(await linkOf('note.txt', 'A note'));
  expect((await ask('files.example', `${pathname}A`)).status).toBe(404);
  now = new Date(now.getTime() + 5 * 60_000);
  const { status, body } = await ask('files.example', pathname);
  expect([status, JSON.parse(body).code]).toEqual([404, 'file_link_invalid']);
});
