import type { Verdict } from '../../../server/src/core/check.ts';
import contradictoryHeaders from '../../../server/src/core/checks/headers/contradictory-headers.ts';
import deprecatedHeader from '../../../server/src/core/checks/headers/deprecated-header.ts';
import hstsNotPreloadReady from '../../../server/src/core/checks/headers/hsts-not-preload-ready.ts';
import insecureCookie from '../../../server/src/core/checks/headers/insecure-cookie.ts';
import invalidCsp from '../../../server/src/core/checks/headers/invalid-csp.ts';
import missingCsp from '../../../server/src/core/checks/headers/missing-csp.ts';
import missingFrameProtection from '../../../server/src/core/checks/headers/missing-frame-protection.ts';
import missingHsts from '../../../server/src/core/checks/headers/missing-hsts.ts';
import missingNosniff from '../../../server/src/core/checks/headers/missing-nosniff.ts';
import observatoryGrade from '../../../server/src/core/checks/headers/observatory-grade.ts';
import reportOnlyCsp from '../../../server/src/core/checks/headers/report-only-csp.ts';
import serverBanner from '../../../server/src/core/checks/headers/server-banner.ts';
import weakCsp from '../../../server/src/core/checks/headers/weak-csp.ts';
import weakHsts from '../../../server/src/core/checks/headers/weak-hsts.ts';
import weakReferrerPolicy from '../../../server/src/core/checks/headers/weak-referrer-policy.ts';
import type { Impact } from '../../../server/src/core/finding.ts';
import type { DomainObservation } from '../../../server/src/core/observations/domain.ts';
import type { PageObservation } from '../../../server/src/core/observations/http.ts';
import {
  chain,
  DOMAIN,
  exchange,
  GOOD_HEADERS,
  healthyDomain,
  healthyHttp,
  redirect,
} from '../../support/observations.ts';

/** All checks of headers. */
export const CHECKS = [
  contradictoryHeaders,
  deprecatedHeader,
  hstsNotPreloadReady,
  insecureCookie,
  invalidCsp,
  missingCsp,
  missingFrameProtection,
  missingHsts,
  missingNosniff,
  observatoryGrade,
  reportOnlyCsp,
  serverBanner,
  weakCsp,
  weakHsts,
  weakReferrerPolicy,
];

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The healthy domain, whose home page has other headers: undefined takes one away, a list sends it several times. */
export function withHeaders(
  changes: Headers,
  page: Partial<PageObservation> = {},
  url = `https://${DOMAIN}/`,
): DomainObservation {
  const headers = Object.entries({ ...GOOD_HEADERS, ...changes }).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((one) => [name, one] as const),
  );
  const home = exchange({ url, headers, body: '<!doctype html><title>Example</title>' });
  const http = healthyHttp();
  return healthyDomain({
    http: {
      ...http,
      chains: [chain([redirect(`http://${DOMAIN}/`, `https://${DOMAIN}/`), home]), chain([home])],
      page: { ...http.page!, ...page },
      endpoints: [{ url: home.url, kind: 'home', exchange: home, cors: [] }],
    },
  });
}

export function problems(
  found: readonly Verdict[],
): readonly (readonly [impact: Impact | undefined, message: string])[] {
  return found.flatMap((one) => ('problem' in one ? [[one.impact, one.problem] as const] : []));
}
