/** What is asked about an origin with entries that are taken apart: `*.example.com` without its star. */
import type { TextRange } from '../../finding.ts';
import { lastName, type CallExpr } from '../../parsers/expression.ts';
import type { Span } from '../../span.ts';
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
  if (!takesApart(name, asked.body, context)) return undefined;
  const list = evaluate(object, context);
  const at = placeOf(call, context);
  const entries = entriesOf(list, at);
  const isKnown = entries.every(({ assumed }) => assumed === undefined);
  const tests: OriginTest[] = [];
  const equal: Value[] = [];
  for (const entry of entries) {
    const bound = new Map(context.bound).set(name, entry);
    const question = questionOf(evaluate(asked, { ...context, bound }));
    const one = question && simplified(question);
    if (!one) return undefined;
    const own: OriginTest[] = [];
    for (const way of one.kind === 'any' ? one.of : [one]) {
      if (way.kind !== 'origin' || way.negated) return undefined;
      if (way.test.kind !== 'asked') own.push(way.test);
      else if (entry.assumed === undefined) return undefined;
    }
    tests.push(...own.filter(({ kind }) => kind !== 'equals'));
    equal.push(...own.flatMap((test) => (test.kind === 'equals' ? [test.value] : [])));
  }
  const origin = (test: OriginTest): Condition => ({ kind: 'origin', test, negated: false, at });
  const isOpen = list.kind === 'list' && list.open;
  const listed: OriginTest = {
    kind: 'listed',
    list: { kind: 'list', items: equal, open: isOpen, at: list.at },
  };
  // Of a list that is not known here, no more can be told than what its entries could be.
  if (!isKnown && tests.length === 0) return undefined;
  const all = [
    ...(isKnown ? [] : [{ kind: 'asked' } as const]),
    ...(equal.length > 0 ? [listed] : []),
    ...tests,
  ].map(origin);
  const [only] = all;
  return all.length === 1 ? only : { kind: 'any', of: all, at };
}

/**
 * `for (const o of LIST) { if (o.startsWith('*.') && origin.endsWith(o.slice(2))) return true; }`: the names that its entries have in
 * a function, and the list; undefined where it goes through none, or takes none apart.
 */
export function loopIn(
  body: TextRange,
  context: EvaluateContext,
): { readonly name: string; readonly at: number } | undefined {
  const text = context.scope.code.masked.slice(body.start, Math.min(body.end, body.start + LONGEST));
  const head = /(?<![\w$.])for\s{0,4}\(\s{0,4}(?:const|let|var)\s{1,4}(\w{1,40})\s{1,4}of\b/.exec(text);
  const name = head?.[1];
  if (!head || name === undefined || !takesApart(name, body, context)) return undefined;
  const open = text.indexOf('{', head.index + head[0].length);
  return open < 0 ? undefined : { name, at: body.start + open + 1 };
}

function takesApart(name: string, { start, end }: TextRange, { scope }: EvaluateContext): boolean {
  if (!/^\w{1,60}$/.test(name) || end - start > LONGEST) return false;
  return new RegExp(`(?<![\\w$.])${name}(?:\\??\\.(?:${TAKING})\\(|\\[)`).test(
    scope.code.masked.slice(start, end),
  );
}

/** Those of a list, as far as they are texts, and what they could be where somebody sets them elsewhere. */
export function entriesOf(list: Value | undefined, at: Span): readonly TextValue[] {
  const hasStar = ({ text }: TextValue): number => Number(text.includes('*'));
  const known = list
    ? textsIn(list)
        .toSorted((a, b) => hasStar(b) - hasStar(a))
        .slice(0, MOST)
    : [];
  if (known.length > 0 && !(list && isSetElsewhere(list))) return known;
  return [...known, ...SAMPLES.map((text): TextValue => ({ kind: 'text', text, assumed: text, at }))];
}

function isSetElsewhere(value: Value): boolean {
  if (value.kind === 'choice') return value.options.some(({ value: option }) => isSetElsewhere(option));
  return value.kind === 'variable' || (value.kind === 'list' && value.items.some(isSetElsewhere));
}

const LONGEST = 3_000;
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
