import { withRewrite } from '../../migrations/judging/offers.ts';
import { addedConstraints, type AddedConstraint } from '../../migrations/judging/addedConstraints.ts';
import { isNewToCustomers } from '../../migrations/judging/liveObjects.ts';
import { columnWord, nobodyCanUse } from '../../migrations/judging/lockWords.ts';
import { rewriteReason } from '../../migrations/judging/newColumns.ts';
import { isToldToRunOnline } from '../../migrations/judging/servers.ts';
import { stepsOf, tableWord, whileItRuns, type JudgedStep } from '../../migrations/judging/steps.ts';
import { addNotValid } from '../../migrations/judging/toolWords.ts';
import type { ColumnDefinition } from '../../migrations/operation.ts';
import { defineWorkspaceRule, type PlacedFinding, type WorkspaceModel } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/blocking-check',
  impact: 'high',
  stage: 'deployment',
  title: 'Check constraint that locks the table',
  why: 'The database looks at every row before it accepts a new check. Until it is through, nobody can read or save anything in that table: pages hang, then fail.',
  *check(workspace) {
    for (const added of addedConstraints(workspace, 'check', 'postgres', 'mysql')) {
      const message = messageFor(added);
      const { step, kind } = added;
      if (message) yield* whileItRuns(step, { kind, message, ...withRewrite(step, 'validate-later') });
    }
    yield* domainsIn(workspace);
  },
});

function messageFor({ step, constraint, column, isNew }: AddedConstraint): string | undefined {
  const { operation, history } = step;
  if (constraint.notValid) return undefined;
  if (history.dialect === 'mysql') {
    if (isToldToRunOnline(operation)) return undefined;
    const table = tableWord(operation.table);
    return `MySQL copies all of ${table} to add a check. Until that is done nobody can write to it, and it takes longer the larger the table is. Check the values in your code, or add it with NOT ENFORCED.`;
  }
  if (column && isNew) {
    // Every row is written anew: the check costs nothing beside that.
    if (rewriteReason(column, step) !== undefined) return undefined;
    const without = isOfField(step, column)
      ? 'This field class brings the check along: take the one without “Positive”, and let a constraint of the model check it.'
      : 'Add the column without the check.';
    return `${nobodyCanUse(operation.table, `every row is checked for ${columnWord(operation.table, column.name)}`)} ${without} ${addNotValid(step, 'check')}`;
  }
  const ofField =
    column && isOfField(step, column)
      ? 'This field class brings a check along that no number is below zero: take the one without “Positive”, and let a constraint of the model check it. '
      : '';
  return `${nobodyCanUse(operation.table, 'every row is checked')} ${ofField}${addNotValid(step, 'check')}`;
}

/** Django's PositiveIntegerField: nobody wrote a check. */
function isOfField({ history }: AddedConstraint['step'], column: ColumnDefinition): boolean {
  return history.tool === 'django' && column.check !== undefined;
}

/** A domain's check is that of all columns of its type. */
function* domainsIn(workspace: WorkspaceModel): Iterable<PlacedFinding> {
  for (const step of stepsOf(workspace, ['alter-domain'], 'postgres')) {
    const { name, constraint } = step.operation;
    if (!constraint || constraint.notValid || isNewDomain(step)) continue;
    yield* whileItRuns(step, {
      kind: name,
      message: `While the rows of every table with a column of type ${name} are checked, nobody can write to these tables, and that takes longer the larger they are. ${constraint.type === 'not-null' ? 'Add CHECK (VALUE IS NOT NULL)' : 'Add the constraint'} with NOT VALID, and check the rows in a later migration with ALTER DOMAIN … VALIDATE CONSTRAINT.`,
      ...(constraint.type === 'not-null' ? {} : withRewrite(step, 'validate-later')),
    });
  }
}

function isNewDomain(step: JudgedStep<'alter-domain'>): boolean {
  const creation = step.history.steps.find(
    ({ operation }) => operation.kind === 'create-domain' && operation.name === step.operation.name,
  );
  if (!creation) return false;
  const { file, index } = creation.migration;
  return isNewToCustomers(step, { file, at: creation.operation.at, migration: index });
}
