import { offerMove } from '../../fixes/offer.ts';
import { defineRule } from '../../rule.ts';
import type { RawFinding } from '../../finding.ts';
import { placeOf } from '../../place.ts';
import { browserRemark } from '../../secrets/browserRemark.ts';
import { describeCredential, impactInPlace } from '../../secrets/describe.ts';
import {
  jsonWebTokens,
  judgeToken,
  type JsonWebToken,
  type TokenVerdict,
} from '../../secrets/jsonWebTokens.ts';
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
    impact: impactInPlace(verdict.impact, document.path),
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

/** Tokens of no known issuer are what tests of a login and documentation of an API are made of. */
function isNobodysSample({ kind }: TokenVerdict, document: Document): boolean {
  return kind === 'jwt' && placeOf(document.path) !== 'product';
}
