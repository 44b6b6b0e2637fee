/** The domain's home page, as far as it could be read. */
import type { DomainObservation } from '../../observations/domain.ts';
import { isFailure, type Failure } from '../../observations/failure.ts';
import type { HttpAnswer, UrlParts } from '../../observations/http.ts';
import { headerText } from '../headerValues.ts';

export interface HomePage {
  readonly host: string;
  readonly url: UrlParts;
  readonly answer: HttpAnswer;
  readonly isSecure: boolean;
}

/** Undefined: nothing was asked. An error, a redirect and a door that is locked are none: their headers are not the product's. */
export function homePage({ http }: DomainObservation): HomePage | Failure | undefined {
  const exchange = http?.endpoints.find(({ kind }) => kind === 'home')?.exchange;
  if (!exchange) return undefined;
  const { url, outcome } = exchange;
  if (isFailure(outcome)) return outcome;
  const { status } = outcome;
  if (status >= 300 && status < 400)
    return { failed: 'not-confirmed', detail: `${url.hostname} leads to another address (status ${status})` };
  if (status === 401 && headerText(outcome, 'www-authenticate') !== undefined)
    return { failed: 'protocol', detail: `${url.hostname} asks for a name and a password (${status})` };
  if (status >= 400)
    return { failed: 'protocol', detail: `the home page of ${url.hostname} answers with status ${status}` };
  return { host: url.hostname, url, answer: outcome, isSecure: url.protocol === 'https:' };
}

/** What most checks go by: what could not be read is told once, by the check of the grade or of mixed content. */
export function readHomePage(observed: DomainObservation): HomePage | undefined {
  const home = homePage(observed);
  return home && !isFailure(home) ? home : undefined;
}

/**
 * Whether browsers accept the certificate of a host, by what the handshakes with its addresses showed. Where none was made,
 * an answer over HTTPS is all that is known.
 */
export function hasValidCertificate({ tls, at }: DomainObservation, host: string): boolean {
  return tls.every(({ host: of, trust, chain }) => {
    if (of !== host || isFailure(trust) || isFailure(chain)) return true;
    const leaf = chain[0];
    if (!leaf) return true;
    const now = Date.parse(at);
    const isInTime = Date.parse(leaf.notBefore) <= now && now <= Date.parse(leaf.notAfter);
    return trust.isTrusted && isInTime && leaf.names.some((name) => covers(name, host));
  });
}

function covers(name: string, host: string): boolean {
  if (name === host) return true;
  return name.startsWith('*.') && host.includes('.') && host.slice(host.indexOf('.')) === name.slice(1);
}
