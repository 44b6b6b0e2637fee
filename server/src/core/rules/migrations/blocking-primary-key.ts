import { withRewrite } from '../../migrations/judging/offers.ts';
import { addedConstraints, type AddedConstraint } from '../../migrations/judging/addedConstraints.ts';
import { isOlderThan } from '../../migrations/judging/servers.ts';
import { columnWord, nobodyCanUse } from '../../migrations/judging/lockWords.ts';
import { isKnownNotNull } from '../../migrations/judging/notNull.ts';
import { sqlName } from '../../migrations/judging/sqlNames.ts';
import { tableWord, whileItRuns, type Report } from '../../migrations/judging/steps.ts';
import { outsideOfTransaction } from '../../migrations/judging/toolWords.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/blocking-primary-key',
  impact: 'high',
  stage: 'deployment',
  title: 'Primary key that locks the table',
  why: 'For a new primary key the database looks at every row and builds an index. Until both are done nobody can read or save anything in that table.',
  *check(workspace) {
    for (const added of addedConstraints(workspace, 'primary-key', 'postgres')) {
      // A column that comes with it has to be filled: other rules say what that costs.
      if (added.column) continue;
      const report = reportOn(added);
      if (report) yield* whileItRuns(added.step, report);
    }
  },
});

function reportOn(added: AddedConstraint): Report | undefined {
  const { step, constraint, kind } = added;
  const { table } = step.operation;
  if (constraint.usingIndex === undefined) {
    const advice = step.table?.partitioned
      ? `A partitioned table takes no index that was built before: add the key when few people are at work, or move the rows to a new table.`
      : `Build a unique index with CONCURRENTLY, ${outsideOfTransaction(step)}; then ADD PRIMARY KEY USING INDEX takes a moment.`;
    return {
      kind,
      message: `${nobodyCanUse(table, 'the rows are checked and the index is built')} ${advice}`,
      ...withRewrite(step, 'unique-by-index'),
    };
  }
  const open = columnThatMayBeNull(added);
  return open === undefined
    ? undefined
    : {
        kind,
        impact: 'medium',
        message: `${columnWord(table, open)} may be empty, so PostgreSQL looks at every row of ${tableWord(table)} first, and nobody can read or write it meanwhile. Add CHECK (${sqlName(open)} IS NOT NULL) NOT VALID, validate it, and set NOT NULL before this.`,
      };
}

/** Its index is there already, but the columns need to be NOT NULL as well. */
function columnThatMayBeNull({ step, constraint }: AddedConstraint): string | undefined {
  const index = step.before.indexes.get(constraint.usingIndex ?? '');
  const trustsChecks = !isOlderThan(step, 12);
  return index?.columns.find(
    (name) => step.table?.columns.has(name) && !isKnownNotNull(step.table, name, { trustsChecks }),
  );
}
