import { defineCheck, type CheckContext, type Mend } from '../../check.ts';
import { headerValues } from '../../live/headerValues.ts';
import { endOf, entrance, followedChains, hopLines, startOf, stepsOf } from '../../live/redirects/chains.ts';
import type { HttpChain } from '../../observations/http.ts';

export default defineCheck({
  id: 'redirects/redirect-loop',
  impact: 'blocker',
  stage: 'domain',
  title: 'Redirects that lead in a circle',
  why: 'Browsers give up with “too many redirects”: nobody sees the page.',
  *check({ domain, http }, context) {
    if (!http) return;
    const looping = followedChains(http).filter(({ end }) => end === 'loop');
    const [worst] = looping.filter((chain) => startOf(chain)?.hostname === domain).concat(looping);
    if (!worst) {
      const own = entrance(http, 'https:', domain);
      if (own && endOf(own)) yield { pass: 'No redirect leads in a circle.' };
      return;
    }
    const start = startOf(worst);
    // Walked with the cookies that were set, it is a circle for everybody.
    const keptCookies = worst.hops.some(({ sent }) => 'cookie' in sent);
    const needsCookie =
      !keptCookies && stepsOf(worst).some(({ answer }) => headerValues(answer, 'set-cookie').length > 0);
    const isDomain = start?.hostname === domain;
    yield {
      host: start?.hostname ?? domain,
      problem: needsCookie
        ? `${start?.href ?? domain} redirects in a circle for everybody who doesn’t keep its cookie: search engines, previews and some visitors never see the page.`
        : `${start?.href ?? domain} redirects in a circle, so browsers give up and nobody sees the page.`,
      impact: needsCookie ? 'medium' : isDomain ? 'blocker' : 'high',
      evidence: hopLines(worst),
      mend: mendOf(worst, context),
    };
  },
});

function mendOf(chain: HttpChain, { providers }: CheckContext): Mend {
  const steps = stepsOf(chain);
  const isAboutProtocol = steps.some(
    ({ from, to }) => to !== undefined && from.hostname === to.hostname && from.pathname === to.pathname,
  );
  if (isAboutProtocol && providers.edge === 'cloudflare')
    return {
      how: 'Set the encryption mode under SSL/TLS → Overview to “Full (strict)”: with “Flexible”, Cloudflare asks your server by HTTP, which sends it back to HTTPS.',
      link: {
        label: 'Too many redirects',
        url: 'https://developers.cloudflare.com/ssl/troubleshooting/too-many-redirects/',
      },
    };
  const hosts = new Set(steps.map(({ from }) => from.hostname));
  return {
    how:
      hosts.size > 1
        ? 'Two places disagree about which host is the right one (the host’s domain settings and the application or web server): make one redirect to the other, and remove the redirect back.'
        : 'Find what redirects to the same address again: an application that takes a request that came through a proxy for HTTP (trust X-Forwarded-Proto), or two rules about slashes or languages that disagree.',
  };
}
