import { firstLine } from '../../migrations/judging/firstLine.ts';
import { afterAll } from '../../migrations/judging/steps.ts';
import type { History } from '../../migrations/model.ts';
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
      if (history.tool === 'drizzle') yield* skipped(history);
    }
  },
});

function* missing(history: History, context: WorkspaceContext): Iterable<PlacedFinding> {
  const { journal, migrations, tool } = history;
  if (!journal) return;
  const listed = new Set(journal.entries.map(({ name }) => name));
  const present = new Set(migrations.map(({ name }) => name));
  const unlisted = migrations.filter(({ name }) => !listed.has(name)).length;
  // A team that runs most of them in another way has given the journal up.
  const isGivenUp = tool === 'drizzle' && unlisted > MANY && unlisted > migrations.length / 2;
  for (const { name, file } of migrations)
    if (!listed.has(name))
      yield afterAll(file, {
        at: firstLine(file, context),
        kind: name,
        message: `${journal.file} doesn’t list this migration, so that it ${tool === 'atlas' ? 'stops the deploy' : 'never runs'}. ${REMEDY[tool] ?? 'Write the journal anew.'}`,
        ...(isGivenUp ? { impact: 'low' } : {}),
      });
  for (const { name, at } of journal.entries)
    if (!present.has(name))
      yield afterAll(journal.file, {
        at,
        kind: name,
        message: `There is no migration ${name}: the tool looks for it and stops. Bring the file back, or take it out of the journal.`,
      });
}

const MANY = 5;

const REMEDY: Readonly<Partial<Record<History['tool'], string>>> = {
  drizzle: 'Make migrations with drizzle-kit generate (--custom for your own SQL).',
  atlas: 'Run atlas migrate hash.',
};

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
