import { perHistory } from '../../migrations/judging/perHistory.ts';
import { stepsOf, whileItRuns, type JudgedStep } from '../../migrations/judging/steps.ts';
import { UNKNOWN_NAME, type Operation } from '../../migrations/operation.ts';
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
      yield* whileItRuns(step, {
        kind: operation.table,
        message: `${operation.table} is created here, and was before: this fails where both have to run. Take one of the two away, or change the table with ALTER TABLE.`,
        related: [{ file: created.file, at: created.at, message: 'Creates the same table' }],
        ...(isSure ? {} : { impact: 'low' }),
      });
    }
  },
});

/** Made or dropped by code that only runs sometimes, in a schema that was chosen before, or by what can't be read. */
function mayBeGone(step: JudgedStep<'create-table'>, created: Origin): boolean {
  const { history, operation, migration } = step;
  // Alternatives lie side by side: a schema for each database, or what a squashed migration stands for.
  if (history.migrations.some(({ facts }) => facts.replaces)) return true;
  if (created.file !== migration.file && migration.version === history.migrations[created.migration]?.version)
    return true;
  const isBetween = (index: number): boolean => index >= created.migration && index <= migration.index;
  const { anything, tables } = unclearIn(history);
  return anything.some(isBetween) || tables.get(operation.table)?.some(isBetween) === true;
}

/** Indexes of migrations after which nobody can tell which tables there are. */
interface Unclear {
  readonly anything: readonly number[];
  readonly tables: ReadonlyMap<string, readonly number[]>;
}

const unclearIn = perHistory(({ steps }): Unclear => {
  const anything: number[] = [];
  const tables = new Map<string, number[]>();
  for (const { operation, migration } of steps)
    if (operation.kind === 'create-table' && operation.nested)
      tables.set(operation.table, [...(tables.get(operation.table) ?? []), migration.index]);
    else if (isUnclear(operation)) anything.push(migration.index);
  return { anything, tables };
});

function isUnclear(operation: Operation): boolean {
  switch (operation.kind) {
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
