/** What the checks of redirects share: the ways into a domain, and the steps of each. */
import type { DomainObservation } from '../../observations/domain.ts';
import { isFailure } from '../../observations/failure.ts';
import type {
  HttpAnswer,
  HttpChain,
  HttpExchange,
  HttpObservation,
  UrlParts,
} from '../../observations/http.ts';
import { answerOf } from '../headerValues.ts';

/** One redirect of a chain. */
export interface Step {
  readonly from: UrlParts;
  readonly status: number;
  /** Undefined: it can't be read. */
  readonly to?: UrlParts;
  readonly answer: HttpAnswer;
}

/** From where the chain was entered. */
export function startOf({ hops }: HttpChain): UrlParts | undefined {
  return hops[0]?.url;
}

export function entrance(
  { chains }: HttpObservation,
  protocol: 'http:' | 'https:',
  host: string,
): HttpChain | undefined {
  return chains.find((chain) => {
    const start = startOf(chain);
    return start?.protocol === protocol && start.hostname === host;
  });
}

/** Its redirects, in their order. */
export function stepsOf({ hops }: HttpChain): readonly Step[] {
  return hops.flatMap(({ url, outcome }) =>
    isFailure(outcome) || !isRedirect(outcome)
      ? []
      : [
          {
            from: url,
            status: outcome.status,
            ...(outcome.location ? { to: outcome.location } : {}),
            answer: outcome,
          },
        ],
  );
}

/** The five statuses that browsers follow (WHATWG Fetch, "redirect status"). */
export function isRedirect({ status }: HttpAnswer): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

export function isPermanent(status: number): boolean {
  return status === 301 || status === 308;
}

/** The exchange that the chain ends with, if that is an answer and no redirect. */
export function endOf({
  hops,
  end,
}: HttpChain): (HttpExchange & { readonly outcome: HttpAnswer }) | undefined {
  const last = hops.at(-1);
  if (end !== 'answer' || !last || isFailure(last.outcome) || isRedirect(last.outcome)) return undefined;
  return { ...last, outcome: last.outcome };
}

/** Where the home page is in the end: by HTTPS of the domain itself. */
export function homeOf({ domain, http }: DomainObservation): ReturnType<typeof endOf> {
  const chain = http && entrance(http, 'https:', domain);
  return chain && endOf(chain);
}

/** "http://example.com/ → 301 https://example.com/": a line for each hop. */
export function hopLines({ hops }: HttpChain): readonly string[] {
  return hops.map(hopLine);
}

/** The same with how long each took. */
export function timedHopLines({ hops }: HttpChain): readonly string[] {
  return hops.map((hop) => `${hopLine(hop)} (${Math.round(hop.timings.total)} ms)`);
}

function hopLine({ url, outcome }: HttpExchange): string {
  if (isFailure(outcome)) return `${url.href} → ${outcome.detail}`;
  if (!isRedirect(outcome)) return `${url.href} → ${outcome.status}`;
  const raw = outcome.headers.findLast(([name]) => name === 'location')?.[1];
  return `${url.href} → ${outcome.status} ${outcome.location?.href ?? raw ?? 'without Location'}`;
}

/** Every chain that was followed, but the old addresses: those have a check of their own. */
export function followedChains({ chains, deep, twinDeep }: HttpObservation): readonly HttpChain[] {
  return [...chains, ...(deep ? [deep] : []), ...(twinDeep ? [twinDeep] : [])];
}

/** Whether the two hosts are a domain and its "www". */
export function areTwins(a: string, b: string): boolean {
  return a === `www.${b}` || b === `www.${a}`;
}

/** The domain first, then its "www". */
export function hostsOf(domain: string): readonly string[] {
  return [domain, `www.${domain}`];
}

/** Answers that only robots get: a page behind a bot check says nothing of the page. */
export function isBotCheck(answer: HttpAnswer): boolean {
  if (answer.status === 429) return true;
  const names = new Set(answer.headers.map(([name]) => name));
  // https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response/,
  // https://vercel.com/docs/vercel-firewall/attack-challenge-mode, https://docs.aws.amazon.com/waf/latest/developerguide/waf-captcha-how-it-works.html
  return ['cf-mitigated', 'x-vercel-mitigated', 'x-amzn-waf-action', 'x-datadome'].some((name) =>
    names.has(name),
  );
}

/** The chain's first answer by HTTPS works: what is wrong with HTTP is then HTTP's alone. */
export function isAnswering(chain: HttpChain | undefined): boolean {
  return answerOf(chain?.hops[0]) !== undefined;
}
