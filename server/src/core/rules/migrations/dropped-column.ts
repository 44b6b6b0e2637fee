import { isNewColumn } from '../../migrations/judging/liveObjects.ts';
import { lostColumns, rebuildOf } from '../../migrations/judging/rebuilds.ts';
import {
  isOnLiveTable,
  stepsOf,
  tableWord,
  whileItRuns,
  type JudgedStep,
} from '../../migrations/judging/steps.ts';
import { toldUsesOfColumn, withUses } from '../../migrations/judging/vanishing.ts';
import { defineWorkspaceRule, type Texts, type WorkspaceModel } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/dropped-column',
  impact: 'high',
  stage: 'deployment',
  title: 'Column that is dropped with its data',
  why: 'What the rows have in the column is gone for good, and the release that still runs fails wherever it reads or writes it: most frameworks name every column in every query.',
  *check(workspace, context) {
    const dropped = [...stepsOf(workspace, ['drop-column'])].filter(
      (step) => isOnLiveTable(step) && !isNewColumn(step),
    );
    const steps = [...dropped, ...leftBehind(workspace, context)];
    for (const { step, uses } of withUses(steps, ({ operation }) => operation, context)) {
      const { table, column, cascade } = step.operation;
      const { sentence, related, areCertain } = toldUsesOfColumn(uses, step);
      const also = cascade ? ' CASCADE takes the views and constraints that depend on it along.' : '';
      yield* whileItRuns(step, {
        kind: `${table}.${column}`,
        message: `${isLeftBehind(step) ? `The table that takes the place of ${tableWord(table)} has no ${column}, so this deletes it of every row` : `This deletes ${column} of every row in ${tableWord(table)}`}, for good. The release that still runs fails if it knows the column.${also}${sentence} Stop using it in one release, and drop it in the next.`,
        related,
        ...(areCertain ? { impact: 'blocker' } : {}),
      });
    }
  },
});

type DropColumn = JudgedStep<'drop-column'>;

/** Columns that another table, which takes the place of theirs, doesn't have: told where the old table goes. */
function leftBehind(workspace: WorkspaceModel, texts: Texts): readonly DropColumn[] {
  return [...stepsOf(workspace, ['drop-table'])]
    .filter(isOnLiveTable)
    .flatMap((step) => {
      const rebuild = rebuildOf(step);
      if (!rebuild) return [];
      return lostColumns(rebuild, texts).map((column): DropColumn => {
        const { assured, at } = step.operation;
        const operation = {
          kind: 'drop-column' as const,
          table: rebuild.table,
          column,
          at,
          ...(assured ? { assured } : {}),
        };
        const known = step.table?.columns.get(column);
        return Object.assign({}, step, { operation }, known ? { column: known } : {});
      });
    })
    .filter((step) => !isNewColumn(step));
}

function isLeftBehind({ statement, operation }: DropColumn): boolean {
  return statement.operations.every((one) => one.kind !== operation.kind);
}
