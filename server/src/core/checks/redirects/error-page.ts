import { parse } from 'tldts';
import { defineCheck, type Problem } from '../../check.ts';
import { isTryout } from '../../live/environmentNames.ts';
import { answerOf, headerText } from '../../live/headerValues.ts';
import { isWithin } from '../../live/hostNames.ts';
import { endOf, entrance, homeOf, hopLines, isBotCheck } from '../../live/redirects/chains.ts';
import { isAbandoned, placeholderIn } from '../../live/redirects/placeholders.ts';
import { answeringSubdomains } from '../../live/redirects/subdomains.ts';
import type { Impact } from '../../finding.ts';
import type { DomainObservation } from '../../observations/domain.ts';
import type { HttpChain } from '../../observations/http.ts';

export default defineCheck({
  id: 'redirects/error-page',
  impact: 'blocker',
  stage: 'domain',
  title: 'Home page that answers with an error',
  why: 'The first thing that everybody sees of the product is an error.',
  *check(observed) {
    const { domain } = observed;
    for (const { host, secure } of answeringSubdomains(observed)) {
      const problem = faultAt(host, secure, observed);
      if (problem) yield problem;
    }
    const gate = gateOf(observed);
    if (gate)
      return yield {
        problem: `${gate.from.href} leads everybody to the login of ${gate.whose} (${gate.to.hostname}): right until the launch, and nobody sees the product then.`,
        impact: isForTrying(gate.from.hostname) ? 'low' : 'medium',
        evidence: gate.lines,
        mend: {
          how: `Let everybody in at ${gate.whose} on the day of the launch. For a place to try things out it is well.`,
        },
      };
    const home = homeOf(observed);
    if (!home || placeholderIn(home.outcome) || isAbandoned(observed, domain, home.outcome)) return;
    const { status } = home.outcome;
    if (status < 400) return yield { pass: `The home page of ${domain} answers ${status}.` };
    if (isBotCheck(home.outcome))
      return yield { unknown: `a check for robots answered (${status}) in place of the home page` };
    if (status === 401 && headerText(home.outcome, 'www-authenticate') !== undefined)
      return yield {
        problem: `${home.url.href} asks everybody for a name and a password (${status}): right until the launch, and nobody sees the product then.`,
        impact: isForTrying(home.url.hostname) ? 'low' : 'medium',
        evidence: [`${home.url.href} → ${status}`],
        mend: {
          how: 'Take the password away on the day of the launch. For a place to try things out it is well.',
        },
      };
    yield {
      problem: `${home.url.href} answers ${status}: ${
        status === 503 && headerText(home.outcome, 'retry-after') !== undefined
          ? 'it says that it is down for a while, so nobody sees the product.'
          : wordsOf(status)
      }`,
      impact: impactOf(status, domain),
      evidence: [`${home.url.href} → ${status}`],
      mend: {
        how:
          status >= 500
            ? LOOK_AT_LOG
            : status === 401 || status === 403
              ? 'Take the password or the block for strangers away once the product is public.'
              : 'Deploy the product to this domain, or give it a page for “/”.',
      },
    };
  },
});

/** What the product is called, "dev-tools.example", says nothing: what stands before that does. */
function isForTrying(host: string): boolean {
  return isTryout(parse(host).subdomain?.split('.')[0] ?? '');
}

/** Providers' doors before a whole site: nobody gets past them to the product's own login. */
function gateOf({ domain, http }: DomainObservation) {
  const chain = http && entrance(http, 'https:', domain);
  const last = chain?.end === 'off-host' ? chain.hops.at(-1) : undefined;
  const to = last && answerOf(last)?.location;
  if (!chain || !last || !to) return undefined;
  const whose = isWithin(to.hostname, 'cloudflareaccess.com')
    ? 'Cloudflare Access'
    : to.hostname === 'vercel.com' && to.pathname.startsWith('/sso-api')
      ? 'Vercel'
      : undefined;
  return whose === undefined ? undefined : { from: last.url, to, whose, lines: hopLines(chain) };
}

const LOOK_AT_LOG =
  'Look at the application’s log for this request, and at whether it runs at all (health check, out of memory, missing variables).';

/** A subdomain may keep strangers out, and an interface for programs need not have a page: only failures are told. */
function faultAt(host: string, chain: HttpChain, observed: DomainObservation): Problem | undefined {
  const end = endOf(chain);
  // Where the way ends at another host, that one is judged.
  if (!end || end.url.hostname !== host || isAbandoned(observed, host, end.outcome)) return undefined;
  const { status } = end.outcome;
  const placeholder = status >= 400 ? placeholderIn(end.outcome) : undefined;
  if ((status < 500 && !placeholder) || isBotCheck(end.outcome)) return undefined;
  return {
    host,
    kind: host,
    problem: placeholder
      ? `${end.url.href} answers ${status} with ${placeholder.what}, so nobody sees the product.`
      : `${end.url.href} answers ${status}: ${wordsOf(status)}`,
    impact: 'high',
    evidence: hopLines(chain),
    mend: { how: placeholder?.mend ?? LOOK_AT_LOG },
  };
}

function wordsOf(status: number): string {
  if (status === 502 || status === 504)
    return 'what stands in front gets no answer from the application, so nobody sees the product.';
  if (status >= 500) return 'the application fails, so nobody sees the product.';
  if (status === 401 || status === 403) return 'strangers are kept out. Is it meant to be closed?';
  if (status === 451) return 'it is withheld for legal reasons, at least from where we are.';
  return 'there is no page where everybody looks first.';
}

/** An API at a subdomain need not have a page at its root. */
function impactOf(status: number, domain: string): Impact {
  if (status >= 500) return 'blocker';
  return parse(domain).domain === domain || status === 401 || status === 403 ? 'high' : 'low';
}
