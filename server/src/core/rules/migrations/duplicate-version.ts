import { firstLine } from '../../migrations/judging/firstLine.ts';
import { afterAll } from '../../migrations/judging/steps.ts';
import type { History, Migration } from '../../migrations/model.ts';
import { TOOLS } from '../../migrations/toolTable.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/duplicate-version',
  impact: 'high',
  stage: 'deployment',
  title: 'Two migrations with one version',
  why: 'The tool remembers versions, not files: one of the two is taken for done and never runs, or the deploy stops with an error.',
  *check({ migrations }, context) {
    for (const history of migrations.histories) {
      const first = new Map<string, Migration>();
      for (const migration of history.migrations) {
        const key = keyOf(migration, history);
        const earlier = key === undefined ? undefined : first.get(key);
        if (key !== undefined && !earlier) first.set(key, migration);
        if (!earlier) continue;
        const name = history.tool === 'sql' ? 'Tools that go by the number' : TOOLS[history.tool].name;
        yield afterAll(migration.file, {
          at: firstLine(migration.file, context),
          kind: migration.version,
          message: `${earlier.name} has the version ${migration.version} already. ${name} ${history.tool === 'sql' ? 'run' : 'runs'} only one of them, or none: give this one a later number.`,
          related: [
            { file: earlier.file, at: firstLine(earlier.file, context), message: 'Has the same version' },
          ],
          ...(goesByName(history) ? { impact: 'low' } : {}),
        });
      }
    }
  },
});

/** What a tool takes for the same migration; undefined where versions mean nothing to it. */
function keyOf({ version, repeatable, facts }: Migration, { tool }: History): string | undefined {
  if (repeatable || version === '') return undefined;
  if (tool === 'alembic') return facts.revision;
  // Folders and files of these are told apart by their whole names.
  return NAMED.has(tool) ? undefined : version;
}

const NAMED: ReadonlySet<History['tool']> = new Set<History['tool']>([
  'django',
  'prisma',
  'knex',
  'kysely',
  'sequelize',
  'laravel',
  'node-pg-migrate',
  'liquibase',
  'mikro-orm',
  'drizzle',
]);

/** Whether nobody knows what runs them: then names may be all that counts. */
function goesByName({ tool }: History): boolean {
  return tool === 'sql';
}
