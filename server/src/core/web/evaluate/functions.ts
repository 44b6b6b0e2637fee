/** What a function gives back, and when. */
import type { TextRange } from '../../finding.ts';
import { expressionAt, lastName, type Expr, type FunctionExpr } from '../../parsers/expression.ts';
import { callsNamed } from '../../parsers/expression/calls.ts';
import { parametersIn } from '../../parsers/expression/functions.ts';
import type { Code } from '../../parsers/code.ts';
import type { Span } from '../../span.ts';
import { evaluate, placeOf, type EvaluateContext } from './context.ts';
import type { Condition, Exit, FunctionValue, Value } from '../values.ts';
import { conditionOf, isQuestion } from './conditions.ts';
import { entriesOf, loopIn } from './eachOf.ts';
import { loopedList } from './loops.ts';
import { negatedCondition } from './negated.ts';
import { conditionsBetween } from './surroundings.ts';

/** A callback, with its ways out. Its first parameter that could be the origin is taken as that. */
export function functionValue(
  made: FunctionExpr,
  context: EvaluateContext,
  at: Span,
): FunctionValue | { readonly kind: 'unknown'; readonly at: Span } {
  if (context.within.has(made.body.start)) return { kind: 'unknown', at };
  const origin = originParameter(made.parameters.filter((name) => !context.bound.has(name)));
  const inner: EvaluateContext = {
    ...context,
    within: new Set([...context.within, made.body.start]),
    origins: new Set(origin === undefined ? context.origins : [...context.origins, origin]),
  };
  if (made.body.end - made.body.start > LONGEST)
    return { kind: 'function', parameters: made.parameters, exits: [], at };
  return { kind: 'function', parameters: made.parameters, exits: exitsForEach(made, inner, at), at };
}

/** Of a list that it goes through, with each entry: `*.shop.example` is asked something else than `https://shop.example`. */
function exitsForEach(made: FunctionExpr, context: EvaluateContext, at: Span): Exit[] {
  const loop = loopIn(made.body, context);
  if (!loop || context.bound.has(loop.name)) return exitsOf(made, context);
  const exits = entriesOf(loopedList(loop.name, loop.at, context), at).flatMap((entry) =>
    exitsOf(made, { ...context, bound: new Map(context.bound).set(loop.name, entry) }),
  );
  return exits.slice(0, 60);
}

const LONGEST = 6_000;

/** `origin` by its name, else the first. Go, Rack and Rails put the request or the source elsewhere. */
function originParameter(parameters: readonly string[]): string | undefined {
  return (
    parameters.find((name) => /origin/i.test(name)) ??
    parameters.find(
      (name) =>
        !/^(?:_|r|req|request|ctx|c|context|res|env|cb|callback|next|done)$/i.test(name) && name !== '',
    )
  );
}

function exitsOf(made: FunctionExpr, context: EvaluateContext): Exit[] {
  if (made.isExpression) {
    const only = expressionAt(context.scope.code, context.scope.language, made.body.start, made.body.end);
    const exits = exitOf(only, [], context);
    // `(origin, callback) => callback(null, true)`
    if (exits.length > 0) return exits;
  }
  const exits: Exit[] = [];
  for (const { start, from } of made.isExpression ? [] : returnsIn(context.scope.code, made.body, context))
    exits.push(
      ...exitOf(
        expressionAt(context.scope.code, context.scope.language, from, made.body.end),
        conditionsBetween(context, made.body.start, start),
        context,
      ),
    );
  for (const call of callbacksIn(made, context))
    exits.push(...exitOf(call.given, conditionsBetween(context, made.body.start, call.start), context, call));
  return exits.sort((a, b) => a.at.start - b.at.start).slice(0, 60);
}

/** A condition that is given back is a question; a choice is two ways out. */
function exitOf(
  expression: Expr,
  when: readonly Condition[],
  context: EvaluateContext,
  place: TextRange = expression,
): Exit[] {
  if (expression.kind === 'call' && /^(?:cb|callback|done|next)$/.test(lastName(expression.callee)))
    return [];
  const at = placeOf(
    expression.end > expression.start ? expression : { kind: 'unknown', start: place.start, end: place.end },
    context,
  );
  if (expression.kind === 'choice') {
    const condition = conditionOf(expression.test, context);
    return [
      ...exitOf(expression.consequent, [...when, condition], context),
      ...exitOf(expression.alternate, [...when, negatedCondition(condition)], context),
    ];
  }
  const condition =
    isQuestion(expression) || namesQuestion(expression, context)
      ? conditionOf(expression, context)
      : undefined;
  // `ctx.get('Origin')` is what is sent, and no question whether it is.
  const isPresence = condition?.kind === 'origin' && condition.test.kind === 'present' && !condition.negated;
  const value: Value | Condition =
    condition && condition.kind !== 'other' && !(isPresence && expression.kind === 'call')
      ? condition
      : evaluate(expression, context);
  return [{ when, gives: value, at }];
}

