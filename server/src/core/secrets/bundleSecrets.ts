/** Secrets in built code. A bundle is full of other people's samples and of random text: only strong evidence counts. */

import type { HelpLink, TextRange } from '../finding.ts';
import type { Document } from '../source.ts';
import { kindOfScheme } from './connectionKinds.ts';
import { connectionUrls, mayHoldLogin } from './connectionUrls.ts';
import { jsonWebTokens, judgeToken } from './jsonWebTokens.ts';
import { matchTokens, type TokenMatch } from './matchTokens.ts';
import { mayHoldToken } from './mayHoldToken.ts';
import { isLocalHost, looksGenerated } from './passwords.ts';
import { isPlaceholder } from './placeholder.ts';
import { privateKeys } from './privateKeys.ts';
import { TOKEN_FORMATS } from './tokenFormats.ts';

export interface BundleSecret extends TextRange {
  readonly kind: string;
  /** "Stripe live secret key" */
  readonly name: string;
  /** Completes "Every visitor can read it and …". */
  readonly thief: string;
  readonly rotate: HelpLink | undefined;
  readonly test: boolean;
  /** Half of a pair whose other half is not in the file. */
  readonly alone: boolean;
}

const KEYWORDS: ReadonlySet<string> = new Set(
  TOKEN_FORMATS.flatMap(({ keywords, near }) =>
    keywords.filter((keyword) => near === undefined || isTelling(keyword)),
  ).map((keyword) => keyword.toLowerCase()),
);

export const BUNDLE_TRIGGERS: readonly string[] = [...new Set([...KEYWORDS, 'eyj', 'private key', '://'])];

/** Two or three characters are in every bundle. */
function isTelling(keyword: string): boolean {
  return keyword.length >= 4;
}

/** See `Rule.confirms`. */
export function mayHoldBundleSecret(bytes: Uint8Array, triggerEnd: number, trigger: string): boolean {
  if (trigger === '://') return mayHoldLogin(bytes, triggerEnd, trigger);
  // Some formats have these among their words as well.
  if (trigger === 'private key' || trigger === 'eyj') return true;
  return mayHoldToken(bytes, triggerEnd, trigger);
}

/** In order of the kinds. `today` is asked only where a token may have expired: results that knew it don't keep. */
export function* bundleSecrets(document: Document, today: () => string): Iterable<BundleSecret> {
  yield* tokens(document);
  yield* signedTokens(document, today);
  yield* keys(document);
  yield* logins(document);
}

function* tokens(document: Document): Iterable<BundleSecret> {
  const { text } = document;
  const matches = document.parsed(matchTokens);
  for (const match of matches) {
    const { format, start, end } = match;
    if (!isStrong(match, text) || isPlaceholder(text.slice(start, end))) continue;
    const pair = format.pairedWith;
    yield {
      start,
      end,
      kind: format.id,
      name: `${format.provider} ${format.kind}`,
      thief: format.thief,
      rotate: format.rotate,
      test: format.mode === 'test',
      alone: pair !== undefined && !matches.some((other) => other.format.id === pair),
    };
  }
}

/** A shape of its own, and a checksum that holds. What only a word beside it makes a key is left out. */
function isStrong({ format, confident, start }: TokenMatch, text: string): boolean {
  if (!confident || format.keywords.length === 0) return false;
  // Google's keys for browsers look the same; those for Gemini don't belong there.
  if (format.id === 'google-api-key')
    return /generativelanguage\.googleapis|gemini/i.test(text.slice(Math.max(0, start - 300), start + 400));
  return !FOR_BROWSERS.has(format.id) && (format.near === undefined || format.keywords.some(isTelling));
}

/** Keys that apps in the browser can't do without: limited by origin or by rate, as their providers' pages say. */
const FOR_BROWSERS: ReadonlySet<string> = new Set([
  'alchemy-url',
  'ankr-url',
  'coingecko-api-key',
  'honeycomb-ingest-key',
  'infura-url',
  'locationiq-token',
  'newrelic-license-key',
  'quicknode-url',
  'tinybird-token',
]);

function* signedTokens(document: Document, today: () => string): Iterable<BundleSecret> {
  for (const token of document.parsed(jsonWebTokens)) {
    const verdict = judgeToken(token, today());
    // Of no known issuer: what a backend hands to its pages on purpose.
    if (!verdict || verdict.kind === 'jwt' || verdict.kind === 'oauth-personal-token') continue;
    const { start, end } = token;
    const { kind, name, thief, rotate } = verdict;
    yield { start, end, kind, name, thief, rotate, test: false, alone: false };
  }
}

function* keys(document: Document): Iterable<BundleSecret> {
  for (const { start, end, kind, name, thief, rotate, encrypted } of document.parsed(privateKeys)) {
    if (!encrypted) yield { start, end, kind, name, thief, rotate, test: false, alone: false };
  }
}

function* logins(document: Document): Iterable<BundleSecret> {
  for (const { scheme, host, start, end, password } of document.parsed(connectionUrls)) {
    const kind = kindOfScheme(scheme);
    const value = document.text.slice(password.start, password.end);
    if (!kind || host === '' || isLocalHost(host) || !looksGenerated(value)) continue;
    yield {
      start,
      end,
      kind: `${scheme}-url`,
      name: `${kind.name} URL with a password`,
      thief: kind.thief,
      rotate: undefined,
      test: false,
      alone: false,
    };
  }
}
