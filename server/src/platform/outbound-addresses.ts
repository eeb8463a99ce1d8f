import { BlockList, isIP } from 'node:net';

/** IPv4 networks that are not on the public internet (IANA special-purpose registry), multicast and the reserved end. */
const privateV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
];

/** Of IPv6 only 2000::/3 is public at all; of that not these: protocol use with Teredo, documentation, 6to4. */
const publicV6 = '2000::/3';
const exceptV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];
/** IPv4 inside IPv6: the last 32 bits say where it really goes. */
const mappedV6 = ['::ffff:0:0/96', '64:ff9b::/96'];

/** Says whether Parley may connect to an address: a public one, or one of `allow` (addresses and networks). */
export function createAddressCheck(allow: readonly string[]): (address: string) => boolean {
  const allowed = blockList(allow);
  return (address) => allowed.check(address, familyOf(address)) || isPublic(address, allowed);
}

const insideV4 = blockList(privateV4);
const insideV6 = blockList([publicV6]);
const outsideV6 = blockList(exceptV6);
const mapped = blockList(mappedV6);

function isPublic(address: string, allowed: BlockList): boolean {
  switch (isIP(address)) {
    case 4:
      return !insideV4.check(address, 'ipv4');
    case 6: {
      if (!mapped.check(address, 'ipv6')) return insideV6.check(address, 'ipv6') && !outsideV6.check(address, 'ipv6');
      const inner = lastFourBytes(address);
      return allowed.check(inner, 'ipv4') || !insideV4.check(inner, 'ipv4');
    }
    default:
      return false;
  }
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

function blockList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [base, bits] = network.split('/') as [string, string?];
    const family = familyOf(base);
    list.addSubnet(base, bits === undefined ? (family === 'ipv4' ? 32 : 128) : Number(bits), family);
  }
  return list;
}

/** `::ffff:127.0.0.1`, `::ffff:7f00:1` and all other spellings: the URL parser writes them in one way. */
function lastFourBytes(address: string): string {
  const plain = new URL(`http://[${address.split('%')[0]}]`).hostname.slice(1, -1);
  const [high = 0, low = 0] = plain
    .split(':')
    .slice(-2)
    .map((group) => Number.parseInt(group || '0', 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
