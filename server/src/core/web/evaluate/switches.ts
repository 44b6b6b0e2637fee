/** What a case of a `switch` asks. */
import type { TextRange } from '../../finding.ts';
import type { Code } from '../../parsers/code.ts';
import { expressionAt } from '../../parsers/expression.ts';
import { spanOf } from '../../span.ts';
import type { Condition, Value } from '../values.ts';
import { conditionOf } from './conditions.ts';
import { evaluate, type EvaluateContext } from './context.ts';
import { inHost, isOrigin } from './subjects.ts';

const FURTHEST = 4_000;

interface Label {
  readonly start: number;
  /** Behind the word, and before its colon. */
  readonly from: number;
  readonly to: number;
  readonly isDefault: boolean;
}

/** The condition of the case that a place stands in; undefined where the brace opens no switch. */
export function caseCondition(
  context: EvaluateContext,
  brace: number,
  offset: number,
): Condition | undefined {
  const { code, language } = context.scope;
  if (offset - brace > FURTHEST) return undefined;
  const head = /\bswitch\b\s{0,20}(?:[^{};\n]{0,200};\s{0,8})?([^{};]{0,200})$/.exec(
    code.masked.slice(Math.max(0, brace - 440), brace),
  );
  if (!head) return undefined;
  const labels = labelsBefore(context, brace, offset);
  const [first] = labels;
  if (!first) return undefined;
  const at = spanOf(context.document, first.start, labels.at(-1)?.to ?? first.to);
  if (labels.some(({ isDefault }) => isDefault)) return { kind: 'other', at };
  const cases = labels.flatMap((label) => expressionsOf(context, label));
  const asked = (head[1] ?? '')
    .trim()
    .replace(/^\(|\)$/g, '')
    .trim();
  if (asked === '' || asked === 'true') {
    const of = cases.map(({ start, end }) => conditionOf(expressionAt(code, language, start, end), context));
    return { kind: 'any', of, at };
  }
  const subject = expressionAt(code, language, brace - (head[1] ?? '').length, brace);
  if (!isOrigin(subject, context)) return undefined;
  const items = cases.map(({ start, end }): Value =>
    evaluate(expressionAt(code, language, start, end), context),
  );
  const list: Value = { kind: 'list', items, open: false, at };
  return { kind: 'origin', test: inHost(subject, { kind: 'listed', list }), negated: false, at };
}

/** The labels that stand together before a place, in the block itself. */
function labelsBefore({ scope: { code } }: EvaluateContext, brace: number, offset: number): readonly Label[] {
  const { masked } = code;
  let group: Label[] = [];
  const words = /\b(?:case\b|default\b(?=\s{0,4}(?::|->)))|[{([]/g;
  words.lastIndex = brace + 1;
  for (let match = words.exec(masked); match && match.index < offset; match = words.exec(masked)) {
    if (/[{([]/.test(match[0])) {
      const close = code.partnerOf(match.index);
      if (close >= offset || close < 0) break;
      words.lastIndex = close + 1;
      continue;
    }
    const from = match.index + match[0].length;
    const to = endOfLabel(code, from, offset);
    if (to === undefined) continue;
    const before = group.at(-1);
    const label = { start: match.index, from, to, isDefault: match[0] === 'default' };
    group = before && masked.slice(before.to + 1, match.index).trim() === '' ? [...group, label] : [label];
    words.lastIndex = to;
  }
  return group;
}

/** Its colon or arrow. */
function endOfLabel(code: Code, from: number, limit: number): number | undefined {
  for (let at = from; at < limit && at < from + 400; at++) {
    const character = code.masked.charAt(at);
    if (/[{([]/.test(character)) at = Math.max(at, code.partnerOf(at));
    else if (character === ':' && code.masked[at + 1] !== ':' && code.masked[at - 1] !== ':') return at;
    else if (character === '-' && code.masked[at + 1] === '>') return at;
  }
  return undefined;
}

/** `case "a", "b":` */
function expressionsOf({ scope: { code } }: EvaluateContext, { from, to }: Label): readonly TextRange[] {
  const found: TextRange[] = [];
  let start = from;
  for (let at = from; at <= to; at++) {
    const character = code.masked.charAt(at);
    if (/[{([]/.test(character) && at < to) at = Math.max(at, code.partnerOf(at));
    else if (at === to || character === ',') {
      found.push({ start, end: at });
      start = at + 1;
    }
  }
  return found;
}
