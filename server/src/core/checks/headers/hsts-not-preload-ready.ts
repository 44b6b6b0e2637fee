import { getDomain } from 'tldts';
import { defineCheck } from '../../check.ts';
import { answerOf } from '../../live/headerValues.ts';
import { headerMend } from '../../live/headers/mend.ts';
import { hstsHeader } from '../../live/headers/hsts.ts';
import { hasValidCertificate, readHomePage } from '../../live/observatory/homePage.ts';
import { isPreloaded } from '../../live/observatory/preloaded.ts';
import { isWrongTarget } from '../../live/redirects/destinations.ts';
import type { DomainObservation } from '../../observations/domain.ts';

/** hstspreload.org, "Submission requirements". */
const A_YEAR = 31_536_000;

export default defineCheck({
  id: 'headers/hsts-not-preload-ready',
  impact: 'low',
  stage: 'security',
  title: 'Wish for HSTS preloading that browsers will not grant',
  why: 'The list of domains that browsers open by HTTPS alone takes none that asks for it without fulfilling its rules, and drops those that stop.',
  *check(observed, context) {
    const { domain, http } = observed;
    const home = readHomePage(observed);
    if (!http || !home?.isSecure || !hasValidCertificate(observed, domain)) return;
    if (isPreloaded(domain) || (getDomain(domain) ?? domain) !== domain) return;
    const first = answerOf(
      http.chains.find(({ hops }) => hops[0]?.url.href === `https://${domain}/`)?.hops[0],
    );
    if (!first) return;
    const ofHome = hstsHeader(home.answer);
    const ofDomain = hstsHeader(first);
    if (!ofHome?.asksForPreload && !ofDomain?.asksForPreload) return;
    const missing: string[] = [];
    if (!ofDomain) missing.push(`https://${domain} itself does not send the header`);
    else {
      // What is too short for anybody is told by itself.
      if (ofDomain.maxAge === undefined || ofDomain.maxAge < A_YEAR)
        missing.push('max-age is less than a year (31536000)');
      if (!ofDomain.includesSubdomains) missing.push('includeSubDomains is missing');
      if (!ofDomain.asksForPreload) missing.push(`https://${domain} itself does not say preload`);
    }
    if (leavesItsHostByHttp(observed))
      missing.push(`http://${domain} does not lead to https://${domain} first`);
    if (missing.length === 0) {
      yield { pass: `${domain} may be put on the list of domains that browsers open by HTTPS alone.` };
      return;
    }
    yield {
      problem: `${domain} asks to be preloaded as HTTPS-only, but browsers' list will not take it: ${missing.join('; ')}.`,
      evidence: [`Strict-Transport-Security: ${(ofDomain ?? ofHome)?.text ?? ''}`],
      mend: {
        ...headerMend(
          'Fulfil the rules of hstspreload.org, or leave “preload” out of the header.',
          'Strict-Transport-Security',
          'max-age=63072000; includeSubDomains; preload',
          context,
        ),
        link: { label: 'hstspreload.org', url: 'https://hstspreload.org/' },
      },
    };
  },
});

/** Whoever listens on port 80 has to lead to HTTPS on the same host. That it leads to no HTTPS at all is told by itself. */
function leavesItsHostByHttp({ domain, http }: DomainObservation): boolean {
  const first = answerOf(http?.chains.find(({ hops }) => hops[0]?.url.href === `http://${domain}/`)?.hops[0]);
  if (!first?.location || isWrongTarget(first.location, domain)) return false;
  return first.location.protocol !== 'https:' || first.location.hostname !== domain;
}
