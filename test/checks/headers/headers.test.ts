import assert from 'node:assert/strict';
import hstsNotPreloadReady from '../../../server/src/core/checks/headers/hsts-not-preload-ready.ts';
import missingCsp from '../../../server/src/core/checks/headers/missing-csp.ts';
import missingFrameProtection from '../../../server/src/core/checks/headers/missing-frame-protection.ts';
import missingHsts from '../../../server/src/core/checks/headers/missing-hsts.ts';
import observatoryGrade from '../../../server/src/core/checks/headers/observatory-grade.ts';
import weakHsts from '../../../server/src/core/checks/headers/weak-hsts.ts';
import weakReferrerPolicy from '../../../server/src/core/checks/headers/weak-referrer-policy.ts';
import type { HttpObservation } from '../../../server/src/core/observations/http.ts';
import {
  chain,
  DOMAIN,
  exchange,
  failure,
  GOOD_HEADERS,
  handshake,
  healthyDomain,
  healthyHttp,
  redirect,
  verdicts,
} from '../../support/observations.ts';
import { CHECKS, problems, withHeaders } from './homePage.ts';

describe('checks of headers', () => {
  for (const check of CHECKS) {
    it(`${check.id} has nothing to say against a healthy domain`, () => {
      assert.deepEqual(
        verdicts(check, healthyDomain()).filter((verdict) => !('pass' in verdict)),
        [],
      );
    });

    it(`${check.id} says nothing where nothing was asked by HTTP`, () => {
      const { http: _, ...rest } = healthyDomain();
      assert.deepEqual(verdicts(check, rest), []);
    });
  }

  it('tell once that the home page could not be read', () => {
    const down = exchange({ url: `https://${DOMAIN}/`, failure: failure('timeout') });
    const error = exchange({ url: `https://${DOMAIN}/`, status: 503, headers: {} });
    const basic = { 'www-authenticate': 'Basic realm="x"', 'content-type': 'text/html' };
    const gate = exchange({ url: `https://${DOMAIN}/`, status: 401, headers: basic });
    const closed = exchange({ url: `https://${DOMAIN}/`, status: 403, headers: {} });
    const off = redirect(`https://${DOMAIN}/`, 'https://elsewhere.example/');
    for (const [home, detail] of [
      [down, 'it failed (timeout)'],
      [error, 'the home page of example.com answers with status 503'],
      [gate, 'example.com asks for a name and a password (401)'],
      [closed, 'the home page of example.com answers with status 403'],
      [off, 'example.com leads to another address (status 308)'],
    ] as const) {
      const http = healthyHttp({
        chains: [chain([home])],
        endpoints: [{ url: home.url, kind: 'home', exchange: home, cors: [] }],
      });
      const told = CHECKS.flatMap((check) => verdicts(check, healthyDomain({ http })));
      assert.deepEqual(
        told.map((verdict) =>
          'unknown' in verdict && typeof verdict.unknown === 'object' ? verdict.unknown.detail : verdict,
        ),
        [detail],
      );
    }
  });

  it('say nothing of HSTS where the certificate is not valid', () => {
    const observed = withHeaders({ 'strict-transport-security': undefined });
    const tls = [handshake({ trust: { isTrusted: false, problem: 'self-signed', path: [] } })];
    for (const check of [missingHsts, weakHsts, hstsNotPreloadReady])
      assert.deepEqual(verdicts(check, { ...observed, tls }), []);
    const ofOthers = [handshake({ host: 'www.example.com', trust: { isTrusted: false, path: [] } })];
    assert.equal(problems(verdicts(missingHsts, { ...observed, tls: ofOthers })).length, 1);
  });

  it('leave a plain entrance that leads to no HTTPS to the check of that', () => {
    const wish = 'max-age=63072000; includeSubDomains; preload';
    const observed = withHeaders({ 'strict-transport-security': wish });
    const [, secure] = observed.http?.chains ?? [];
    assert.ok(observed.http && secure);
    for (const [first, count] of [
      [exchange({ url: `http://${DOMAIN}/`, status: 503, headers: {} }), 0],
      [redirect(`http://${DOMAIN}/`, 'https://203.0.113.80/'), 0],
      [redirect(`http://${DOMAIN}/`, `https://www.${DOMAIN}/`), 1],
    ] as const) {
      const changed: HttpObservation = { ...observed.http, chains: [chain([first]), secure] };
      assert.equal(problems(verdicts(hstsNotPreloadReady, { ...observed, http: changed })).length, count);
    }
  });

  it('ask for no policy, frame protection or referrer of what is no page', () => {
    const observed = withHeaders({
      'content-type': 'application/json',
      'content-security-policy': undefined,
      'x-frame-options': undefined,
      'referrer-policy': undefined,
    });
    for (const check of [missingCsp, missingFrameProtection, weakReferrerPolicy])
      assert.deepEqual(verdicts(check, observed), []);
  });

  it('read <meta> as browsers do: a policy counts, but not for frames', () => {
    const metas = [
      {
        kind: 'http-equiv',
        name: 'content-security-policy',
        content: "default-src 'self'; frame-ancestors 'none'",
      },
      { kind: 'name', name: 'referrer', content: 'no-referrer' },
    ] as const;
    const observed = withHeaders(
      { 'content-security-policy': undefined, 'x-frame-options': undefined, 'referrer-policy': undefined },
      { metas },
    );
    assert.deepEqual(problems(verdicts(missingCsp, observed)), []);
    assert.deepEqual(problems(verdicts(weakReferrerPolicy, observed)), []);
    assert.equal(problems(verdicts(missingFrameProtection, observed)).length, 1);
  });

  it('know that browsers open some top-level domains by HTTPS alone', () => {
    const observed = withHeaders({ 'strict-transport-security': undefined }, {}, 'https://example.app/');
    assert.deepEqual(verdicts(missingHsts, observed), [
      {
        host: 'example.app',
        pass: 'Browsers open example.app by HTTPS alone, as every name of its top-level domain.',
      },
    ]);
  });

  it('tell the grade of the observatory, with each result', () => {
    const [verdict] = verdicts(observatoryGrade, healthyDomain());
    assert.ok(verdict && 'pass' in verdict);
    assert.equal(verdict.pass, "MDN's HTTP Observatory gives example.com the grade A+ (140 points).");
    assert.equal(verdict.evidence?.length, 12);
    assert.equal(
      verdict.evidence[0],
      'content-security-policy: csp-implemented-with-no-unsafe-default-src-none (pass, +10)',
    );
    const [bare] = verdicts(
      observatoryGrade,
      withHeaders(Object.fromEntries(Object.keys(GOOD_HEADERS).map((name) => [name, undefined]))),
    );
    assert.ok(bare && 'pass' in bare);
    assert.equal(bare.pass, "MDN's HTTP Observatory gives example.com the grade D (30 points).");
  });

  it('grade a domain whose certificate is not valid as MDN does', () => {
    const tls = [handshake({ trust: { isTrusted: false, problem: 'expired', path: [] } })];
    const [verdict] = verdicts(observatoryGrade, healthyDomain({ tls }));
    assert.ok(verdict?.evidence?.includes('strict-transport-security: hsts-invalid-cert (fail, -20)'));
    assert.ok(verdict?.evidence?.includes('redirection: redirection-invalid-cert (fail, -20)'));
  });

  it('grade CORS by the preflight of the home page, and by a stranger’s request where there was none', () => {
    const url = `https://${DOMAIN}/`;
    const origin = 'https://stranger.example';
    const asked = (kind: 'hostile' | 'preflight', status: number, allowed: string) => {
      const method = kind === 'preflight' ? 'OPTIONS' : 'GET';
      const headers = { 'access-control-allow-origin': allowed, 'access-control-allow-credentials': 'true' };
      return { kind, origin, exchange: exchange({ url, method, sent: { origin }, status, headers }) };
    };
    const cases = [
      [[asked('preflight', 204, origin)], 'implemented-with-universal-access (fail, -50)'],
      [[asked('preflight', 204, '*')], 'implemented-with-public-access (pass, 0)'],
      [[asked('hostile', 200, '*'), asked('preflight', 405, '*')], 'not-implemented (pass, 0)'],
      [[asked('hostile', 200, origin)], 'implemented-with-universal-access (fail, -50)'],
    ] as const;
    for (const [cors, result] of cases) {
      const http = healthyHttp();
      const [home] = http.endpoints;
      const observed = healthyDomain({ http: { ...http, endpoints: [{ ...home!, cors }] } });
      const lines = verdicts(observatoryGrade, observed).flatMap(({ evidence = [] }) => evidence);
      assert.ok(
        lines.includes(`cross-origin-resource-sharing: cross-origin-resource-sharing-${result}`),
        result,
      );
    }
  });
});
