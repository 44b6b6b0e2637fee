import { defineRule } from '../../rule.ts';
import type { Context } from '../../rule.ts';
import type { Impact, RawFinding, TextRange } from '../../finding.ts';
import { kindOfScheme } from '../../secrets/connectionKinds.ts';
import { connectionUrls } from '../../secrets/connectionUrls.ts';
import { describeCredential, impactInPlace, type Credential } from '../../secrets/describe.ts';
import { encodedTexts, encodedTriggers, type EncodedText } from '../../secrets/encoded.ts';
import { googleKeyUse } from '../../secrets/googleKeys.ts';
import { jsonWebTokens, judgeToken } from '../../secrets/jsonWebTokens.ts';
import { matchTokens, type TokenMatch } from '../../secrets/matchTokens.ts';
import { isLocalHost } from '../../secrets/passwords.ts';
import { isPlaceholder } from '../../secrets/placeholder.ts';
import { privateKeys } from '../../secrets/privateKeys.ts';
import { isInTestStack } from '../../secrets/testStack.ts';
import type { Document } from '../../source.ts';

export default defineRule({
  id: 'secrets/encoded-secret',
  impact: 'blocker',
  stage: 'security',
  title: 'Secret that is only encoded',
  why: 'Base64 and its like are ways of writing, not of locking: anyone can turn them back within a second.',
  triggers: encodedTriggers(),
  *check(document, context) {
    const plain = document.parsed(matchTokens);
    for (const encoded of document.parsed(encodedTexts)) {
      const worst = worstOf([...credentialsIn(encoded, document, context)]);
      if (!worst) continue;
      const range = encoded.rangeOf(worst.part);
      if (!plain.some(({ start, end }) => start < range.end && range.start < end))
        yield finding(encoded, worst, range);
    }
  },
});

/** What a decoded text opens. */
interface Inside extends Credential {
  readonly kind: string;
  readonly impact: Impact;
  readonly part: TextRange;
}

function finding(encoded: EncodedText, inside: Inside, range: TextRange): RawFinding {
  const shown = encoded.decoded.slice(inside.part.start, inside.part.end);
  const remark = `It is only written in ${encoded.encoding}, which anyone can turn back.`;
  return {
    range,
    secret: range,
    impact: inside.impact,
    kind: inside.kind,
    message: describeCredential(inside, maskedHead(shown), remark),
    ...(inside.rotate ? { help: inside.rotate } : {}),
  };
}

/** The decoded value stands nowhere in the file, so that nobody masks it later. */
function maskedHead(value: string): string {
  return value.startsWith('-----BEGIN')
    ? 'private key'
    : `${value.slice(0, Math.min(4, Math.floor(value.length / 6)))}…`;
}

function* credentialsIn(encoded: EncodedText, document: Document, context: Context): Iterable<Inside> {
  const { decoded } = encoded;
  const escaped = encoded.encoding === 'percent signs' || encoded.encoding === 'escapes';
  const tokens = matchTokens(decoded);
  for (const match of tokens) {
    const { format, start, end } = match;
    const value = decoded.slice(start, end);
    // What stands in the file as it is, is somebody else's finding.
    if (isPlaceholder(value) || (escaped && document.text.includes(value))) continue;
    yield {
      name: `${format.provider} ${format.kind}`,
      thief: format.thief,
      rotate: format.rotate,
      kind: `encoded-${format.id}`,
      impact: impactOf(match, tokens, decoded, document),
      part: { start, end },
    };
  }
  for (const url of connectionUrls(decoded)) {
    const kind = kindOfScheme(url.scheme);
    if (!kind || isLocalHost(url.host)) continue;
    yield {
      name: `${kind.name} URL with a password`,
      thief: kind.thief,
      rotate: undefined,
      kind: `encoded-${url.scheme}-url`,
      impact: impactInPlace('blocker', document.path),
      part: { start: url.start, end: url.end },
    };
  }
  for (const key of privateKeys(decoded)) {
    yield {
      name: key.name,
      thief: key.thief,
      rotate: key.rotate,
      kind: `encoded-${key.kind}`,
      impact: isInTestStack(document.text, encoded, document.path)
        ? 'low'
        : impactInPlace(key.encrypted ? 'high' : 'blocker', document.path),
      part: key,
    };
  }
  for (const token of jsonWebTokens(decoded)) {
    const verdict = judgeToken(token, context.today);
    if (!verdict || (verdict.kind === 'jwt' && verdict.impact === 'low') || escaped) continue;
    yield {
      ...verdict,
      kind: `encoded-${verdict.kind}`,
      impact: impactInPlace(verdict.impact, document.path),
      part: { start: token.start, end: token.end },
    };
  }
}

function impactOf(
  match: TokenMatch,
  all: readonly TokenMatch[],
  decoded: string,
  document: Document,
): Impact {
  const { format, confident } = match;
  if (format.mode === 'test' || !confident) return 'low';
  if (format.id === 'google-api-key' && googleKeyUse(decoded, match, document.path) !== 'gemini')
    return 'low';
  const pair = format.pairedWith;
  if (pair !== undefined && !all.some((other) => other.format.id === pair)) return 'medium';
  return impactInPlace(format.impact ?? 'blocker', document.path);
}

const WEIGHT: Readonly<Record<Impact, number>> = { blocker: 3, high: 2, medium: 1, low: 0 };

function worstOf(all: readonly Inside[]): Inside | undefined {
  return [...all].sort((a, b) => WEIGHT[b.impact] - WEIGHT[a.impact])[0];
}
