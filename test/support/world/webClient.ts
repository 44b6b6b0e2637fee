import type { NameObservation } from '../../../server/src/core/observations/dns.ts';
import type { LiveTarget, NetworkSettings } from '../../../server/src/core/observations/domain.ts';
import type { Failure } from '../../../server/src/core/observations/failure.ts';
import type { HttpAnswer, HttpExchange, UrlParts } from '../../../server/src/core/observations/http.ts';
import type { AddressesOf } from '../../../server/src/probes/http/origin.ts';
import { urlParts } from '../../../server/src/probes/http/url.ts';

/** A target that is nothing but a domain and its "www". */
export function targetOf(domain: string, more: Partial<LiveTarget> = {}): LiveTarget {
  return {
    domain,
    confirmed: [domain, `www.${domain}`],
    subdomains: [],
    legacy: [],
    endpoints: [],
    origins: [],
    frameworks: [],
    ...more,
  };
}

/** Addresses of hosts as DNS would have given them. */
export function addressesFrom(table: Readonly<Record<string, readonly string[]>>): AddressesOf {
  return (host) => Promise.resolve(nameWith(host, table[host] ?? []));
}

export function nameWith(host: string, ipv4: readonly string[]): NameObservation {
  const answer = {
    rcode: ipv4.length > 0 ? 'NOERROR' : 'NXDOMAIN',
    isAuthoritative: false,
    isAuthenticated: false,
    answers: [],
    authorities: [],
    additionals: [],
  };
  return { host, aliases: [], ipv4, ipv6: [], v4: answer, v6: answer };
}

/** Nobody may look a name up: the connect map of the settings knows where everything is. */
export const noAddresses: AddressesOf = (host) => {
  throw new Error(`${host} was looked up`);
};

export function settingsFor(connect: NetworkSettings['connect'], allowPrivate = false): NetworkSettings {
  return { ca: [], allowPrivate, connect, version: '1.2.3' };
}

export function url(text: string): UrlParts {
  const parts = urlParts(text);
  if (!parts) throw new Error(`${text} is no URL`);
  return parts;
}

export function answerOf({ outcome }: HttpExchange): HttpAnswer {
  if ('failed' in outcome) throw new Error(`${outcome.failed}: ${outcome.detail}`);
  return outcome;
}

export function failureOf({ outcome }: HttpExchange): Failure {
  if ('failed' in outcome) return outcome;
  throw new Error(`answered with ${outcome.status}`);
}
