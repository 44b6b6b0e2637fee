import { fatal } from './build.ts';
import type { RecordProblem, TextSpan } from './problem.ts';
import { PERMERROR } from './spfDomain.ts';

/** What stands between blanks, and offsets of it in the record. */
export interface SpfToken {
  readonly text: string;
  readonly at: TextSpan;
  /** The offset in the record of a character of the token's text; of its length: the token's end. */
  offset(index: number): number;
  /** What is wrong with how it is cut. It says what to do, so that nothing more is said of an unknown word. */
  readonly problem?: RecordProblem;
}

/** The tokens of a record; those that a blank or a comma cut wrongly are joined or cut. */
export function spfTokens(readable: string, from: number): readonly SpfToken[] {
  const words = [...readable.slice(from).matchAll(/[^ ]+/g)].map((match) =>
    tokenAt(match[0], from + match.index),
  );
  return joined(words).flatMap((token) => cut(token));
}

function tokenAt(text: string, start: number): SpfToken {
  const at = { start, end: start + text.length };
  return { text, at, offset: (index) => start + index };
}

/** "include: example.com", "- all", "include :example.com": one term with a blank in it. */
function joined(words: readonly SpfToken[]): readonly SpfToken[] {
  const tokens: SpfToken[] = [];
  let index = 0;
  for (let word = words[index]; word; word = words[index]) {
    const next = words[index + 1];
    const join = next && belongTogether(word.text, next.text);
    tokens.push(join ? together(word, next) : word);
    index += join ? 2 : 1;
  }
  return tokens;
}

function belongTogether(one: string, next: string): boolean {
  if (/^[+\-~?]$/.test(one)) return /^[a-z]/i.test(next);
  if (/^[+\-~?]?[a-z][a-z\d]{0,11}[:=]$/i.test(one)) return !BEGINS.test(next);
  return /^[+\-~?]?(?:include|ip4|ip6|exists|redirect|a|mx|ptr|exp)$/i.test(one) && /^[:=]./.test(next);
}

function together(one: SpfToken, next: SpfToken): SpfToken {
  const text = one.text + next.text;
  const at = { start: one.at.start, end: next.at.end };
  const gap = { start: one.at.end, end: next.at.start };
  const message = `There is a blank inside of "${one.text}${next.text.slice(0, 40)}". ${PERMERROR}`;
  const offset = (index: number): number =>
    index < one.text.length ? one.at.start + index : next.at.start + index - one.text.length;
  return { text, at, offset, problem: fatal('blank-in-term', 'high', gap, message, '') };
}

const BEGINS =
  /^(?:[+\-~?]?(?:include|ip[46]|exists|redirect|exp|mx|ptr|a)[:=/]|[+\-~?]all$|(?:mx|a|ptr|all)$|v=spf)/i;

// What can only be the beginning of another term, in the middle of a word.
const GLUED =
  /(?<=..)(?:[+\-~?]?(?:include|exists):|[+\-~?]?ip[46]:|redirect=|v=spf1)|(?<=[\w.\]}])[~?+-]all$/gi;

/** At commas and semicolons, and where a term follows without a blank. */
function cut(token: SpfToken): readonly SpfToken[] {
  if (token.problem) return [token];
  return atSeparators(token).flatMap((part) => atGlue(part));
}

function atSeparators(token: SpfToken): readonly SpfToken[] {
  if (!/[,;]/.test(token.text)) return [token];
  // Commas are also delimiters of macros.
  const bare = token.text.replace(/%\{[^{} ]{0,38}\}/g, (macro) => 'x'.repeat(macro.length));
  const parts = [...bare.matchAll(/[^,;]+/g)];
  if (parts.length === 1 && parts[0]?.[0].length === bare.length) return [token];
  if (parts.length === 0) {
    return [{ ...tokenAt('', token.at.start), at: token.at, problem: separator(token.text, token.at, '') }];
  }
  const kind = /^[+\-~?]?(ip[46]:|include:)/i.exec(bare)?.[1] ?? '';
  return parts.map((part, index) => {
    const end = part.index + part[0].length;
    const isListed = index > 0 && isItemOf(kind, part[0]);
    const own = listed(token, part.index, end, isListed ? kind : '');
    if (end === bare.length) {
      if (index > 0 || part.index === 0) return own;
      const lead = { start: token.at.start, end: token.at.start + part.index };
      return withProblem(own, separator(bare.slice(0, part.index), lead, ''));
    }
    const following = parts[index + 1];
    const gap = { start: token.at.start + end, end: token.at.start + (following?.index ?? bare.length) };
    const isListNext = following !== undefined && isItemOf(kind, following[0]);
    const replacement = following ? ` ${isListNext ? kind : ''}` : '';
    return withProblem(own, separator(bare.slice(end, following?.index ?? bare.length), gap, replacement));
  });
}

/** "ip4:192.0.2.1,192.0.2.2": what follows the comma is of the same kind. */
function isItemOf(kind: string, text: string): boolean {
  if (kind === '' || BEGINS.test(text)) return false;
  return kind.startsWith('ip') ? /^[\da-f.:]+(?:\/\d+)?$/i.test(text) : /^[\w.-]+\.[\w-]+$/.test(text);
}

function listed(token: SpfToken, start: number, end: number, kind: string): SpfToken {
  const own = tokenAt(token.text.slice(start, end), token.at.start + start);
  if (kind === '') return own;
  const offset = (index: number): number => own.at.start + Math.max(0, index - kind.length);
  return { ...own, text: kind + own.text, offset };
}

function separator(written: string, at: TextSpan, replacement: string): RecordProblem {
  const name = written.includes(';') ? 'semicolon' : 'comma';
  const message = `A ${name} stands where SPF has blanks between terms, or nothing at the end. ${PERMERROR}`;
  return fatal('separator', 'high', at, message, replacement);
}

function atGlue(token: SpfToken): readonly SpfToken[] {
  const sign = /^[+\-~?]/.test(token.text) ? 1 : 0;
  const starts = [...token.text.matchAll(GLUED)].map((match) => match.index).filter((index) => index > sign);
  const isOpen = /^[+\-~?]?(?:exists|exp|[^:=]*$)/i.test(token.text) && !/^[+\-~?]?all/i.test(token.text);
  if (starts.length === 0 || isOpen) return [token];
  return [0, ...starts].map((start, index) => {
    const end = starts[index] ?? token.text.length;
    const own = tokenAt(token.text.slice(start, end), token.at.start + start);
    if (end === token.text.length) return token.problem ? withProblem(own, token.problem) : own;
    const place = { start: token.at.start + end, end: token.at.start + end };
    const message = `The blank between two terms is missing after "${own.text.slice(-40)}". ${PERMERROR}`;
    return withProblem(own, fatal('glued-terms', 'high', place, message, ' '));
  });
}

function withProblem(token: SpfToken, problem: RecordProblem): SpfToken {
  return { ...token, problem };
}
