import { firstLine } from '../../migrations/judging/firstLine.ts';
import { afterAll } from '../../migrations/judging/steps.ts';
import type { History, Migration } from '../../migrations/model.ts';
import { compareVersions } from '../../migrations/order.ts';
import { TOOLS } from '../../migrations/toolTable.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/migration-out-of-order',
  impact: 'medium',
  stage: 'deployment',
  title: 'New migration that is older than those in production',
  why: 'Its number says that it comes before migrations which production has run already. Some tools skip it in silence, some stop the deploy, and a new database runs it in another order than production did.',
  *check({ migrations }, context) {
    for (const history of migrations.histories) {
      const order = TOOLS[history.tool].order;
      if (order !== 'name' && order !== 'number') continue;
      const newest = newestReleased(history);
      if (!newest) continue;
      for (const migration of history.migrations) {
        const { released, version, repeatable, file } = migration;
        if (
          released !== 'no' ||
          repeatable ||
          version === '' ||
          compareVersions(version, newest.version) >= 0
        )
          continue;
        yield afterAll(file, {
          at: firstLine(file, context),
          kind: migration.name,
          message: `${newest.name} is on the main branch already, and comes after this one by its number. ${EFFECTS[history.tool] ?? 'Your tool may skip it, or stop the deploy.'} Give it a later number.`,
        });
      }
    }
  },
});

/** What the tool does with it, where that is known. */
const EFFECTS: Readonly<Partial<Record<History['tool'], string>>> = {
  flyway: 'Flyway stops with an error, unless outOfOrder is set.',
  goose: 'goose stops with an error, unless -allow-missing is given.',
  'golang-migrate': 'golang-migrate skips it in silence.',
  supabase: 'The Supabase CLI stops with an error, unless --include-all is given.',
  'node-pg-migrate': 'node-pg-migrate stops with an error, unless --no-check-order is given.',
  kysely: 'Kysely stops with an error, unless allowUnorderedMigrations is set.',
  atlas: 'Atlas stops with an error, unless another execution order is set.',
  rails: 'Rails runs it, in another order than new databases do.',
  prisma: 'Prisma runs it, in another order than new databases do.',
};

function isOnMain({ released }: Migration): boolean {
  return released === 'yes' || released === 'committed';
}

function newestReleased({ migrations }: History): Migration | undefined {
  let newest: Migration | undefined;
  for (const migration of migrations)
    if (
      isOnMain(migration) &&
      !migration.repeatable &&
      migration.version !== '' &&
      (!newest || compareVersions(migration.version, newest.version) > 0)
    )
      newest = migration;
  return newest;
}
