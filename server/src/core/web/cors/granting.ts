/** Who is let in where a condition decides: what the code asks about the origin before it says yes. */
import type { Span } from '../../span.ts';
import type { Condition, OriginTest, Stage, Value } from '../values.ts';

export interface Granted {
  readonly kind: 'everybody' | 'nobody' | 'asked';
  readonly stage: Stage;
  /** Of `asked`: what has to be true; lists of origins that are compared letter by letter come as `lists`. */
  readonly tests: readonly { readonly test: OriginTest; readonly at: Span }[];
  readonly lists: readonly { readonly value: Value; readonly at: Span }[];
  /** Conditions that have nothing to do with the origin, or that nobody here understands. */
  readonly doubts: readonly Span[];
}

/** What holds together grants one thing; `a || b` grants each. Few: conditions are written by people. */
export function grantedBy(conditions: readonly Condition[]): readonly Granted[] {
  return waysOf(conditions).map(grantedInOneWay);
}

type Leaf = Extract<Condition, { readonly kind: 'stage' | 'origin' | 'other' }>;

const MOST_WAYS = 32;

function waysOf(conditions: readonly Condition[]): readonly (readonly Leaf[])[] {
  return conditions.reduce<readonly (readonly Leaf[])[]>(
    (ways, condition) => {
      const more = alternativesOf(condition);
      return ways.flatMap((way) => more.map((leaves) => way.concat(leaves))).slice(0, MOST_WAYS);
    },
    [[]],
  );
}

function alternativesOf(condition: Condition): readonly (readonly Leaf[])[] {
  switch (condition.kind) {
    case 'all':
      return waysOf(condition.of);
    case 'any':
      return condition.of.flatMap(alternativesOf).slice(0, MOST_WAYS);
    case 'stage':
    case 'origin':
    case 'other':
      return [[condition]];
  }
}

function grantedInOneWay(leaves: readonly Leaf[]): Granted {
  const stages = leaves.flatMap((leaf) => (leaf.kind === 'stage' ? [leaf.stage] : []));
  const stage: Stage = stages.includes('development') ? 'development' : (stages[0] ?? 'unknown');
  const doubts = leaves.filter(isUnclear).map(({ at }) => at);
  const asked = leaves.flatMap((leaf) => (leaf.kind === 'origin' ? [leaf] : []));
  // Without an origin no browser of another site is asking.
  if (asked.some(({ test, negated }) => negated && test.kind === 'present'))
    return { kind: 'nobody', stage, tests: [], lists: [], doubts };
  // Names that are kept out leave everybody else in.
  const positive = asked.filter(({ test, negated }) => !negated && test.kind !== 'present');
  if (positive.length === 0) return { kind: 'everybody', stage, tests: [], lists: [], doubts };
  const lists = positive.flatMap(({ test, at }) => {
    const value = listOf(test);
    return value ? [{ value, at }] : [];
  });
  return { kind: 'asked', stage, tests: positive.map(({ test, at }) => ({ test, at })), lists, doubts };
}

/** A function says no, and nobody here knows to whom. */
function isUnclear(leaf: Leaf): boolean {
  return leaf.kind === 'other' || (leaf.kind === 'origin' && leaf.negated && leaf.test.kind === 'asked');
}

/** A question that only listed origins pass. */
function listOf(test: OriginTest): Value | undefined {
  if (test.kind === 'equals') return test.value;
  // A text is searched for the origin, which lets parts of it pass.
  return test.kind === 'listed' && test.list.kind !== 'text' ? test.list : undefined;
}

/** Those of conditions that do not ask about the origin. */
export function doubtsIn(when: readonly Condition[]): readonly Span[] {
  return when.flatMap((condition) => (condition.kind === 'other' ? [condition.at] : []));
}
