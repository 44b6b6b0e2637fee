import { stepsOf, stepsOfMigration, whileItRuns, type JudgedStep } from '../../migrations/judging/steps.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/dropped-schema',
  impact: 'blocker',
  stage: 'deployment',
  title: 'Schema or database that is dropped',
  why: 'Every table in it is gone for good the moment this runs. It belongs in a script for development machines, not where production runs it.',
  *check(workspace) {
    for (const step of stepsOf(workspace, ['drop-schema', 'drop-database', 'drop-owned'])) {
      const { kind, name, ifExists } = step.operation;
      if (isNew(step)) continue;
      const isEmpty = kind === 'drop-schema' && !step.operation.cascade;
      yield* whileItRuns(step, {
        kind: name,
        message: isEmpty
          ? `This drops the schema ${name}. It works only if nothing is left in it: check that nothing needs it any more.`
          : `This drops ${whatIsDropped(step.operation)} ${name}${ifExists ? ', if it is there,' : ''} with everything in it, for good. If it is meant for development, keep it out of the migrations.`,
        ...(isEmpty ? { impact: 'medium' } : {}),
      });
    }
  },
});

type DropSchema = JudgedStep<'drop-schema' | 'drop-database' | 'drop-owned'>;

/** It came with the same migration. */
function isNew({ history, migration, operation }: DropSchema): boolean {
  const own = stepsOfMigration(history, migration).map((step) => step.operation);
  return own
    .slice(0, own.indexOf(operation))
    .some((earlier) => earlier.kind === 'create-schema' && earlier.name === operation.name);
}

function whatIsDropped({ kind }: DropSchema['operation']): string {
  if (kind === 'drop-owned') return 'everything that belongs to';
  return kind === 'drop-database' ? 'the database' : 'the schema';
}
