import type { UrlParts } from '../../core/observations/http.ts';

/** An http or https address in its parts; undefined for what is none, or has a scheme that nobody can follow. */
export function urlParts(text: string, base?: string): UrlParts | undefined {
  let url: URL;
  try {
    url = new URL(text, base);
  } catch {
    return undefined;
  }
  const { protocol, hostname, pathname, search, origin } = url;
  if ((protocol !== 'http:' && protocol !== 'https:') || hostname === '') return undefined;
  // What stands behind "#" is never sent; names and passwords in an address are nothing that we send.
  url.hash = '';
  url.username = '';
  url.password = '';
  const port = url.port === '' ? (protocol === 'https:' ? 443 : 80) : Number(url.port);
  return { href: url.href, protocol, hostname, port, pathname, search, origin };
}

/** An address of a host that is known to be one. */
export function hostUrl(protocol: 'http:' | 'https:', host: string, path = '/'): UrlParts {
  const parts = urlParts(`${protocol}//${host}${path}`);
  if (!parts) throw new Error(`${host} is no host`);
  return parts;
}
