/** Whether a question about an origin lets in sites that it was not meant for. Answered by trying such origins. */
import type { Span } from '../../span.ts';
import type { OriginTest, PatternValue, TextValue, Value } from '../values.ts';
import { hostOf, isLocalHost, isSharedHost } from './originText.ts';
import { readRegularExpression, type Extent } from './regularExpression.ts';

export interface Looseness {
  /**
   * `everything`: any site. `suffix`: names that only end alike (evilexample.com). `prefix`: names that only begin alike
   * (example.com.evil.example). `anywhere`: names that have it somewhere. `any-character`: a point that stands for any letter.
   * `shared-host`: names that anybody can get from a host. `within`: an origin that is a part of the text.
   */
  readonly kind: 'everything' | 'suffix' | 'prefix' | 'anywhere' | 'any-character' | 'shared-host' | 'within';
  /** An origin that passes. */
  readonly example: string;
  /** What was asked with: the text or the pattern. */
  readonly at?: Span;
  /** What an entry of a list has to be for that, where the list is not known here. */
  readonly entry?: string;
  /** It takes luck: the name that passes is no name of the public internet, or may be taken. */
  readonly unlikely?: true;
}

const STRANGER = 'evil.example';

/** Undefined where it is tight, and where it can't be told. */
export function loosenessOf(test: OriginTest, ofHost = false): Looseness | undefined {
  switch (test.kind) {
    case 'host':
      return loosenessOf(test.test, true);
    case 'starts-with':
    case 'ends-with':
    case 'contains':
      return (
        unknownText(test) ??
        first(textsOf(test.value), ({ text, at }) => looseText(test.kind, text, at, ofHost))
      );
    case 'matches':
      return first(patternsOf(test.pattern), ({ source, flags, at }) =>
        loosePattern(source, flags, test.how, at, ofHost),
      );
    case 'listed':
      return test.list.kind === 'text' && !ofHost ? looseWithin(test.list.text, test.list.at) : undefined;
    case 'present':
    case 'equals':
    case 'asked':
      return undefined;
  }
}

/** Origins of a variable are whole origins: whoever compares their beginning lets more in. */
function unknownText({
  kind,
  value,
}: Extract<OriginTest, { kind: 'starts-with' | 'ends-with' | 'contains' }>): Looseness | undefined {
  if (value.kind !== 'variable' || kind === 'ends-with' || textsOf(value).length > 0) return undefined;
  const example = `https://app.example.com.${STRANGER}`;
  return { kind: kind === 'contains' ? 'anywhere' : 'prefix', example, at: value.at, unlikely: true };
}

function first<Item extends { readonly assumed?: string }>(
  items: readonly Item[],
  judge: (item: Item) => Looseness | undefined,
): Looseness | undefined {
  for (const item of items) {
    const found = judge(item);
    if (found) return item.assumed === undefined ? found : { ...found, entry: item.assumed, unlikely: true };
  }
  return undefined;
}

function textsOf(value: Value): readonly TextValue[] {
  if (value.kind === 'text') return [value];
  if (value.kind === 'list') return value.items.flatMap(textsOf);
  if (value.kind === 'variable' && value.fallback) return textsOf(value.fallback);
  return [];
}

function patternsOf(value: Value): readonly Omit<PatternValue, 'kind'>[] {
  if (value.kind === 'pattern') return [value];
  if (value.kind === 'text') return [{ ...value, source: value.text, flags: '' }];
  if (value.kind === 'list') return value.items.flatMap(patternsOf);
  return [];
}

function looseText(
  kind: 'starts-with' | 'ends-with' | 'contains',
  text: string,
  at: Span,
  ofHost: boolean,
): Looseness | undefined {
  const passes = (origin: string): boolean => {
    const asked = ofHost ? hostOf(origin) : origin;
    return kind === 'starts-with'
      ? asked.startsWith(text)
      : kind === 'ends-with'
        ? asked.endsWith(text)
        : asked.includes(text);
  };
  return tried(passes, [text], at, kind === 'contains');
}

/** A regular expression that origins are matched with. */
export function loosePattern(
  source: string,
  flags: string,
  extent: Extent,
  at: Span,
  ofHost = false,
): Looseness | undefined {
  const read = readRegularExpression(source, flags);
  if (!read) return undefined;
  return tried((origin) => read.matches(ofHost ? hostOf(origin) : origin, extent), read.samples, at, false);
}

