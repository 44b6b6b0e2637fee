/** What is asked about an origin with entries that are taken apart: `*.example.com` without its star. */
import { lastName, type CallExpr } from '../../parsers/expression.ts';
import type { Condition, OriginTest, TextValue, Value } from '../values.ts';
import { evaluate, placeOf, type EvaluateContext } from './context.ts';
import { SOME } from './questionNames.ts';

/** What a function asks before it says yes. */
type QuestionOf = (made: Value) => Condition | undefined;

/**
 * `list.some((o) => (o.startsWith('*.') ? origin.endsWith(o.slice(2)) : o === origin))`: what it comes to for each entry. Undefined
 * where the entries are compared as they are, or where it can't be read.
 */
export function eachOf(
  call: CallExpr,
  context: EvaluateContext,
  questionOf: QuestionOf,
): Condition | undefined {
  const object = call.callee.kind === 'member' ? call.callee.object : undefined;
  const asked = call.args[0]?.value;
  if (!object || asked?.kind !== 'function' || !SOME.has(lastName(call.callee))) return undefined;
  const [name = ''] = asked.parameters;
  const { masked } = context.scope.code;
  if (!/^\w+$/.test(name) || asked.body.end - asked.body.start > LONGEST) return undefined;
  const takesApart = new RegExp(`(?<![\\w$.])${name}(?:\\??\\.(?:${TAKING})\\(|\\[)`);
  if (!takesApart.test(masked.slice(asked.body.start, asked.body.end))) return undefined;
  const list = evaluate(object, context);
  const known = textsIn(list);
  const at = placeOf(call, context);
  const entries =
    known.length > 0 ? known : SAMPLES.map((text): TextValue => ({ kind: 'text', text, assumed: text, at }));
  const tests: OriginTest[] = [];
  const equal: Value[] = [];
  for (const entry of entries.slice(0, MOST)) {
    const bound = new Map(context.bound).set(name, entry);
    const question = questionOf(evaluate(asked, { ...context, bound }));
    const one = question && simplified(question);
    if (!one) return undefined;
    const own: OriginTest[] = [];
    for (const way of one.kind === 'any' ? one.of : [one]) {
      if (way.kind !== 'origin' || way.negated || way.test.kind === 'asked') return undefined;
      own.push(way.test);
    }
    // One with a star may be compared as it is as well, and then it is no origin.
    const more = own.filter(({ kind }) => kind !== 'equals');
    tests.push(...more);
    if (more.length === 0) equal.push(...own.flatMap((test) => (test.kind === 'equals' ? [test.value] : [])));
  }
  const origin = (test: OriginTest): Condition => ({ kind: 'origin', test, negated: false, at });
  // Of a list that is not known here, no more can be told than what its entries could be.
  if (known.length === 0)
    return tests.length === 0
      ? undefined
      : { kind: 'any', of: [{ kind: 'asked' } as const, ...tests].map(origin), at };
  const isOpen = list.kind === 'list' && list.open;
  const listed: OriginTest = {
    kind: 'listed',
    list: { kind: 'list', items: equal, open: isOpen, at: list.at },
  };
  const all = [...(equal.length > 0 ? [listed] : []), ...tests].map(origin);
  const [only] = all;
  return all.length === 1 ? only : { kind: 'any', of: all, at };
}

const LONGEST = 1_500;
const MOST = 12;
const TAKING = 'slice|substring|substr|replace|replaceAll|startsWith|endsWith|includes|indexOf';
/** What people write where an allow-list knows stars. */
const SAMPLES = ['https://app.example.com', '*.example.com', 'https://*.example.com'];

function textsIn(value: Value): readonly TextValue[] {
  if (value.kind === 'text') return [value];
  if (value.kind === 'list') return value.items.flatMap(textsIn);
  if (value.kind === 'variable' && value.fallback) return textsIn(value.fallback);
  return value.kind === 'choice' ? value.options.flatMap(({ value: option }) => textsIn(option)) : [];
}

/**
 * Without what always holds, and what never does. Whether there is an origin at all is asked along the way, and that it is not the
 * one that was let in before.
 */
function simplified(condition: Condition): Condition {
  if (condition.kind !== 'all' && condition.kind !== 'any') return condition;
  const { kind, at } = condition;
  const parts = condition.of.map(simplified);
  const decides = kind === 'all' ? isNever : isAlways;
  const deciding = parts.find(decides);
  if (deciding) return deciding;
  const of = parts.filter(
    (part) =>
      !(kind === 'all' ? isAlways(part) : isNever(part)) &&
      !(kind === 'all' && part.kind === 'origin' && part.test.kind === (part.negated ? 'equals' : 'present')),
  );
  const [only] = of;
  return of.length === 1 && only ? only : { kind, of, at };
}

function isAlways(condition: Condition): boolean {
  return condition.kind === 'all' && condition.of.length === 0;
}

function isNever(condition: Condition): boolean {
  return condition.kind === 'any' && condition.of.length === 0;
}
