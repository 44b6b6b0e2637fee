import type { DomainObservation } from '../observations/domain.ts';

/** Who serves a domain, as far as its records and answers show. Keys of the provider table; undefined: nobody we know. */
export interface Providers {
  /** Where the product runs: "vercel", "netlify", "render" … */
  readonly host?: string;
  /** Who stands in front: "cloudflare", "fastly", "cloudfront" … */
  readonly edge?: string;
  /** Who answers for the zone: "cloudflare", "route53" … */
  readonly dns?: string;
}

export function providersOf(_observed: DomainObservation): Providers {
  return {};
}
