import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAddressCheck } from './outbound-addresses.ts';

const isAllowed = createAddressCheck([]);

describe('SEC-28 without a setting', () => {
  test.each([
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '0.1.2.3',
    '10.0.0.1',
    '100.64.0.1',
    '100.127.255.255',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.1',
    '192.0.2.1',
    '192.168.1.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '239.255.255.255',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '0:0:0:0:0:ffff:10.0.0.1',
    '::ffff:169.254.169.254',
    '::127.0.0.1',
    '::ffff:0:127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b::10.0.0.1',
    '64:ff9b:1::1',
    '2002:7f00:1::',
    '2001::1',
    '2001:db8::1',
    '3fff::1',
    '100::1',
    'fc00::1',
    'fd12:3456::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    'localhost',
    '',
    '1',
    '0177.0.0.1',
    '2130706433',
  ])('%s is refused', (address) => {
    expect(isAllowed(address)).toBe(false);
  });

  test.each([
    '1.1.1.1',
    '93.184.215.14',
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700:4700::1111',
    '2a00:1450::1',
    '::ffff:1.1.1.1',
    '64:ff9b::1.1.1.1',
  ])('%s is allowed', (address) => {
    expect(isAllowed(address)).toBe(true);
  });

  test('an IPv4 address is judged alike in every spelling', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const [a, b, c, d] = address.split('.').map(Number) as [number, number, number, number];
        const hex = `::ffff:${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
        expect([`::ffff:${address}`, hex, `64:ff9b::${address}`].map(isAllowed)).toEqual(
          Array.from({ length: 3 }, () => isAllowed(address)),
        );
      }),
    );
  });
});

test('what the administrator allows is allowed, and its neighbours are not', () => {
  const check = createAddressCheck(['10.1.0.0/16', '127.0.0.1', 'fd00::/64']);
  expect(['10.1.2.3', '127.0.0.1', '::ffff:127.0.0.1', 'fd00::5', '1.1.1.1'].map(check)).toEqual([
    true,
    true,
    true,
    true,
    true,
  ]);
  expect(['10.2.0.1', '127.0.0.2', 'fd00:0:0:1::5', '192.168.1.1'].map(check)).toEqual([false, false, false, false]);
});
