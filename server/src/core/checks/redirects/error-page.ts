import { parse } from 'tldts';
import { defineCheck, type Problem } from '../../check.ts';
import { isTryout } from '../../live/environmentNames.ts';
import { headerText } from '../../live/headerValues.ts';
import { endOf, homeOf, hopLines, isBotCheck } from '../../live/redirects/chains.ts';
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
    const home = homeOf(observed);
    if (!home || placeholderIn(home.outcome) || isAbandoned(observed, domain, home.outcome)) return;
    const { status } = home.outcome;
    if (status < 400) return yield { pass: `The home page of ${domain} answers ${status}.` };
    if (isBotCheck(home.outcome))
      return yield { unknown: `a check for robots answered (${status}) in place of the home page` };
    if (status === 401 && headerText(home.outcome, 'www-authenticate') !== undefined)
      return yield {
        problem: `${home.url.href} asks everybody for a name and a password (${status}): right until the launch, and nobody sees the product then.`,
        impact: isTryout(parse(home.url.hostname).subdomain?.split('.')[0] ?? '') ? 'low' : 'medium',
        evidence: [`${home.url.href} → ${status}`],
        mend: {
          how: 'Take the password away on the day of the launch. For a place to try things out it is well.',
        },
      };
    yield {
      problem: `${home.url.href} answers ${status}: ${wordsOf(status)}`,
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
  return 'there is no page where everybody looks first.';
}

/** An API at a subdomain need not have a page at its root. */
function impactOf(status: number, domain: string): Impact {
  if (status >= 500) return 'blocker';
  return parse(domain).domain === domain || status === 401 || status === 403 ? 'high' : 'low';
}
