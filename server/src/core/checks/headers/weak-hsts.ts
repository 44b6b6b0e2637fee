import { defineCheck } from '../../check.ts';
import type { Impact } from '../../finding.ts';
import { isContradicted } from '../../live/headerValues.ts';
import { headerMend } from '../../live/headers/mend.ts';
import { durationOf, hstsHeader, type HstsHeader } from '../../live/headers/hsts.ts';
import { hasValidCertificate, readHomePage } from '../../live/observatory/homePage.ts';

const DAY = 86_400;
/** What MDN's observatory asks for. */
const HALF_A_YEAR = 180 * DAY;

export default defineCheck({
  id: 'headers/weak-hsts',
  impact: 'medium',
  stage: 'security',
  title: 'Strict-Transport-Security that protects little',
  why: 'Browsers keep to HTTPS for as long as the header says: with a short time, or a header that they can’t read, visitors who come back later are as unprotected as before.',
  *check(observed, context) {
    const home = readHomePage(observed);
    if (!home?.isSecure || !hasValidCertificate(observed, home.host)) return;
    const header = hstsHeader(home.answer);
    // One that contradicts it is told by itself.
    if (!header || isContradicted(home.answer, 'strict-transport-security')) return;
    const weakness = weaknessOf(header);
    if (!weakness) return;
    yield {
      host: home.host,
      problem: `The Strict-Transport-Security header of ${home.host} ${weakness.says}.`,
      impact: weakness.impact,
      evidence: [`Strict-Transport-Security: ${header.text}`],
      mend: headerMend(
        'Send the header once, with a time of a year or more.',
        'Strict-Transport-Security',
        'max-age=31536000; includeSubDomains',
        context,
      ),
    };
  },
});

function weaknessOf({ maxAge }: HstsHeader): { says: string; impact: Impact } | undefined {
  if (maxAge === undefined) return { says: 'is not valid, so browsers ignore it', impact: 'medium' };
  if (maxAge === 0)
    return {
      says: 'has max-age=0, which tells browsers to forget that the site has HTTPS',
      impact: 'medium',
    };
  if (maxAge >= HALF_A_YEAR) return undefined;
  return {
    says: `counts for ${durationOf(maxAge)} only; visitors who come back later than that are not protected`,
    impact: maxAge < 30 * DAY ? 'medium' : 'low',
  };
}
