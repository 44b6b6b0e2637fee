/**
 * Reads a Caddyfile: lines of words and blocks, with the place of everything. The rules for words are those of Caddy's own lexer
 * (caddyconfig/caddyfile/lexer.go): https://caddyserver.com/docs/caddyfile/concepts#structure
 */
import type { TextRange } from '../finding.ts';
import { lineFeedAt } from '../lines.ts';
import type { Parser } from '../source.ts';

/** A line: a directive, the addresses of a site, a snippet's `(name)`. Global options have no words. */
export interface CaddyLine extends TextRange {
  readonly words: readonly CaddyWord[];
  readonly block?: readonly CaddyLine[];
}

/** The range is that of what stands between the quotes. */
export interface CaddyWord extends TextRange {
  readonly text: string;
  readonly isQuoted: boolean;
}

const DEEPEST = 60;

export const parseCaddyfile: Parser<readonly CaddyLine[]> = (text) => {
  const root: CaddyLine[] = [];
  const open: { lines: CaddyLine[]; owner?: { end: number } }[] = [{ lines: root }];
  let tooDeep = 0;
  let words: CaddyWord[] = [];
  let start = 0;
  const finish = (end: number): void => {
    const [first] = words;
    if (first) open.at(-1)?.lines.push({ words, start: first.start, end: words.at(-1)?.end ?? end });
    words = [];
  };
  for (const token of tokensOf(text)) {
    if (token === 'line') {
      // Addresses go on behind a comma.
      if (!(open.length === 1 && words.at(-1)?.text.endsWith(','))) finish(start);
      continue;
    }
    start = token.start;
    if (!token.isQuoted && token.text === '{') {
      if (open.length >= DEEPEST) {
        words = [];
        tooDeep++;
        continue;
      }
      const lines: CaddyLine[] = [];
      const line = { words, start: words[0]?.start ?? token.start, end: text.length, block: lines };
      open.at(-1)?.lines.push(line);
      open.push({ lines, owner: line });
      words = [];
    } else if (!token.isQuoted && token.text === '}') {
      finish(token.start);
      if (tooDeep > 0) tooDeep--;
      else if (open.length > 1) {
        const closed = open.pop();
        if (closed?.owner) closed.owner.end = token.end;
      }
    } else words.push(token);
  }
  finish(text.length);
  return root;
};

function* tokensOf(text: string): Generator<CaddyWord | 'line'> {
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (at < text.length) {
    const char = text[at] ?? '';
    if (char === '\n') {
      at++;
      yield 'line';
    } else if (char === '\\' && /^\\\r?\n/.test(text.slice(at, at + 3))) {
      at = lineFeedAt(text, at) + 1;
    } else if (/\s/.test(char)) at++;
    else if (char === '#') at = lineFeedAt(text, at);
    else if (char === '"' || char === '`') {
      const end = quoteEnd(text, at + 1, char);
      const raw = text.slice(at + 1, end);
      const isEscaped = char === '"' && raw.includes('\\"');
      yield { text: isEscaped ? raw.replaceAll('\\"', '"') : raw, isQuoted: true, start: at + 1, end };
      at = end + 1;
    } else {
      const here = char === '<' ? hereDocument(text, at) : undefined;
      if (here) {
        yield here.word;
        at = here.behind;
        continue;
      }
      const start = at;
      while (at < text.length && !/\s/.test(text[at] ?? '')) at++;
      yield { text: text.slice(start, at), isQuoted: false, start, end: at };
    }
  }
}

/** Only the quote can be escaped, and only in double quotes. */
function quoteEnd(text: string, from: number, quote: string): number {
  let at = from;
  while (at < text.length && text[at] !== quote) at += text[at] === '\\' && quote === '"' ? 2 : 1;
  return Math.min(at, text.length);
}

/** `<<END`, lines, `END`. */
function hereDocument(text: string, at: number): { word: CaddyWord; behind: number } | undefined {
  const marker = /^<<([\w-]{1,100})\r?\n/.exec(text.slice(at, at + 110))?.[1];
  if (marker === undefined) return undefined;
  const start = lineFeedAt(text, at) + 1;
  const end = text.indexOf(marker, start);
  if (end === -1) return undefined;
  const word = { text: text.slice(start, end), isQuoted: true, start, end };
  return { word, behind: end + marker.length };
}
