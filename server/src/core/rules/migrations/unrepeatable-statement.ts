import { afterAll, stepsOf, stepsOfMigration, type JudgedStep } from '../../migrations/judging/steps.ts';
import type { OperationKind } from '../../migrations/operation.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/unrepeatable-statement',
  impact: 'low',
  stage: 'deployment',
  title: 'Statement that can’t be run again',
  why: 'Nothing is undone when a migration without a transaction fails half way. Run again, it stops at the first statement that was done already.',
  offByDefault: true,
  *check(workspace) {
    for (const step of stepsOf(workspace, REPEATABLE, 'postgres')) {
      const { operation, transaction, migration, history } = step;
      if (transaction.inside !== 'no' || stepsOfMigration(history, migration).length < 2) continue;
      const word = missingWord(step);
      if (word === undefined || !isSql(step)) continue;
      yield afterAll(migration.file, {
        at: operation.at,
        kind: `${operation.kind} ${operation.at.line}`,
        message: `If this migration stops half way, running it again stops here. Say ${word}.`,
      });
    }
  },
});

const REPEATABLE = [
  'create-table',
  'create-index',
  'add-column',
  'drop-table',
  'drop-index',
  'drop-column',
  'drop-constraint',
  'drop-type',
] as const satisfies readonly OperationKind[];

function missingWord({ operation }: JudgedStep<(typeof REPEATABLE)[number]>): string | undefined {
  switch (operation.kind) {
    case 'create-index':
      // It has to have a name for that.
      return operation.ifNotExists || operation.index.name === undefined ? undefined : 'IF NOT EXISTS';
    case 'create-table':
    case 'add-column':
      return operation.ifNotExists ? undefined : 'IF NOT EXISTS';
    default:
      return operation.ifExists ? undefined : 'IF EXISTS';
  }
}

/** Frameworks have their own words. */
function isSql({ migration: { file }, statement }: JudgedStep): boolean {
  return file.endsWith('.sql') || statement.embedded !== undefined;
}
