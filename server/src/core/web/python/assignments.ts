/** What a name came to step by step: set, set again under a condition, appended to. */
import { endOfStatement } from '../../parsers/pythonStatements.ts';
import { negatedCondition } from '../evaluate/negated.ts';
import type { Condition, ListValue, Stage, Value } from '../values.ts';
import type { PythonFile } from './pythonFile.ts';

export interface Step {
  readonly how: 'set' | 'add' | 'append';
  readonly name: string;
  readonly nameAt: { readonly start: number; readonly end: number };
  /** Where the value stands. */
  readonly start: number;
  readonly end: number;
}

const STEP =
  /(?<=^|\n)([ \t]{0,60})([A-Za-z_]\w{0,80})(?:[ \t]{0,20}(?::[^=\n]{1,160})?(\+?=)(?!=)[ \t]{0,20}|\.(append|extend|insert|update|add)\()/g;

/** The assignments of a file whose names `isWanted`, in the order of the text. */
export function stepsIn({ code }: PythonFile, isWanted: (name: string) => boolean): Step[] {
  const steps: Step[] = [];
  for (const match of code.masked.matchAll(STEP)) {
    const [whole, indent = '', name = '', sign, method] = match;
    if (!isWanted(name) || steps.length >= 2_000) continue;
    const start = match.index + whole.length;
    const nameStart = match.index + indent.length;
    const nameAt = { start: nameStart, end: nameStart + name.length };
    if (method === undefined) {
      steps.push({
        how: sign === '+=' ? 'add' : 'set',
        name,
        nameAt,
        start,
        end: endOfStatement(code, start, 4_000),
      });
      continue;
    }
    const close = code.partnerOf(start - 1);
    if (close < start || method === 'update' || method === 'insert') continue;
    steps.push({ how: method === 'extend' ? 'add' : 'append', name, nameAt, start, end: close });
  }
  return steps;
}

/** All steps put together. Undefined where there is none. `absent`: what it is where a condition keeps it from being set. */
export function foldSteps(
  steps: readonly Step[],
  valueOf: (step: Step) => Value,
  conditionsOf: (step: Step) => readonly Condition[],
  absent?: (value: Value) => Value,
): Value | undefined {
  let current: Value | undefined;
  for (const step of steps) {
    const conditions = conditionsOf(step);
    const given = valueOf(step);
    const after: Value = step.how === 'set' ? given : extended(current, given, step.how === 'append');
    current =
      conditions.length === 0
        ? after
        : either(current ?? absent?.(after), stageOf(conditions), after, askedIn(conditions));
  }
  return current;
}

/** The stage that conditions tell together; none where one of them asks something else. */
function stageOf(conditions: readonly Condition[]): Stage {
  const stages = conditions.map((condition) => (condition.kind === 'stage' ? condition.stage : 'unknown'));
  return stages.find((stage) => stage !== 'unknown') ?? 'unknown';
}

/** What was asked about the origin. */
function askedIn(conditions: readonly Condition[]): { readonly condition?: Condition } {
  const of = conditions.filter(
    (condition) =>
      condition.kind === 'all' ||
      condition.kind === 'any' ||
      (condition.kind === 'origin' && (condition.negated || condition.test.kind !== 'present')),
  );
  const [first] = of;
  return first ? { condition: { kind: 'all', of, at: first.at } } : {};
}

/** What it was before, or where the condition holds what it is then. */
function either(
  before: Value | undefined,
  when: Stage,
  value: Value,
  asked: { readonly condition?: Condition },
): Value {
  const then = { when, value, ...asked };
  if (!before)
    return when === 'unknown' && !asked.condition ? value : { kind: 'choice', options: [then], at: value.at };
  const other: Stage = when === 'unknown' ? 'unknown' : when === 'production' ? 'development' : 'production';
  const known = before.kind === 'choice' ? before.options : [{ when: other, value: before }];
  const rest = known
    .filter((option) => when === 'unknown' || option.when !== when)
    .map((option) =>
      Object.assign({}, unlessAsked(option, asked), {
        when: option.when === 'unknown' ? other : option.when,
      }),
    );
  return { kind: 'choice', options: [...rest, then], at: value.at };
}

/** The origin itself stays where the question is answered with no. */
function unlessAsked(option: Option, { condition }: { readonly condition?: Condition }): Option {
  const isOrigin = option.value.kind === 'request' && option.value.what === 'origin';
  return condition && isOrigin && !option.condition
    ? { ...option, condition: negatedCondition(condition) }
    : option;
}

type Option = Extract<Value, { readonly kind: 'choice' }>['options'][number];

function extended(before: Value | undefined, given: Value, isOne: boolean): Value {
  if (!before) return isOne ? listOf([given], given, true) : given;
  if (before.kind === 'choice')
    return {
      ...before,
      options: before.options.map(({ when, value }) => ({ when, value: extended(value, given, isOne) })),
    };
  const added = isOne || given.kind !== 'list' ? [given] : given.items;
  if (before.kind === 'list')
    return {
      ...before,
      items: [...before.items, ...added],
      open: before.open || (!isOne && given.kind === 'list' && given.open),
    };
  return listOf([before, ...added], before, before.kind === 'unknown');
}

function listOf(items: readonly Value[], { at }: Value, open: boolean): ListValue {
  return { kind: 'list', items: items.filter(({ kind }) => kind !== 'unknown'), open, at };
}
