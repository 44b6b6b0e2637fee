import { fatal, flaw, quoted } from './build.ts';
import type { RecordProblem, TextSpan } from './problem.ts';
import type { TagRecordKind } from './tagKind.ts';

/** Quotes, invisible characters, backslashes before semicolons and references of HTML, each as blanks. */
export function readableText(text: string): string {
  return text
    .replace(HTML, (written) => (isSemicolon(written) ? ';' : ' ').padEnd(written.length))
    .replace(/["\u2018-\u201f\u00a0\u2000-\u200f\u2060\ufeff]|\\(?=;)/g, ' ');
}

// What comes along when a record is copied from the source of a page.
const HTML = /&(?:nbsp|quot|#\d{2,4}|#x[\da-f]{2,4});/gi;

function isSemicolon(reference: string): boolean {
  return /^&#(?:59|x3b);$/i.test(reference);
}

/** Characters that were pasted along. */
export function characterProblems(text: string, kind: TagRecordKind): readonly RecordProblem[] {
  const { brokenImpact: impact, label, brokenEffect } = kind;
  const problems: RecordProblem[] = [];
  const escaped = spanOf(text, /\\;/g);
  if (escaped) {
    const message = `A backslash stands before a semicolon. It belongs in zone files only: here it becomes a part of the record, and of the value before it.`;
    const fix = text.slice(escaped.start, escaped.end).replaceAll('\\;', ';');
    problems.push(fatal('escaped-semicolon', impact, escaped, message, fix));
  }
  const reference = spanOf(text, HTML);
  if (reference) {
    const message = `The record contains ${quoted(text.match(HTML)?.[0] ?? '')}, which is HTML for a character: receivers read it as it stands.`;
    const within = text.slice(reference.start, reference.end);
    const fix = within.replace(HTML, (written) =>
      isSemicolon(written) ? ';' : /nbsp/i.test(written) ? ' ' : '',
    );
    problems.push((kind.isStrict ? fatal : flaw)('html', impact, reference, message, fix));
  }
  const broken = kind.allowsLineBreaks ? undefined : spanOf(text, /[\n\v\f\r]+/g);
  if (broken) {
    const message = `The record contains a line break, which ${label} doesn't have between its parts.`;
    const fix = text.slice(broken.start, broken.end).replace(/[\n\v\f\r]+/g, ' ');
    const replacement = broken.end === text.length && fix === ' ' ? '' : fix;
    problems.push(
      kind.isStrict
        ? fatal('line-break', impact, broken, `${message} ${brokenEffect}`, replacement)
        : flaw('line-break', 'low', broken, `${message} Few receivers may not read it.`, replacement),
    );
  }
  const quotes = spanOf(withoutNotes(text, kind), /["\u2018-\u201f]/g);
  if (quotes) {
    const message = `The record contains quotation marks. They belong in zone files only: here they become a part of the ${label} record.`;
    // Further on they spoil the values only.
    const isAtStart = text.slice(0, quotes.start).trim() === '' || kind.isStrict === true;
    const effect =
      isAtStart || label === 'DKIM' ? brokenEffect : "Receivers can't read the values that they stand in.";
    const within = text.slice(quotes.start, quotes.end);
    const fix = within.replace(/"\s+"/g, '').replace(/["\u2018-\u201f]/g, '');
    problems.push(fatal('quotes', impact, quotes, `${message} ${effect}`, fix));
  }
  const foreign = spanOf(text, /[^\t\n\v\f\r -~\u2018-\u201f]+/g);
  if (foreign) {
    const fix = text.slice(foreign.start, foreign.end).replace(/[\u00a0\u2000-\u200f\u2060\ufeff]/g, ' ');
    const message = `The record contains a character that is not ASCII${/^[\s\u2000-\u200f\u2060\ufeff]/.test(text.slice(foreign.start)) ? ', and looks like a blank' : ''}. Receivers may not read what it stands in.`;
    const isAtStart = foreign.start === 0;
    const build = isAtStart ? fatal : flaw;
    const replacement = /^[ -~]*$/.test(fix) ? (isAtStart ? fix.trimStart() : fix) : undefined;
    problems.push(build('non-ascii', impact, foreign, message, replacement));
  }
  return problems;
}

/** The notes of a key are free text (RFC 6376 section 3.6.1). */
function withoutNotes(text: string, { label }: TagRecordKind): string {
  if (label !== 'DKIM' || /^\s*["\u2018-\u201f]/.test(text)) return text;
  return text.replace(/;[ \t]{0,9}n[ \t]{0,9}=[^;]*/, (notes) => ' '.repeat(notes.length));
}

function spanOf(text: string, pattern: RegExp): TextSpan | undefined {
  const found = [...text.matchAll(pattern)];
  const [first] = found;
  const last = found.at(-1);
  return first && last ? { start: first.index, end: last.index + last[0].length } : undefined;
}
