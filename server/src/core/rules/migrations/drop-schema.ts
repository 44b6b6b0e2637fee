import { stepsOf, whileItRuns } from '../../migrations/judging/steps.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

const WORDS: Readonly<Record<string, string>> = {
  'drop-schema': 'the schema',
  'drop-database': 'the database',
  'drop-owned': 'everything that belongs to',
};

export default defineWorkspaceRule({
  id: 'migrations/drop-schema',
  impact: 'blocker',
  stage: 'deployment',
  title: 'Schema or database that is dropped',
  why: 'Every table in it is gone for good the moment this runs. It belongs in a script for development machines, not where production runs it.',
  *check(workspace) {
    for (const step of stepsOf(workspace, ['drop-schema', 'drop-database', 'drop-owned'])) {
      const { kind, name, ifExists } = step.operation;
      if (WORDS[kind] === undefined || isCreatedAgain(step.history.steps, step)) continue;
      const isEmpty = kind === 'drop-schema' && !step.operation.cascade;
      const finding = whileItRuns(
        step,
        {
          kind: name,
          message: isEmpty
            ? `This drops the schema ${name}. It works only if nothing is left in it: check that nothing needs it any more.`
            : `This drops ${WORDS[kind]} ${name}${ifExists ? ', if it is there,' : ''} with everything in it, for good. If it is meant for development, keep it out of the migrations.`,
          ...(isEmpty ? { impact: 'medium' } : {}),
        },
        'blocker',
      );
      if (finding) yield finding;
    }
  },
});

type Placed = {
  readonly migration: unknown;
  readonly operation: { readonly kind: string; readonly name?: unknown };
};

/** A schema that came with the same migration. */
function isCreatedAgain(steps: readonly Placed[], { migration, operation }: Placed): boolean {
  for (const step of steps) {
    if (step.operation === operation) return false;
    if (
      step.migration === migration &&
      step.operation.kind === 'create-schema' &&
      step.operation.name === operation.name
    )
      return true;
  }
  return false;
}
