import { firstLine } from '../../migrations/judging/firstLine.ts';
import { afterAll } from '../../migrations/judging/steps.ts';
import type { History, Migration } from '../../migrations/model.ts';
import { TOOLS } from '../../migrations/toolTable.ts';
import { defineWorkspaceRule, type PlacedFinding, type WorkspaceContext } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/duplicate-version',
  impact: 'high',
  stage: 'deployment',
  title: 'Two migrations with one version',
  why: 'The tool remembers versions, not files: one of the two is taken for done and never runs, or the deploy stops with an error.',
  *check({ migrations }, context) {
    for (const history of migrations.histories) {
      const all = doublesOf(history);
      const old = all.filter(({ migration }) => migration.released !== 'no');
      const isHabit = old.length > MOST_TOLD;
      for (const double of isHabit ? all.filter(({ migration }) => migration.released === 'no') : all)
        yield finding(double, history, context);
      if (isHabit) yield habit(old, history, context);
    }
  },
});

/** More of them have one cause: how they are named. */
const MOST_TOLD = 3;

interface Double {
  readonly migration: Migration;
  readonly earlier: Migration;
}

function doublesOf(history: History): readonly Double[] {
  const first = new Map<string, Migration>();
  const found: Double[] = [];
  for (const migration of history.migrations) {
    const key = keyOf(migration, history);
    const earlier = key === undefined ? undefined : first.get(key);
    if (key !== undefined && !earlier) first.set(key, migration);
    if (earlier) found.push({ migration, earlier });
  }
  return found;
}

function finding({ migration, earlier }: Double, history: History, context: WorkspaceContext): PlacedFinding {
  return afterAll(migration.file, {
    at: firstLine(migration.file, context),
    kind: migration.version,
    message: `${earlier.name} has the version ${migration.version} already. ${runs(history)} only one of them, or none: give this one a later number.`,
    related: [{ file: earlier.file, at: firstLine(earlier.file, context), message: 'Has the same version' }],
    ...(goesByName(history) ? { impact: 'low' } : {}),
  });
}

function habit(doubles: readonly Double[], history: History, context: WorkspaceContext): PlacedFinding {
  const [first] = doubles as [Double, ...Double[]];
  const versions = [...new Set(doubles.map(({ migration }) => migration.version))];
  const shown =
    versions.slice(0, 3).join(', ') + (versions.length > 3 ? ` and ${versions.length - 3} more` : '');
  return afterAll(first.migration.file, {
    at: firstLine(first.migration.file, context),
    kind: 'several',
    message: `${doubles.length} of these migrations have the version of another one (${shown}). ${runs(history)} only one of each, or none, so that a new database lacks what the others do. Give each a number of its own, with the time of day in it.`,
    related: doubles
      .slice(1, 11)
      .map(({ migration: { file } }) => ({ file, at: firstLine(file, context), message: 'Another one' })),
    ...(goesByName(history) ? { impact: 'low' } : {}),
  });
}

function runs({ tool }: History): string {
  return tool === 'sql' ? 'Tools that go by the number run' : `${TOOLS[tool].name} runs`;
}

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
