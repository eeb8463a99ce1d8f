import { describe, expect, test } from 'vitest';
import { smsSmpp } from './index.ts';
import { sourceAddressOf, timeZoneMinutes, vendorStatusOf } from './settings.ts';

const least = { host: 'smsc.example', systemId: 'parley', password: 'secret', sourceAddress: 'Parley' };

function fieldsRefused(input: Record<string, unknown>): unknown {
  try {
    smsSmpp.parseSettings({ ...least, ...input });
    return [];
  } catch (error) {
    return (error as { issues: { path: unknown[] }[] }).issues.map(({ path }) => path[0]);
  }
}

test('what is left out has the usual value', () => {
  expect(smsSmpp.parseSettings(least)).toMatchObject({
    port: 2775,
    tls: false,
    systemType: '',
    window: 10,
    enquireLinkSeconds: 30,
    responseTimeoutSeconds: 60,
    useReceipts: true,
    messageIdType: 'as-is',
    receiptTimeZone: '+00:00',
    defaultAlphabet: 'gsm',
    longMessages: 'udh8',
    vendorStatus: {},
  });
  expect(smsSmpp.secretSettings).toEqual(['password']);
});

test.each([
  ['host', { host: '' }],
  ['port', { port: 70_000 }],
  ['systemId', { systemId: 'x'.repeat(16) }],
  ['systemId', { systemId: 'Пароль' }],
  ['password', { password: '123456789' }],
  ['systemType', { systemType: 'x'.repeat(13) }],
  ['sourceAddress', { sourceAddress: 'TwelveLetter' }],
  ['sourceAddress', { sourceAddress: '' }],
  ['window', { window: 0 }],
  ['window', { window: 1001 }],
  ['receiptTimeZone', { receiptTimeZone: 'Moscow' }],
  ['vendorStatus', { vendorStatus: { '0x401': 'nonsense' } }],
  ['vendorStatus', { vendorStatus: { many: 'throttled' } }],
])('%s is named when it is wrong', (field, input) => {
  expect(fieldsRefused(input)).toEqual([field]);
});

describe('the source address', () => {
  test.each([
    ['Parley', { ton: 5, npi: 0, address: 'Parley' }],
    ['12 Months', { ton: 5, npi: 0, address: '12 Months' }],
    ['7777', { ton: 3, npi: 0, address: '7777' }],
    ['447700900123', { ton: 1, npi: 1, address: '447700900123' }],
    ['+447700900123', { ton: 1, npi: 1, address: '447700900123' }],
  ])('%s is guessed', (sourceAddress, expected) => {
    expect(sourceAddressOf(smsSmpp.parseSettings({ ...least, sourceAddress }))).toEqual(expected);
  });

  test('has the type and plan given', () => {
    const settings = smsSmpp.parseSettings({ ...least, sourceAddress: '7777', sourceTon: 0, sourceNpi: 1 });
    expect(sourceAddressOf(settings)).toEqual({ ton: 0, npi: 1, address: '7777' });
  });
});

test('an offset from UTC in minutes', () => {
  expect(['+00:00', '+03:00', '-05:30', '+12:45'].map(timeZoneMinutes)).toEqual([0, 180, -330, 765]);
});

test('vendor codes in hexadecimal and decimal', () => {
  const settings = smsSmpp.parseSettings({
    ...least,
    vendorStatus: { '0x401': 'throttled', '1026': 'recipient_blocked' },
  });
  expect([...vendorStatusOf(settings)]).toEqual(
    expect.arrayContaining([
      [0x401, 'throttled'],
      [0x402, 'recipient_blocked'],
    ]),
  );
});
