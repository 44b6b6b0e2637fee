import { isIP, type Socket } from 'node:net';
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';
import type { EndpointAnswer } from '../../core/observations/uptime.ts';
import { anchors } from '../tls/anchors.ts';
import { readCertificate, type Certificate } from '../tls/certificate.ts';
import { judgeTrust } from '../tls/trust.ts';

type Shown = NonNullable<EndpointAnswer['certificate']>;

/**
 * The certificate that a server showed on a connection, and what browsers make of it: Mozilla's roots and those in `ca` (PEM),
 * its names, its dates. Judged by our own reading of it: the runtime's TLS library may have another opinion. Undefined
 * where there is none to be read.
 */
export function shownCertificate(socket: Socket, hostname: string, ca: readonly string[]): Shown | undefined {
  const chain = chainOf((socket as TLSSocket).getPeerCertificate(true));
  const [leaf] = chain;
  if (!leaf) return undefined;
  const { notBefore, notAfter, names } = leaf.observation;
  const problem = problemOf(chain, hostname, names, ca);
  return { notBefore, notAfter, isTrusted: problem === undefined, ...(problem ? { problem } : {}) };
}

function problemOf(
  chain: readonly Certificate[],
  hostname: string,
  names: readonly string[],
  ca: readonly string[],
): Shown['problem'] {
  const host = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  const trust = judgeTrust(chain, anchors(ca), Date.now());
  if (trust.isTrusted) return names.some((name) => covers(name, host)) ? undefined : 'wrong-name';
  const { problem } = trust;
  if (problem === 'expired' || problem === 'not-yet-valid' || problem === 'self-signed') return problem;
  return 'untrusted';
}

/** RFC 6125 section 6.4.3: an asterisk stands for one label, the first. */
function covers(name: string, host: string): boolean {
  if (name === host) return true;
  if (!name.startsWith('*.') || isIP(host) !== 0) return false;
  const dot = host.indexOf('.');
  return dot > 0 && host.slice(dot) === name.slice(1);
}

const LONGEST_CHAIN = 10;

/** Certificates as they were sent; that of a root names itself as its issuer. */
function chainOf(shown: DetailedPeerCertificate | undefined): readonly Certificate[] {
  const chain: Certificate[] = [];
  const seen = new Set<unknown>();
  for (let at = shown; at && !seen.has(at) && chain.length < LONGEST_CHAIN; at = at.issuerCertificate) {
    seen.add(at);
    // An empty object stands for none.
    const der = at.raw as Buffer | undefined;
    const certificate = der && readCertificate(der);
    if (!certificate) break;
    chain.push(certificate);
  }
  return chain;
}
