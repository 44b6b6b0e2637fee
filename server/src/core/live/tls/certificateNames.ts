/** Whether a certificate is for a host (RFC 9525, before it RFC 6125). The common name counts for nothing. */
import { isAddress, normalName } from '../dns/names.ts';

export function isForHost(names: readonly string[], host: string): boolean {
  const wanted = normalName(host).replace(/^\[|\]$/g, '');
  return names.some((name) =>
    isAddress(wanted) ? sameAddress(name, wanted) : coversName(normalName(name), wanted),
  );
}

/** A star stands for one whole label, the leftmost. */
function coversName(name: string, host: string): boolean {
  if (!name.startsWith('*.')) return name === host;
  const rest = name.slice(1);
  const label = host.slice(0, -rest.length);
  return rest.length > 2 && rest.slice(1).includes('.')
    ? host.endsWith(rest) && label !== '' && !label.includes('.')
    : false;
}

function sameAddress(name: string, address: string): boolean {
  return expanded(name.toLowerCase()) === expanded(address);
}

/** IPv6 with all its groups, without zeros in front. */
function expanded(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros =
    tail === undefined ? [] : Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  return [...left, ...zeros, ...right].map((group) => group.replace(/^0+(?=.)/, '')).join(':');
}
