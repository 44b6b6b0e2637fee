import type { DomainObservation } from '../../observations/domain.ts';
import { isFailure, type Failure } from '../../observations/failure.ts';
import type { HttpAnswer, HttpChain, HttpExchange } from '../../observations/http.ts';
import { hasValidCertificate } from './homePage.ts';
import {
  headerValue,
  lastHop,
  type ObservatoryInput,
  type ObservedChain,
  type ObservedHop,
} from './input.ts';
import { observatory, type ObservatoryResult } from './observatory.ts';

type Grade = ObservatoryResult | Failure | undefined;

/** The grade of a domain; the reason where it can't be told; undefined where nothing was asked by HTTP. Worked out once. */
export function observatoryOf(observed: DomainObservation): Grade {
  if (!grades.has(observed)) grades.set(observed, gradeOf(observed));
  return grades.get(observed);
}

/** A check wants it, and the report too. */
const grades = new WeakMap<DomainObservation, Grade>();

function gradeOf(observed: DomainObservation): Grade {
  const { domain, http, at } = observed;
  if (!http) return undefined;
  const secure = chainFrom(http.chains, `https://${domain}/`);
  const plain = chainFrom(http.chains, `http://${domain}/`);
  const https = secure && observedChain(secure, observed);
  const judged = https ? secure : plain;
  if (!judged) return undefined;
  // Without the page at its end there is nothing to grade.
  const end = judged.hops.at(-1)?.outcome;
  if (end && isFailure(end)) return end;
  if (judged.end === 'off-host')
    return { failed: 'not-confirmed', detail: `${domain} leads to a host that nobody confirmed` };
  if (judged.end === 'failed')
    return { failed: 'protocol', detail: `${domain} answers with a redirect that leads nowhere` };
  const preflight = preflightOf(observed);
  const input: ObservatoryInput = {
    host: domain,
    at,
    ...(https ? { https } : {}),
    ...withPlain(plain, observed),
    ...(preflight ? { preflight } : {}),
  };
  const result = observatory(input);
  if (!result.refused) return result;
  const status = lastHop(input.https ?? input.http)?.status ?? 0;
  return { failed: 'protocol', detail: `the home page of ${domain} answers with status ${status}` };
}

function chainFrom(chains: readonly HttpChain[], url: string): HttpChain | undefined {
  return chains.find(({ hops }) => hops[0]?.url.href === url);
}

function withPlain(
  plain: HttpChain | undefined,
  observed: DomainObservation,
): Pick<ObservatoryInput, 'http'> | object {
  const http = plain && observedChain(plain, observed);
  if (!plain || !http) return {};
  // Where it leads to is known, although nobody went there.
  const target = plain.end === 'off-host' ? lastAnswer(plain)?.location : undefined;
  if (!target) return { http };
  return { http: { ...http, hops: [...http.hops, { url: target.href, status: 200, headers: [] }] } };
}

/** Undefined where one of its requests failed: the observatory takes that for a site that is not there. */
function observedChain(chain: HttpChain, observed: DomainObservation): ObservedChain | undefined {
  const hops: ObservedHop[] = [];
  for (const { url, outcome } of chain.hops) {
    if (isFailure(outcome)) return undefined;
    hops.push({ url: url.href, status: outcome.status, headers: outcome.headers });
  }
  const last = hops.at(-1);
  if (!last) return undefined;
  if (chain.end === 'failed') {
    if (headerValue(last.headers, 'location') !== undefined) return undefined;
    // The observatory takes a missing Location for a relative address.
    hops.push({ url: last.url.replace(/[^/]*$/, 'undefined'), status: 404, headers: [] });
  }
  if (chain.end === 'loop') goRound(hops, lastAnswer(chain)?.location?.href);
  const isVerified = chain.hops.every(
    ({ url }) => url.protocol !== 'https:' || hasValidCertificate(observed, url.hostname),
  );
  return { hops, isVerified, body: bodyOf(chain, observed) };
}

/** Requests that the observatory sends before it judges by a redirect. */
const MOST_HOPS = 11;

/** The probe stops where an address comes again; the observatory goes on, and ends somewhere in the circle. */
function goRound(hops: ObservedHop[], again: string | undefined): void {
  const circle = hops.slice(hops.findIndex(({ url }) => url === again));
  while (hops.length < MOST_HOPS) hops.push(...circle);
  hops.length = MOST_HOPS;
}

/** The page is kept once: with the endpoint, or with the chain that led there. */
function bodyOf(chain: HttpChain, { http }: DomainObservation): string {
  const last = chain.hops.at(-1);
  const body = lastAnswer(chain)?.body ?? '';
  if (body !== '') return body;
  const same = http?.endpoints.find(({ url }) => url.href === last?.url.href)?.exchange;
  return (same && answerOf(same)?.body) ?? '';
}

/** A preflight that is no success allows nothing. Where none was sent, a plain request of a stranger tells as much. */
function preflightOf({ http }: DomainObservation): ObservatoryInput['preflight'] {
  const cors = http?.endpoints.find(({ kind }) => kind === 'home')?.cors ?? [];
  const asked = cors.filter(({ exchange: { outcome } }) => !isFailure(outcome) || outcome.failed !== 'limit');
  const { exchange } =
    asked.find(({ kind }) => kind === 'preflight') ?? asked.find(({ kind }) => kind === 'hostile') ?? {};
  const answer = exchange && answerOf(exchange);
  const sentOrigin = exchange?.sent['origin'];
  if (!answer || sentOrigin === undefined || answer.status < 200 || answer.status >= 300) return undefined;
  return { sentOrigin, headers: answer.headers };
}

function lastAnswer({ hops }: HttpChain): HttpAnswer | undefined {
  const last = hops.at(-1);
  return last && answerOf(last);
}

function answerOf({ outcome }: HttpExchange): HttpAnswer | undefined {
  return isFailure(outcome) ? undefined : outcome;
}
