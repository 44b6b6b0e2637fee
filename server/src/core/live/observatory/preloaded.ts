/**
 * Top-level domains that browsers only open by HTTPS, every name below them included (Chromium,
 * `net/http/transport_security_state_static.json`; Google Registry, https://www.registry.google/). The whole list has more than
 * 150,000 domains, too many to bring along.
 */
const PRELOADED: ReadonlySet<string> = new Set(
  'app bank boo channel dad day dev esq foo gle google how ing insurance meme mov new nexus page phd prof rsvp soy zip'.split(
    ' ',
  ),
);

export function isPreloaded(host: string): boolean {
  return PRELOADED.has(host.slice(host.lastIndexOf('.') + 1).toLowerCase());
}
