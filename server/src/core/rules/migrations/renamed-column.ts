import { isNewColumn } from '../../migrations/judging/liveObjects.ts';
import { withRewrite } from '../../migrations/judging/offers.ts';
import {
  asColumnStep,
  isOfRebuild,
  rebuildsIn,
  renamedColumns,
  whereItGoes,
} from '../../migrations/judging/rebuilds.ts';
import { isOnLiveTable, stepsOf, tableWord, whileItRuns } from '../../migrations/judging/steps.ts';
import { toldUsesOfColumn, withUses } from '../../migrations/judging/vanishing.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/renamed-column',
  impact: 'high',
  stage: 'deployment',
  title: 'Column that is renamed under the running release',
  why: 'Between this migration and the end of the deploy, every query of the release that still runs names a column that is no longer there, and fails. Going back to that release fails too.',
  *check(workspace, context) {
    const inRebuilds = [...rebuildsIn(workspace)].flatMap((rebuild) =>
      renamedColumns(rebuild, context).map((one) =>
        asColumnStep<'rename-column'>(rebuild, { ...whereItGoes(rebuild), kind: 'rename-column', ...one }),
      ),
    );
    const steps = [...stepsOf(workspace, ['rename-column', 'change-column']), ...inRebuilds].filter(
      (step) => renamedTo(step) !== undefined && isOnLiveTable(step) && !isNewColumn(step),
    );
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
        ...(isOfRebuild(step) ? {} : withRewrite(step, 'expand-contract')),
      });
    }
  },
});

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
