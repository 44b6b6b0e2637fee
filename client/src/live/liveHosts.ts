import type { ConfirmedDomain } from '../../../server/src/protocol.ts';

/** Hosts that the user said are theirs: the domain, its www, and what was confirmed beside it. */
export function isOwnHost({ domain, hosts }: ConfirmedDomain, host: string): boolean {
  return host === domain || host === `www.${domain}` || hosts.includes(host);
}

/** The host that somebody typed, or pasted as a URL, as DNS has it; undefined: none that others can reach. */
export function typedHost(text: string): string | undefined {
  const typed = text.trim();
  const url = /^[a-z][a-z\d+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`;
  if (/[\s@]/.test(typed)) return undefined;
  try {
    const host = new URL(url).hostname.replace(/\.$/, '');
    return NAME.test(host) && !LOCAL.test(host) ? host : undefined;
  } catch {
    return undefined;
  }
}

/** Two labels at least, and a letter in the last: an address is none. RFC 1123 section 2.1. */
const NAME =
  /^(?=.{3,253}$)(?:[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?\.)+(?=[a-z\d-]*[a-z])[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/;
const LOCAL = /(?:^|\.)(?:localhost|local|localdomain|lan|internal|home\.arpa|invalid|onion)$/;
