/** Values that are picked by a question about the origin: `list.includes(origin) ? origin : list[0]`. */
import { expressionAt, type Expr } from '../../../parsers/expression.ts';
import { endOf, startOf } from '../../../parsers/script/walk.ts';
import { contextOf, evaluate } from '../../evaluate.ts';
import { conditionOf, negatedCondition } from '../../evaluate/conditions.ts';
import type { Condition, Value } from '../../values.ts';
import type { ScriptFile } from '../scriptFile.ts';

export interface Alternative {
  readonly value: Value;
  readonly when: readonly Condition[];
}

/** Each value with the condition of its own; undefined where no such question is asked. */
export function alternativesOf(file: ScriptFile, first: number, last: number): Alternative[] | undefined {
  const { document, script } = file;
  const context = contextOf(document);
  const { scope } = context;
  const written = expressionAt(scope.code, scope.language, startOf(script, first), endOf(script, last));
  const binding = written.kind === 'name' ? scope.lookup(written.name, written.start) : undefined;
  const expression = binding?.kind === 'value' ? binding.value : written;
  const parts = partsOf(expression);
  if (!parts) return undefined;
  const condition = conditionOf(parts.test, context);
  if (!asksOrigin(condition)) return undefined;
  const found: Alternative[] = [{ value: evaluate(parts.yes, context), when: [condition] }];
  if (parts.no) found.push({ value: evaluate(parts.no, context), when: [negatedCondition(condition)] });
  const given = found.filter(({ value }) => !isNothing(value));
  // `Array.isArray(origin) ? origin[0] : origin` is the origin, whatever was asked.
  return given.length > 1 && given.every(({ value }) => value.kind === 'request')
    ? given.slice(0, 1).map(({ value }) => ({ value, when: [] }))
    : given;
}

function partsOf(expression: Expr): { test: Expr; yes: Expr; no?: Expr } | undefined {
  if (expression.kind === 'choice')
    return { test: expression.test, yes: expression.consequent, no: expression.alternate };
  if (expression.kind !== 'binary') return undefined;
  const { operator, left, right } = expression;
  if (operator === '&&') return { test: left, yes: right };
  // `list.includes(origin) && origin || ''`
  const inner = operator === '||' || operator === '??' ? partsOf(left) : undefined;
  return inner && { ...inner, no: right };
}

function asksOrigin(condition: Condition): boolean {
  if (condition.kind === 'all' || condition.kind === 'any') return condition.of.some(asksOrigin);
  return condition.kind === 'origin';
}

function isNothing(value: Value): boolean {
  return (
    value.kind === 'nothing' ||
    (value.kind === 'text' && value.text === '') ||
    (value.kind === 'flag' && !value.value)
  );
}
