/** What Apache's expressions ask: https://httpd.apache.org/docs/2.4/expr.html. Questions about the origin and the type are read. */
import type { ApacheWord } from '../../parsers/apache.ts';
import type { Document } from '../../source.ts';
import { spanOf, type Span } from '../../span.ts';
import type { Scope } from '../types.ts';
import type { Condition, Value } from '../values.ts';

export type Asked =
  | { readonly kind: 'condition'; readonly condition: Condition }
  /** The media type of the answer. */
  | { readonly kind: 'type'; readonly scope: Scope };

const ORIGIN = String.raw`(?:%\{HTTP:Origin\}|%\{(?:req|http):Origin\}|%\{HTTP_ORIGIN\}|(?:req|http|req_novary)\(\s*['"]Origin['"]\s*\))`;
const TYPE = String.raw`(?:%\{CONTENT_TYPE\}|%\{(?:resp|content_type):?(?:Content-Type)?\}|resp\(\s*['"]Content-Type['"]\s*\))`;
const PATTERN = String.raw`\s*(=~|!~)\s*(?:m(.)|(/))`;

export const ORIGIN_TEXT = new RegExp(`^(?:expr=)?${ORIGIN}$`, 'i');
const ORIGIN_PATTERN = new RegExp(ORIGIN + PATTERN, 'i');
const TYPE_PATTERN = new RegExp(TYPE + PATTERN, 'i');
const ORIGIN_EQUALS = new RegExp(
  String.raw`^\s*${ORIGIN}\s*(==?|!=|-(?:str)?(?:eq|ne)|=)\s*['"]([^'"]*)['"]\s*$`,
  'i',
);
const ORIGIN_LISTED = new RegExp(String.raw`^\s*${ORIGIN}\s+(?:-)?in\s*\{([^}]*)\}\s*$`, 'i');
const ORIGIN_PRESENT = new RegExp(String.raw`^\s*-n\s+${ORIGIN}\s*$`, 'i');

/** `word`: the expression between its quotes. */
export function conditionOf(document: Document, word: ApacheWord): Asked {
  const text = word.text.slice(0, 2_000);
  const at = spanOf(document, word.start, Math.min(word.end, document.lineAt(word.start).end));
  const isSingle = !/&&|\|\||\band\b|\bor\b/.test(text);
  const type = isSingle ? patternIn(document, word, TYPE_PATTERN) : undefined;
  if (type && !type.isNegated) {
    const ignoresCase = type.flags.includes('i') ? { ignoresCase: true as const } : {};
    const scope: Scope = { pattern: `~${type.source}`, syntax: 'type', at: type.at, ...ignoresCase };
    return { kind: 'type', scope };
  }
  return {
    kind: 'condition',
    condition: (isSingle && originCondition(document, word, at)) || { kind: 'other', at },
  };
}

function originCondition(document: Document, word: ApacheWord, at: Span): Condition | undefined {
  const found = patternIn(document, word, ORIGIN_PATTERN);
  if (found) {
    const { source, flags, isNegated } = found;
    const pattern: Value = { kind: 'pattern', source, flags, at: found.at };
    return { kind: 'origin', negated: isNegated, at, test: { kind: 'matches', how: 'search', pattern } };
  }
  const equals = ORIGIN_EQUALS.exec(word.text);
  if (equals) {
    const value: Value = { kind: 'text', text: equals[2] ?? '', at };
    return { kind: 'origin', negated: /!|ne$/.test(equals[1] ?? ''), at, test: { kind: 'equals', value } };
  }
  const listed = ORIGIN_LISTED.exec(word.text)?.[1];
  if (listed !== undefined) {
    const from = word.text.indexOf('{') + 1;
    const items = [...listed.matchAll(/['"]([^'"]*)['"]/g)].map((match): Value => {
      const start = word.start + from + match.index + 1;
      const text = match[1] ?? '';
      return { kind: 'text', text, at: spanOf(document, start, start + text.length) };
    });
    const list: Value = { kind: 'list', items, open: false, at };
    return { kind: 'origin', negated: false, at, test: { kind: 'listed', list } };
  }
  if (ORIGIN_PRESENT.test(word.text))
    return { kind: 'origin', negated: false, at, test: { kind: 'present' } };
  return undefined;
}

interface FoundPattern {
  readonly source: string;
  readonly flags: string;
  readonly isNegated: boolean;
  readonly at: Span;
}

/** `=~ m#…#i`, `=~ /…/`. */
function patternIn(document: Document, word: ApacheWord, asks: RegExp): FoundPattern | undefined {
  const match = asks.exec(word.text);
  if (!match) return undefined;
  const from = match.index + match[0].length;
  const close = word.text.indexOf(match[2] ?? '/', from);
  if (close === -1) return undefined;
  const flags = /^[a-z]*/.exec(word.text.slice(close + 1, close + 6))?.[0] ?? '';
  return {
    source: word.text.slice(from, close),
    flags: flags.replace(/[^im]/g, ''),
    isNegated: match[1] === '!~',
    at: spanOf(document, word.start + from, word.start + close),
  };
}
