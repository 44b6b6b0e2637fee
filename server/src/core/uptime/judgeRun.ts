/** What one run says of an endpoint. */
import { span } from '../live/tls/certificateDates.ts';
import { isFailure, type Failure } from '../observations/failure.ts';
import {
  hasStatus,
  type EndpointAnswer,
  type EndpointRun,
  type MonitoredEndpoint,
} from '../observations/uptime.ts';
import { printable } from '../printable.ts';
import { latencyText } from './duration.ts';

/** `reason` completes "It is down: …" with a small letter and without a stop; it quotes nothing that a server sent. */
export type RunVerdict =
  | { readonly state: 'up' }
  | { readonly state: 'down'; readonly kind: DownKind; readonly reason: string }
  /** It was stopped, or may not be asked: nothing is known. */
  | { readonly state: 'unknown'; readonly reason: string };

export type DownKind = 'unreachable' | 'certificate' | 'status' | 'body' | 'slow';

export function judgeRun(endpoint: MonitoredEndpoint, run: EndpointRun): RunVerdict {
  const { outcome, milliseconds } = run;
  if (isFailure(outcome)) return failed(outcome);
  const wrong =
    certificateProblem(endpoint, outcome) ??
    statusProblem(endpoint, outcome) ??
    bodyProblem(endpoint, outcome) ??
    latencyProblem(endpoint, milliseconds);
  return wrong ?? { state: 'up' };
}

/** What is to be said of a certificate that will expire: a warning, and never downtime. */
export interface CertificateWarning {
  /** "late" where it should have been renewed, "urgent" shortly before the end, "days" where the configuration says from when. */
  readonly threshold: 'days' | 'late' | 'urgent';
  /** "2027-03-01T00:00:00Z" */
  readonly notAfter: string;
  /** "19 days" */
  readonly left: string;
}

/**
 * Without `days`, by the share of the lifetime that is left: there are certificates for six days. The thresholds are those of
 * the live check of certificates. Undefined while there is nothing to say, and once it has expired: that is downtime.
 */
export function certificateWarning(
  { notBefore, notAfter }: Pick<NonNullable<EndpointAnswer['certificate']>, 'notBefore' | 'notAfter'>,
  at: string,
  days?: number,
): CertificateWarning | undefined {
  const left = (Date.parse(notAfter) - Date.parse(at)) / DAY;
  const lifetime = (Date.parse(notAfter) - Date.parse(notBefore)) / DAY;
  if (!(left > 0)) return undefined;
  const threshold = ((): CertificateWarning['threshold'] | undefined => {
    if (days !== undefined) return left < days ? 'days' : undefined;
    if (left < Math.min(7, lifetime * 0.1)) return 'urgent';
    return left < Math.min(21, lifetime * 0.25) ? 'late' : undefined;
  })();
  return threshold && { threshold, notAfter, left: span(left) };
}

const DAY = 86_400_000;

type Down = RunVerdict & { readonly state: 'down' };

function down(kind: DownKind, reason: string): Down {
  return { state: 'down', kind, reason };
}

function failed({ failed: why, detail }: Failure): RunVerdict {
  const reason = printable(detail);
  // Stopped by us, or not asked: that says nothing of the endpoint.
  if (why === 'cancelled' || why === 'not-confirmed' || why === 'private-address' || why === 'limit')
    return { state: 'unknown', reason };
  return down('unreachable', reason);
}

function certificateProblem({ url }: MonitoredEndpoint, { certificate }: EndpointAnswer): Down | undefined {
  if (!certificate || certificate.isTrusted) return undefined;
  const host = hostIn(url);
  const { notAfter, notBefore, problem = 'untrusted' } = certificate;
  const told = {
    expired: `the certificate of ${host} expired on ${notAfter.slice(0, 10)}: browsers refuse it`,
    'not-yet-valid': `the certificate of ${host} is not valid before ${notBefore.slice(0, 10)}: browsers refuse it`,
    'wrong-name': `the certificate that ${host} shows is for other names: browsers refuse it`,
    'self-signed': `the certificate of ${host} is self-signed: browsers refuse it`,
    untrusted: `browsers don’t trust the certificate of ${host}`,
  };
  return down('certificate', told[problem]);
}

function statusProblem(endpoint: MonitoredEndpoint, answer: EndpointAnswer): Down | undefined {
  const { status, leadsTo } = answer;
  const wanted = endpoint.expect.status;
  if (wanted) {
    if (hasStatus(status, wanted)) return undefined;
    return down('status', `it answered ${status} instead of ${wanted.join(' or ')}${towards(leadsTo)}`);
  }
  // A webhook takes other requests than ours: that it refuses them shows that it is there.
  const isFine = endpoint.kind === 'webhook' ? status < 500 && status !== 404 : status < 400;
  return isFine ? undefined : down('status', `it answered ${status}`);
}

function bodyProblem(
  { expect: { contains, matches } }: MonitoredEndpoint,
  { hasText, matches: found, leadsTo }: EndpointAnswer,
): Down | undefined {
  if (contains !== undefined && hasText !== true)
    return down('body', `its answer does not have the text that it should have${towards(leadsTo)}`);
  if (matches === undefined || found === true) return undefined;
  if (found === 'slow') return down('body', 'its pattern takes too long to be compared with the answer');
  if (found === 'invalid') return down('body', 'its pattern is no regular expression');
  return down('body', `its answer does not match the pattern that it should match${towards(leadsTo)}`);
}

function towards(host: string | undefined): string {
  return host === undefined ? '' : ` and leads to ${printable(host)}`;
}

function latencyProblem({ expect: { latency } }: MonitoredEndpoint, milliseconds: number): Down | undefined {
  if (milliseconds <= latency) return undefined;
  return down('slow', `it took ${latencyText(milliseconds)}, and ${latencyText(latency)} are allowed`);
}

/** "shop.example" of "https://shop.example:8443/x" */
function hostIn(url: string): string {
  return printable(/^https?:\/\/([^/?#:]*|\[[^\]]*\])/i.exec(url)?.[1] ?? url);
}
