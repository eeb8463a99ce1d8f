import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Channel } from '../channel.ts';
import { directTransports } from '../direct-transports.ts';
import { RecordingHost } from '../recording-host.ts';
import { smsSmpp } from './index.ts';
import { TestSmsc } from './test-smsc.ts';

/** Made for this test and used nowhere else; for `localhost`, signed by itself. */
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgKezyDgMcQpajBIyD
P00U6jlCXtUwBt/pFTPmmUnmS9OhRANCAARmF38lFqfS7f6W9FRksn/PL7EkFva1
Q3pFy7nXe7F9P48UNbUcaExmuRNNu2hInd0A59r7fr5nYy+CkqA7ySO8
-----END PRIVATE KEY-----`;

const cert = `-----BEGIN CERTIFICATE-----
MIIBQTCB6KADAgECAgEBMAoGCCqGSM49BAMCMBQxEjAQBgNVBAMMCWxvY2FsaG9z
dDAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAwMFowFDESMBAGA1UEAwwJ
bG9jYWxob3N0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEZhd/JRan0u3+lvRU
ZLJ/zy+xJBb2tUN6Rcu513uxfT+PFDW1HGhMZrkTTbtoSJ3dAOfa+36+Z2MvgpKg
O8kjvKMpMCcwFAYDVR0RBA0wC4IJbG9jYWxob3N0MA8GA1UdEwEB/wQFMAMBAf8w
CgYIKoZIzj0EAwIDSAAwRQIgKtpD5s5Wc/dHXeogvmRkQhAfSeDmseEr/Hn3HsQc
A88CIQCWMqeqwVQGnoEdKWUdKEusQGLVSJZxUeu30H9Ea/9Igw==
-----END CERTIFICATE-----`;

let smsc: TestSmsc;
let host: RecordingHost;
let channel: Channel;

beforeEach(async () => {
  smsc = await new TestSmsc({ key, cert }).start();
  host = new RecordingHost();
});

afterEach(async () => {
  await channel.stop(0);
  await smsc.stop();
});

async function start(settings: Record<string, unknown>): Promise<void> {
  const input = {
    port: smsc.port,
    tls: true,
    systemId: 'parley',
    password: 'secret',
    sourceAddress: 'Parley',
    ...settings,
  };
  channel = smsSmpp.create(smsSmpp.parseSettings(input), directTransports);
  await channel.start(host);
}

test('a connection over TLS is bound when the authority of the settings has signed for the host', async () => {
  await start({ host: 'localhost', ca: cert });
  await vi.waitFor(() => expect(host.states.at(-1)?.state).toBe('connected'), { interval: 5 });
  const sent = await channel.send({
    deliveryId: 'd',
    address: '+447700900123',
    text: 'Hello',
    file: null,
    submitDeadline: Date.now() + 60_000,
  });
  expect(sent.parts).toEqual([{ providerMessageId: 'id-1' }]);
});

test.each([
  ['an authority nobody trusts', { host: 'localhost' }],
  ['another host', { host: '127.0.0.1', ca: cert }],
])('the password is not given to a peer with a certificate of %s', async (_name, settings) => {
  await start(settings);
  await vi.waitFor(() => expect(host.states.at(-1)?.state).toBe('reconnecting'), { interval: 5 });
  expect(smsc.peers.flatMap((peer) => peer.received)).toEqual([]);
});
