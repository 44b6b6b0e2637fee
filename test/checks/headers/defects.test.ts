import assert from 'node:assert/strict';
import type { Check } from '../../../server/src/core/check.ts';
import contradictoryHeaders from '../../../server/src/core/checks/headers/contradictory-headers.ts';
import deprecatedHeader from '../../../server/src/core/checks/headers/deprecated-header.ts';
import hstsNotPreloadReady from '../../../server/src/core/checks/headers/hsts-not-preload-ready.ts';
import invalidCsp from '../../../server/src/core/checks/headers/invalid-csp.ts';
import missingCsp from '../../../server/src/core/checks/headers/missing-csp.ts';
import missingFrameProtection from '../../../server/src/core/checks/headers/missing-frame-protection.ts';
import missingHsts from '../../../server/src/core/checks/headers/missing-hsts.ts';
import missingNosniff from '../../../server/src/core/checks/headers/missing-nosniff.ts';
import reportOnlyCsp from '../../../server/src/core/checks/headers/report-only-csp.ts';
import serverBanner from '../../../server/src/core/checks/headers/server-banner.ts';
import weakCsp from '../../../server/src/core/checks/headers/weak-csp.ts';
import weakHsts from '../../../server/src/core/checks/headers/weak-hsts.ts';
import weakReferrerPolicy from '../../../server/src/core/checks/headers/weak-referrer-policy.ts';
import type { Impact } from '../../../server/src/core/finding.ts';
import { verdicts } from '../../support/observations.ts';
import { CHECKS, problems, withHeaders, type Headers } from './homePage.ts';

