/** Names of hosts as DNS has them, without a library: the configuration is read by everything that starts. */

/**
 * A host's name in lower case and without the dot at its end; undefined for what is none that others can reach by DNS: IP
 * addresses, "localhost", names of one label, names with letters that DNS does not have (those begin with "xn--" there).
 */
export function hostName(text: string): string | undefined {
  const name = (text.endsWith('.') ? text.slice(0, -1) : text).toLowerCase();
  if (name.length > 253 || !NAME.test(name)) return undefined;
  return LOCAL.test(name) ? undefined : name;
}

/** One part of a name: "app", "_dmarc" is none of a host. */
export function isLabel(text: string): boolean {
  return LABEL.test(text);
}

/** The host of an absolute http(s) URL, or of a host with or without a port; what logs in, the port and the path are dropped. */
export function hostOfAddress(text: string): string | undefined {
  if (text.length > 2_000) return undefined;
  const authority =
    /^(?:https?:)?\/\/([^/?#\\\s]*)/i.exec(text)?.[1] ?? /^([^/?#\\\s:@]+)(?=[:/?#]|$)/.exec(text)?.[1];
  if (authority === undefined) return undefined;
  return hostName(authority.slice(authority.lastIndexOf('@') + 1).replace(/:\d{1,5}$/, ''));
}

/** The port that such an address names. */
export function portOfAddress(text: string): number | undefined {
  const port = /^(?:https?:)?(?:\/\/)?[^/?#\\\s]*:(\d{1,5})(?=[/?#]|$)/i.exec(text)?.[1];
  return port === undefined || Number(port) > 65_535 ? undefined : Number(port);
}

/** Whether a host is a domain or lies below it. Both as `hostName` gives them. */
export function isWithin(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}

/** The address in a canonical form that a socket takes, or undefined. Brackets of IPv6 are dropped. */
export function ipAddress(text: string): string | undefined {
  const bare = /^\[(.*)\]$/.exec(text)?.[1] ?? text;
  return isIpv4(bare) || isIpv6(bare) ? bare.toLowerCase() : undefined;
}

const LABEL = /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/i;
/** Labels with an underscore are hosts to some servers (RFC 2181 section 11); the last label has a letter, or it is an address. */
const NAME =
  /^(?:[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?\.)+(?=[a-z\d-]*[a-z])[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/;
/** RFC 6761, RFC 6762, RFC 8375, ICANN's "internal", and what routers call theirs. */
const LOCAL = /(?:^|\.)(?:localhost|local|localdomain|lan|internal|home\.arpa|invalid|onion)$/;

function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return (
    parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)
  );
}

function isIpv6(text: string): boolean {
  if (text.length > 45 || !/^[\da-f:.]+$/i.test(text) || text.includes(':::')) return false;
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1) ?? '';
  const isMapped = last.includes('.');
  if (isMapped && !isIpv4(last)) return false;
  if (!(isMapped ? groups.slice(0, -1) : groups).every((group) => /^[\da-f]{1,4}$/i.test(group)))
    return false;
  const count = groups.length + (isMapped ? 1 : 0);
  return halves.length === 2 ? count < 8 : count === 8;
}
