/** What an `if` of one statement asks, where no braces stand round that. */
import { expressionAt } from '../../parsers/expression.ts';
import type { Condition } from '../values.ts';
import { conditionOf, negatedCondition } from './conditions.ts';
import type { EvaluateContext } from './context.ts';

/** `if (x) return;` at an offset: what holds behind it, at `inner`. */
export function refusalWithoutBraces(
  context: EvaluateContext,
  at: number,
  inner: number,
): Condition | undefined {
  const { code, language } = context.scope;
  const open = at + 2 + (/^\s*/.exec(code.masked.slice(at + 2, at + 20))?.[0].length ?? 0);
  if (code.masked[open] !== '(') return undefined;
  const close = code.partnerOf(open);
  if (close < open || close >= inner) return undefined;
  const body = /^\s*(?:return|throw)\b[^;\n]*/.exec(code.masked.slice(close + 1, close + 400));
  if (!body || close + 1 + body[0].length >= inner) return undefined;
  return negatedCondition(conditionOf(expressionAt(code, language, open, close + 1), context));
}

/** `if (x) a();` that ends before an `else`. */
export function ifWithoutBraces(context: EvaluateContext, end: number): Condition | undefined {
  const { code, language } = context.scope;
  if (code.masked[end - 1] !== ';') return undefined;
  let at = end - 2;
  for (; at > 0 && end - at < FURTHEST && !/[;{}]/.test(code.masked.charAt(at)); at--)
    if (/[)\]}]/.test(code.masked.charAt(at))) at = Math.min(at, Math.max(0, code.partnerOf(at)));
  const head = /^[;{}]?\s{0,80}if\s{0,4}(?=\()/.exec(code.masked.slice(at, at + 100));
  const open = head ? at + head[0].length : -1;
  return head
    ? conditionOf(expressionAt(code, language, open, code.partnerOf(open) + 1), context)
    : undefined;
}

const FURTHEST = 2_000;
