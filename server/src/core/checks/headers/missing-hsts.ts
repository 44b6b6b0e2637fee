import { defineCheck } from '../../check.ts';
import { headerMend } from '../../live/headerMend.ts';
import { hstsHeader } from '../../live/hstsHeader.ts';
import { hasValidCertificate, readHomePage } from '../../live/observatory/homePage.ts';
import { isPreloaded } from '../../live/observatory/preloaded.ts';

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
    if (header)
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
  },
});
