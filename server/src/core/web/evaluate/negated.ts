/** The opposite of what is asked. */
import type { Condition, Stage } from '../values.ts';

export function negatedCondition(condition: Condition): Condition {
  switch (condition.kind) {
    case 'origin':
      return { ...condition, negated: !condition.negated };
    case 'stage':
      return { ...condition, stage: condition.stage === 'production' ? 'development' : 'production' };
    case 'all':
    case 'any':
      return {
        ...condition,
        kind: condition.kind === 'all' ? 'any' : 'all',
        of: condition.of.map(negatedCondition),
      };
    case 'other': {
      const { kind, at, negated } = condition;
      return negated ? { kind, at } : { kind, at, negated: true };
    }
  }
}

export function oppositeStage(stage: Stage): Stage {
  if (stage === 'unknown') return stage;
  return stage === 'production' ? 'development' : 'production';
}
