import { defineCheck } from '../../check.ts';
import {
  type CorsAnswer,
  corsAnswers,
  corsEndpoints,
  corsLines,
  endpointWord,
  isEchoed,
  isWildcard,
} from '../../live/cors/answers.ts';
import { allowListMend } from '../../live/cors/mend.ts';
import { answeringSubdomains } from '../../live/redirects/subdomains.ts';
import type { EndpointObservation, HttpObservation } from '../../observations/http.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'cors/answer-for-every-origin',
  impact: 'blocker',
  stage: 'security',
  title: 'Every website is let in by name',
  why: 'Any page on the internet may read the answers; with credentials, it reads them as the customer who visits it.',
  *check(observed, context) {
    const { http } = observed;
    for (const endpoint of corsEndpoints(http)) {
      const { kind, url, cors } = endpoint;
      const answers = corsAnswers(endpoint).filter(
        (each) => each.kind === 'hostile' || each.kind === 'preflight',
      );
      const echoed = answers.filter(
        (each) => isEchoed(each) && isForeign(each.asked ?? '', context.target.domain),
      );
      const worst = echoed.find(({ hasCredentials }) => hasCredentials) ?? echoed[0];
      if (!worst) {
        const stranger =
          cors.find((each) => each.kind === 'hostile') ?? cors.find((each) => each.kind === 'prefix');
        if (stranger && isFailure(stranger.exchange.outcome))
          yield { host: url.hostname, unknown: stranger.exchange.outcome };
        else if (stranger && !corsAnswers(endpoint).some((each) => isWildcard(each) || isLetIn(each)))
          yield { host: url.hostname, pass: `${endpointWord(endpoint)} doesn’t let strange websites in.` };
        continue;
      }
      const isPrivate = kind === 'authenticated';
      yield {
        host: url.hostname,
        kind: url.pathname,
        problem: worst.hasCredentials
          ? withCookies(endpoint)
          : `${endpointWord(endpoint)} lets every website in that asks (it repeats the Origin header): any page may read its answers.`,
        impact: worst.hasCredentials ? 'blocker' : isPrivate ? 'high' : 'medium',
        evidence: corsLines(worst),
        mend: allowListMend(
          context,
          context.target.canonical ?? http?.canonicalHost ?? context.target.domain,
        ),
      };
    }
    for (const { host } of answeringSubdomains(observed)) {
      const endpoint = strangerAt(host, http);
      const answer = endpoint && corsAnswers(endpoint)[0];
      // Without credentials it is an interface that is open to everybody, as many are on purpose.
      if (!endpoint || !answer || !isEchoed(answer) || !answer.hasCredentials) continue;
      yield {
        host,
        kind: host,
        problem: withCookies(endpoint),
        impact: 'blocker',
        evidence: corsLines(answer),
        mend: allowListMend(
          context,
          context.target.canonical ?? http?.canonicalHost ?? context.target.domain,
        ),
      };
    }
  },
});

function withCookies(endpoint: EndpointObservation): string {
  return `${endpointWord(endpoint)} lets every website in that asks, with cookies: any page that a customer visits can read and do there what the customer can.`;
}

/** What a subdomain answered to a stranger, unless its page is among the endpoints anyway. */
function strangerAt(host: string, http: HttpObservation | undefined): EndpointObservation | undefined {
  const stranger = http?.subdomainCors?.find(({ exchange }) => exchange.url.hostname === host);
  if (!stranger) return undefined;
  const { exchange } = stranger;
  if (corsEndpoints(http).some(({ url }) => url.href === exchange.url.href)) return undefined;
  return { url: exchange.url, kind: 'public', exchange, cors: [stranger] };
}

/** Strangers whose names look like the domain's stand for all strangers where they are turned away. */
function isLetIn(answer: CorsAnswer): boolean {
  return (answer.kind === 'prefix' || answer.kind === 'suffix') && isEchoed(answer);
}

/** A preflight may be asked in the product's own name. */
function isForeign(origin: string, domain: string): boolean {
  const host = /^https?:\/\/([^/:]+)/i.exec(origin)?.[1] ?? origin;
  return host !== domain && !host.endsWith(`.${domain}`);
}
