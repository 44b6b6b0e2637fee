import { defineCheck, type CheckContext, type Verdict } from '../../check.ts';
import { answerOf, isPage } from '../../live/headerValues.ts';
import { headerMend } from '../../live/headers/mend.ts';
import { hstsHeader } from '../../live/headers/hsts.ts';
import { isWithin } from '../../live/hostNames.ts';
import { hasValidCertificate, readHomePage } from '../../live/observatory/homePage.ts';
import { isPreloaded } from '../../live/observatory/preloaded.ts';
import { isAbandoned } from '../../live/redirects/placeholders.ts';
import { answeringSubdomains } from '../../live/redirects/subdomains.ts';
import type { DomainObservation } from '../../observations/domain.ts';

export default defineCheck({
  id: 'headers/missing-hsts',
  impact: 'medium',
  stage: 'security',
  title: 'HTTPS that browsers are not told to keep to',
  why: 'Without Strict-Transport-Security, every visit that begins with http:// can be intercepted before it is led to HTTPS.',
  *check(observed, context) {
    const home = readHomePage(observed);
    if (!home?.isSecure || !hasValidCertificate(observed, home.host)) return;
    const header = hstsHeader(home.answer);
    // Whoever wishes for preloading is told so by the check of that.
    const bare = header && !header.asksForPreload ? bareDomain(observed, home.host) : undefined;
    if (bare)
      yield {
        host: observed.domain,
        problem: `${home.host} sends Strict-Transport-Security, and https://${observed.domain}, which leads there, does not: a visit that begins with http://${observed.domain} can be intercepted each time.`,
        impact: 'low',
        evidence: bare,
        mend: headerMend(
          `Send the header with the redirect of ${observed.domain} too.`,
          'Strict-Transport-Security',
          'max-age=31536000; includeSubDomains',
          context,
        ),
      };
    else if (header)
      yield {
        host: home.host,
        pass: `${home.host} sends Strict-Transport-Security.`,
        evidence: [header.text],
      };
    else if (isPreloaded(home.host))
      yield {
        host: home.host,
        pass: `Browsers open ${home.host} by HTTPS alone, as every name of its top-level domain.`,
      };
    else
      yield {
        host: home.host,
        problem: `${home.host} does not send Strict-Transport-Security, so a visit that begins with http:// can be intercepted each time.`,
        mend: headerMend(
          'Send the header with every answer over HTTPS. Begin with a short time, and make it a year or more once everything works.',
          'Strict-Transport-Security',
          'max-age=31536000; includeSubDomains',
          context,
        ),
      };
    // Where the domain itself does without, that is the finding.
    if (header) yield* subdomainVerdicts(observed, context);
  },
});

/** The pages of subdomains that the configuration names, and that no header of a domain above them speaks for. */
function* subdomainVerdicts(observed: DomainObservation, context: CheckContext): Generator<Verdict> {
  const above = (observed.http?.chains ?? []).flatMap(({ hops }) => hops);
  const speaksFor = (host: string): boolean =>
    above.some((hop) => {
      const answer = hop.url.protocol === 'https:' ? answerOf(hop) : undefined;
      const header = answer && hstsHeader(answer);
      return header?.includesSubdomains && (header.maxAge ?? 0) > 0 && isWithin(host, hop.url.hostname);
    });
  for (const { host, secure } of answeringSubdomains(observed)) {
    const last = secure.hops.at(-1);
    const answer = last?.url.hostname === host && last.url.protocol === 'https:' ? answerOf(last) : undefined;
    // Interfaces are called by programs, which know no HSTS.
    if (!answer || answer.status >= 400 || !isPage(answer) || isPreloaded(host) || speaksFor(host)) continue;
    if (hstsHeader(answer) || !hasValidCertificate(observed, host) || isAbandoned(observed, host, answer))
      continue;
    yield {
      host,
      kind: host,
      impact: 'low',
      problem: `${host} does not send Strict-Transport-Security, and ${observed.domain} sends it without includeSubDomains, so a visit that begins with http://${host} can be intercepted each time.`,
      evidence: [`https://${host}/ → ${answer.status}`, 'no strict-transport-security'],
      mend: headerMend(
        `Send the header with every answer of ${host}, or includeSubDomains with that of ${observed.domain} once all its subdomains have HTTPS.`,
        'Strict-Transport-Security',
        'max-age=31536000',
        context,
      ),
    };
  }
}

/** The domain leads to another host over HTTPS, and says nothing itself: the header counts for its host and those below. */
function bareDomain(observed: DomainObservation, homeHost: string): readonly string[] | undefined {
  const { domain } = observed;
  if (homeHost === domain || isPreloaded(domain) || !hasValidCertificate(observed, domain)) return undefined;
  const url = `https://${domain}/`;
  const first = answerOf(observed.http?.chains.find(({ hops }) => hops[0]?.url.href === url)?.hops[0]);
  if (!first?.location || hstsHeader(first)) return undefined;
  return [`${url} → ${first.status} ${first.location.href}`, 'no strict-transport-security'];
}
