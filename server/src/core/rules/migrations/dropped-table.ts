import { rebuildOf } from '../../migrations/judging/rebuilds.ts';
import {
  isOnLiveTable,
  stepsOf,
  stepsOfMigration,
  tableWord,
  whileItRuns,
  type JudgedStep,
} from '../../migrations/judging/steps.ts';
import { laterInMigration, toldUses, withUses } from '../../migrations/judging/vanishing.ts';
import type { Migration } from '../../migrations/model.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

type DropTable = JudgedStep<'drop-table'>;

export default defineWorkspaceRule({
  id: 'migrations/dropped-table',
  impact: 'blocker',
  stage: 'deployment',
  title: 'Table that is dropped with its data',
  why: 'Everything in the table is gone for good the moment this runs, and the release that still runs fails wherever it uses the table.',
  *check(workspace, context) {
    const steps = [...stepsOf(workspace, ['drop-table'])].filter(
      (step) => isOnLiveTable(step) && (isNotFilled(step) || (!isPutBack(step) && !isMovedBack(step))),
    );
    for (const { step, uses } of withUses(steps, ({ operation }) => operation, context)) {
      const { operation } = step;
      const { sentence, related } = toldUses(uses);
      const table = tableWord(operation.table);
      const also = operation.cascade
        ? ' CASCADE takes the views and foreign keys that depend on it along.'
        : '';
      const isCopied = uses.length === 0 && rowsAreCopied(step);
      yield* whileItRuns(step, {
        kind: operation.table,
        message: isCopied
          ? `This drops ${table}, after its rows were copied elsewhere in the same migration. Check that nothing is missing in the copy, and that no running release reads the old table.${also}`
          : `This drops ${table} with everything in it, for good.${also}${sentence} Stop using it in one release, and drop it in a later one, with a backup at hand.`,
        related,
        ...(isCopied ? { impact: 'medium' } : {}),
      });
    }
  },
});

/** SQLite's way to change a table, and a reset in front of the first creation: the table is there again at the end. */
function isPutBack(step: DropTable): boolean {
  const { table, ifExists } = step.operation;
  // Where those before it made no such table, there is none.
  const isFirst = !step.table?.created && (step.migration.index > 0 || isFirstByName(step.migration));
  return laterInMigration(step).some(
    ({ operation }) =>
      (operation.kind === 'rename-table' && operation.to === table) ||
      (isFirst && operation.kind === 'create-table' && operation.table === table && ifExists === true),
  );
}

/** Another table takes its place, and nothing puts rows into that. */
function isNotFilled(step: DropTable): boolean {
  const rebuild = rebuildOf(step);
  if (!rebuild || rebuild.copy || step.statement.embedded) return false;
  return stepsOfMigration(step.history, step.migration).every(
    ({ operation: { kind }, operation }) =>
      !/^(?:insert|update|data-code|call|unknown)$/.test(kind) ||
      (operation.kind === 'update' && operation.table !== rebuild.create.table),
  );
}

/** A migration that is alone in its folder may still be one of many. */
function isFirstByName({ name, version }: Migration): boolean {
  return (
    (/^0*1?$/.test(version) && version !== '') ||
    /(?:^|[_-])(?:init|base|create|schema|setup|first)/i.test(name) ||
    version === ''
  );
}

/** The same the other way round: renamed out of the way, made anew under its name, and the rows copied over. */
function isMovedBack(step: DropTable): boolean {
  const own = stepsOfMigration(step.history, step.migration).map(({ operation }) => operation);
  const moved = own.find((one) => one.kind === 'rename-table' && one.to === step.operation.table);
  if (moved?.kind !== 'rename-table' || !rowsAreCopied(step)) return false;
  return own.some((one) => one.kind === 'create-table' && one.table === moved.table);
}

function rowsAreCopied({ history, migration, operation: { table } }: DropTable): boolean {
  return stepsOfMigration(history, migration).some(
    (step) =>
      step.operation.kind === 'insert' &&
      step.operation.fromTables?.includes(table) === true &&
      !step.operation.where,
  );
}
