/** What is asked about an origin with each of a list. */
import { expressionAt, type CallExpr, type Expr } from '../../parsers/expression.ts';
import type { Condition, OriginTest, Value } from '../values.ts';
import { evaluate, type EvaluateContext } from './context.ts';
import { ON_ORIGIN } from './questionNames.ts';
import { isOrigin } from './subjects.ts';

/** What an expression asks. */
type Ask = (expression: Expr, context: EvaluateContext) => Condition;

/** `list.some((allowed) => origin.endsWith(allowed))`; Java: `list.stream().anyMatch(origin::endsWith)` */
export function someOf(
  object: Expr,
  asked: Expr,
  context: EvaluateContext,
  ask: Ask,
): OriginTest | undefined {
  if (asked.kind !== 'function') return withMethod(object, asked, context);
  const [name] = asked.parameters;
  if (name !== undefined && asked.isExpression) {
    const { code, language } = context.scope;
    const inner = expressionAt(code, language, asked.body.start, asked.body.end);
    const test = askedWith(name, evaluate(object, context), inner, context, ask);
    if (test) return test;
  }
  return isAsked(asked, context) ? { kind: 'asked' } : undefined;
}

/** Python: `any(origin.endswith(name) for name in NAMES)` */
export function anyOf(
  { end }: CallExpr,
  first: Expr,
  context: EvaluateContext,
  ask: Ask,
): OriginTest | undefined {
  const { code, language } = context.scope;
  const rest = /^\s{0,40}for\s{1,8}(\w{1,60})\s{1,8}in\s{1,8}/.exec(
    code.masked.slice(first.end, Math.min(end, first.end + 200)),
  );
  const name = rest?.[1];
  if (!rest || name === undefined) return undefined;
  const list = evaluate(expressionAt(code, language, first.end + rest[0].length, end - 1), context);
  return list.kind === 'unknown' ? undefined : askedWith(name, list, first, context, ask);
}

/** Ruby: `NAMES.any? { |name| origin.end_with?(name) }` */
export function anyInBlock(expression: Expr, context: EvaluateContext, ask: Ask): OriginTest | undefined {
  const { code, language } = context.scope;
  const called = expression.kind === 'call' ? expression.callee : expression;
  if (language !== 'ruby' || called.kind !== 'member' || !/^(?:any\?|find|detect)$/.test(called.name))
    return undefined;
  const from = called.object.end;
  const block = /^\s{0,4}&?\.(?:any\?|find|detect)\s{0,4}\{\s{0,4}\|\s{0,4}(\w{1,60})\s{0,4}\|\s{0,8}/.exec(
    code.masked.slice(from, from + 200),
  );
  const name = block?.[1];
  if (!block || name === undefined) return undefined;
  const close = code.partnerOf(from + block[0].indexOf('{'));
  const inner = expressionAt(code, language, from + block[0].length, Math.max(from, close));
  return askedWith(name, evaluate(called.object, context), inner, context, ask);
}

function askedWith(
  name: string,
  list: Value,
  inner: Expr,
  context: EvaluateContext,
  ask: Ask,
): OriginTest | undefined {
  const condition = ask(inner, { ...context, bound: new Map(context.bound).set(name, list) });
  // Whether there is an origin at all is asked along the way.
  const parts = (condition.kind === 'all' ? condition.of : [condition]).filter(
    (one) => one.kind !== 'origin' || one.test.kind !== 'present',
  );
  const [only] = parts;
  if (parts.length !== 1 || only?.kind !== 'origin' || only.negated) return undefined;
  return only.test.kind === 'equals' ? { kind: 'listed', list } : only.test;
}

/** `origin::endsWith`, `origin::equals` */
function withMethod(object: Expr, asked: Expr, context: EvaluateContext): OriginTest | undefined {
  const { code } = context.scope;
  const method = /^(\w{1,60})::(\w{1,40})/.exec(
    code.masked.slice(asked.start, Math.min(code.masked.length, asked.start + 110)),
  );
  const [, name = '', asks = ''] = method ?? [];
  const kind = ON_ORIGIN.get(asks);
  if (!method || !kind) return undefined;
  const subject: Expr = { kind: 'name', name, start: asked.start, end: asked.start + name.length };
  if (!isOrigin(subject, context)) return undefined;
  const list = evaluate(object, context);
  if (kind === 'equals') return { kind: 'listed', list };
  return kind === 'matches' ? { kind, pattern: list, how: 'full' } : { kind, value: list };
}

function isAsked(
  { body }: Extract<Expr, { kind: 'function' }>,
  { scope, origins }: EvaluateContext,
): boolean {
  const text = scope.code.masked.slice(body.start, Math.min(body.end, body.start + 400));
  return [...origins].some((name) => text.includes(name)) || /origin/i.test(text);
}
