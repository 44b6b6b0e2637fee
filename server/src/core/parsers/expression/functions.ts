/** Functions without a name. */
import type { FunctionExpr } from '../expression.ts';
import { endOfBrackets } from '../code.ts';
import { endOf, matchAt, nextAt, skipLines, type Cursor } from './cursor.ts';

/** `x => …`, `(a, b) => …`, `x -> …`; undefined where there is no arrow. The cursor is behind it then. */
export function arrowFunction(cursor: Cursor): FunctionExpr | undefined {
  const { code, family, at: start } = cursor;
  const sign = ARROWS[family];
  if (sign === undefined) return undefined;
  const isList = code.masked[start] === '(';
  const close = isList ? code.partnerOf(start) : endOf(/[\w$]+/y, code.masked, start) - 1;
  if (close < start) return undefined;
  const arrow = matchAt(sign, code.masked, close + 1);
  if (!arrow) return undefined;
  const parameters = isList
    ? parametersIn(code.masked.slice(start + 1, close))
    : [code.masked.slice(start, close + 1)];
  cursor.at = close + 1 + arrow[0].length;
  return withBody(cursor, start, parameters);
}

const ARROWS: Readonly<Partial<Record<Cursor['family'], RegExp>>> = {
  js: /\s{0,20}(?::[^=;{}()]{0,120})?=>/y,
  csharp: /\s{0,20}=>/y,
  java: /\s{0,20}->/y,
};

function withBody(cursor: Cursor, start: number, parameters: readonly string[]): FunctionExpr {
  cursor.at = nextAt(cursor);
  if (cursor.code.masked[cursor.at] === '{') {
    const open = cursor.at;
    const close = endOfBrackets(cursor.code, open);
    cursor.at = Math.min(close + 1, cursor.code.text.length);
    return {
      kind: 'function',
      parameters,
      body: { start: open + 1, end: close },
      isExpression: false,
      start,
      end: cursor.at,
    };
  }
  const value = cursor.parse(cursor, 1);
  return {
    kind: 'function',
    parameters,
    body: { start: value.start, end: value.end },
    isExpression: true,
    start,
    end: Math.max(value.end, cursor.at),
  };
}

/**
 * `function (a) {…}`, `fn ($a) => …`, `func(a string) bool {…}`, `lambda a: …`, `-> (a) { … }`, `lambda do |a| … end`, `|a| …`.
 * `length` is that of the word it starts with.
 */
