import { withRewrite } from '../../migrations/judging/offers.ts';
import { isToldToRunOnline } from '../../migrations/judging/servers.ts';
import {
  isOnLiveTable,
  stepsOf,
  tableWord,
  whileItRuns,
  type JudgedStep,
} from '../../migrations/judging/steps.ts';
import type { OperationKind } from '../../migrations/operation.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/mysql-table-copy',
  impact: 'high',
  stage: 'deployment',
  title: 'Change for which MySQL copies the table',
  why: 'MySQL makes a copy of the whole table and changes that. Until the copy is done nobody can save anything in the table.',
  *check(workspace) {
    for (const step of stepsOf(workspace, ASKS, 'mysql')) {
      if (!isOnLiveTable(step)) continue;
      const what = reasonFor(step);
      if (what === undefined) continue;
      const table = 'table' in step.operation ? tableWord(step.operation.table) : 'the table';
      yield* whileItRuns(step, {
        kind: `${table} ${step.operation.kind}`,
        message: `${what} Until that is done nobody can write to ${table}, and it takes longer the larger the table is. ${adviceFor(step)}`,
        ...(isPrimaryKeyDrop(step) ? {} : withRewrite(step, 'refuse-to-copy')),
      });
    }
  },
});

/** Operations that MySQL does beside the work of others, unless it is told otherwise. */
const ASKS = [
  'add-column',
  'drop-column',
  'create-index',
  'drop-index',
  'drop-constraint',
  'rename-column',
  'set-default',
] as const satisfies readonly OperationKind[];

type CopyStep = JudgedStep<(typeof ASKS)[number]>;

function reasonFor(step: CopyStep): string | undefined {
  const { operation } = step;
  if (operation.algorithm === 'copy') return 'ALGORITHM=COPY copies the whole table.';
  if (operation.lock === 'shared' || operation.lock === 'exclusive')
    return `LOCK=${operation.lock.toUpperCase()} locks the table while it is changed.`;
  return isPrimaryKeyDrop(step) ? 'MySQL copies the whole table to drop its primary key.' : undefined;
}

/** https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html: in one statement with a new one nothing waits. */
function isPrimaryKeyDrop({ operation, statement }: CopyStep): boolean {
  return (
    operation.kind === 'drop-constraint' &&
    operation.type === 'primary-key' &&
    !isToldToRunOnline(operation) &&
    !statement.operations.some(
      (other) => other.kind === 'add-constraint' && other.constraint.type === 'primary-key',
    )
  );
}

function adviceFor({ operation }: CopyStep): string {
  return operation.kind === 'drop-constraint' && operation.algorithm !== 'copy'
    ? 'Drop the old key and add the new one in one statement, or use gh-ost or pt-online-schema-change.'
    : 'Say ALGORITHM=INPLACE, LOCK=NONE: MySQL then refuses instead of holding people up.';
}
