import assert from 'node:assert/strict';
import type { ObservedChain, ObservedHeaders } from '../../../server/src/core/live/observatory/input.ts';
import {
  observatory,
  type ObservatoryResult,
  type ObservatoryTestName,
} from '../../../server/src/core/live/observatory/observatory.ts';

export const HTML = ['content-type', 'text/html; charset=utf-8'] as const;
export const SCANNER = 'https://observatory.example';

export interface Words {
  readonly host?: string;
  readonly headers?: ObservedHeaders;
  readonly html?: string;
  readonly type?: string;
  readonly status?: number;
  readonly isVerified?: boolean;
  readonly https?: ObservedChain | 'none';
  readonly http?: ObservedChain | 'none';
  readonly preflight?: ObservedHeaders;
}

/** A page at https://example.com/, to which http://example.com/ leads. */
export function graded({
  host = 'example.com',
  headers = [],
  html = '',
  type,
  status = 200,
  ...words
}: Words): ObservatoryResult {
  const page = {
    url: `https://${host}/`,
    status,
    headers: [type === undefined ? HTML : (['content-type', type] as const), ...headers],
  };
  const https = words.https ?? { hops: [page], isVerified: words.isVerified ?? true, body: html };
  const http = words.http ?? route([`http://${host}/`, `https://${host}/`]);
  return observatory({
    host,
    at: '2026-11-22T12:00:00.000Z',
    ...(https === 'none' ? {} : { https }),
    ...(http === 'none' ? {} : { http }),
    ...(words.preflight ? { preflight: { sentOrigin: SCANNER, headers: words.preflight } } : {}),
  });
}

export function route(urls: readonly string[], changes: Partial<ObservedChain> = {}): ObservedChain {
  const hops = urls.map((url, index) => ({
    url,
    status: index === urls.length - 1 ? 200 : 301,
    headers: [HTML],
  }));
  return { hops, isVerified: true, body: '', ...changes };
}

/** One case: how the result is told from others, what is sent, and the result. */
export type Case<Sent> = readonly [sent: Sent, result: string];

export function table<Sent>(
  test: ObservatoryTestName,
  prefix: string,
  wordsOf: (sent: Sent) => Words,
  passes: readonly string[],
  cases: readonly Case<Sent>[],
): void {
  for (const [sent, result] of cases) {
    it(`${JSON.stringify(sent)} is ${prefix}${result}`, () => {
      const given = graded(wordsOf(sent)).tests[test];
      assert.equal(given.result, `${prefix}${result}`);
      assert.equal(given.pass, passes.includes(result));
      assert.equal(given.scoreModifier, MODIFIERS[`${prefix}${result}`]);
    });
  }
}

export const named =
  (name: string) =>
  (values: string | readonly string[] | undefined): Words => ({
    headers: (typeof values === 'string' ? [values] : (values ?? [])).map((value) => [name, value] as const),
  });

/** What is not 0. */
const MODIFIERS: Readonly<Record<string, number>> = Object.fromEntries(
  (
    [
      [10, 'csp-implemented-with-no-unsafe-default-src-none'],
      [5, 'csp-implemented-with-no-unsafe'],
      [0, 'csp-implemented-with-unsafe-inline-in-style-src-only csp-implemented-but-duplicate-directives'],
      [-10, 'csp-implemented-with-insecure-scheme-in-passive-content-only csp-implemented-with-unsafe-eval'],
      [-20, 'csp-implemented-with-unsafe-inline csp-implemented-with-insecure-scheme'],
      [-25, 'csp-header-invalid csp-not-implemented csp-not-implemented-but-reporting-enabled'],
      [5, 'cookies-secure-with-httponly-sessions-and-samesite'],
      [0, 'cookies-secure-with-httponly-sessions cookies-not-found'],
      [-5, 'cookies-without-secure-flag-but-protected-by-hsts'],
      [-10, 'cookies-session-without-secure-flag-but-protected-by-hsts'],
      [
        -20,
        'cookies-without-secure-flag cookies-samesite-flag-invalid cookies-anticsrf-without-samesite-flag',
      ],
      [-30, 'cookies-session-without-httponly-flag'],
      [-40, 'cookies-session-without-secure-flag'],
      [10, 'coep-implemented-with-require-corp coep-implemented-with-credentialless'],
      [0, 'coep-implemented-with-unsafe-none coep-not-implemented'],
      [-5, 'coep-header-invalid coop-header-invalid corp-header-invalid'],
      [10, 'coop-implemented-with-same-origin coop-implemented-with-same-origin-allow-popups'],
      [10, 'coop-implemented-with-noopener-allow-popups'],
      [0, 'coop-implemented-with-unsafe-none coop-not-implemented'],
      [0, 'cross-origin-resource-sharing-not-implemented'],
      [0, 'cross-origin-resource-sharing-implemented-with-public-access'],
      [0, 'cross-origin-resource-sharing-implemented-with-restricted-access'],
      [-50, 'cross-origin-resource-sharing-implemented-with-universal-access'],
      [0, 'redirection-to-https redirection-not-needed-no-http redirection-all-redirects-preloaded'],
      [-5, 'redirection-off-host-from-http'],
      [-10, 'redirection-not-to-https-on-initial-redirection'],
      [-20, 'redirection-not-to-https redirection-missing redirection-invalid-cert'],
      [5, 'referrer-policy-private hsts-preloaded'],
      [0, 'referrer-policy-not-implemented hsts-implemented-max-age-at-least-six-months'],
      [-5, 'referrer-policy-unsafe referrer-policy-header-invalid'],
      [-10, 'hsts-implemented-max-age-less-than-six-months'],
      [-20, 'hsts-not-implemented hsts-header-invalid hsts-not-implemented-no-https hsts-invalid-cert'],
      [5, 'sri-implemented-and-all-scripts-loaded-securely'],
      [5, 'sri-implemented-and-external-scripts-loaded-securely'],
      [0, 'sri-not-implemented-response-not-html sri-not-implemented-but-no-scripts-loaded'],
      [0, 'sri-not-implemented-but-all-scripts-loaded-from-secure-origin'],
      [-5, 'sri-not-implemented-but-external-scripts-loaded-securely'],
      [-20, 'sri-implemented-but-external-scripts-not-loaded-securely'],
      [-50, 'sri-not-implemented-and-external-scripts-not-loaded-securely'],
      [0, 'x-content-type-options-nosniff'],
      [-5, 'x-content-type-options-not-implemented x-content-type-options-header-invalid'],
      [5, 'x-frame-options-implemented-via-csp x-frame-options-sameorigin-or-deny'],
      [0, 'x-frame-options-allow-from-origin'],
      [-20, 'x-frame-options-not-implemented x-frame-options-header-invalid'],
      [10, 'corp-implemented-with-same-origin corp-implemented-with-same-site'],
      [0, 'corp-implemented-with-cross-origin corp-not-implemented'],
    ] as const
  ).flatMap(([modifier, results]) => results.split(' ').map((result) => [result, modifier] as const)),
);
