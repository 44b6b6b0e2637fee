/** What a word of a Caddyfile comes to: https://caddyserver.com/docs/caddyfile/concepts#placeholders */
import type { CaddyWord } from '../../parsers/caddyfile.ts';
import type { Document } from '../../source.ts';
import { spanOf, type Span } from '../../span.ts';
import type { Value } from '../values.ts';
import { argumentOf } from './lines.ts';

const PIECES =
  /\{\$(\w{1,200})(?::([^{}\n]{0,500}))?\}|\{(args(?:\[\d{1,2}\]|\.\d{1,2}))\}|\{env\.(\w{1,200})\}|\{([\w.>~+\-[\]]{1,200})\}/g;

export function valueOf(document: Document, word: CaddyWord, args: readonly CaddyWord[], depth = 0): Value {
  const at = spanOfWord(document, word);
  const parts: Value[] = [];
  let from = 0;
  const piece = (start: number, end: number): Span =>
    spanOf(document, word.start + start, Math.min(word.start + end, at.end));
  const textUntil = (to: number): void => {
    if (to > from) parts.push({ kind: 'text', text: word.text.slice(from, to), at: piece(from, to) });
  };
  for (const match of word.text.matchAll(PIECES)) {
    textUntil(match.index);
    from = match.index + match[0].length;
    const [all, variable, fallback, argument, ofEnvironment, name = ''] = match;
    const foundAt = piece(match.index, from);
    if (variable !== undefined) parts.push(variableOf(document, word, match, variable, fallback, foundAt));
    else if (ofEnvironment !== undefined)
      parts.push({ kind: 'variable', name: ofEnvironment, mayBeUnset: true, at: foundAt });
    else if (argument !== undefined) {
      const given = depth < 8 ? argumentOf(all, args) : undefined;
      parts.push(given ? valueOf(document, given, [], depth + 1) : { kind: 'unknown', at: foundAt });
    } else parts.push(placeholder(name, foundAt));
  }
  textUntil(word.text.length);
  const [only] = parts;
  if (!only) return { kind: 'text', text: '', at };
  return parts.length === 1 ? only : { kind: 'joined', parts, at };
}

function variableOf(
  document: Document,
  word: CaddyWord,
  match: RegExpMatchArray,
  name: string,
  fallback: string | undefined,
  at: Span,
): Value {
  const value: Value = { kind: 'variable', name, mayBeUnset: true, at };
  if (fallback === undefined) return value;
  const start = word.start + (match.index ?? 0) + `{$${name}:`.length;
  const textAt = spanOf(document, start, Math.min(start + fallback.length, at.end));
  return { ...value, fallback: { kind: 'text', text: fallback, at: textAt } };
}

function placeholder(name: string, at: Span): Value {
  if (ORIGIN.test(name)) return { kind: 'request', what: 'origin', at };
  if (OF_REQUEST.test(name)) return { kind: 'request', what: 'other', at };
  return { kind: 'unknown', at };
}

const ORIGIN = /^(?:http\.request\.header\.|header\.|>)Origin$/i;
const OF_REQUEST =
  /^(?:http\.request\.(?!tls|remote|uuid)|header\.|>|host$|hostport$|path|uri$|query|cookie\.|method$|file|dir$|remote_host$)/i;

/** What a pattern caught: `{re.name.1}`, `{http.regexp.name.1}`, `{re.1}`. */
export function isCaught(word: CaddyWord): boolean {
  return /^\{(?:http\.regexp|re)\.[\w.]{1,200}\}$/.test(word.text);
}

export function spanOfWord(document: Document, { start, end }: { start: number; end: number }): Span {
  return spanOf(document, start, Math.max(start, Math.min(end, document.lineAt(start).end)));
}