describe('defects of headers', () => {
  const csp = (policy: string): Headers => ({ 'content-security-policy': policy });
  const hsts = (header: string): Headers => ({ 'strict-transport-security': header });
  const noFrames = { 'x-frame-options': undefined, 'content-security-policy': "default-src 'self'" };
  const cases: readonly (readonly [Check, Headers, Impact | undefined, string])[] = [
    [
      missingHsts,
      { 'strict-transport-security': undefined },
      undefined,
      'example.com does not send Strict-Transport-Security, so a visit that begins with http:// can be intercepted each time.',
    ],
    [
      weakHsts,
      hsts('max-age=0'),
      'medium',
      'The Strict-Transport-Security header of example.com has max-age=0, which tells browsers to forget that the site has HTTPS.',
    ],
    [
      weakHsts,
      hsts('includeSubDomains'),
      'medium',
      'The Strict-Transport-Security header of example.com is not valid, so browsers ignore it.',
    ],
    [
      weakHsts,
      hsts('max-age=1; max-age=2'),
      'medium',
      'The Strict-Transport-Security header of example.com is not valid, so browsers ignore it.',
    ],
    [
      weakHsts,
      hsts('max-age=300'),
      'medium',
      'The Strict-Transport-Security header of example.com counts for 5 minutes only; visitors who come back later than that are not protected.',
    ],
    [
      weakHsts,
      hsts('max-age="7776000"'),
      'low',
      'The Strict-Transport-Security header of example.com counts for 90 days only; visitors who come back later than that are not protected.',
    ],
    [
      hstsNotPreloadReady,
      hsts('max-age=31536000; preload'),
      undefined,
      "example.com asks to be preloaded as HTTPS-only, but browsers' list will not take it: includeSubDomains is missing.",
    ],
    [
      hstsNotPreloadReady,
      hsts('max-age=15768000; includeSubDomains; preload'),
      undefined,
      "example.com asks to be preloaded as HTTPS-only, but browsers' list will not take it: max-age is less than a year (31536000).",
    ],
    [
      missingCsp,
      { 'content-security-policy': undefined },
      undefined,
      'example.com has no Content-Security-Policy, so a script that somebody manages to inject runs without hindrance.',
    ],
    [
      reportOnlyCsp,
      { 'content-security-policy': undefined, 'content-security-policy-report-only': "default-src 'self'" },
      undefined,
      'example.com sends its content security policy as Report-Only, so browsers report what it forbids and block nothing.',
    ],
    [
      weakCsp,
      csp("default-src 'self'; script-src 'self' 'unsafe-inline'"),
      'medium',
      "The content security policy of example.com leaves holes: script-src allows 'unsafe-inline', so injected scripts run.",
    ],
    [
      weakCsp,
      csp("default-src 'self'; script-src *"),
      'medium',
      'The content security policy of example.com leaves holes: script-src allows *, which is any server.',
    ],
    [
      weakCsp,
      csp("default-src 'self'; script-src 'self' data:"),
      'medium',
      'The content security policy of example.com leaves holes: script-src allows data:, which is whatever stands in an address itself.',
    ],
    [
      weakCsp,
      csp("default-src 'self'; script-src https:"),
      'medium',
      'The content security policy of example.com leaves holes: script-src allows https:, which is any server.',
    ],
    [
      weakCsp,
      csp("default-src 'self'; script-src 'self' 'unsafe-eval'"),
      'low',
      "The content security policy of example.com leaves holes: script-src allows 'unsafe-eval', so text can be made to run.",
    ],
    [
      weakCsp,
      csp("default-src 'self'; script-src 'self' https://ajax.googleapis.com; object-src 'none'"),
      'low',
      'The content security policy of example.com leaves holes: script-src allows https://ajax.googleapis.com, where anybody finds scripts that run what they are told.',
    ],
    [
      weakCsp,
      csp("script-src 'self'"),
      'low',
      'The content security policy of example.com leaves holes: it does not limit object-src.',
    ],
    [
      weakCsp,
      csp("default-src 'self'; img-src http://images.example"),
      'low',
      'The content security policy of example.com leaves holes: img-src allows http://images.example without encryption.',
    ],
    [
      invalidCsp,
      csp("defualt-src 'self'"),
      undefined,
      'The content security policy of example.com has mistakes, which browsers skip: there is no directive “defualt-src”.',
    ],
    [
      invalidCsp,
      csp("default-src 'self' script-src 'self'"),
      undefined,
      'The content security policy of example.com has mistakes, which browsers skip: a semicolon is missing before “script-src”.',
    ],
    [
      invalidCsp,
      csp('default-src self'),
      undefined,
      'The content security policy of example.com has mistakes, which browsers skip: default-src has self without the quotes of a keyword.',
    ],
    [
      invalidCsp,
      csp("default-src 'selfie'"),
      undefined,
      "The content security policy of example.com has mistakes, which browsers skip: default-src has the unknown keyword 'selfie'.",
    ],
    [
      missingNosniff,
      { 'x-content-type-options': undefined },
      undefined,
      'example.com does not send X-Content-Type-Options: nosniff, so browsers may take one kind of file for another.',
    ],
    [
      missingNosniff,
      { 'x-content-type-options': 'sniff' },
      undefined,
      'example.com sends X-Content-Type-Options without “nosniff”, which browsers ignore, so they may take one kind of file for another.',
    ],
    [
      missingFrameProtection,
      noFrames,
      undefined,
      'example.com sends neither frame-ancestors nor X-Frame-Options, so any site can lay it invisibly under its own buttons.',
    ],
    [
      missingFrameProtection,
      { ...noFrames, 'x-frame-options': 'ALLOW-FROM https://a.example' },
      undefined,
      'example.com sends “X-Frame-Options: ALLOW-FROM https://a.example”, which browsers ignore, so any site can lay it invisibly under its own buttons.',
    ],
    [
      missingFrameProtection,
      csp("default-src 'self'; frame-ancestors *"),
      undefined,
      'example.com allows every site to show it in a frame (frame-ancestors), so any site can lay it invisibly under its own buttons.',
    ],
    [
      weakReferrerPolicy,
      { 'referrer-policy': undefined },
      'low',
      'example.com does not say what other sites learn of its addresses (Referrer-Policy); older browsers pass on all of them.',
    ],
    [
      weakReferrerPolicy,
      { 'referrer-policy': 'sometimes' },
      'low',
      'example.com has a Referrer-Policy that browsers don’t know, so it does nothing.',
    ],
    [
      weakReferrerPolicy,
      { 'referrer-policy': 'no-referrer, unsafe-url' },
      'medium',
      'example.com passes on whole addresses to other sites (Referrer-Policy: unsafe-url), with whatever stands in them.',
    ],
    [
      serverBanner,
      { server: 'nginx/1.18.0 (Ubuntu)' },
      undefined,
      'example.com tells what software it runs (server: nginx/1.18.0 (Ubuntu)), which helps attackers to choose.',
    ],
    [
      serverBanner,
      { 'x-powered-by': 'PHP/8.1.2' },
      undefined,
      'example.com tells what software it runs (x-powered-by: PHP/8.1.2), which helps attackers to choose.',
    ],
    [
      deprecatedHeader,
      { 'x-xss-protection': '1; mode=block' },
      undefined,
      'example.com sends x-xss-protection, which opens holes in the old browsers that still read it.',
    ],
    [
      deprecatedHeader,
      { 'public-key-pins': 'pin-sha256="a"; max-age=5' },
      undefined,
      'example.com sends public-key-pins, which browsers gave up because a lost key shuts everybody out.',
    ],
    [
      deprecatedHeader,
      { 'feature-policy': "camera 'none'", 'permissions-policy': undefined },
      undefined,
      'example.com sends feature-policy, which browsers no longer read: it is called Permissions-Policy now.',
    ],
    [
      contradictoryHeaders,
      { 'x-frame-options': ['DENY', 'SAMEORIGIN'] },
      'medium',
      'example.com sends x-frame-options twice with different values, so it may not do what you think.',
    ],
    [
      contradictoryHeaders,
      { 'strict-transport-security': ['max-age=0', 'max-age=31536000'] },
      'medium',
      'example.com sends strict-transport-security twice with different values, so browsers take the first (max-age=0).',
    ],
    [
      contradictoryHeaders,
      { 'content-type': ['text/html', 'text/plain'] },
      'low',
      'example.com sends content-type twice with different values, so it may not do what you think.',
    ],
  ];
  for (const [check, headers, impact, message] of cases)
    it(`${check.id}: ${JSON.stringify(headers)}`, () => {
      assert.deepEqual(problems(verdicts(check, withHeaders(headers))), [[impact, message]]);
      assert.deepEqual(
        CHECKS.filter(
          (other) => other !== check && problems(verdicts(other, withHeaders(headers))).length > 0,
        )
          .map(({ id }) => id)
          // Of these, both are true.
          .filter((id) => !/frame|preload|invalid-csp|weak-csp/.test(id)),
        [],
      );
    });

  const fine: readonly (readonly [Check, Headers])[] = [
    [missingHsts, hsts('max-age=0')],
    [weakHsts, hsts('max-age=15552000')],
    [hstsNotPreloadReady, hsts('max-age=300')],
    [
      missingCsp,
      { 'content-security-policy': undefined, 'content-security-policy-report-only': "default-src 'self'" },
    ],
    [
      weakCsp,
      csp(
        "script-src 'nonce-r4nd0mr4nd0m' 'strict-dynamic' https: 'unsafe-inline'; object-src 'none'; base-uri 'none'",
      ),
    ],
    [weakCsp, csp("default-src 'self'; style-src 'self' 'unsafe-inline'; img-src * data:")],
    [weakCsp, { 'content-security-policy': ["default-src 'self' 'unsafe-inline'", "script-src 'self'"] }],
    [weakCsp, csp("defualt-src 'self'")],
    [
      invalidCsp,
      csp(
        "default-src 'self' 'wasm-unsafe-eval'; require-trusted-types-for 'script'; fenced-frame-src 'none'",
      ),
    ],
    [missingNosniff, { 'x-content-type-options': ['nosniff', 'nosniff'] }],
    [missingFrameProtection, { ...noFrames, 'x-frame-options': 'SameOrigin' }],
    [missingFrameProtection, { 'x-frame-options': undefined }],
    [weakReferrerPolicy, { 'referrer-policy': 'unsafe-url, no-referrer' }],
    [serverBanner, { server: 'cloudflare', 'x-powered-by': 'Next.js' }],
    [deprecatedHeader, { 'x-xss-protection': '0', 'feature-policy': "camera 'none'" }],
    [contradictoryHeaders, { 'x-frame-options': ['DENY', 'deny'] }],
  ];
  for (const [check, headers] of fine)
    it(`${check.id} accepts ${JSON.stringify(headers)}`, () => {
      assert.deepEqual(problems(verdicts(check, withHeaders(headers))), []);
    });
});
