/** Conditions that hold where something stands: braces, indentation, and what leaves before. */
import { expressionAt, type Expr } from '../../parsers/expression.ts';
import type { Code } from '../../parsers/code.ts';
import type { Language } from '../../language.ts';
import { evaluate, type EvaluateContext } from './context.ts';
import { spanOf } from '../../span.ts';
import type { Condition, Value } from '../values.ts';
import { conditionOf, negatedCondition } from './conditions.ts';
import { inHost, isOrigin } from './subjects.ts';
import { caseCondition } from './switches.ts';
import { leaves } from './leaving.ts';
import { ifWithoutBraces, refusalWithoutBraces } from './withoutBraces.ts';

/** Those between the start of a function's body and a place in it. */
export function conditionsBetween(
  context: EvaluateContext,
  from: number,
  offset: number,
  stopsAtFunctions = false,
): readonly Condition[] {
  const { language } = context.scope;
  return INDENTED.has(language)
    ? byIndentation(context, from, offset)
    : byBraces(context, from, offset, stopsAtFunctions);
}

const INDENTED: ReadonlySet<Language> = new Set<Language>(['python', 'ruby', 'elixir']);
const FURTHEST = 12_000;
/** Of a long chain, only what stands round a place is read. */
const NEAR = 2_000;

function byBraces(
  context: EvaluateContext,
  from: number,
  offset: number,
  stopsAtFunctions: boolean,
): readonly Condition[] {
  const { code } = context.scope;
  const { masked } = code;
  const found: Condition[] = [];
  let inner = offset;
  const least = Math.max(from, offset - FURTHEST);
  // `if (x) return`, `x && set()`, without braces
  const whole = expressionRound(context, offset, least);
  const direct = headBefore(context, beforeWord(masked, whole?.start ?? offset));
  if (direct) found.push(direct);
  if (whole) found.push(...branchesRound(context, whole, offset));
  for (let at = offset - 1; at >= least; at--) {
    const character = masked.charAt(at);
    if (character === ')' || character === ']' || character === '}') {
      const partner = code.partnerOf(at);
      if (partner < 0 || partner >= at) continue;
      if (character === '}') {
        const passed = refusal(context, partner, at, inner);
        if (passed) found.unshift(passed);
        // What a `try` has checked holds behind it.
        if (/\btry\s{0,20}$/.test(masked.slice(Math.max(0, partner - 24), partner))) continue;
      } else if (character === ')') {
        const checked = checkBefore(context, partner, at);
        if (checked) found.unshift(checked);
      }
      at = partner;
    } else if (character === '{') {
      const condition = headBefore(context, at) ?? caseCondition(context, at, offset);
      if (condition) found.unshift(condition);
      else if (stopsAtFunctions && isFunction(masked, at)) break;
      inner = at;
    } else if (
      character === 'i' &&
      /^if\b/.test(masked.slice(at, at + 3)) &&
      !/[\w$.]/.test(masked.charAt(at - 1))
    ) {
      const passed = refusalWithoutBraces(context, at, inner);
      if (passed) found.unshift(passed);
    }
  }
  return found;
}

/** `assertAllowed(origin);`: a statement that stops what goes on with the wrong one. */
function checkBefore(context: EvaluateContext, open: number, close: number): Condition | undefined {
  const { code, language } = context.scope;
  const name = /(?<![\w$])(?:assert|check|ensure|verify|validate|enforce)\w{0,40}$/.exec(
    code.masked.slice(Math.max(0, open - 60), open),
  );
  if (!name || !/^\s{0,20}(?:[;}\n]|$)/.test(code.masked.slice(close + 1, close + 24))) return undefined;
  const first = open + 1 + (/^\s*/.exec(code.masked.slice(open + 1, close))?.[0].length ?? 0);
  if (!isOrigin(expressionAt(code, language, first, close), context)) return undefined;
  const at = spanOf(context.document, open - name[0].length, open);
  return { kind: 'origin', test: { kind: 'asked' }, negated: false, at };
}

