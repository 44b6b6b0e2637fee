import { isBehind } from '../../migrations/journals.ts';
import { changedFile, isLeftOut } from '../../migrations/judging/atlasSums.ts';
import { firstLine } from '../../migrations/judging/firstLine.ts';
import { afterAll } from '../../migrations/judging/steps.ts';
import type { History, MigrationModel } from '../../migrations/model.ts';
import { compareVersions } from '../../migrations/order.ts';
import { folderOf, join } from '../../paths.ts';
import { defineWorkspaceRule, type PlacedFinding, type WorkspaceContext } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/journal-mismatch',
  impact: 'high',
  stage: 'deployment',
  title: 'Journal and migrations that don’t agree',
  why: 'The tool goes by its journal and not by the folder: a migration that is not in it never runs, and one that is in it without a file stops the deploy.',
  *check({ migrations }, context) {
    for (const history of migrations.histories) {
      yield* missing(history, context);
      yield* givenUp(history);
      if (history.tool === 'drizzle') yield* skipped(history);
      if (history.tool === 'atlas') yield* changed(history, context);
      if (history.tool === 'prisma') yield* otherProvider(history);
      yield* behind(history, context);
    }
    yield* ahead(migrations.histories);
  },
});

/** More of them have one cause: somebody leaves the journal out. */
const MOST_TOLD = 3;

function* missing(history: History, context: WorkspaceContext): Iterable<PlacedFinding> {
  const { journal, migrations, tool } = history;
  if (!journal) return;
  const listed = new Set(journal.entries.map(({ name }) => name));
  const present = new Set(migrations.map(({ name }) => name));
  const unlisted = migrations.filter(
    (one) => !listed.has(one.name) && !(tool === 'atlas' && isLeftOut(one, context)),
  );
  const remedy = REMEDY[tool] ?? 'Write the journal anew.';
  const effect =
    tool === 'atlas'
      ? ['stops the deploy', 'stop the deploy']
      : ['never runs', 'never run, unless somebody runs them by hand'];
  // The newest is what somebody is at work on.
  const newest = unlisted.length > MOST_TOLD ? unlisted.at(-1) : undefined;
  if (newest)
    yield afterAll(newest.file, {
      at: firstLine(newest.file, context),
      kind: 'several',
      message: `${journal.file} doesn’t list this migration and ${unlisted.length - 1} more, so that they ${effect[1]}. ${remedy}`,
      related: unlisted
        .slice(0, -1)
        .slice(-10)
        .map(({ file }) => ({ file, at: firstLine(file, context), message: 'Not in the journal either' })),
    });
  for (const { name, file } of newest ? [] : unlisted)
    yield afterAll(file, {
      at: firstLine(file, context),
      kind: name,
      message: `${journal.file} doesn’t list this migration, so that it ${effect[0]}. ${remedy}`,
    });
  for (const { name, at } of journal.entries)
    if (!present.has(name) && !isThere(history, name, context))
      yield afterAll(journal.file, {
        at,
        kind: name,
        message: `There is no migration ${name}: the tool looks for it and stops. Bring the file back, or take it out of the journal.`,
      });
}

/** Said once, where the tool would look: whoever runs most of them by hand knows it. */
function* givenUp({ givenUpJournal, migrations }: History): Iterable<PlacedFinding> {
  const first = givenUpJournal?.entries[0];
  if (!givenUpJournal || !first) return;
  const { file, entries, unlisted } = givenUpJournal;
  yield afterAll(file, {
    at: first.at,
    kind: 'given up',
    impact: 'low',
    message: `This journal lists ${entries.length} ${entries.length === 1 ? 'migration' : 'migrations'}, and ${unlisted} of the ${migrations.length} beside it are not in it: drizzle-kit migrate never runs those. If somebody runs them by hand, that is as it should be. Else make migrations with drizzle-kit generate (--custom for your own SQL).`,
  });
}

const REMEDY: Readonly<Partial<Record<History['tool'], string>>> = {
  drizzle: 'Make migrations with drizzle-kit generate (--custom for your own SQL).',
  atlas: 'Run atlas migrate hash.',
};

