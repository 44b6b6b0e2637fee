import { defineCheck, type CheckContext, type Verdict } from '../../check.ts';
import { answerOf } from '../../live/headerValues.ts';
import {
  endOf,
  entrance,
  homeOf,
  hopLines,
  hostsOf,
  isAnswering,
  stepsOf,
  timedHopLines,
} from '../../live/redirects/chains.ts';
import { encryptionMend } from '../../live/redirects/mend.ts';
import { isAbandoned } from '../../live/redirects/placeholders.ts';
import { answeringSubdomains, type Subdomain } from '../../live/redirects/subdomains.ts';
import type { DomainObservation } from '../../observations/domain.ts';
import type { HttpChain } from '../../observations/http.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'redirects/unencrypted-page',
  impact: 'high',
  stage: 'domain',
  title: 'Page without encryption that doesn’t lead to HTTPS',
  why: 'Whoever follows an old link or types the name may read and send everything in the clear, passwords too, and others on the network can read and change it.',
  *check(observed, context) {
    const { domain, http } = observed;
    if (!http) return;
    for (const subdomain of answeringSubdomains(observed))
      yield* subdomainVerdicts(subdomain, observed, context);
    const first = entrance(http, 'http:', domain)?.hops[0]?.outcome;
    if (first && isFailure(first)) yield { unknown: first };
    let seen = 0;
    for (const host of hostsOf(domain)) {
      const chain = entrance(http, 'http:', host);
      // Without HTTPS there is nothing to lead to: the certificate's checks say so.
      if (!chain || !isAnswering(entrance(http, 'https:', host)) || leadsBack(entrance(http, 'https:', host)))
        continue;
      const end = endOf(chain);
      const isEncrypted = isEverEncrypted(chain);
      if (!end || isEncrypted) {
        if (host === domain && isEncrypted && answerOf(chain.hops[0]) && stepsOf(chain).length > 0)
          yield { pass: `http://${domain} leads to HTTPS.`, evidence: timedHopLines(chain) };
        continue;
      }
      const { status } = end.outcome;
      const isError = status >= 400;
      // A product that is broken everywhere is broken here too.
      if (isError && (homeOf(observed)?.outcome.status ?? 500) >= 400) continue;
      // One cause: "www" and the domain are configured together.
      if (seen++ > 0) continue;
      yield {
        host,
        problem: wordsOf(host, status),
        impact: isError ? 'medium' : 'high',
        evidence: hopLines(chain),
        mend: encryptionMend(host, context, end.outcome),
      };
    }
    if (seen === 0) yield* deepVerdict(observed, context);
  },
});

/** Only the home page leads to HTTPS: pages below it are shown without. */
function* deepVerdict({ domain, http }: DomainObservation, context: CheckContext): Generator<Verdict> {
  const end = http?.deep && endOf(http.deep);
  if (!http?.deep || !end || isEverEncrypted(http.deep) || end.outcome.status !== 200) return;
  const root = entrance(http, 'http:', domain);
  const secure = entrance(http, 'https:', domain);
  if (!root || !isEverEncrypted(root) || !isAnswering(secure) || leadsBack(secure)) return;
  yield {
    kind: 'deep',
    problem: `http://${domain} leads to HTTPS, but ${end.url.href} answers 200 without encryption: whoever follows a link to a page below it reads and sends everything in the clear.`,
    evidence: hopLines(http.deep),
    mend: encryptionMend(domain, context, end.outcome),
  };
}

function wordsOf(host: string, status: number): string {
  return status >= 400
    ? `http://${host} answers ${status} instead of leading to HTTPS, so old links and typed names end at an error.`
    : `http://${host} answers ${status} without encryption and doesn’t lead to HTTPS, so others on the network can read and change what visitors see and send.`;
}

/** What answers nothing but errors without encryption gives nothing away there: interfaces for programs do so on purpose. */
function* subdomainVerdicts(
  { host, secure, plain }: Subdomain,
  observed: DomainObservation,
  context: CheckContext,
): Generator<Verdict> {
  if (!plain || leadsBack(secure)) return;
  const end = endOf(plain);
  if (!end || isEverEncrypted(plain)) {
    if (isEverEncrypted(plain) && answerOf(plain.hops[0]))
      yield { host, pass: `http://${host} leads to HTTPS.`, evidence: timedHopLines(plain) };
    return;
  }
  // What leads to another host's page without encryption is told of that host.
  if (end.url.hostname !== host || end.outcome.status >= 400 || isAbandoned(observed, host, end.outcome))
    return;
  yield {
    host,
    kind: host,
    problem: wordsOf(host, end.outcome.status),
    impact: 'high',
    evidence: hopLines(plain),
    mend: encryptionMend(host, context, end.outcome),
  };
}

function isEverEncrypted({ hops }: HttpChain): boolean {
  return hops.some(({ url }) => url.protocol === 'https:');
}

/** HTTPS leads to HTTP: that is the cause, and has a check of its own. */
function leadsBack(chain: HttpChain | undefined): boolean {
  return chain !== undefined && stepsOf(chain).some(({ to }) => to?.protocol === 'http:');
}
