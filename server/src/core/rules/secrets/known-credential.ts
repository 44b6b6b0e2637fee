import { offerMove } from '../../fixes/offer.ts';
import { defineRule } from '../../rule.ts';
import { describeCredential, impactInPlace } from '../../secrets/describe.ts';
import { isCutShort, isPlaceholder } from '../../secrets/placeholder.ts';
import { matchTokens } from '../../secrets/matchTokens.ts';
import {
  mayHoldCredential,
  secretlintFindings,
  SECRETLINT_TRIGGERS,
  type SecretlintFinding,
} from '../../secrets/secretlint.ts';
import type { Document } from '../../source.ts';

/** What secretlint's recommended rules know and our own table doesn't. */
const ADVICE = 'Have a new one issued, and keep it in the environment.';

export default defineRule({
  id: 'secrets/known-credential',
  impact: 'blocker',
  stage: 'security',
  title: 'Credential in the code',
  why: 'Whoever can read the repository, now or later, can use the credential as if they were you.',
  triggers: SECRETLINT_TRIGGERS,
  confirms: mayHoldCredential,
  *check(document) {
    for (const { name, variable, range } of secretlintFindings(document)) {
      const value = document.text.slice(range.start, range.end);
      if (isPlaceholder(value) || isCutShort(document.text, range.end) || isKnownOtherwise(document, range))
        continue;
      const test = TEST_KEY.test(value);
      const thief = test ? 'use the sandbox of that account as you' : 'use that account as you';
      yield {
        range,
        secret: range,
        impact: test ? 'low' : impactInPlace('blocker', document.path),
        kind: name,
        message: describeCredential({ name, thief, rotate: undefined }, value, ADVICE),
        fix: offerMove(document, range, variable),
      };
    }
  },
});

const TEST_KEY = /^[sr]k_test_/;

/** Our own table has judged it already: as a finding, a test key, or something public by design. */
function isKnownOtherwise(document: Document, range: SecretlintFinding['range']): boolean {
  return document.parsed(matchTokens).some(({ start, end }) => start < range.end && range.start < end);
}
