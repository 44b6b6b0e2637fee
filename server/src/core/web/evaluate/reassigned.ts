/** Names that get another value under a condition: `let allow = LIST[0]; if (LIST.includes(origin)) allow = origin;` */
import type { Span } from '../../span.ts';
import type { Condition, Stage, Value } from '../values.ts';
import { evaluate, type EvaluateContext } from './context.ts';
import { negatedCondition, oppositeStage } from './negated.ts';
import { conditionsBetween } from './surroundings.ts';

/** The origin with what was asked before it was taken, and what the name held until then. */
export function withReason(
  value: Value,
  name: string,
  assignedAt: number,
  usedAt: number,
  context: EvaluateContext,
  at: Span,
): Value {
  if (context.depth > DEEPEST || !(isOrigin(value) || isStandIn(value))) return value;
  const inner = { ...context, depth: context.depth + 4 };
  const before = context.scope.lookup(name, assignedAt - 1);
  const isSecond = before?.kind === 'value' && before.value.start < assignedAt;
  const earlier = isSecond ? evaluate(before.value, inner) : undefined;
  if (!isOrigin(value) && !(earlier && isOrigin(earlier))) return value;
  const here = conditionsBetween(inner, 0, usedAt, true);
  const extra = conditionsBetween(inner, 0, assignedAt, true).filter(
    (condition) =>
      !(isOrigin(value) && isPresence(condition)) &&
      !here.some((known) => known.at.start === condition.at.start),
  );
  const [first, ...others] = extra;
  if (!first) return value;
  const stage: Stage = first.kind === 'stage' && others.length === 0 ? first.stage : 'unknown';
  const options = [
    {
      when: stage,
      value,
      ...(stage === 'unknown' && { condition: { kind: 'all', of: extra, at: first.at } as const }),
    },
  ];
  if (!earlier) return { kind: 'choice', options, at };
  const otherwise =
    stage === 'unknown' && isOrigin(earlier)
      ? { condition: negatedCondition({ kind: 'all', of: extra, at: first.at }) }
      : {};
  return {
    kind: 'choice',
    options: [...options, { when: oppositeStage(stage), value: earlier, ...otherwise }],
    at,
  };
}

function isOrigin(value: Value): boolean {
  return value.kind === 'request' && value.what === 'origin';
}

/** What is sent where the origin is not: `*`, an address of one's own. */
function isStandIn(value: Value): boolean {
  return value.kind === 'text' && /^(?:\*|null|https?:.*|)$/.test(value.text);
}

const DEEPEST = 12;

function isPresence(condition: Condition): boolean {
  return condition.kind === 'origin' && condition.test.kind === 'present';
}
