/** Questions about an origin that a function of another file asks. */
import { questionOf } from '../evaluate/conditions.ts';
import type { Condition } from '../values.ts';
import type { PolicyContext } from './policy.ts';

interface Reading {
  readonly file: string;
  readonly context: PolicyContext;
  readonly depth: number;
}

/** A function of another file decides, and nothing else: what that one asks. */
export function questionElsewhere(
  when: readonly Condition[],
  { file, context, depth }: Reading,
): { readonly when: readonly Condition[]; readonly file: string } | undefined {
  const leaves = when.flatMap((condition) => (condition.kind === 'all' ? condition.of : [condition]));
  const asked = leaves.filter((leaf) => !(leaf.kind === 'origin' && leaf.test.kind === 'present'));
  const [only] = asked;
  if (depth > 12 || asked.length !== 1 || only?.kind !== 'origin' || only.negated) return undefined;
  const of = only.test.kind === 'asked' ? only.test.of : undefined;
  const found = of && context.resolve(of, file);
  const question = found && questionOf(found.value);
  return question && tellsWhom(question) ? { when: [question], file: found.file } : undefined;
}

/** It compares the origin, in words that are read. */
function tellsWhom(question: Condition): boolean {
  if (question.kind === 'all') return question.of.every(tellsWhom);
  if (question.kind === 'any') return question.of.length > 0 && question.of.every(tellsWhom);
  return question.kind === 'origin' && question.test.kind !== 'asked';
}
