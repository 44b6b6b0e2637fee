/** Caddy's expressions (CEL), as far as they ask about the origin: https://caddyserver.com/docs/caddyfile/matchers#expression */
import type { CaddyWord } from '../../parsers/caddyfile.ts';
import type { Document } from '../../source.ts';
import type { Condition, OriginTest, Value } from '../values.ts';
import { spanOfWord } from './values.ts';

const HEADER = String.raw`\{(?:http\.request\.)?header\.origin\}`;
const CALL = new RegExp(
  String.raw`^(!?)${HEADER}\.(matches|startsWith|endsWith|contains)\((["'])([^"']*)\3\)$`,
  'i',
);
const EQUALS = new RegExp(String.raw`^${HEADER}\s{0,20}(==|!=)\s{0,20}(["'])([^"']*)\2$`, 'i');
const LISTED = new RegExp(String.raw`^${HEADER}\s{1,20}in\s{0,20}[[(]([^\])]*)[\])]$`, 'i');

/** One question, or several of which one is enough (`||`); undefined where something else is asked too. */
export function expressionCondition(document: Document, word: CaddyWord | undefined): Condition | undefined {
  if (!word || word.text.length > 2_000) return undefined;
  const of: Condition[] = [];
  for (const [from, to] of alternatives(word.text)) {
    const part = word.text.slice(from, to);
    const start = word.start + from + part.length - part.trimStart().length;
    const condition = questionOf(document, part.trim(), start);
    if (!condition) return undefined;
    of.push(condition);
  }
  const [only] = of;
  if (!only || of.length === 1) return only;
  return { kind: 'any', of, at: spanOfWord(document, word) };
}

/** The ranges between `||`, but for those in quotes. */
function alternatives(text: string): [from: number, to: number][] {
  const ranges: [number, number][] = [];
  let from = 0;
  for (const match of text.matchAll(/"[^"]*"|'[^']*'|\|\|/g)) {
    if (match[0] !== '||') continue;
    ranges.push([from, match.index]);
    from = match.index + 2;
  }
  return [...ranges, [from, text.length]];
}

function questionOf(document: Document, text: string, start: number): Condition | undefined {
  const at = spanOfWord(document, { start, end: start + text.length });
  const place = (part: string, from: number): Value => {
    const partStart = start + from;
    return {
      kind: 'text',
      text: part,
      at: spanOfWord(document, { start: partStart, end: partStart + part.length }),
    };
  };
  const call = CALL.exec(text);
  if (call) {
    const [, not, name = '', , given = ''] = call;
    const value = place(given, text.length - given.length - 2);
    const pattern: Value = { kind: 'pattern', source: given, flags: '', at: value.at };
    const how = CALLS[name.toLowerCase()];
    const test: OriginTest = how ? { kind: how, value } : { kind: 'matches', how: 'search', pattern };
    return { kind: 'origin', negated: not === '!', at, test };
  }
  const equals = EQUALS.exec(text);
  if (equals) {
    const given = equals[3] ?? '';
    const value = place(given, text.length - given.length - 1);
    return { kind: 'origin', negated: equals[1] === '!=', at, test: { kind: 'equals', value } };
  }
  const listed = LISTED.exec(text)?.[1];
  if (listed === undefined) return undefined;
  const from = text.length - listed.length - 1;
  const items = [...listed.matchAll(/["']([^"']*)["']/g)].map((match) =>
    place(match[1] ?? '', from + match.index + 1),
  );
  const list: Value = { kind: 'list', items, open: false, at };
  return { kind: 'origin', negated: false, at, test: { kind: 'listed', list } };
}

const CALLS: Readonly<Record<string, 'starts-with' | 'ends-with' | 'contains'>> = {
  startswith: 'starts-with',
  endswith: 'ends-with',
  contains: 'contains',
};