/** A text in which `*` stands for anything. */
export function looseWildcard(text: string, at: Span): Looseness | undefined {
  const source = text.replace(/[\\^$.*+?()[\]{}|]/g, (character) =>
    character === '*' ? '.*' : `\\${character}`,
  );
  return loosePattern(source, '', 'full', at);
}

/** The origins that samples of what is meant are turned into by somebody who wants in. */
function tried(
  passes: (origin: string) => boolean,
  samples: readonly string[],
  at: Span,
  isAnywhere: boolean,
): Looseness | undefined {
  const strangers = [`https://${STRANGER}`, `http://${STRANGER}`].find(passes);
  if (strangers !== undefined) return { kind: 'everything', example: strangers, at };
  for (const sample of samples) {
    const found = triedWith(passes, sample, at, isAnywhere);
    if (found) return found;
  }
  return undefined;
}

function triedWith(
  passes: (origin: string) => boolean,
  sample: string,
  at: Span,
  isAnywhere: boolean,
): Looseness | undefined {
  const scheme = /^https?:\/\//.exec(sample)?.[0] ?? 'https://';
  const host = sample.replace(/^[a-z]*:?\/{0,2}/i, (start) => (start.includes('/') ? '' : start));
  const written = host.replace(/[:/].*$/s, '').replace(/^[.-]+|[.-]+$/g, '');
  // A sample may have anything where a pattern takes anything: a name that can be registered convinces.
  const likely = written.replaceAll(/\.{2,}/g, 'a.');
  const name = likely !== written && passes(scheme + likely) ? likely : written;
  if (name === '' || !/^[\w.-]+$/.test(name)) return undefined;
  const tries: readonly (readonly [Looseness['kind'], string])[] = [
    [isAnywhere ? 'anywhere' : 'prefix', `${scheme}${name}.${STRANGER}`],
    [isAnywhere ? 'anywhere' : 'prefix', `${scheme}${name}-${STRANGER}`],
    [isAnywhere ? 'anywhere' : 'prefix', `${scheme}a.${name}.${STRANGER}`],
    [isAnywhere ? 'anywhere' : 'suffix', `${scheme}evil${name}`],
    [isAnywhere ? 'anywhere' : 'suffix', `${scheme}evil-${name}`],
  ];
  for (const [kind, example] of tries) {
    if (kind === 'suffix' && isLocalHost(name) && !/\./.test(name)) continue;
    if (!passes(example) || isBelow(example, sample)) continue;
    if (kind === 'suffix' && isSharedHost(hostOf(example)))
      return { kind: 'shared-host', example, at, unlikely: true };
    return { kind, example, at };
  }
  const shared = `${scheme}evil.${name}`;
  if (isSharedHost(name) && passes(shared)) return { kind: 'shared-host', example: shared, at };
  return anyCharacter(passes, scheme, host, at);
}

/** `https://evil-x.example.com` for `https://*.example.com`: still a name of the owner's. */
function isBelow(example: string, sample: string): boolean {
  const owner = registrable(hostOf(sample.includes('://') ? sample : `https://${sample}`));
  return owner.includes('.') && !isSharedHost(owner) && hostOf(example).endsWith(`.${owner}`);
}

function registrable(host: string): string {
  const parts = host.split('.').filter((part) => part !== '');
  const size = /\.(?:co|com|org|net|gov|ac|edu)\.[a-z]{2}$/i.test(`.${parts.join('.')}`) ? 3 : 2;
  return parts.slice(-size).join('.');
}

function anyCharacter(
  passes: (origin: string) => boolean,
  scheme: string,
  host: string,
  at: Span,
): Looseness | undefined {
  const points = [...host.matchAll(/\./g)].map(({ index }) => index);
  const changed = points
    .map((index) => ({
      isLast: index === points.at(-1),
      origin: `${scheme}${host.slice(0, index)}x${host.slice(index + 1)}`,
    }))
    .filter(({ origin }) => passes(origin));
  // Names of one's own that differ in a letter are still one's own: `appx1.example.com`.
  const foreign = changed.filter(({ origin }) => !isBelow(origin, scheme + host));
  const best = foreign.find(({ isLast }) => !isLast) ?? foreign[0];
  return best && { kind: 'any-character', example: best.origin, at, ...(best.isLast && { unlikely: true }) };
}

/** `"https://app.example.com".includes(origin)`: parts of it pass. */
function looseWithin(text: string, at: Span): Looseness | undefined {
  const host = hostOf(text);
  if (!text.includes('://') || !host.includes('.') || isLocalHost(host)) return undefined;
  return { kind: 'within', example: text.slice(0, -1), at };
}
