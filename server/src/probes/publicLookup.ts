import { lookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** The host has an address that is nobody's on the internet: loopback, a home, a company, a cloud's metadata. */
export class NotPublicError extends Error {}

/**
 * Looks a host up for a connection and refuses it if any of its addresses isn't public. The connection goes to the very
 * addresses that were looked at.
 */
export const publicLookup: LookupFunction = (host, options, done) => {
  lookup(host, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, '', 0);
    const [first] = addresses;
    if (!first || !addresses.every(isPublic)) return done(new NotPublicError(host), '', 0);
    if (options.all) return done(null, addresses);
    return done(null, first.address, first.family);
  });
};

export function isPublic({ address }: Pick<LookupAddress, 'address'>): boolean {
  const family = isIP(address);
  return family !== 0 && !RESERVED.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/**
 * https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry. An IPv4 address within an IPv6
 * one (::ffff:127.0.0.1) is judged by the IPv4 ranges.
 */
const RESERVED = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  RESERVED.addSubnet(net, prefix, 'ipv4');
  // What a gateway would turn into that address (RFC 6052).
  RESERVED.addSubnet(`64:ff9b::${net}`, 96 + prefix, 'ipv6');
}
for (const [net, prefix] of [
  ['::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 32],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const)
  RESERVED.addSubnet(net, prefix, 'ipv6');
