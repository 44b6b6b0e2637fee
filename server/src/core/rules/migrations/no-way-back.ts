import { firstLine } from '../../migrations/judging/firstLine.ts';
import { afterAll, stepsOfMigration } from '../../migrations/judging/steps.ts';
import type { History, Migration } from '../../migrations/model.ts';
import type { Span } from '../../span.ts';
import { TOOLS } from '../../migrations/toolTable.ts';
import { defineWorkspaceRule, type WorkspaceContext } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/no-way-back',
  impact: 'low',
  stage: 'deployment',
  title: 'Migration that can’t be taken back',
  why: 'When a deploy goes wrong, the way back is to run the migration backwards. Without one, somebody writes SQL by hand at the worst moment.',
  *check({ migrations }, context) {
    for (const history of migrations.histories) {
      if (TOOLS[history.tool].back === 'none' || goesForwardOnly(history)) continue;
      for (const migration of history.migrations) {
        if (migration.released === 'yes' || migration.repeatable || !changesSomething(history, migration))
          continue;
        const missing = missingIn(migration, context);
        if (missing) yield afterAll(missing.file, { ...missing, kind: migration.name });
      }
    }
  },
});

/** A team that never writes the way back has decided so; where it is a file of its own, the first such file is the sign. */
function goesForwardOnly({ migrations, tool }: History): boolean {
  const isOptional = TOOLS[tool].back === 'file';
  if (isOptional) return !migrations.some(hasWayBack);
  return migrations.length >= 4 && migrations.filter(hasWayBack).length < migrations.length / 2;
}

function hasWayBack({ facts, down }: Migration): boolean {
  return down !== undefined ? down.facts.up.length > 0 : (facts.down?.length ?? 0) > 0;
}

function changesSomething(history: History, migration: Migration): boolean {
  return stepsOfMigration(history, migration).some(
    ({ operation: { kind } }) =>
      !['set', 'begin', 'commit', 'comment', 'analyze', 'validate-constraint', 'call', 'other'].includes(
        kind,
      ),
  );
}

function missingIn(
  migration: Migration,
  context: WorkspaceContext,
): { readonly file: string; readonly at: Span; readonly message: string } | undefined {
  const { facts, down, file } = migration;
  const advice = 'Write what undoes it, or say in the file why nothing does.';
  if (facts.irreversible)
    return {
      file,
      at: facts.irreversible,
      message: `Nothing undoes this: the migration can’t be taken back. ${advice}`,
    };
  if (down) {
    if (down.facts.up.length > 0) return undefined;
    return {
      file: down.file,
      at: firstLine(down.file, context),
      message: `The way back is empty, although ${file} changes something. ${advice}`,
    };
  }
  if (facts.down === undefined)
    return {
      file,
      at: facts.downAt ?? firstLine(file, context),
      message: `There is no way back for this migration. ${advice}`,
    };
  if (facts.down.length > 0 || facts.tool === 'rails' || facts.tool === 'django') return undefined;
  return {
    file,
    at: facts.downAt ?? firstLine(file, context),
    message: `The way back is empty, although the migration changes something. ${advice}`,
  };
}
