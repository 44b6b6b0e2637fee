/** Whether a text is an IPv4 address as RFC 7208 writes it: four numbers up to 255, without zeros before them. */
export function isIp4(text: string): boolean {
  return text.length <= 15 && IP4.test(text);
}

const IP4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

/** Whether a text is an IPv6 address (RFC 4291 section 2.2), without brackets and zone. */
export function isIp6(text: string): boolean {
  return ip6Groups(text) !== undefined;
}

/** The eight numbers of an IPv6 address; undefined: it is none. */
export function ip6Groups(text: string): readonly number[] | undefined {
  if (text.length > 45 || !/^[\da-f:.]+$/i.test(text)) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = groupsOf(halves[0] ?? '');
  const tail = halves.length === 2 ? groupsOf(halves[1] ?? '') : [];
  // An IPv4 address stands at the very end only.
  if (!head || !tail || (halves.length === 2 && (halves[0] ?? '').includes('.'))) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  return [...head, ...Array.from({ length: missing }, () => 0), ...tail];
}

function groupsOf(text: string): readonly number[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const last = parts.at(-1) ?? '';
  const groups: number[] = [];
  for (const part of last.includes('.') ? parts.slice(0, -1) : parts) {
    if (!/^[\da-f]{1,4}$/i.test(part)) return undefined;
    groups.push(Number.parseInt(part, 16));
  }
  if (!last.includes('.')) return groups;
  if (!isIp4(last)) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = last.split('.').map(Number);
  return [...groups, a * 256 + b, c * 256 + d];
}

/**
 * Addresses that no mail comes from on the internet (RFC 1918, 6598, 3927, 4193, 4291). Loopback is left out: it is harmless in
 * a record, and some publish it for local delivery.
 */
export function isPrivateAddress(text: string): boolean {
  if (isIp4(text)) {
    const [a = 0, b = 0] = text.split('.').map(Number);
    if (a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168)) return true;
    return (a === 169 && b === 254) || (a === 100 && b >= 64 && b < 128);
  }
  const [first = 0] = ip6Groups(text) ?? [];
  return (first >= 0xfc00 && first <= 0xfdff) || (first >= 0xfe80 && first <= 0xfebf);
}
