import { firstLine } from '../../migrations/judging/firstLine.ts';
import { afterAll } from '../../migrations/judging/steps.ts';
import type { History, Migration } from '../../migrations/model.ts';
import { folderOf } from '../../paths.ts';
import { defineWorkspaceRule, type PlacedFinding, type WorkspaceContext } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/broken-chain',
  impact: 'high',
  stage: 'deployment',
  title: 'Migrations that don’t form one chain',
  why: 'Each of these migrations names the one before it. With two ends, or a link that is missing, the tool can’t tell what to run, and the deploy stops.',
  *check({ migrations }, context) {
    for (const history of migrations.histories) {
      if (history.tool !== 'django' && history.tool !== 'alembic') continue;
      yield* lostLinks(history, context);
      yield* severalEnds(history, context);
    }
  },
});

/** A migration before it that is not there. Django's other apps may be installed packages. */
function* lostLinks({ migrations, tool }: History, context: WorkspaceContext): Iterable<PlacedFinding> {
  // What a squashed migration stands for counts as there: https://docs.djangoproject.com/en/stable/topics/migrations/#squashing-migrations
  const known = new Set(migrations.flatMap(({ facts }) => [facts.revision, ...(facts.replaces ?? [])]));
  // Of an app whose first migration is not here, others are elsewhere too.
  const whole = new Set(
    migrations.flatMap(({ facts }) =>
      facts.after?.length ? [] : [tool === 'alembic' ? '' : (facts.app ?? '')],
    ),
  );
  for (const { facts, file } of migrations)
    for (const before of facts.after ?? []) {
      const isOurs = tool === 'alembic' ? whole.has('') : whole.has(before.slice(0, before.indexOf('.')));
      if (known.has(before) || !isOurs || /__(?:first|latest)__$/.test(before) || migrations.length === 1)
        continue;
      yield afterAll(file, {
        at: firstLine(file, context),
        kind: before,
        message: `This comes after ${before}, which is not there: the deploy stops. Name the migration that is really before it.`,
      });
    }
}

function* severalEnds(history: History, context: WorkspaceContext): Iterable<PlacedFinding> {
  const { migrations, tool } = history;
  const named = new Set(
    migrations.flatMap(({ facts: { after = [], replaces = [] } }) => [...after, ...replaces]),
  );
  const ends = new Map<string, Migration[]>();
  for (const migration of migrations) {
    const { revision, after, replaces } = migration.facts;
    if (revision === undefined || named.has(revision) || after === undefined || replaces) continue;
    // Two apps whose folders are called alike have labels of their own, or Django does not start.
    const key = tool === 'django' ? folderOf(migration.file) : '';
    ends.set(key, [...(ends.get(key) ?? []), migration]);
  }
  for (const [, [first, ...others]] of ends)
    for (const other of others) {
      if (!first) continue;
      yield afterAll(other.file, {
        at: firstLine(other.file, context),
        kind: other.name,
        message: `${first.name} is the last migration too: with two ends, the tool doesn’t know which to go to, and the deploy stops. ${tool === 'django' ? 'Run makemigrations --merge.' : 'Run alembic merge heads.'}`,
        related: [{ file: first.file, at: firstLine(first.file, context), message: 'The other end' }],
      });
    }
}
