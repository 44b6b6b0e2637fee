import { isIPv6 } from 'node:net';

/** The name that an address has in DNS (RFC 1035 section 3.5, RFC 3596 section 2.5): "1.2.0.192.in-addr.arpa". */
export function reverseName(address: string): string {
  if (!isIPv6(address)) return `${address.split('.').reverse().join('.')}.in-addr.arpa`;
  const digits = groupsOf(address)
    .map((group) => group.padStart(4, '0'))
    .join('');
  return `${digits.split('').reverse().join('.')}.ip6.arpa`;
}

/** The eight groups of an IPv6 address, however it is written. */
function groupsOf(address: string): readonly string[] {
  // URLs have one form of each: short, lower case, without dots.
  const { hostname } = new URL(`http://[${address.replace(/%.*$/, '')}]/`);
  const [front = '', back] = hostname.slice(1, -1).split('::');
  const before = front === '' ? [] : front.split(':');
  if (back === undefined) return before;
  const after = back === '' ? [] : back.split(':');
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => '0'), ...after];
}
