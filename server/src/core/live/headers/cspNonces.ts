/** Nonces of content security policies, which are worth something only as long as nobody can foresee them. */
import type { DomainObservation } from '../../observations/domain.ts';
import type { HttpExchange, HttpObservation } from '../../observations/http.ts';
import { cacheHit } from '../caching/life.ts';
import { answerOf, headerValues } from '../headerValues.ts';

interface RepeatedNonce {
  readonly nonce: string;
  /** The addresses whose answers had it. */
  readonly hrefs: readonly string[];
  /** All of them but one were kept answers: the page repeats it, the program need not. */
  readonly isFromCache: boolean;
}

/** One that a host sent with more than one of its answers. */
export function repeatedNonce({ http }: DomainObservation, host: string): RepeatedNonce | undefined {
  if (!http) return undefined;
  const seen = new Map<string, HttpExchange[]>();
  for (const exchange of distinctAnswers(http, host))
    for (const nonce of noncesOf(exchange)) {
      const known = seen.get(nonce);
      if (known) known.push(exchange);
      else seen.set(nonce, [exchange]);
    }
  const found = [...seen].find(([, exchanges]) => exchanges.length > 1);
  if (!found) return undefined;
  const [nonce, exchanges] = found;
  const fresh = exchanges.filter((exchange) => {
    const answer = answerOf(exchange);
    return answer !== undefined && cacheHit(answer) === undefined;
  });
  return {
    nonce,
    hrefs: [...new Set(exchanges.map(({ url }) => url.href))],
    isFromCache: fresh.length < 2,
  };
}

/** What was asked once stands in several places of the observation. */
function distinctAnswers(
  { endpoints, chains, notFound, robots, deep, exposures }: HttpObservation,
  host: string,
): readonly HttpExchange[] {
  const all = [
    ...endpoints.flatMap(({ exchange, cors }) => [exchange, ...cors.map((each) => each.exchange)]),
    ...chains.flatMap(({ hops }) => hops),
    ...(deep?.hops ?? []),
    ...(notFound ? [notFound] : []),
    ...(robots ? [robots] : []),
    ...exposures.map(({ exchange }) => exchange),
  ].filter(({ url, method }) => url.hostname === host && method === 'GET');
  return [
    ...new Map(
      all.map((exchange) => [JSON.stringify([exchange.url.href, exchange.sent]), exchange]),
    ).values(),
  ];
}

function noncesOf(exchange: HttpExchange): ReadonlySet<string> {
  const answer = answerOf(exchange);
  const policies = answer
    ? ['content-security-policy', 'content-security-policy-report-only'].flatMap((name) =>
        headerValues(answer, name),
      )
    : [];
  return new Set(
    policies.flatMap((policy) =>
      [...policy.matchAll(/'nonce-([^'\s;,]{1,200})'/gi)].map(([, nonce = '']) => nonce),
    ),
  );
}
