/**
 * The tests of MDN's HTTP Observatory (https://developer.mozilla.org/en-US/observatory), with its names of results, its score
 * and its grade. Two things differ: of the list of preloaded HSTS domains only whole top-level domains are known, so that a
 * domain's own header decides; and a page that MDN would refuse to grade is judged all the same, and says so in `refused`.
 */
import { testContentSecurityPolicy } from './contentSecurityPolicy.ts';
import { testCookies } from './cookies.ts';
import { testEmbedderPolicy, testOpenerPolicy, testResourcePolicy } from './crossOriginPolicies.ts';
import { lastHop, type ObservatoryInput, type Page } from './input.ts';
import { metaHeaders, readMarkup } from './markup.ts';
import { testRedirection } from './redirection.ts';
import { ALGORITHM_VERSION, EXTRA_CREDIT_FROM, SCORES, gradeOf } from './scores.ts';
import type { ObservatoryGrade, ObservatoryOutcome } from './scores.ts';
import {
  testContentTypeOptions,
  testFrameOptions,
  testReferrerPolicy,
  testResourceSharing,
} from './singleHeaders.ts';
import { testStrictTransportSecurity } from './strictTransportSecurity.ts';
import { testSubresourceIntegrity } from './subresourceIntegrity.ts';
import type { Judged } from './judged.ts';

export interface ObservatoryResult {
  readonly tests: Readonly<Record<ObservatoryTestName, ObservatoryTest>>;
  /** May be over 100; never below 0. */
  readonly score: number;
  readonly grade: ObservatoryGrade;
  readonly algorithmVersion: number;
  /** Why MDN gives no grade: nobody answers, or the status is an error other than 401 and 403. */
  readonly refused?: 'site-is-down' | 'unexpected-status';
}

export interface ObservatoryTest {
  readonly result: ObservatoryOutcome;
  readonly pass: boolean;
  readonly scoreModifier: number;
}

const TESTS = {
  'content-security-policy': testContentSecurityPolicy,
  cookies: testCookies,
  'cross-origin-embedder-policy': testEmbedderPolicy,
  'cross-origin-opener-policy': testOpenerPolicy,
  'cross-origin-resource-sharing': testResourceSharing,
  redirection: testRedirection,
  'referrer-policy': testReferrerPolicy,
  'strict-transport-security': testStrictTransportSecurity,
  'subresource-integrity': testSubresourceIntegrity,
  'x-content-type-options': testContentTypeOptions,
  'x-frame-options': testFrameOptions,
  'cross-origin-resource-policy': testResourcePolicy,
} satisfies Record<string, (page: Page) => Judged>;

export type ObservatoryTestName = keyof typeof TESTS;

export function observatory(input: ObservatoryInput): ObservatoryResult {
  const page = pageOf(input);
  const tests = {} as Record<ObservatoryTestName, ObservatoryTest>;
  let withBonus = 100;
  let withoutBonus = 100;
  for (const [name, test] of Object.entries(TESTS)) {
    const { result, pass } = test(page);
    const scoreModifier = SCORES[result];
    tests[name as ObservatoryTestName] = { result, pass, scoreModifier };
    withBonus += scoreModifier;
    withoutBonus += Math.min(scoreModifier, 0);
  }
  const score = Math.max(withoutBonus >= EXTRA_CREDIT_FROM ? withBonus : withoutBonus, 0);
  const refused = refusalOf(page);
  return {
    tests,
    score,
    grade: gradeOf(score),
    algorithmVersion: ALGORITHM_VERSION,
    ...(refused ? { refused } : {}),
  };
}

function pageOf(input: ObservatoryInput): Page {
  const isSecure = lastHop(input.https) !== undefined;
  const chain = (isSecure ? input.https : input.http) ?? { hops: [], isVerified: false, body: '' };
  const headers = lastHop(chain)?.headers ?? [];
  const markup = readMarkup(headers, chain.body);
  const { scripts, isParseable } = markup;
  return { input, chain, isSecure, headers, scripts, isParseable, meta: metaHeaders(headers, markup) };
}

function refusalOf({ chain }: Page): ObservatoryResult['refused'] {
  const status = lastHop(chain)?.status;
  if (status === undefined) return 'site-is-down';
  const isFine = (status >= 200 && status < 400) || status === 401 || status === 403;
  return isFine ? undefined : 'unexpected-status';
}
