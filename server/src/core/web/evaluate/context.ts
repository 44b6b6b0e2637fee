/** What the reading of values knows, and how its parts ask each other. */
import { expressionAt, type Expr } from '../../parsers/expression.ts';
import type { Scope } from '../../parsers/expression/scope.ts';
import type { Document } from '../../source.ts';
import { spanOf, type Span } from '../../span.ts';
import type { Value } from '../values.ts';

/** How the reading of values goes on; made by `contextOf`. */
export interface EvaluateContext {
  readonly document: Document;
  readonly scope: Scope;
  /** Names that hold the origin of the request: parameters of callbacks. */
  readonly origins: ReadonlySet<string>;
  /** Names that stand for something here: parameters of a function that is called. */
  readonly bound: ReadonlyMap<string, Value>;
  /** Where the bodies of functions start that are being read: one that calls itself says nothing new. */
  readonly within: ReadonlySet<number>;
  readonly depth: number;
  /** Steps left for all of it: names that lead in circles must end. */
  readonly budget: { left: number };
  /** Reads one expression: values are in values. */
  readonly read: (expression: Expr, context: EvaluateContext) => Value;
}

/** Never fails; what can't be told is `unknown`. */
export function evaluate(expression: Expr, context: EvaluateContext): Value {
  return context.read(expression, context);
}

/** The value of the expression that starts at an offset. */
export function evaluateAt(context: EvaluateContext, start: number, end?: number): Value {
  return evaluate(expressionAt(context.scope.code, context.scope.language, start, end), context);
}

/** Where an expression stands; of a text, what stands between its quotes. On one line. */
export function placeOf(expression: Expr, { document }: Pick<EvaluateContext, 'document'>): Span {
  const { start, end } = expression.kind === 'string' ? expression.content : expression;
  return spanOf(document, start, Math.max(start, Math.min(end, document.lineAt(start).end)));
}