/** `const isAllowed = list.includes(origin)` */
function namesQuestion(expression: Expr, { origins, scope }: EvaluateContext): boolean {
  if (expression.kind !== 'name' || origins.has(expression.name)) return false;
  const binding = scope.lookup(expression.name, expression.start);
  return binding?.kind === 'value' && isQuestion(binding.value);
}

interface Return {
  /** The word, and what follows it. */
  readonly start: number;
  readonly from: number;
}

/** Of the function itself, and not of what it asks about each entry of a list. */
function* returnsIn(code: Code, body: TextRange, context: EvaluateContext): Generator<Return> {
  const inner = questionsIn(code, body);
  const pattern = /(?<![\w$.])return\b[ \t]{0,20}/g;
  pattern.lastIndex = body.start;
  let found = 0;
  for (
    let match = pattern.exec(code.masked);
    match && match.index < body.end;
    match = pattern.exec(code.masked)
  ) {
    found++;
    if (found > 40) return;
    const start = match.index;
    if (!inner.some((range) => range.start < start && start < range.end))
      yield { start, from: start + match[0].length };
  }
  // Ruby, Rust, Kotlin and Elixir give what stands last.
  if (found > 0 || !LAST_COUNTS.has(context.scope.language)) return;
  const last = lastLine(code.masked, body);
  if (last >= 0) yield { start: last, from: last };
}

/** `list.some((entry) => { … })`: what is given back there is no answer of the function round it. */
function questionsIn(code: Code, body: TextRange): readonly TextRange[] {
  const { masked } = code;
  const pattern = /\.(?:some|every|find|findIndex|filter|map|flatMap|forEach|reduce)[ \t]{0,4}\(/g;
  const found: TextRange[] = [];
  pattern.lastIndex = body.start;
  for (
    let match = pattern.exec(masked);
    match && match.index < body.end && found.length < 40;
    match = pattern.exec(masked)
  ) {
    const start = match.index + match[0].length - 1;
    found.push({ start, end: code.partnerOf(start) });
  }
  return found;
}

const LAST_COUNTS: ReadonlySet<string> = new Set(['ruby', 'rust', 'kotlin', 'elixir']);

function lastLine(masked: string, { start, end }: TextRange): number {
  const text = masked.slice(start, end).trimEnd();
  const line = Math.max(text.lastIndexOf('\n'), text.lastIndexOf(';'));
  const from = start + line + 1;
  return from + (/^\s*/.exec(masked.slice(from, end))?.[0].length ?? 0);
}

interface Callback extends TextRange {
  readonly given: Expr;
}

/** `callback(null, true)`, by the name of the function's own parameter. */
function* callbacksIn(made: FunctionExpr, context: EvaluateContext): Generator<Callback> {
  const name =
    made.parameters.find((parameter) => /^(?:cb|callback|done|next|fn|resolve|allow)$/i.test(parameter)) ??
    made.parameters[1];
  if (name === undefined || name === '') return;
  let found = 0;
  for (const call of callsNamed(context.scope.code, context.scope.language, [name], made.body)) {
    if (call.start < made.body.start || call.end > made.body.end + 1) continue;
    if (++found > 40) return;
    const second = call.args[1]?.value;
    if (second) yield { given: second, start: call.start, end: call.end };
  }
}

/** What is returned in a function's own text, without looking at when. */
export function returnsOf(
  made: Pick<FunctionExpr, 'body' | 'isExpression'>,
  context: EvaluateContext,
): readonly Expr[] {
  const { code, language } = context.scope;
  if (made.body.end - made.body.start > LONGEST) return [];
  if (made.isExpression) return [expressionAt(code, language, made.body.start, made.body.end)];
  return [...returnsIn(code, made.body, context)].map(({ from }) =>
    expressionAt(code, language, from, made.body.end),
  );
}

/** The names of a function's parameters, by what stands between its parentheses. */
export function parametersOf({ start, end }: TextRange, { scope }: EvaluateContext): readonly string[] {
  return parametersIn(scope.code.masked.slice(start, end), scope.language === 'go');
}
