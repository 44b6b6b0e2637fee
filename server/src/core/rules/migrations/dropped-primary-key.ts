import {
  isOnLiveTable,
  stepsOf,
  tableWord,
  whileItRuns,
  type JudgedStep,
} from '../../migrations/judging/steps.ts';
import { laterInMigration } from '../../migrations/judging/vanishing.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/dropped-primary-key',
  impact: 'high',
  stage: 'deployment',
  title: 'Primary key that is dropped',
  why: 'Nothing keeps rows apart any more, foreign keys to the table are dropped too or stop the migration, logical replication stops, and every query that looks a row up by its key reads the whole table.',
  *check(workspace) {
    for (const step of stepsOf(workspace, ['drop-constraint'])) {
      if (!isOnLiveTable(step) || !isPrimaryKey(step)) continue;
      const { table } = step.operation;
      const later = laterInMigration(step);
      // Put aside: another table takes its place.
      if (later.some(({ operation }) => operation.kind === 'rename-table' && operation.table === table))
        continue;
      const isReplaced = later.some(
        ({ operation }) =>
          operation.kind === 'add-constraint' &&
          operation.table === table &&
          operation.constraint.type === 'primary-key',
      );
      yield* whileItRuns(step, {
        kind: table,
        message: isReplaced
          ? `${tableWord(table)} gets another primary key. Build its unique index CONCURRENTLY before, so that this swaps them in an instant, and look at what refers to the old one.`
          : `${tableWord(table)} has no primary key after this: two rows can be the same, and looking one up reads the whole table. Put another one in its place in the same statement.`,
        ...(isReplaced ? { impact: 'medium' } : {}),
      });
    }
  },
});

function isPrimaryKey({ operation, table }: JudgedStep<'drop-constraint'>): boolean {
  if (operation.type !== undefined) return operation.type === 'primary-key';
  const known = table?.constraints.find(({ name }) => name !== undefined && name === operation.name);
  return known ? known.type === 'primary-key' : operation.name?.endsWith('_pkey') === true;
}
