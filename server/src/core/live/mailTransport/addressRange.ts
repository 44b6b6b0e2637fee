/**
 * What kind of address nobody has on the internet it is; undefined: one that somebody may have
 * (https://www.iana.org/assignments/iana-ipv4-special-registry, iana-ipv6-special-registry).
 */
export function addressRange(
  address: string,
): 'private' | 'loopback' | 'link-local' | 'documentation' | undefined {
  const text = address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '');
  return RANGES.find(([, pattern]) => pattern.test(text))?.[0];
}

const RANGES = [
  ['loopback', /^(?:127\.|0\.|::1?$)/],
  [
    'private',
    /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd][\da-f]{2}:)/,
  ],
  ['link-local', /^(?:169\.254\.|fe[89ab][\da-f]:)/],
  ['documentation', /^(?:192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|198\.1[89]\.|2001:db8:|2001:0db8:|3fff:)/],
] as const;