/** A file that was not taken for a migration, by what stands in it. */
function isThere({ journal, folder }: History, name: string, context: WorkspaceContext): boolean {
  return [folder, folderOf(journal?.file ?? '')].some(
    (one) => context.read(join(one, `${name}.sql`)) !== undefined,
  );
}

/** Drizzle runs what is newer than the last one that was run, by the time in the journal: one with an earlier time is left out. */
function* skipped({ journal }: History): Iterable<PlacedFinding> {
  let latest = -Infinity;
  let before = '';
  for (const { name, at, when } of journal?.entries ?? []) {
    if (when === undefined) continue;
    if (when < latest && journal)
      yield afterAll(journal.file, {
        at,
        kind: `${name} when`,
        message: `${name} is older than ${before} by its time in the journal: where that one has run, Drizzle leaves this one out without a word. Give it a later time.`,
      });
    if (when > latest) [latest, before] = [when, name];
  }
}

/** What git knows to be edited is told as that. */
function* changed(history: History, context: WorkspaceContext): Iterable<PlacedFinding> {
  const found = changedFile(history, context);
  if (!found || history.migrations.some(({ file, edited }) => file === found.file && edited)) return;
  yield afterAll(found.file, {
    at: firstLine(found.file, context),
    kind: `${found.name} sum`,
    message: `${history.journal?.file ?? 'atlas.sum'} has another sum for this file: it was changed since, and Atlas stops the deploy. Where it has run nowhere yet, run atlas migrate hash; else take the change back, and write a new migration for it.`,
    ...(found.sure ? {} : { impact: 'low' }),
  });
}

/** Prisma's error P3019: www.prisma.io/docs/orm/reference/error-reference */
function* otherProvider({ settings }: History): Iterable<PlacedFinding> {
  const locked = settings.find(({ provider }) => provider?.isLock);
  const schemas = settings.filter(({ provider }) => provider && !provider.isLock);
  const [schema] = schemas;
  if (!locked?.provider || !locked.dialect || !schema?.provider) return;
  // Of several schemas it can't be told which these migrations are made from.
  if (schemas.some(({ dialect }) => dialect === undefined || dialect === locked.dialect)) return;
  yield afterAll(locked.provider.file, {
    at: locked.provider.at,
    kind: 'provider',
    message: `These migrations were made for ${locked.provider.name}, and ${schema.provider.file} is for ${schema.provider.name}: prisma migrate deploy stops. Move the old migrations away, and make new ones for the other database.`,
  });
}

/** While somebody writes a migration it has run nowhere: what the main branch has should have been run before. */
function* behind({ dump, migrations, tool }: History, context: WorkspaceContext): Iterable<PlacedFinding> {
  if (!dump) return;
  for (const migration of migrations) {
    const { file, name, released } = migration;
    if ((released === 'yes' || released === 'committed') && isBehind(dump, migration))
      yield afterAll(file, {
        at: firstLine(file, context),
        kind: name,
        message: `${dump.file} was written before this migration ran: databases that are made from it (for tests, previews, a new server) lack what it does. ${AGAIN[tool] ?? 'Run the migration'}, and commit ${dump.file} with it.`,
        impact: 'low',
      });
  }
}

const AGAIN: Readonly<Partial<Record<History['tool'], string>>> = {
  rails: 'Run bin/rails db:migrate',
  dbmate: 'Run dbmate up',
  ecto: 'Run mix ecto.migrate and mix ecto.dump',
};

/** The schema is of a database that ran a migration which nobody committed. Engines and post-deploy folders share one schema. */
function* ahead(histories: MigrationModel['histories']): Iterable<PlacedFinding> {
  for (const { dump, tool, migrations } of histories) {
    if (!dump || migrations.length === 0) continue;
    const versions = histories.flatMap((one) => (one.tool === tool ? one.migrations : []));
    if (versions.every(({ version }) => compareVersions(version || '0', dump.newest) < 0))
      yield afterAll(dump.file, {
        at: dump.at,
        kind: dump.newest,
        message: `No migration here has the version ${dump.newest}, with which ${dump.file} was written. If its file was not committed, the schema has what production will never get, and the release fails where it needs that. Add the file, or write the schema anew without it.`,
        impact: 'medium',
      });
  }
}
