import { afterAll } from '../../migrations/judging/steps.ts';
import type { History, Migration } from '../../migrations/model.ts';
import { createDocument } from '../../source.ts';
import { spanOf } from '../../span.ts';
import { defineWorkspaceRule, type PlacedFinding, type SyntaxCheck } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/syntax-error',
  impact: 'high',
  stage: 'deployment',
  title: 'SQL that PostgreSQL doesn’t understand',
  why: 'The migration fails when it is deployed, and the release with it. PostgreSQL’s own grammar was asked, so there is no doubt.',
  *check({ migrations }, context) {
    const { postgresSyntax } = context;
    if (!postgresSyntax) return;
    let left = MOST_ASKED;
    const ask: SyntaxCheck = (sql) => ((left -= sql.length) > 0 ? postgresSyntax(sql) : undefined);
    for (const history of migrations.histories)
      for (const migration of migrationsAtHand(history).toReversed())
        for (const problem of problemsIn(migration, context.read(migration.file) ?? '', ask))
          // A script beside the migrations may hold the same for MySQL, and nobody knows what runs it.
          if (history.tool !== 'sql' || problem.kind !== '`') yield problem;
  },
});

/** Characters, the newest migrations first: it takes a tenth of a second. */
const MOST_ASKED = 400_000;

/** Before the last few of them comes what has long run somewhere. */
const AT_HAND = 5;

/** SQL files that may still have to run. */
function migrationsAtHand({ dialect, dialectKnown, migrations }: History): readonly Migration[] {
  if (dialect !== 'postgres' || !dialectKnown) return [];
  return migrations.filter(
    ({ file, released, index }) =>
      file.endsWith('.sql') &&
      (released === 'no' || (released !== 'yes' && index >= migrations.length - AT_HAND)),
  );
}

/** Longer ones are rows of data. */
const LARGEST = 20_000;

/** What other programs fill in before the database sees it. */
const TEMPLATE = /\{\{|\$\{|\{%|<%|(?<![:\w]):['"]?[a-z_]\w*|^\s*\\|@\w+@/im;

function* problemsIn(
  { file, facts }: Migration,
  text: string,
  syntaxOf: SyntaxCheck,
): Iterable<PlacedFinding> {
  for (const { range, embedded } of facts.up) {
    const sql = text.slice(range.start, range.end);
    if (embedded || sql.length > LARGEST || TEMPLATE.test(sql)) continue;
    const problem = syntaxOf(sql);
    if (!problem) continue;
    const isAtEnd = sql.slice(problem.offset).trim() === '';
    const word = /^(?:\w+|\S)/.exec(sql.slice(problem.offset))?.[0] ?? '';
    const last = /\S+\s*$/.exec(sql)?.index ?? 0;
    const start = range.start + (isAtEnd ? last : problem.offset);
    const end = isAtEnd ? range.start + sql.trimEnd().length : start + word.length;
    yield afterAll(file, {
      at: spanOf(createDocument({ path: file, text }), start, end),
      kind: isAtEnd ? 'end' : word,
      message: isAtEnd
        ? 'This statement ends too early for PostgreSQL: something is missing behind it. The migration fails here.'
        : `PostgreSQL doesn’t understand “${word}” here. The migration fails at this place.`,
    });
  }
}
