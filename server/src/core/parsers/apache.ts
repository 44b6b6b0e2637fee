/**
 * Reads the configuration of Apache's web server: httpd.conf, sites, .htaccess. A directive is a line, a section a pair of tags:
 * https://httpd.apache.org/docs/2.4/configuring.html. Of a text that is broken it gives what can be told.
 */
import type { TextRange } from '../finding.ts';
import { lineFeedAt } from '../lines.ts';
import type { Parser } from '../source.ts';

export interface ApacheDirective extends TextRange {
  /** `Header`, and `Directory` of `<Directory …>`. */
  readonly name: ApacheWord;
  readonly args: readonly ApacheWord[];
  readonly block?: readonly ApacheDirective[];
}

/** The range is that of what stands between the quotes. */
export interface ApacheWord extends TextRange {
  readonly text: string;
  readonly isQuoted: boolean;
}

const DEEPEST = 60;

export const parseApache: Parser<readonly ApacheDirective[]> = (text) => {
  const root: ApacheDirective[] = [];
  const open: { name: string; directives: ApacheDirective[] }[] = [{ name: '', directives: root }];
  for (let at = 0; at < text.length;) {
    const end = logicalLineEnd(text, at);
    const start = behindBlanks(text, at, end);
    at = end + 1;
    if (start >= end || text[start] === '#') continue;
    if (text[start] !== '<') {
      const words = wordsIn(text, start, end);
      const [name, ...args] = words;
      if (name) open.at(-1)?.directives.push({ name, args, start, end: words.at(-1)?.end ?? name.end });
      continue;
    }
    if (text[start + 1] === '/') {
      closeSection(open, text.slice(start + 2, Math.min(end, start + 60)));
      continue;
    }
    const line = text.slice(start, end).trimEnd();
    const [name, ...args] = wordsIn(text, start + 1, start + line.length - (line.endsWith('>') ? 1 : 0));
    if (!name) continue;
    const directives: ApacheDirective[] = [];
    open.at(-1)?.directives.push({ name, args, start, end, block: directives });
    if (open.length < DEEPEST) open.push({ name: name.text.toLowerCase(), directives });
  }
  return root;
};

/** Sections that were not closed end with the one round them. A tag that closes nothing is left out. */
function closeSection(open: { name: string }[], rest: string): void {
  const name = /^\s*([\w.-]+)/.exec(rest)?.[1]?.toLowerCase();
  for (let index = open.length - 1; index > 0; index--)
    if (open[index]?.name === name) {
      open.length = index;
      return;
    }
}

/** A backslash before the line break joins the next line. */
function logicalLineEnd(text: string, start: number): number {
  let end = lineFeedAt(text, start);
  while (end < text.length) {
    const last = text[end - 1] === '\r' ? end - 2 : end - 1;
    if (last < start || text[last] !== '\\') break;
    end = lineFeedAt(text, end + 1);
  }
  return end;
}

function behindBlanks(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && isBlank(text, at, end)) at++;
  return at;
}

/** A backslash and the line break that it takes away are blanks as well. */
function isBlank(text: string, at: number, end: number): boolean {
  const char = text[at] ?? '';
  if (char === '\\' && at + 1 < end)
    return text[at + 1] === '\n' || (text[at + 1] === '\r' && text[at + 2] === '\n');
  return char === ' ' || char === '\t' || char === '\r' || char === '\n' || char === '\uFEFF';
}

function wordsIn(text: string, from: number, end: number): ApacheWord[] {
  const words: ApacheWord[] = [];
  for (let at = behindBlanks(text, from, end); at < end; at = behindBlanks(text, at, end)) {
    const quote = text[at];
    const isQuoted = quote === '"' || quote === "'";
    const start = isQuoted ? at + 1 : at;
    at = start;
    let isEscaped = false;
    while (at < end && (isQuoted ? text[at] !== quote : !isBlank(text, at, end))) {
      // Only a quote, a backslash and a line break are escaped: patterns keep their own.
      if (text[at] === '\\' && /["'\\\r\n]/.test(text[at + 1] ?? '') && isQuoted) {
        isEscaped = true;
        at++;
      }
      at++;
    }
    const stop = Math.min(at, end);
    const raw = text.slice(start, stop);
    words.push({
      text: isEscaped ? raw.replace(/\\(?:(["'\\])|\r?\n)/g, '$1') : raw,
      isQuoted,
      start,
      end: stop,
    });
    at = isQuoted ? stop + 1 : stop;
  }
  return words;
}
