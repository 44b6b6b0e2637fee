import { withRewrite } from '../../migrations/judging/offers.ts';
import { addedConstraints, type AddedConstraint } from '../../migrations/judging/addedConstraints.ts';
import { columnWord, nobodyCanUse } from '../../migrations/judging/lockWords.ts';
import { whileItRuns } from '../../migrations/judging/steps.ts';
import { outsideOfTransaction, uniqueConcurrently } from '../../migrations/judging/toolWords.ts';
import { indexesOf } from '../../migrations/replay.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/blocking-unique',
  impact: 'high',
  stage: 'deployment',
  title: 'Unique constraint that locks the table',
  why: 'A unique constraint needs an index, and while that is built nobody can read or save anything in the table. It takes seconds on a small table and many minutes on a large one.',
  *check(workspace) {
    for (const added of addedConstraints(workspace, 'unique', 'postgres')) {
      const { step, constraint, kind } = added;
      if (constraint.usingIndex !== undefined || isUniqueAlready(added)) continue;
      const { table } = step.operation;
      yield* whileItRuns(step, {
        kind,
        message: `${nobodyCanUse(table, `the index for ${uniqueWords(added)} is built`)} ${adviceFor(added)}`,
        ...withRewrite(step, 'unique-by-index'),
      });
    }
  },
});

function uniqueWords({ step, constraint: { columns } }: AddedConstraint): string {
  const [only] = columns;
  return columns.length === 1 && only !== undefined
    ? `the unique ${columnWord(step.operation.table, only)}`
    : 'this unique constraint';
}

function adviceFor({ step, column, isNew }: AddedConstraint): string {
  // https://www.postgresql.org/docs/current/sql-altertable.html: USING INDEX is not for partitioned tables.
  if (step.table?.partitioned)
    return 'A partitioned table takes no index that was built before: create a unique index with ON ONLY, build one on each partition with CONCURRENTLY, and join them with ALTER INDEX … ATTACH PARTITION.';
  const first = column && isNew ? 'Add the column without UNIQUE. Build' : 'Build';
  return `${first} a unique index with ${uniqueConcurrently(step)}, ${outsideOfTransaction(step)}; then ADD CONSTRAINT … UNIQUE USING INDEX takes a moment.`;
}

/** A framework says again what is so already. */
function isUniqueAlready({ step, constraint, column, isNew }: AddedConstraint): boolean {
  if (!column || isNew) return false;
  return indexesOf(step.before, step.operation.table).some(
    ({ unique, columns }) => unique && columns.join() === constraint.columns.join(),
  );
}
