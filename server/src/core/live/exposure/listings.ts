/** Folders that servers list in place of a page. */
import type { HttpAnswer } from '../../observations/http.ts';

/** Apache and nginx, Python's http.server, Jetty, IIS, serve, Caddy. */
const LISTING =
  /<title>\s*Index of \/|<h1>\s*Index of \/|<title>\s*Directory listing for |<title>\s*Directory: \/|\[To Parent Directory\]|<title>\s*Files within /i;

export function isListing({ status, body }: HttpAnswer): boolean {
  return status === 200 && LISTING.test(body.slice(0, 20_000));
}
