import { offerMove } from '../../fixes/offer.ts';
import { defineRule } from '../../rule.ts';
import type { Impact, RawFinding } from '../../finding.ts';
import { describeCredential, impactInPlace } from '../../secrets/describe.ts';
import { matchTokens, TOKEN_TRIGGERS, type TokenMatch } from '../../secrets/matchTokens.ts';
import { isPlaceholder } from '../../secrets/placeholder.ts';

import type { Document } from '../../source.ts';

export default defineRule({
  id: 'secrets/provider-token',
  impact: 'blocker',
  stage: 'security',
  title: 'Provider key in the code',
  why: 'Whoever can read the repository, now or later, can use the key as if they were you: forks, backups, contractors and leaked laptops included.',
  triggers: TOKEN_TRIGGERS,
  *check(document) {
    for (const match of document.parsed(matchTokens)) {
      const value = document.text.slice(match.start, match.end);
      if (!isPlaceholder(value)) yield finding(match, value, document);
    }
  },
});

const CHECKSUM_DOUBT = 'Its built-in checksum does not fit, so it may be made up.';

function finding(match: TokenMatch, value: string, document: Document): RawFinding {
  const { format, start, end } = match;
  const credential = {
    name: `${format.provider} ${format.kind}`,
    thief: format.thief,
    rotate: format.rotate,
  };
  const range = { start, end };
  return {
    range,
    secret: range,
    impact: impactOf(match, document),
    kind: format.id,
    message: describeCredential(credential, value, match.confident ? '' : CHECKSUM_DOUBT),
    help: format.rotate,
    fix: offerMove(document, range, format.variable),
  };
}

function impactOf({ format, confident }: TokenMatch, document: Document): Impact {
  if (format.mode === 'test' || !confident) return 'low';
  const pair = format.pairedWith;
  const alone = pair !== undefined && !document.parsed(matchTokens).some((other) => other.format.id === pair);
  return alone ? 'medium' : impactInPlace('blocker', document.path);
}
