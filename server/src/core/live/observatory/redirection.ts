import { lastHop, partsOf, type Page } from './input.ts';
import type { Judged } from './judged.ts';
import { isPreloaded } from './preloaded.ts';

/** Of the chain that begins with HTTP: its first step should be HTTPS on the same host. */
export function testRedirection({ input: { http } }: Page): Judged {
  if (!http || !lastHop(http)) return { result: 'redirection-not-needed-no-http', pass: true };
  if (!http.isVerified) return { result: 'redirection-invalid-cert', pass: false };
  const route = http.hops.map(({ url }) => partsOf(url));
  if (route.every((hop) => hop && isPreloaded(hop.hostname)))
    return { result: 'redirection-all-redirects-preloaded', pass: true };
  if (route.length === 1) return { result: 'redirection-missing', pass: false };
  if (route.at(-1)?.protocol !== 'https:') return { result: 'redirection-not-to-https', pass: false };
  const [first, second] = route;
  if (second?.protocol === 'http:')
    return { result: 'redirection-not-to-https-on-initial-redirection', pass: false };
  if (first?.protocol === 'http:' && second?.protocol === 'https:' && first.hostname !== second.hostname)
    return { result: 'redirection-off-host-from-http', pass: false };
  return { result: 'redirection-to-https', pass: true };
}
