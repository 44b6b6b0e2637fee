import { stepsOf, whileItRuns, type JudgedStep } from '../../migrations/judging/steps.ts';
import { UNKNOWN_NAME } from '../../migrations/operation.ts';
import type { Origin } from '../../migrations/schema.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/table-created-twice',
  impact: 'medium',
  stage: 'deployment',
  title: 'Table that is there already',
  why: 'The migration stops with an error as soon as it comes to the second CREATE TABLE, and the deploy with it.',
  *check(workspace) {
    for (const step of stepsOf(workspace, ['create-table'])) {
      const { operation, table, history } = step;
      const created = table?.created;
      if (!created || operation.ifNotExists || operation.temporary || operation.nested) continue;
      if (operation.table === UNKNOWN_NAME || mayBeGone(step, created)) continue;
      const isSure = history.tool !== 'sql' && created.migration !== step.migration.index;
      const finding = whileItRuns(
        step,
        {
          kind: operation.table,
          message: `${operation.table} is created here, and was before: this fails where both have to run. Take one of the two away, or change the table with ALTER TABLE.`,
          related: [{ file: created.file, at: created.at, message: 'Creates the same table' }],
          ...(isSure ? {} : { impact: 'low' }),
        },
        'medium',
      );
      if (finding) yield finding;
    }
  },
});

/** Made or dropped by code that only runs sometimes, in a schema that was chosen before, or by what can't be read. */
function mayBeGone({ history, operation, migration }: JudgedStep<'create-table'>, created: Origin): boolean {
  // Alternatives lie side by side: a schema for each database, or what a squashed migration stands for.
  if (history.migrations.some(({ facts }) => facts.replaces)) return true;
  if (created.file !== migration.file && migration.version === history.migrations[created.migration]?.version)
    return true;
  return history.steps.some(
    (one) =>
      one.migration.index >= created.migration &&
      one.migration.index <= migration.index &&
      isUnclear(one.operation, operation.table),
  );
}

function isUnclear(operation: JudgedStep['operation'], table: string): boolean {
  switch (operation.kind) {
    case 'create-table':
      return operation.table === table && operation.nested === true;
    case 'drop-table':
    case 'rename-table':
      return operation.table === UNKNOWN_NAME;
    case 'set':
      return operation.name === 'search_path' || operation.name === 'schema';
    case 'unknown':
    case 'drop-database':
    case 'create-database':
      return true;
    case 'other':
      return operation.verb === 'use';
    default:
      return false;
  }
}
