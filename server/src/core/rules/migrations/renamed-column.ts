import { isNewColumn } from '../../migrations/judging/liveObjects.ts';
import { withRewrite } from '../../migrations/judging/offers.ts';
import { rebuildOf, renamedColumns } from '../../migrations/judging/rebuilds.ts';
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
  id: 'migrations/renamed-column',
  impact: 'high',
  stage: 'deployment',
  title: 'Column that is renamed under the running release',
  why: 'Between this migration and the end of the deploy, every query of the release that still runs names a column that is no longer there, and fails. Going back to that release fails too.',
  *check(workspace, context) {
    const renamed = [...stepsOf(workspace, ['rename-column', 'change-column'])].filter(
      (step) => renamedTo(step) !== undefined && isOnLiveTable(step) && !isNewColumn(step),
    );
    const steps = [...renamed, ...inRebuilds(workspace, context)];
    for (const { step, uses: found } of withUses(steps, ({ operation }) => operation, context)) {
      const { table, column } = step.operation;
      // "createdAt" becomes "created_at": models go on saying createdAt, and so nothing is told by who says it.
      const uses = isSameWord(column, renamedTo(step)) ? [] : found;
      const { sentence, related, areCertain } = toldUsesOfColumn(uses, step);
      yield* whileItRuns(step, {
        kind: `${table}.${column}`,
        message: `The release that runs while this is deployed still asks ${tableWord(table)} for ${column}, and fails.${sentence} Add ${renamedTo(step) ?? 'the new column'} beside it, write both, copy the old values, and drop ${column} in a later release.`,
        related,
        ...(areCertain ? { impact: 'blocker' } : {}),
        ...(step.operation.kind === 'rename-column' && isInRebuild(step)
          ? {}
          : withRewrite(step, 'expand-contract')),
      });
    }
  },
});

type RenameColumn = JudgedStep<'rename-column'>;

/** Columns whose rows a table that takes the place of theirs has under another name: told where the old table goes. */
function inRebuilds(workspace: WorkspaceModel, texts: Texts): readonly RenameColumn[] {
  const found: RenameColumn[] = [];
  for (const step of stepsOf(workspace, ['drop-table'])) {
    const rebuild = isOnLiveTable(step) ? rebuildOf(step) : undefined;
    if (!rebuild) continue;
    const { at, assured } = step.operation;
    for (const { column, to } of renamedColumns(rebuild, texts)) {
      const known = step.table?.columns.get(column);
      const one: RenameColumn = {
        ...step,
        operation: {
          kind: 'rename-column',
          table: rebuild.table,
          column,
          to,
          at,
          ...(assured ? { assured } : {}),
        },
        ...(known ? { column: known } : {}),
      };
      if (!isNewColumn(one)) found.push(one);
    }
  }
  return found;
}

function isInRebuild({ statement }: RenameColumn): boolean {
  return statement.operations.every(({ kind }) => kind !== 'rename-column');
}

function isSameWord(name: string, other = ''): boolean {
  const plain = (text: string): string => text.replaceAll('_', '').toLowerCase();
  return plain(name) === plain(other);
}

/** The new name; MySQL's CHANGE may rename a column while it gives it another type. */
function renamedTo({
  operation,
}: {
  readonly operation: {
    readonly column: string;
    readonly to?: string;
    readonly definition?: { readonly name: string };
  };
}): string | undefined {
  const to = operation.to ?? operation.definition?.name;
  return to === operation.column ? undefined : to;
}
