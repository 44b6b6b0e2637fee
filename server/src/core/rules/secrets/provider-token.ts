import { offerMove } from '../../fixes/offer.ts';
import { defineRule } from '../../rule.ts';
import type { Impact, RawFinding } from '../../finding.ts';
import { placeOf } from '../../place.ts';
import { browserRemark } from '../../secrets/browserRemark.ts';
import { describeCredential, impactInPlace } from '../../secrets/describe.ts';
import { matchTokens, TOKEN_TRIGGERS, type TokenMatch } from '../../secrets/matchTokens.ts';
import { mayHoldToken } from '../../secrets/mayHoldToken.ts';
import { googleKeyUse, type GoogleKeyUse } from '../../secrets/googleKeys.ts';
import { isPlaceholder, isWellKnown } from '../../secrets/placeholder.ts';
import type { Document } from '../../source.ts';

export default defineRule({
  id: 'secrets/provider-token',
  impact: 'blocker',
  stage: 'security',
  title: 'Provider key in the code',
  why: 'Whoever can read the repository, now or later, can use the key as if they were you: forks, backups, contractors and leaked laptops included.',
  triggers: TOKEN_TRIGGERS,
  confirms: mayHoldToken,
  *check(document) {
    for (const match of document.parsed(matchTokens)) {
      const value = document.text.slice(match.start, match.end);
      if (!isMadeUp(match, value) && !isPublic(match, document)) yield finding(match, value, document);
    }
  },
});

/** A checksum that holds came from the provider: words in such a token are there by chance. */
function isMadeUp({ format, confident }: TokenMatch, value: string): boolean {
  return format.checksum && confident ? isWellKnown(value) : isPlaceholder(value);
}

const CHECKSUM_DOUBT = 'Its built-in checksum does not fit, so it may be made up.';
const EXAMPLE = 'It stands where a form shows an example, so it may be made up.';
const BROWSER_KEY =
  'A key that runs in the browser is seen by everybody anyway: restrict it to your domains and to its own API.';

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
    message: describeCredential(credential, value, remarkOn(match, document)),
    help: format.rotate,
    fix: offerMove(document, range, format.variable),
  };
}

function remarkOn(match: TokenMatch, document: Document): string {
  if (!match.confident) return CHECKSUM_DOUBT;
  if (isShownAsExample(match, document)) return EXAMPLE;
  return useOf(match, document) === 'browser' ? BROWSER_KEY : browserRemark(document, match.start);
}

/** Other stores take keys of the same shape: without an id of AWS in the text, documentation shows a made-up one. */
function isSampleOfAws({ format }: TokenMatch, document: Document): boolean {
  return (
    format.id === 'aws-secret-access-key' &&
    placeOf(document.path) !== 'product' &&
    !document.parsed(matchTokens).some((other) => other.format.pairedWith === format.id)
  );
}

/** `placeholder="…"` of a form field. */
function isShownAsExample({ start }: TokenMatch, { text }: Document): boolean {
  return /placeholder["']?\s{0,4}[:=]\s{0,4}\{?["'`]?$/i.test(text.slice(Math.max(0, start - 40), start));
}

/** The configuration of a Firebase app goes to every visitor, its API key included. */
function isPublic(match: TokenMatch, document: Document): boolean {
  return useOf(match, document) === 'firebase';
}

/** Undefined for the keys of others. */
function useOf(match: TokenMatch, document: Document): GoogleKeyUse | undefined {
  return match.format.id === 'google-api-key' ? googleKeyUse(document.text, match, document.path) : undefined;
}

function impactOf(match: TokenMatch, document: Document): Impact {
  const { format, confident } = match;
  const use = useOf(match, document);
  if (format.mode === 'test' || !confident || use === 'browser') return 'low';
  if (isShownAsExample(match, document) || isSampleOfAws(match, document)) return 'low';
  if (use === 'unknown') return 'high';
  const pair = format.pairedWith;
  const alone = pair !== undefined && !document.parsed(matchTokens).some((other) => other.format.id === pair);
  return alone ? 'medium' : impactInPlace(format.impact ?? 'blocker', document.path);
}
