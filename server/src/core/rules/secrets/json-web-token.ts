import { offerMove } from '../../fixes/offer.ts';
import { defineRule } from '../../rule.ts';
import type { Impact, RawFinding } from '../../finding.ts';
import { placeOf } from '../../place.ts';
import { browserRemark } from '../../secrets/browserRemark.ts';
import { describeCredential, impactInPlace } from '../../secrets/describe.ts';
import {
  jsonWebTokens,
  judgeToken,
  type JsonWebToken,
  type TokenVerdict,
} from '../../secrets/jsonWebTokens.ts';
import { isForDevelopment } from '../../secrets/reach.ts';
import type { Document } from '../../source.ts';

export default defineRule({
  id: 'secrets/json-web-token',
  impact: 'blocker',
  stage: 'security',
  title: 'Signed token in the code',
  why: 'A signed token is a password that is already accepted: until it expires, whoever holds it is let in without asking.',
  triggers: ['eyj'],
  *check(document, context) {
    for (const token of document.parsed(jsonWebTokens)) {
      const verdict = judgeToken(token, context.today);
      if (verdict && !isNobodysSample(verdict, document)) yield finding(token, verdict, document);
    }
  },
});

function finding(token: JsonWebToken, verdict: TokenVerdict, document: Document): RawFinding {
  const range = { start: token.start, end: token.end };
  return {
    range,
    secret: range,
    impact: impactOf(verdict, document),
    kind: verdict.kind,
    message: describeCredential(
      verdict,
      document.text.slice(token.start, token.end),
      [verdict.remark, browserRemark(document, token.start)].filter((remark) => remark !== '').join(' '),
    ),
    ...(verdict.rotate ? { help: verdict.rotate } : {}),
    fix: offerMove(document, range, verdict.variable),
  };
}

/** Tokens of no known issuer are what tests of a login and documentation of an API are made of: hundreds in some. */
function isNobodysSample({ kind }: TokenVerdict, { path }: Document): boolean {
  const place = placeOf(path);
  return kind === 'jwt' && (place === 'test' || place === 'docs');
}

/** The key of examples and of development mostly signs nothing else. */
function impactOf({ kind, impact }: TokenVerdict, { path }: Document): Impact {
  const isForTrying = placeOf(path) !== 'product' || isForDevelopment(path);
  return kind === 'jwt' && isForTrying ? 'low' : impactInPlace(impact, path);
}
