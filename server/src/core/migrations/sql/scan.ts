import { classOf, DIGIT, isNameCode, NAME } from './characters.ts';

/** Where things end. Each takes time in proportion to what it passes. */

export function lineEnd(text: string, from: number, to: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 || end > to ? to : end;
}

/** Behind the closing quote; a doubled quote doesn't close. Undefined where there is none. */
export function quotedEnd(text: string, start: number, to: number, backslashes: boolean): number | undefined {
  const quote = text.charCodeAt(start);
  let at = start + 1;
  while (at < to) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      if (text.charCodeAt(at + 1) !== quote || at + 1 >= to) return at + 1;
      at += 2;
    } else at += backslashes && code === 92 ? 2 : 1;
  }
  return undefined;
}

/** Behind the comment. PostgreSQL's are nested. */
export function blockCommentEnd(
  text: string,
  start: number,
  to: number,
  nested: boolean,
): number | undefined {
  let depth = 0;
  let at = start;
  while (at < to - 1) {
    const code = text.charCodeAt(at);
    if (code === 47 && text.charCodeAt(at + 1) === 42 && (nested || depth === 0)) {
      depth++;
      at += 2;
    } else if (code === 42 && text.charCodeAt(at + 1) === 47) {
      at += 2;
      if (--depth === 0) return at;
    } else at++;
  }
  return undefined;
}

/** Behind `$tag$`; undefined where it is none. */
export function dollarTagEnd(text: string, start: number, to: number): number | undefined {
  let at = start + 1;
  if (classOf(text.charCodeAt(at)) === DIGIT) return undefined;
  while (at < to && isNameCode(text.charCodeAt(at))) at++;
  return at < to && text.charCodeAt(at) === 36 ? at + 1 : undefined;
}

const LONGEST_TEMPLATE = 400;

/** Behind `{{ … }}`, `${…}` or `{name}`, on one line. */
export function templateEnd(text: string, start: number, to: number): number | undefined {
  const dollar = text.charCodeAt(start) === 36;
  const open = dollar ? start + 1 : start;
  if (text.charCodeAt(open) !== 123) return undefined;
  const double = text.charCodeAt(open + 1) === 123;
  const limit = Math.min(to, open + LONGEST_TEMPLATE);
  let depth = 0;
  for (let at = open; at < limit; at++) {
    const code = text.charCodeAt(at);
    if (code === 10) return undefined;
    if (code === 123) depth++;
    else if (code === 125 && --depth === 0) return at + 1;
    else if (!dollar && !double && at > open && !isNameCode(code) && code !== 46) return undefined;
  }
  return undefined;
}

const CONTROL = /\{\{[-\s]{0,4}(?:\/\*|(?:if|else|end|range|with|define|template|block)\b)/y;

/** `{{if …}}`, `{{end}}`, `{{/* … *\/}}`: nothing that a name is made of. */
export function isTemplateControl(text: string, start: number, end: number): boolean {
  CONTROL.lastIndex = start;
  return end - start > 3 && CONTROL.test(text);
}

/** Whether nothing more stands on the line. */
export function isLineEnd(text: string, from: number, to: number): boolean {
  let at = from;
  while (at < to && (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9 || text.charCodeAt(at) === 13))
    at++;
  return at >= to || text.charCodeAt(at) === 10;
}

/** Behind `[name]`, the way SQLite and SQL Server quote; undefined for what may be an array. */
export function bracketedNameEnd(text: string, start: number, to: number): number | undefined {
  const before = text.charCodeAt(start - 1);
  if (isNameCode(before) || before === 93 || before === 41) return undefined;
  let at = start + 1;
  if (classOf(text.charCodeAt(at)) !== NAME) return undefined;
  while (at < to && (isNameCode(text.charCodeAt(at)) || text.charCodeAt(at) === 32)) at++;
  return at < to && text.charCodeAt(at) === 93 ? at + 1 : undefined;
}
