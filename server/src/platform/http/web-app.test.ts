import { fastify, type FastifyInstance } from 'fastify';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addWebApp } from './web-app.ts';

let root: string;
let server: FastifyInstance;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'parley-web-'));
  mkdirSync(join(root, 'assets'));
  writeFileSync(join(root, 'index.html'), '<meta name="csp-nonce" content="%NONCE%">page');
  writeFileSync(join(root, 'assets/app-1a2b.js'), 'run()');
  writeFileSync(join(root, 'assets/app-1a2b.js.gz'), gzipSync('run()'));
  writeFileSync(join(root, 'theme.js'), 'theme()');
  server = fastify();
  server.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'));
  await addWebApp(server, root, null);
});

afterEach(async () => {
  await server.close();
  rmSync(root, { recursive: true });
});

const page = (url: string) => server.inject({ url, headers: { accept: 'text/html,*/*' } });

describe('addWebApp', () => {
  test('SEC-22 pictures come from the address of the files as well, where there is one; nothing else does', async () => {
    const apart = fastify();
    await addWebApp(apart, root, 'https://files.example');
    const { headers } = await apart.inject({ url: '/', headers: { accept: 'text/html' } });
    await apart.close();
    const from = String(headers['content-security-policy'])
      .split('; ')
      .filter((part) => part.includes('files.example'));
    expect(from).toEqual([
      `img-src 'self' data: blob: https://files.example`,
      `media-src 'self' blob: https://files.example`,
    ]);
  });

  test('any page address gets the app, with a nonce of its own', async () => {
    const [one, two] = [await page('/'), await page('/campaigns/7?tab=people')];
    const nonces = [one, two].map((answer) => /content="([^%"]+)"/.exec(answer.body)![1]!);
    expect(one.statusCode).toBe(200);
    expect(one.headers['cache-control']).toBe('no-store');
    expect(new Set(nonces).size).toBe(2);
    expect(one.headers['content-security-policy']).toContain(`style-src 'self' 'nonce-${nonces[0]}'`);
  });

  test('SEC-24 nothing inline runs', async () => {
    const policy = String((await page('/')).headers['content-security-policy']);
    expect(policy).toContain(`script-src 'self';`);
    expect(policy).not.toContain('unsafe');
    expect(policy).toContain(`frame-ancestors 'none'`);
  });

  test('files with a hash in their name are kept for ever, others are asked for again', async () => {
    const asset = await server.inject({ url: '/assets/app-1a2b.js', headers: { 'accept-encoding': 'gzip' } });
    expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(asset.headers['content-encoding']).toBe('gzip');
    expect((await server.inject('/theme.js')).headers['cache-control']).toBe('no-cache');
  });

  test.each(['/api/v1/nothing', '/assets/gone-ffff.js', '/health/other'])('%s is no page', async (url) => {
    expect((await page(url)).statusCode).not.toBe(200);
  });

  test.each(['/assets/../index.html', '/..%2f..%2fetc/passwd', '/assets/%2e%2e/%2e%2e/secret.key'])(
    'SEC-32 %s leaves nothing of the disk',
    async (url) => {
      const answer = await server.inject(url);
      expect(answer.statusCode).not.toBe(200);
    },
  );

  test('a program that asks for something unknown gets no page', async () => {
    expect((await server.inject({ url: '/campaigns', headers: { accept: 'application/json' } })).statusCode).not.toBe(
      200,
    );
  });

  test('before the first build the page says how to build', async () => {
    const bare = fastify();
    await addWebApp(bare, join(root, 'nowhere'), null);
    const answer = await bare.inject({ url: '/', headers: { accept: 'text/html' } });
    expect(answer.statusCode).toBe(503);
    expect(answer.body).toContain('npm run build-web');
    await bare.close();
  });
});
