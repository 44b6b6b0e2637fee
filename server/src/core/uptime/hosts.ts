import type { DomainConfig } from '../live/domainConfig.ts';

/** A domain that the user named, and no configuration. */
export function domainConfigFor(domain: string): DomainConfig {
  return {
    domain,
    subdomains: [],
    legacy: [],
    environments: [],
    endpoints: [],
    origins: [],
    at: { start: 0, end: 0, line: 1, column: 1 },
  };
}

/** "shop.example" of "https://shop.example:8443/x"; "" of what is no such URL. */
export function hostOfUrl(url: string): string {
  return /^https?:\/\/(\[[^\]]*\]|[^/?#:]*)/i.exec(url)?.[1]?.toLowerCase() ?? '';
}