export function anonymousFunction(cursor: Cursor, length: number): FunctionExpr {
  const { code, family, at: start } = cursor;
  const { masked } = code;
  const nothing: FunctionExpr = {
    kind: 'function',
    parameters: [],
    body: { start, end: start },
    isExpression: true,
    start,
    end: start,
  };
  if (family === 'python') {
    const colon = masked.slice(start, start + 400).indexOf(':');
    if (colon < 0) return nothing;
    cursor.at = start + colon + 1;
    return withBody(cursor, start, parametersIn(masked.slice(start + length, start + colon)));
  }
  if (family === 'rust') {
    const head = matchAt(/(?:move\s{1,20})?\|([^|\n]{0,200})\|(?:\s{0,5}->[^{\n]{0,80})?/y, masked, start);
    if (!head) return nothing;
    cursor.at = start + head[0].length;
    return withBody(cursor, start, parametersIn(head[1] ?? ''));
  }
  const words = endOf(
    /(?:(?:async|static|function|fn|func|fun|delegate|lambda|proc|->)(?:\s|\*|(?=[({|-])|$){1,20}){1,3}[\w$]{0,80}\s{0,20}/y,
    masked,
    start,
  );
  cursor.at = Math.max(words, start + length);
  if (family === 'ruby' && masked[endOf(/\s*/y, masked, cursor.at)] !== '(')
    return rubyFunction(cursor, start);
  skipLines(cursor);
  if (masked[cursor.at] !== '(') return nothing;
  const open = cursor.at;
  const close = endOfBrackets(code, open);
  const parameters = parametersIn(masked.slice(open + 1, close), family === 'go');
  cursor.at = Math.min(close + 1, code.text.length);
  if (family === 'ruby') return rubyFunction(cursor, start, parameters);
  const head = matchAt(
    /\s{0,20}(?:use\s{0,5}\([^)]{0,200}\)\s{0,5})?(?::\s{0,5}\??[\w\\|]{1,80}\s{0,5})?(=>)?/y,
    masked,
    cursor.at,
  );
  if (family === 'php' && head) cursor.at += head[0].length;
  else if (family === 'js' || family === 'csharp') {
    const arrow = matchAt(/\s{0,20}(?::[^=;{}()]{0,120})?=>/y, masked, cursor.at);
    if (arrow) cursor.at += arrow[0].length;
    else cursor.at = endOf(/\s{0,20}(?::[^={};()]{0,120})?(?=\{)/y, masked, cursor.at);
  } else cursor.at = endOf(/[^{\n;]{0,120}(?=\{)/y, masked, cursor.at);
  return withBody(cursor, start, parameters);
}

/** A block of Ruby: `{ |a| … }`, `do |a| … end`. */
function rubyFunction(cursor: Cursor, start: number, given: readonly string[] = []): FunctionExpr {
  const { code } = cursor;
  skipLines(cursor);
  const isBrace = code.masked[cursor.at] === '{';
  const from = isBrace ? cursor.at + 1 : endOf(/do\b/y, code.masked, cursor.at);
  if (from === cursor.at)
    return {
      kind: 'function',
      parameters: given,
      body: { start, end: start },
      isExpression: true,
      start,
      end: start,
    };
  const end = isBrace ? endOfBrackets(code, cursor.at) : endOfDo(code.masked, cursor.at, cursor.end);
  const head = matchAt(/\s{0,20}\|([^|\n]{0,200})\|/y, code.masked, from);
  cursor.at = Math.min(end + (isBrace ? 1 : 3), code.text.length);
  return {
    kind: 'function',
    parameters: head ? parametersIn(head[1] ?? '') : given,
    body: { start: from + (head?.[0].length ?? 0), end },
    isExpression: false,
    start,
    end: cursor.at,
  };
}

/** Where the `end` of a `do` stands: the first one that is indented as its line, or that closes as many as were opened. */
export function endOfDo(masked: string, at: number, end: number): number {
  const lineStart = masked.lastIndexOf('\n', at) + 1;
  const indent = endOf(/[ \t]*/y, masked, lineStart) - lineStart;
  const pattern = /\n([ \t]*)end\b/g;
  pattern.lastIndex = at;
  for (
    let match = pattern.exec(masked), steps = 0;
    match && steps < 4_000;
    match = pattern.exec(masked), steps++
  ) {
    if (match.index >= end) break;
    if ((match[1]?.length ?? 0) <= indent) return match.index + match[0].length - 3;
  }
  const sameLine = /\bend\b/g;
  sameLine.lastIndex = at;
  const match = sameLine.exec(masked.slice(0, Math.min(end, at + 400)));
  return match ? match.index : Math.min(end, masked.length);
}

/** The block of Kotlin or Ruby, or the body of a method, at the cursor. */
export function functionIn(cursor: Cursor): FunctionExpr {
  const { code, family, at: start } = cursor;
  if (code.masked[start] === '(') {
    const close = endOfBrackets(code, start);
    const parameters = parametersIn(code.masked.slice(start + 1, close));
    cursor.at = endOf(/[^{;\n]{0,200}(?=\{)/y, code.masked, Math.min(close + 1, code.text.length));
    return withBody(cursor, start, parameters);
  }
  if (family === 'ruby') return rubyFunction(cursor, start);
  const end = endOfBrackets(code, start);
  const head = matchAt(/\s{0,40}([\w\s,:()]{0,120}?)\s{0,10}->/y, code.masked, start + 1);
  cursor.at = Math.min(end + 1, code.text.length);
  return {
    kind: 'function',
    parameters: head ? parametersIn(head[1] ?? '') : family === 'kotlin' ? ['it'] : [],
    body: { start: start + 1 + (head?.[0].length ?? 0), end },
    isExpression: false,
    start,
    end: cursor.at,
  };
}

/** Names of parameters, without types and defaults: `a: string`, `String a`, `$a`, `a = 1`, `{ a, b }` gives "". */
export function parametersIn(text: string, isGo = false): string[] {
  if (text.trim() === '' || text.length > 1_000) return [];
  return splitAtCommas(text).map((part) => {
    const plain = part.replace(/[=:].*$/s, '').trim();
    const words = plain.match(/[$@]?[A-Za-z_][\w$]*/g) ?? [];
    if (/^[{[]/.test(plain)) return '';
    return (isGo ? words[0] : words.at(-1)) ?? '';
  });
}

/** Between commas that stand in no brackets. */
export function splitAtCommas(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '(' || character === '[' || character === '{' || character === '<') depth++;
    else if (character === ')' || character === ']' || character === '}' || character === '>') depth--;
    else if (character === ',' && depth <= 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)];
}
