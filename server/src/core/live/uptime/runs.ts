/** What the checks of watched endpoints share: the runs with what was asked, and whose matter a fault is. */
import type { CheckContext, Problem } from '../../check.ts';
import type { DomainObservation } from '../../observations/domain.ts';
import { isFailure } from '../../observations/failure.ts';
import type { EndpointAnswer, EndpointRun, MonitoredEndpoint } from '../../observations/uptime.ts';
import { hasStatus } from '../../observations/uptime.ts';
import { printable } from '../../printable.ts';
import { latencyText } from '../../uptime/duration.ts';
import { isToldAsUnowned } from '../dns/unowned.ts';
import { homeOf } from '../redirects/chains.ts';
import { handshakesOf, isServersFault } from '../tls/hosts.ts';

/** An endpoint and the one run against it. */
export interface Asked {
  readonly endpoint: MonitoredEndpoint;
  readonly run: EndpointRun;
  /** Lower case, without port. */
  readonly host: string;
  /** As people read it: the URL, with the method where that is not GET. */
  readonly name: string;
}

export interface Answered extends Asked {
  readonly answer: EndpointAnswer;
}

export function askedOf({ uptime = [] }: DomainObservation, { target }: CheckContext): readonly Asked[] {
  const endpoints = new Map((target.monitored ?? []).map((endpoint) => [endpoint.id, endpoint]));
  return uptime.flatMap((run) => {
    const endpoint = endpoints.get(run.endpoint);
    if (!endpoint) return [];
    const url = printable(endpoint.url);
    const host = /^https?:\/\/([^/?#:]*)/i.exec(endpoint.url)?.[1]?.toLowerCase() ?? '';
    return [{ endpoint, run, host, name: endpoint.method === 'GET' ? url : `${endpoint.method} ${url}` }];
  });
}

/** Those that answered at all. */
export function answeredOf(observed: DomainObservation, context: CheckContext): readonly Answered[] {
  return askedOf(observed, context).flatMap((asked) => {
    const { outcome } = asked.run;
    return isFailure(outcome) ? [] : [Object.assign({}, asked, { answer: outcome })];
  });
}

/** Those that answered as they should, as far as the status goes; webhooks, which are asked unlike others, are left out. */
export function wellAnsweredOf(observed: DomainObservation, context: CheckContext): readonly Answered[] {
  return answeredOf(observed, context).filter(
    ({ endpoint, answer }) =>
      endpoint.kind !== 'webhook' &&
      answer.leadsTo === undefined &&
      answer.looks !== 'bot-check' &&
      hasWantedStatus(endpoint, answer),
  );
}

export function hasWantedStatus({ expect }: MonitoredEndpoint, { status }: EndpointAnswer): boolean {
  return expect.status ? hasStatus(status, expect.status) : status < 400;
}

/** "GET https://shop.example/health → 503 (120 ms)" */
export function evidenceOf({ endpoint: { method, url }, run: { outcome, milliseconds } }: Asked): string {
  const what = isFailure(outcome)
    ? outcome.detail
    : `${outcome.status}${outcome.leadsTo === undefined ? '' : `, leads to ${outcome.leadsTo}`}`;
  return printable(`${method} ${url} → ${what} (${latencyText(milliseconds)})`);
}

/** What all problems of one endpoint have. */
export function aboutOf(asked: Asked): Pick<Problem, 'host' | 'kind' | 'evidence' | 'declaredAt'> {
  const { endpoint, host } = asked;
  return {
    host,
    kind: `${endpoint.method} ${endpoint.url}`,
    evidence: [evidenceOf(asked)],
    ...(endpoint.declaredAt ? { declaredAt: endpoint.declaredAt } : {}),
  };
}

/** Why nothing is said of it here: a check of another area names the cause, and one cause is told once. */
export function toldElsewhere(
  { endpoint, run: { outcome }, host }: Asked,
  observed: DomainObservation,
  { target }: CheckContext,
): string | undefined {
  const { areas, domain } = observed;
  if (isFailure(outcome)) {
    const isNamed =
      host === domain ||
      host === `www.${domain}` ||
      target.subdomains.some((subdomain) => subdomain.host === host);
    if (outcome.failed === 'no-address' && isNamed && areas.includes('dns'))
      return `${host} has no address: the checks of DNS say why`;
    if (areas.includes('tls') && endpoint.url.startsWith('https:') && isDeadOverTls(host, observed))
      return `nobody can connect to ${host}: the checks of TLS say why`;
    return undefined;
  }
  if (host !== homeHost(observed) || !areas.includes('redirects')) return undefined;
  const home = homeOf(observed);
  const isHomeFault = endpoint.kind === 'home' && outcome.status >= 400;
  const isSameFault = outcome.status >= 500 && home?.outcome.status === outcome.status;
  return (isHomeFault && (home?.outcome.status ?? 0) >= 400) || isSameFault
    ? `the home page of ${host} answers ${outcome.status}, too, which the checks of redirects say`
    : undefined;
}

function homeHost(observed: DomainObservation): string | undefined {
  return homeOf(observed)?.url.hostname;
}

function isDeadOverTls(host: string, observed: DomainObservation): boolean {
  if (isToldAsUnowned(host, observed)) return true;
  const own = handshakesOf(observed).find((one) => one.host === host);
  return own !== undefined && own.seen.length === 0 && own.failed.some(isServersFault);
}
