/** Languages that stand inside another: PHP in its tags, scripts in components. */

import type { Literal } from './literal.ts';
import { closeLiteral, openLiteral } from './builder.ts';
import { lexForms } from './forms.ts';
import { lexJavaScript } from './javascript.ts';
import { HTML, PHP } from './languages.ts';

const PHP_OPEN = /<\?(?:php\b|=)/gi;

/** PHP between its tags; what surrounds them is markup. */
export function lexPhp(text: string): Literal[] {
  const literals: Literal[] = [];
  for (let at = 0; at < text.length;) {
    PHP_OPEN.lastIndex = at;
    const match = PHP_OPEN.exec(text);
    const start = match ? match.index + match[0].length : text.length;
    if ((match?.index ?? text.length) > at) literals.push(markup(at, match?.index ?? text.length));
    const end = endOfPhp(text, start);
    for (const literal of lexForms(text, PHP, start, end)) literals.push(literal);
    at = end;
  }
  return literals;
}

/** The closing tag ends PHP even in a line comment. One in a string, which is rare, costs that string. */
function endOfPhp(text: string, from: number): number {
  const close = text.indexOf('?>', from);
  return close === -1 ? text.length : close;
}

function markup(start: number, end: number): Literal {
  const literal = openLiteral(start, start, { kind: 'markup' });
  closeLiteral(literal, end, end);
  return literal;
}

const SCRIPT = /<script\b[^<>]{0,400}>/gi;

/** The scripts of a Vue or Svelte component, and the comments of its template. */
export function lexScripts(text: string): Literal[] {
  const literals: Literal[] = [];
  let at = 0;
  for (const match of text.matchAll(SCRIPT)) {
    if (match.index < at) continue;
    const start = match.index + match[0].length;
    const close = text.indexOf('</script', start);
    const end = close === -1 ? text.length : close;
    for (const literal of lexForms(text, HTML, at, start)) literals.push(literal);
    for (const literal of lexJavaScript(text, { jsx: false, from: start, to: end })) literals.push(literal);
    at = end;
  }
  return [...literals, ...lexForms(text, HTML, at)];
}

const FENCE = /^\uFEFF?\s*---[ \t]*\r?\n/;

/** The code between the `---` lines at the start of an Astro file; undefined where there is none. */
export function frontmatterOf(text: string): { start: number; end: number } | undefined {
  const open = FENCE.exec(text)?.[0].length;
  if (open === undefined) return undefined;
  const close = text.indexOf('\n---', open - 1);
  return { start: open, end: close === -1 ? text.length : close + 1 };
}

export function lexFrontmatter(text: string): Literal[] {
  const code = frontmatterOf(text);
  if (!code) return lexScripts(text);
  const literals = lexJavaScript(text, { jsx: false, from: code.start, to: code.end });
  return [...literals, ...lexForms(text, HTML, code.end)];
}
