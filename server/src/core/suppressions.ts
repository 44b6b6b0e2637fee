import type { TextRange } from './finding.ts';
import { areaOf } from './rule.ts';
import type { Document, Parser } from './source.ts';

/**
 * Inline suppressions: `launch-ready-ignore-next-line RULE[, RULE] -- reason` and, for a whole file,
 * `launch-ready-ignore-file RULE -- reason`, in whatever comment syntax the file has. A reason is required.
 */
export interface SuppressionComment {
  readonly scope: 'next-line' | 'file';
  readonly rules: readonly string[];
  readonly reason: string | undefined;
  /** The directive itself, from its first word to the end of the reason. */
  readonly range: TextRange;
  /** 0-based index, within the text, of the line that a `next-line` comment speaks of. */
  readonly targetLine: number;
}

export const SUPPRESSION_TRIGGER = 'launch-ready-ignore';

export function suppressionComments(document: Document): readonly SuppressionComment[] {
  return document.parsed(parserFor(document)).comments;
}

/** The reason for which `ruleId` is silenced at an offset, or undefined. */
export function suppressionReason(document: Document, ruleId: string, offset: number): string | undefined {
  const { reasons } = document.parsed(parserFor(document));
  if (reasons.size === 0) return undefined;
  const line = document.positionAt(offset).line - document.positionAt(0).line;
  for (const name of [ruleId, `${areaOf(ruleId)}/*`]) {
    const reason = reasons.get(placeKey(line, name)) ?? reasons.get(placeKey('file', name));
    if (reason !== undefined) return reason;
  }
  return undefined;
}

interface Suppressions {
  readonly comments: readonly SuppressionComment[];
  /** Reasons by place and rule: a file may have thousands of comments and of findings. */
  readonly reasons: ReadonlyMap<string, string>;
}

function placeKey(place: number | 'file', rule: string): string {
  return `${place} ${rule}`;
}

function parserFor({ language }: Document): Parser<Suppressions> {
  return language === 'markdown' ? parseMarkup : parseComments;
}

// The text is a stranger's. Both patterns start with a literal, everything that repeats is bounded, and the look back at
// what opens the comment is short: no text makes them slow. A directive is a comment's first words: a text that speaks
// about suppressions is none. A directive's text has 500 characters at most.
const DIRECTIVE =
  /launch-ready-ignore(?<=(?:\/\/|\/\*{1,40}|#|--|;|\{#|%|^[ \t]{0,80}\*)[ \t]{0,40}launch-ready-ignore)-(next-line|file)[ \t]{1,40}([^\n\r]{0,500})/gm;
const MARKUP_DIRECTIVE =
  /launch-ready-ignore(?<=<!--[ \t]{0,40}launch-ready-ignore)-(next-line|file)[ \t]{1,40}([^\n\r]{0,500})/g;
// What closes a comment after the reason: `*/`, `-->`, `#}`, `%>`, `*/}`.
const CLOSER = /(\*\/\}?|-{2,9}>|[#%]?\}|%>)$/;

const parseComments: Parser<Suppressions> = (text) => parse(text, DIRECTIVE);
/** In Markdown, samples of code are not comments. */
const parseMarkup: Parser<Suppressions> = (text) => parse(text, MARKUP_DIRECTIVE);

function parse(text: string, directive: RegExp): Suppressions {
  const comments: SuppressionComment[] = [];
  const reasons = new Map<string, string>();
  const lineAt = lineCounter(text);
  for (const match of text.matchAll(directive)) {
    const [whole, scope, rest = ''] = match;
    const comment = commentOf(rest, scope === 'file' ? 'file' : 'next-line', {
      start: match.index,
      textStart: match.index + whole.length - rest.length,
      line: lineAt(match.index),
    });
    comments.push(comment);
    for (const rule of comment.rules) {
      const key = placeKey(comment.scope === 'file' ? 'file' : comment.targetLine, rule);
      if (comment.reason !== undefined && !reasons.has(key)) reasons.set(key, comment.reason);
    }
  }
  return { comments, reasons };
}

function commentOf(
  rest: string,
  scope: SuppressionComment['scope'],
  { start, textStart, line }: { start: number; textStart: number; line: number },
): SuppressionComment {
  const body = rest.trimEnd().replace(CLOSER, '').trimEnd();
  const [names = '', ...parts] = body.split(/\s--\s/);
  const reason = parts.join(' -- ').trim();
  return {
    scope,
    rules: names.split(/[\s,]+/).filter((name) => name !== '' && name !== '--'),
    reason: reason === '' ? undefined : reason,
    range: { start, end: textStart + body.length },
    targetLine: line + 1,
  };
}

/** Tells the lines of offsets that are asked for in order, in one pass over the text. */
function lineCounter(text: string): (offset: number) => number {
  const breaks = /\r\n?|\n/g;
  let line = 0;
  let next = breaks.exec(text);
  return (offset) => {
    for (; next && next.index < offset; next = breaks.exec(text)) line++;
    return line;
  };
}
