/** Where the strings and comments of a file are, for edits that must know what they stand in. */

import type { TextRange } from '../finding.ts';
import type { Language } from '../language.ts';
import { blanked } from '../lines.ts';
import type { Document, Parser } from '../source.ts';
import type { Literal } from './literals/literal.ts';
import { LANGUAGES, PRISMA } from './literals/languages.ts';
import { lexForms } from './literals/forms.ts';
import { lexJavaScript } from './literals/javascript.ts';
import { lexPhp, lexScripts, lexFrontmatter } from './literals/embedded.ts';

/** A text's literals by their start, and its code: the same text with the inside of every literal blanked. */
interface Lexed {
  readonly literals: readonly Literal[];
  /**
   * As long as the text. Comments are spaces, what strings hold is dots; strings that are one plain word stay,
   * so that `getenv("NAME")` can be recognised.
   */
  readonly code: string;
}

/** The literals of a document. Never throws; linear; unfinished literals end with their line or with the text. */
export function lexed(document: Document): Lexed {
  return document.parsed(document.path.endsWith('.prisma') ? lexPrisma : LEXERS[document.language]);
}

/** The innermost literal that holds `offset`; undefined in code. */
export function literalAt(literals: readonly Literal[], offset: number): Literal | undefined {
  let found: Literal | undefined;
  for (const literal of literals) {
    if (literal.start > offset) break;
    if (offset >= literal.end) continue;
    found = literal.holes.some((hole) => hole.start < offset && offset < hole.end) ? undefined : literal;
  }
  return found;
}

export type { Literal };

type Lex = (text: string) => readonly Literal[];

function parserOf(lex: Lex): Parser<Lexed> {
  return (text) => {
    const literals = lex(text);
    return { literals, code: blank(text, literals) };
  };
}

const lexPrisma = parserOf((text) => lexForms(text, PRISMA));

const LEXERS: Readonly<Record<Language, Parser<Lexed>>> = {
  ...(Object.fromEntries(
    Object.entries(LANGUAGES).map(([language, forms]) => [
      language,
      parserOf((text) => lexForms(text, forms)),
    ]),
  ) as Record<keyof typeof LANGUAGES, Parser<Lexed>>),
  javascript: parserOf((text) => lexJavaScript(text, { jsx: true })),
  javascriptreact: parserOf((text) => lexJavaScript(text, { jsx: true })),
  typescript: parserOf((text) => lexJavaScript(text, { jsx: false })),
  typescriptreact: parserOf((text) => lexJavaScript(text, { jsx: true })),
  vue: parserOf(lexScripts),
  svelte: parserOf(lexScripts),
  astro: parserOf(lexFrontmatter),
  php: parserOf(lexPhp),
};

const PLAIN_WORD = /^\w{1,80}$/;

function blank(text: string, literals: readonly Literal[]): string {
  const blanks = literals.flatMap((literal) => blanksOf(text, literal)).sort((a, b) => a.start - b.start);
  let code = '';
  let from = 0;
  for (const { start, end, filler } of blanks) {
    if (start < from) continue;
    code += text.slice(from, start) + filler(text.slice(start, end));
    from = end;
  }
  return code + text.slice(from);
}

interface Blank extends TextRange {
  readonly filler: (text: string) => string;
}

function blanksOf(text: string, literal: Literal): Blank[] {
  const { kind, content, holes } = literal;
  if (kind === 'comment') return [{ start: literal.start, end: literal.end, filler: blanked }];
  if (
    holes.length === 0 &&
    PLAIN_WORD.test(text.slice(content.start, Math.min(content.end, content.start + 81)))
  ) {
    return [];
  }
  const blanks: Blank[] = [];
  let start = content.start;
  for (const hole of holes) {
    blanks.push({ start, end: hole.start, filler: dots });
    start = hole.end;
  }
  return [...blanks, { start, end: content.end, filler: dots }];
}

function dots(text: string): string {
  return '\u00b7'.repeat(text.length);
}