/** The same for an object within others, and within calls: `ok ? { headers: { … } } : {}`. */
export function branchesAround(context: EvaluateContext, offset: number): readonly Condition[] {
  const { code } = context.scope;
  const least = Math.max(0, offset - FURTHEST);
  const found: Condition[] = [];
  let here = offset;
  for (let levels = 0; levels < 6; levels++) {
    const whole = expressionRound(context, here, least);
    if (whole) found.unshift(...branchesRound(context, whole, here));
    const open = openBefore(code, whole?.start ?? here, least);
    // A block of statements, and no object
    const before = code.masked.slice(Math.max(0, open - 12), Math.max(0, open)).trimEnd();
    if (open < 0 || (code.masked[open] === '{' && !/[(,:=?&|[]$|\breturn$/.test(before))) break;
    if (before.endsWith('=>')) break;
    here = open;
  }
  return found;
}

function openBefore(code: Code, offset: number, least: number): number {
  for (let at = offset - 1; at >= least; at--) {
    const character = code.masked.charAt(at);
    if (character === '{' || character === '(' || character === '[') return at;
    if (character !== ')' && character !== ']' && character !== '}') continue;
    const partner = code.partnerOf(at);
    if (partner < 0 || partner >= at) return -1;
    at = partner;
  }
  return -1;
}

/** The expression that a place is a later part of. */
function expressionRound(
  { scope: { code, language } }: EvaluateContext,
  offset: number,
  least: number,
): Expr | undefined {
  let at = offset - 1;
  for (; at >= least; at--) {
    const character = code.masked.charAt(at);
    if (/[)\]}]/.test(character)) {
      const partner = code.partnerOf(at);
      const isHead =
        (character === '}' && !/^\s{0,80}:/.test(code.masked.slice(at + 1, at + 90))) ||
        /\b(?:if|for|while|elseif)\s{0,10}$/.test(
          code.masked.slice(Math.max(0, partner - 16), Math.max(0, partner)),
        );
      if (partner < 0 || partner >= at || isHead) break;
      at = partner;
    } else if (/[{([;,]/.test(character) || (character === '>' && code.masked[at - 1] === '=')) break;
    else if (
      character === '=' &&
      !/[=!<>]/.test(code.masked.charAt(at - 1)) &&
      !/[=>~]/.test(code.masked.charAt(at + 1))
    )
      break;
    else if (character === 'n' && /(?<![\w$.])return$/.test(code.masked.slice(Math.max(0, at - 7), at + 1)))
      break;
  }
  // `headers: ok ? { … } : {}`
  const start =
    at + 1 + (/^\s*(?:[\w$"'-]{1,60}\s{0,4}:\s*)?/.exec(code.masked.slice(at + 1, offset))?.[0].length ?? 0);
  if (start >= offset) return undefined;
  const whole = expressionAt(code, language, start, Math.min(code.text.length, offset + NEAR));
  // What stands before may be a statement of its own, without a semicolon.
  return whole.end > offset ? whole : undefined;
}

/** `ok ? callback(null, true) : callback(error)`, `ok && callback(null, true)`: what has to hold for that part. */
function branchesRound(context: EvaluateContext, whole: Expr, offset: number): Condition[] {
  const found: Condition[] = [];
  let here = whole;
  for (let steps = 0; steps < 8; steps++) {
    if (here.kind === 'choice') {
      const isElse: boolean = here.alternate.start <= offset;
      if (here.consequent.start > offset) break;
      const condition = conditionOf(here.test, context);
      found.push(isElse ? negatedCondition(condition) : condition);
      here = isElse ? here.alternate : here.consequent;
    } else if (here.kind === 'binary' && here.right.start <= offset) {
      if (here.operator === '&&') found.push(conditionOf(here.left, context));
      if (here.operator === '||') found.push(negatedCondition(conditionOf(here.left, context)));
      here = here.right;
    } else break;
  }
  return found;
}

/** Before the `return` or `await` that stands before a place. */
function beforeWord(masked: string, offset: number): number {
  const word = /\b(?:return|await|yield|void)\s{1,20}$/.exec(masked.slice(Math.max(0, offset - 30), offset));
  return offset - (word?.[0].length ?? 0);
}

/** The condition of `if (…)`, `else if (…)`, `if … {` (Go, Rust), `else` that ends before `at`; undefined where there is none. */
function headBefore(context: EvaluateContext, at: number): Condition | undefined {
  const { code, language } = context.scope;
  const { masked } = code;
  let end = at;
  while (end > 0 && at - end < 200 && /\s/.test(masked.charAt(end - 1))) end--;
  if (/\belse$/.test(masked.slice(Math.max(0, end - 6), end))) return elseOf(context, end - 4);
  if (masked[end - 1] === ')') {
    const open = code.partnerOf(end - 1);
    if (open < 0) return undefined;
    if (/(?<![\w$.])(?:if|when|elseif|elsif)\s{0,10}$/.test(masked.slice(Math.max(0, open - 12), open)))
      return conditionOf(expressionAt(code, language, open, end), context);
  }
  if ((language !== 'go' && language !== 'rust') || masked[at] !== '{') return undefined;
  const line = masked.slice(Math.max(0, masked.lastIndexOf('\n', end - 1) + 1), end);
  const head = /(?:^|\}\s*else\s+|\s)if\s+(?:[^;{}]{0,200};\s*)?/.exec(line);
  if (!head) return undefined;
  const start = end - line.length + head.index + head[0].length;
  return conditionOf(expressionAt(code, language, start, end), context);
}

function elseOf(context: EvaluateContext, at: number): Condition | undefined {
  const { code } = context.scope;
  let end = at;
  while (end > 0 && /\s/.test(code.masked.charAt(end - 1))) end--;
  const open = code.masked[end - 1] === '}' ? code.partnerOf(end - 1) : -1;
  const before = open >= 0 ? headBefore(context, open) : ifWithoutBraces(context, end);
  return before && negatedCondition(before);
}

/** A block before that leaves: what it asked does not hold any more. */
function refusal(
  context: EvaluateContext,
  open: number,
  close: number,
  inner: number,
): Condition | undefined {
  if (inner <= close) return undefined;
  if (!leaves(context.scope.code, open, close)) return undefined;
  const condition = headBefore(context, open);
  return condition && negatedCondition(condition);
}

function isFunction(masked: string, brace: number): boolean {
  const before = masked.slice(Math.max(0, brace - 400), brace).trimEnd();
  if (/(?:=>|->)$/.test(before)) return true;
  if (!before.endsWith(')') && !/\)\s*(?::|->)?[^(){};=]{0,80}$/.test(before)) return false;
  return !/(?<![\w$.])(?:if|for|foreach|while|switch|catch|with|using|lock|elseif|match)\s*\((?:[^()]|\([^()]*\))*\)$/.test(
    before,
  );
}

const IF = /^[ \t]*(if|elif|elsif|unless|else)\b[ \t]*/;

function byIndentation(context: EvaluateContext, from: number, offset: number): readonly Condition[] {
  const { code, language } = context.scope;
  const { masked } = code;
  const found: Condition[] = [];
  let lineStart = masked.lastIndexOf('\n', offset - 1) + 1;
  const own = masked.slice(lineStart, lineStart + 2_000).split('\n', 1)[0] ?? '';
  let indent = indentOf(own);
  const modifier = language === 'ruby' ? /\s(if|unless)\s+(?=\S)/.exec(own.slice(offset - lineStart)) : null;
  if (modifier) {
    const start = offset + modifier.index + modifier[0].length;
    const condition = conditionOf(expressionAt(code, language, start, lineStart + own.length), context);
    found.unshift(modifier[1] === 'unless' ? negatedCondition(condition) : condition);
  }
  // Lines of the same level that leave count as long as nothing else was entered.
  for (let lines = 0; lines < 300 && lineStart > from; lines++) {
    const end = lineStart - 1;
    lineStart = masked.lastIndexOf('\n', end - 1) + 1;
    // `):`, which closes a condition of several lines
    const closing = lineStart + (/^[ \t]*(?=[)\]])/.exec(masked.slice(lineStart, end))?.[0].length ?? -1);
    const open = closing >= lineStart ? code.partnerOf(closing) : -1;
    if (open >= from && open < closing) lineStart = masked.lastIndexOf('\n', open) + 1;
    const line = masked.slice(lineStart, end);
    if (line.trim() === '') continue;
    const level = indentOf(line);
    const head = IF.exec(line);
    if (level < indent) {
      if (/^\s*(?:async\s+)?(?:def|class|lambda|do)\b/.test(line)) break;
      indent = level;
      const asked = language === 'ruby' ? whenOf(context, lineStart, end, level) : undefined;
      if (asked) found.unshift(asked);
      if (head && head[1] !== 'else')
        found.unshift(headOf(context, lineStart + head[0].length, end, head[1] ?? ''));
      else if (head) {
        const opposite = ifOfElse(context, lineStart, indent);
        if (opposite) found.unshift(negatedCondition(opposite));
      }
    } else if (level === indent && head && head[1] !== 'else' && leavesBelow(masked, end + 1, indent, offset))
      found.unshift(negatedCondition(headOf(context, lineStart + head[0].length, end, head[1] ?? '')));
    else if (level === indent && CHECKS.test(line)) {
      const called = lineStart + line.indexOf('(');
      const checked = checkBefore(context, called, code.partnerOf(called));
      if (checked) found.unshift(checked);
    } else if (level === indent && language === 'ruby') {
      const leaving = /^\s*(?:return|raise|head|render)\b.*?\s(if|unless)\s+(?=\S)/.exec(line);
      if (leaving) {
        const condition = conditionOf(
          expressionAt(code, language, lineStart + leaving[0].length, end),
          context,
        );
        found.unshift(leaving[1] === 'unless' ? condition : negatedCondition(condition));
      }
    }
  }
  return found;
}

/** Ruby: `case origin` and `when 'a', 'b'`, with what has to hold for the lines below. */
function whenOf(context: EvaluateContext, start: number, end: number, level: number): Condition | undefined {
  const { code, language } = context.scope;
  const { masked } = code;
  const when = /^[ \t]*when[ \t]+/.exec(masked.slice(start, end));
  if (!when) return undefined;
  const at = spanOf(context.document, start + when[0].length, end);
  let lineStart = start;
  for (let lines = 0; lines < 80 && lineStart > 0; lines++) {
    const lineEnd = lineStart - 1;
    lineStart = masked.lastIndexOf('\n', lineEnd - 1) + 1;
    const head = /^([ \t]*)(?:[\w@]{1,60}[ \t]*=[ \t]*)?case[ \t]+/.exec(masked.slice(lineStart, lineEnd));
    if (!head || (head[1] ?? '').length > level) continue;
    const subject = expressionAt(code, language, lineStart + head[0].length, lineEnd);
    if (!isOrigin(subject, context)) return undefined;
    const items: Value[] = [];
    let from = start + when[0].length;
    while (from < end && items.length < 40) {
      const item = expressionAt(code, language, from, end);
      items.push(evaluate(item, context));
      const comma = masked.indexOf(',', Math.max(item.end, from + 1));
      if (comma < 0 || comma >= end) break;
      from = comma + 1;
    }
    const list: Value = { kind: 'list', items, open: false, at };
    return { kind: 'origin', test: inHost(subject, { kind: 'listed', list }), negated: false, at };
  }
  return undefined;
}

const CHECKS = /^\s*(?:await\s+)?(?:[\w@]+\.)*(?:assert|check|ensure|verify|validate|enforce)\w{0,40}[!?]?\(/;

function headOf(context: EvaluateContext, start: number, end: number, word: string): Condition {
  const { code, language } = context.scope;
  const text = code.masked.slice(start, end);
  const colon = language === 'python' ? text.lastIndexOf(':') : -1;
  const expression: Expr = expressionAt(code, language, start, colon >= 0 ? start + colon : end);
  const condition = conditionOf(expression, context);
  return word === 'unless' ? negatedCondition(condition) : condition;
}

function ifOfElse(context: EvaluateContext, elseStart: number, indent: number): Condition | undefined {
  const { masked } = context.scope.code;
  let lineStart = elseStart;
  for (let lines = 0; lines < 80 && lineStart > 0; lines++) {
    const end = lineStart - 1;
    lineStart = masked.lastIndexOf('\n', end - 1) + 1;
    const line = masked.slice(lineStart, end);
    if (line.trim() === '' || indentOf(line) > indent) continue;
    const head = IF.exec(line);
    return head && head[1] !== 'else'
      ? headOf(context, lineStart + head[0].length, end, head[1] ?? '')
      : undefined;
  }
  return undefined;
}

/** Whether the block that is indented more ends with a return, and nothing else follows of its condition before the place. */
function leavesBelow(masked: string, from: number, indent: number, offset: number): boolean {
  let at = from;
  let last = '';
  for (let lines = 0; lines < 60 && at < offset; lines++) {
    const end = masked.indexOf('\n', at);
    const line = masked.slice(at, end < 0 ? masked.length : end);
    if (line.trim() !== '') {
      if (indentOf(line) <= indent) break;
      last = line;
    }
    if (end < 0) break;
    at = end + 1;
  }
  return /^\s*(?:return|raise|abort|redirect|head|render|next)\b/.test(last);
}

function indentOf(line: string): number {
  return /^[ \t]*/.exec(line)?.[0].length ?? 0;
}
