import type { TextRange } from './finding.ts';
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
  return document.parsed(document.language === 'markdown' ? parseMarkup : parseComments);
}

/** The reason for which `ruleId` is silenced at an offset, or undefined. */
export function suppressionReason(document: Document, ruleId: string, offset: number): string | undefined {
  const comments = suppressionComments(document);
  if (comments.length === 0) return undefined;
  const line = lineIndexOf(document.text, offset);
  const match = comments.find(
    ({ scope, rules, reason, targetLine }) =>
      reason !== undefined &&
      rules.some((rule) => ruleMatches(rule, ruleId)) &&
      (scope === 'file' || targetLine === line),
  );
  return match?.reason;
}

function ruleMatches(pattern: string, ruleId: string): boolean {
  return pattern === ruleId || (pattern.endsWith('/*') && ruleId.startsWith(pattern.slice(0, -1)));
}

// Only as the first words of a comment: a text that speaks about suppressions is none.
const DIRECTIVE =
  /(\/\/+|\/\*+|#+|--|;+|<!--|\{#|<%#|%|^[ \t]*\*)[ \t]*launch-ready-ignore-(next-line|file)[ \t]+([^\n\r]*)/gm;
const MARKUP_DIRECTIVE = /(<!--)[ \t]*launch-ready-ignore-(next-line|file)[ \t]+([^\n\r]*)/g;
// What closes a comment after the reason: `*/`, `-->`, `#}`, `%>`, `*/}`.
const CLOSER = /\s*(\*\/\}?|--+>|[#%]?\}|%>)\s*$/;

const parseComments: Parser<readonly SuppressionComment[]> = (text) => parse(text, DIRECTIVE);
/** In Markdown, samples of code are not comments. */
const parseMarkup: Parser<readonly SuppressionComment[]> = (text) => parse(text, MARKUP_DIRECTIVE);

function parse(text: string, directive: RegExp): readonly SuppressionComment[] {
  const found: SuppressionComment[] = [];
  for (const match of text.matchAll(directive)) {
    const [whole, , scope, rest = ''] = match;
    const start = match.index + whole.indexOf('launch-ready-ignore');
    const body = rest.replace(CLOSER, '').trimEnd();
    const [names = '', ...reasons] = body.split(/\s--\s/);
    const reason = reasons.join(' -- ').trim();
    found.push({
      scope: scope === 'file' ? 'file' : 'next-line',
      rules: names.split(/[\s,]+/).filter((name) => name !== '' && name !== '--'),
      reason: reason === '' ? undefined : reason,
      range: { start, end: match.index + whole.length - (rest.length - body.length) },
      targetLine: lineIndexOf(text, match.index) + 1,
    });
  }
  return found;
}

function lineIndexOf(text: string, offset: number): number {
  let line = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
