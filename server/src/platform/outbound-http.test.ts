import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { createOutbound, type Outbound, type OutboundError, type OutboundRequest } from './outbound-http.ts';

const open: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

function outbound(allow: readonly string[], names: Record<string, string[]> = {}): Outbound {
  const made = createOutbound(allow, {
    resolve: async (name) => {
      const addresses = names[name];
      if (!addresses) throw new Error('ENOTFOUND');
      return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    },
  });
  open.push(() => made.close());
  return made;
}

async function serve(listener: RequestListener): Promise<{ port: number; hits: () => number }> {
  let hits = 0;
  const server: Server = createServer((request, response) => {
    hits++;
    listener(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, hits: () => hits };
}

const limits = { method: 'GET', timeoutMilliseconds: 30_000, maxBytes: 1_000 } as const;
const ask = (from: Outbound, url: string, more: Partial<OutboundRequest> = {}) =>
  from.request({ ...limits, url, ...more });
const faultOf = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => 'none',
    (error: OutboundError) => error.fault,
  );

describe('request', () => {
  test('asks an allowed address and reads the answer', async () => {
    const { port } = await serve((request, response) => response.end(`${request.method} ${request.headers.host}`));
    const answer = await ask(
      outbound(['127.0.0.1'], { 'gateway.example': ['127.0.0.1'] }),
      `http://gateway.example:${port}/`,
    );
    expect([answer.status, answer.body.toString()]).toEqual([200, `GET gateway.example:${port}`]);
  });

  test.each([
    '127.0.0.1',
    '0177.0.0.1',
    '0x7f.1',
    '2130706433',
    '127.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '0.0.0.0',
  ])('SEC-28 http://%s is refused before a connection is made', async (host) => {
    const { port, hits } = await serve((_request, response) => response.end());
    expect(await faultOf(ask(outbound([]), `http://${host}:${port}/`))).toBe('address_refused');
    expect(hits()).toBe(0);
  });

  test('SEC-28 a name that leads inside is refused, also when it has a public address beside', async () => {
    const names = { 'inside.example': ['10.0.0.1'], 'mixed.example': ['93.184.215.14', '127.0.0.1'] };
    expect(await faultOf(ask(outbound([], names), 'http://inside.example/'))).toBe('address_refused');
    expect(await faultOf(ask(outbound([], names), 'http://mixed.example/'))).toBe('address_refused');
  });

  test('SEC-30 the name is looked up once, and the connection goes to what was checked', async () => {
    const { port, hits } = await serve((_request, response) => response.end());
    let lookups = 0;
    const rebinding = createOutbound([], {
      resolve: async () => [{ address: lookups++ === 0 ? '192.0.2.1' : '127.0.0.1', family: 4 }],
    });
    open.push(() => rebinding.close());
    expect(await faultOf(ask(rebinding, `http://rebind.example:${port}/`))).toBe('address_refused');
    expect(hits()).toBe(0);
    const careless = createOutbound(['127.0.0.1'], {
      resolve: async () => [{ address: lookups++ === 1 ? '127.0.0.1' : '10.0.0.1', family: 4 }],
    });
    open.push(() => careless.close());
    expect((await ask(careless, `http://rebind.example:${port}/`)).status).toBe(200);
    expect(lookups).toBe(2);
  });

  test('SEC-27 the sandbox is reached by its name, and its address by no other', async () => {
    const { port } = await serve((request, response) => response.end(request.url));
    let isRunning = true;
    const host = '127.0.0.1';
    const made = createOutbound([], {
      resolveOwn: (name) => (name === 'telegram.sandbox' ? (isRunning ? { host, port } : null) : undefined),
    });
    open.push(() => made.close());
    expect((await ask(made, 'https://telegram.sandbox/bot1/getMe')).body.toString()).toBe('/bot1/getMe');
    expect(await faultOf(ask(made, `http://127.0.0.1:${port}/`))).toBe('address_refused');
    const target = { host: 'telegram.sandbox', port: 2775, tls: false, timeoutMilliseconds: 30_000 };
    (await made.connect(target)).destroy();
    isRunning = false;
    expect(await faultOf(made.connect(target))).toBe('connection_failed');
    expect(await faultOf(ask(made, 'http://telegram.sandbox/'))).toBe('connection_failed');
  });

  test('SEC-29 a redirect is not followed', async () => {
    const inside = await serve((_request, response) => response.end('secret'));
    const outside = await serve((_request, response) =>
      response.writeHead(302, { location: `http://127.0.0.1:${inside.port}/` }).end(),
    );
    const answer = await ask(outbound(['127.0.0.1']), `http://127.0.0.1:${outside.port}/`);
    expect(answer.status).toBe(302);
    expect(inside.hits()).toBe(0);
  });

  test('SEC-31 an answer that is too large or too slow is broken off', async () => {
    const large = await serve((_request, response) => response.end('x'.repeat(2_000)));
    expect(await faultOf(ask(outbound(['127.0.0.1']), `http://127.0.0.1:${large.port}/`))).toBe('answer_too_large');
    const slow = await serve((_request, response) => response.write('x'));
    expect(
      await faultOf(ask(outbound(['127.0.0.1']), `http://127.0.0.1:${slow.port}/`, { timeoutMilliseconds: 200 })),
    ).toBe('timeout');
  });

  test.each([
    'file:///etc/passwd',
    'gopher://127.0.0.1/',
    'ftp://example.com/',
    'http://user:secret@example.com/',
    'javascript:alert(1)',
    'nonsense',
  ])('%s is not asked', async (url) => {
    expect(await faultOf(ask(outbound([]), url))).toBe('url_invalid');
  });

  test('an unknown name and a closed port are told apart', async () => {
    expect(await faultOf(ask(outbound([]), 'http://nowhere.example/'))).toBe('name_unknown');
    expect(await faultOf(ask(outbound(['127.0.0.1']), 'http://127.0.0.1:1/'))).toBe('connection_failed');
  });
});

describe('connect', () => {
  const target = { port: 1, tls: false, timeoutMilliseconds: 30_000 };

  async function listen(): Promise<number> {
    const server = createTcpServer((socket) => socket.pipe(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    open.push(() => void server.close());
    return (server.address() as AddressInfo).port;
  }

  test('opens a socket to an allowed address', async () => {
    const port = await listen();
    const socket = await outbound(['127.0.0.1'], { 'smsc.example': ['127.0.0.1'] }).connect({
      ...target,
      host: 'smsc.example',
      port,
    });
    socket.write('hello');
    expect((await once(socket, 'data'))[0].toString()).toBe('hello');
    socket.destroy();
  });

  test.each(['127.0.0.1', '::1', 'inside.example'])('SEC-27 %s is refused without being allowed', async (host) => {
    const port = await listen();
    const attempt = outbound([], { 'inside.example': ['127.0.0.1'] }).connect({ ...target, host, port });
    expect(await faultOf(attempt)).toBe('address_refused');
  });

  test('SEC-28 numbers that are not written as an address go through the look-up', async () => {
    const names = { '2130706433': ['127.0.0.1'], '0177.0.0.1': ['127.0.0.1'] };
    for (const host of Object.keys(names))
      expect(await faultOf(outbound([], names).connect({ ...target, host }))).toBe('address_refused');
  });

  test('TLS is verified against the name, and a private authority only when it is given', async () => {
    const server = createTlsServer({ key: testKey, cert: testCertificate }, (socket) => socket.end('hello'));
    server.on('tlsClientError', () => {});
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    open.push(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const from = outbound(['127.0.0.1'], { 'smsc.example': ['127.0.0.1'], 'other.example': ['127.0.0.1'] });
    const secure = { ...target, port, tls: true, host: 'smsc.example', ca: testCertificate };
    const { ca: _, ...unknownAuthority } = secure;
    expect(await faultOf(from.connect(unknownAuthority))).toBe('certificate_refused');
    expect(await faultOf(from.connect({ ...secure, host: 'other.example' }))).toBe('certificate_refused');
    for (const name of [{}, { host: '127.0.0.1', serverName: 'smsc.example' }]) {
      const socket = await from.connect({ ...secure, ...name });
      expect((await once(socket, 'data'))[0].toString()).toBe('hello');
      socket.destroy();
    }
  });
});

/** For smsc.example, signed by itself; good for this test only. */
const testKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgb1UACJ8IFBXxfNOE
k4VxTy8f3oL9mfFClJBaJzMcSHChRANCAASP3lLBKnL7HDMemqLf9Dqa4akSk9+A
AU6QaSey/zKPAUCvIrCqZuyAYSdUezOzaJkHCTDiSQEi8mEscHx1enjB
-----END PRIVATE KEY-----`;
const testCertificate = `-----BEGIN CERTIFICATE-----
MIIBnzCCAUSgAwIBAgIUPsSfev3608opCvdyG5pu1Gi9pUswCgYIKoZIzj0EAwIw
FzEVMBMGA1UEAwwMc21zYy5leGFtcGxlMCAXDTI2MTEyMTA1MDEwNloYDzIxMjYx
MDI4MDUwMTA2WjAXMRUwEwYDVQQDDAxzbXNjLmV4YW1wbGUwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAASP3lLBKnL7HDMemqLf9Dqa4akSk9+AAU6QaSey/zKPAUCv
IrCqZuyAYSdUezOzaJkHCTDiSQEi8mEscHx1enjBo2wwajAdBgNVHQ4EFgQUxMFj
JxKUCetnXmxt6a843t9F0FQwHwYDVR0jBBgwFoAUxMFjJxKUCetnXmxt6a843t9F
0FQwDwYDVR0TAQH/BAUwAwEB/zAXBgNVHREEEDAOggxzbXNjLmV4YW1wbGUwCgYI
KoZIzj0EAwIDSQAwRgIhANY7pMkgAQSm6MMO2WXQE4rfflxj+Y+7Z+d9Aw1O5pht
AiEAwKATlJkH8VJf5f3I2b+nikMQYwTcASadVx4yPBLPabs=
-----END CERTIFICATE-----`;
