import type { HttpChain, HttpObservation } from '../../server/src/core/observations/http.ts';
import { chain, exchange, GOOD_HEADERS, healthyHttp, redirect } from './observations.ts';

export const HOME = exchange({
  url: 'https://example.com/',
  headers: GOOD_HEADERS,
  body: '<!doctype html><title>Example</title>',
});

/** The healthy ways into example.com, some of them changed. */
export function ways(changes: {
  readonly http?: HttpChain;
  readonly https?: HttpChain;
  readonly httpWww?: HttpChain;
  readonly httpsWww?: HttpChain;
}): Partial<HttpObservation> {
  const [http, https, httpWww, httpsWww] = healthyHttp().chains;
  const all = { http, https, httpWww, httpsWww, ...changes };
  return { chains: Object.values(all).flatMap((each) => (each ? [each] : [])) };
}

/** Permanent redirects over these addresses, the last of which shows a page; or how it ends instead. */
export function way(...addresses: readonly string[]): HttpChain {
  const last = addresses.at(-1) ?? '';
  const end = last.includes(':') ? undefined : (last as HttpChain['end']);
  const urls = end ? addresses.slice(0, -1) : addresses;
  const steps = urls.slice(0, -1).map((from, index) => redirect(from, urls[index + 1] ?? '', 301));
  if (!end)
    return chain([...steps, exchange({ url: last, headers: GOOD_HEADERS, body: '<title>Page</title>' })]);
  // Nobody asked the last address, or it was asked before.
  const only = urls.length === 1 ? [redirect(urls[0] ?? '', urls[0] ?? '', 301)] : steps;
  return chain(only, end);
}
