/** Safe forms of statements in migrations that are written in code: in the words of the tool, or else as SQL. */
import { applyTextEdits, type EditPlan, type FileEdit, type Refusal, type TextEdit } from '../../../edit.ts';
import type { RewriteForm, RewriteMigrationFix } from '../../../finding.ts';
import { sqlColumns, sqlName, sqlTable } from '../../../migrations/judging/sqlNames.ts';
import { madeUpName, unqualified } from '../../../migrations/replay.ts';
import { TOOLS } from '../../../migrations/toolTable.ts';
import type { ToolId } from '../../../migrations/types.ts';
import { nameOf } from '../../../paths.ts';
import type { Document } from '../../../source.ts';
import type { Files } from '../../../workspace.ts';
import { slugOf } from '../slug.ts';
import { alembic } from './formats/alembic.ts';
import { django } from './formats/django.ts';
import { laravel } from './formats/laravel.ts';
import { rails } from './formats/rails.ts';
import { knex, kysely, mikroOrm, nodePgMigrate, sequelize, typeorm } from './formats/scripts.ts';
import type { Format } from './format.ts';
import { callText, editsInPlace, indented, ownCall } from './inPlace.ts';
import type { Draft, Rewritten } from './rewritten.ts';
import { isAlone, isOutside, isRefusal, removal, siteOf, wholeLines, type Site } from './site.ts';
import {
  concurrentlyAsSql,
  isComputed,
  isOnlyStatement,
  notNullAsSql,
  notValidAsSql,
  uniqueAsSql,
} from './sqlForms.ts';
import { withoutItsBack, withBackBefore } from './wayBack.ts';

const FORMATS: Readonly<Partial<Record<ToolId, Format>>> = {
  rails,
  django,
  alembic,
  knex,
  kysely,
  typeorm,
  sequelize,
  'node-pg-migrate': nodePgMigrate,
  'mikro-orm': mikroOrm,
  laravel,
};

export function planInCode(fix: RewriteMigrationFix, document: Document, files: Files): EditPlan | Refusal {
  const format = FORMATS[fix.tool];
  if (!format || fix.dialect !== 'postgres') return { refused: NO_WORDS };
  const site = siteOf(fix, document, files);
  if (isRefusal(site)) return site;
  if (hasHoles(site)) return { refused: COMPUTED_SQL };
  if (fix.form === 'lock-timeout') return limited(site, format);
  if (fix.form === 'index-foreign-key') return indexed(site, format);
  if (!isOnlyStatement(site)) return { refused: SEVERAL_STATEMENTS };
  if (changesMore(site)) return { refused: SEVERAL_CHANGES };
  const make = MAKERS[fix.form];
  if (!make) return { refused: NO_WORDS };
  const rewritten = make(site, format);
  if (isRefusal(rewritten)) return rewritten;
  if (fix.form === 'own-file') return moved(site, format, rewritten);
  return rewritten.outside && !isOutside(site) && (!isAlone(site) || hasNoLines(site, rewritten))
    ? moved(site, format, rewritten)
    : inPlace(site, format, rewritten);
}

const NO_WORDS =
  'This form can’t be written for a migration of this kind. The message says what to write by hand.';
const COMPUTED_SQL = 'Parts of this SQL are put in when it runs. Change it by hand.';
const SEVERAL_STATEMENTS =
  'The string holds several statements, which the database takes for one transaction. Give this one a call of its own first.';

const SEVERAL_CHANGES = 'The call changes several things at once. Give this one a call of its own first.';

function changesMore({ fix, isInner, sql, statement: { operations } }: Site): boolean {
  return !sql && !isInner && operations.length > 1 && !TOOLS[fix.tool].columnsWithOptions;
}

type Maker = (site: Site, format: Format) => Rewritten | Refusal;

const MAKERS: Readonly<Partial<Record<RewriteForm, Maker>>> = {
  concurrently: (site, format) => own(site, format, format.concurrently, concurrentlyAsSql),
  'leave-transaction': (site, format) => own(site, format, format.concurrently, concurrentlyAsSql),
  'validate-later': (site, format) => own(site, format, format.notValid, notValidAsSql),
  'unique-by-index': (site, format) => own(site, format, format.unique, uniqueAsSql),
  'not-null-by-check': (site, format) => own(site, format, format.notNull, notNullAsSql),
  'own-file': asItIs,
};

/** The same call, somewhere else. */
function asItIs(site: Site): Rewritten | Refusal {
  if (!site.sql) return { refused: NO_WORDS };
  const { operation } = site;
  const table = 'table' in operation ? (operation.table ?? '') : '';
  return { lines: [callText(site, [])], back: [], slug: slugOf(operation.kind, unqualified(table)) };
}

/** In the words of the tool where it has some; else in SQL. */
function own(
  site: Site,
  format: Format,
  ownWords: ((site: Site) => Rewritten | Refusal | undefined) | undefined,
  asSql: (site: Site) => Rewritten | Refusal,
): Rewritten | Refusal {
  const words = site.sql ? undefined : ownWords?.(site);
  if (words) return words;
  const made = asSql(site);
  return isRefusal(made) ? made : inCalls(site, format, made);
}

/** SQL in calls that run it. */
function inCalls(site: Site, format: Format, made: Rewritten): Rewritten {
  const run = (sql: string): string => format.runSql(site, sql);
  const outside = (line: string, sql: string): string =>
    / concurrently\b/i.test(sql) && format.outside && !isOutside(site) ? format.outside(line) : line;
  return {
    ...made,
    lines: made.lines.map((sql, index) =>
      outside(index === 0 && made.isOwnSql ? ownCall(site, sql) : run(sql), sql),
    ),
    ...(made.back ? { back: made.back.map((sql) => outside(run(sql), sql)) } : {}),
    ...(made.alsoBack ? { alsoBack: made.alsoBack.map(run) } : {}),
    ...(made.later
      ? { later: { ...made.later, up: made.later.up.map(run), down: (made.later.down ?? []).map(run) } }
      : {}),
  };
}

function inPlace(site: Site, format: Format, rewritten: Rewritten): EditPlan | Refusal {
  const { fix } = site;
  const lines = site.isInner ? behindBuilder(site) : editsInPlace(site, format, rewritten.lines);
  if (isRefusal(lines)) return lines;
  const leave = rewritten.outside && !isOutside(site) ? format.leave(site) : [];
  if (isRefusal(leave)) return leave;
  const back = withBackBefore(site, format, rewritten);
  const imports = format.imports(
    site,
    [...rewritten.lines, ...(rewritten.alsoBack ?? [])],
    rewritten.imports ?? [],
  );
  const edits = joined(site, [...lines, ...leave, ...back.edits, ...imports]);
  const plan = { edits: [{ path: fix.file, edits }], notes: [...(rewritten.notes ?? []), ...back.notes] };
  return rewritten.later
    ? withFile(site, format, plan, {
        ...rewritten.later,
        imports: rewritten.later.imports ?? [],
        outside: false,
      })
    : { title: fix.title, ...plan };

  function behindBuilder(at: Site): readonly TextEdit[] | Refusal {
    const outer = wholeLines(at, at.statement.range);
    const inner = wholeLines(at, at.call);
    if (!outer || !inner || outer.lead === 'return ') return { refused: NOT_ON_ITS_OWN };
    const added = rewritten.lines
      .map((line) => outer.indent + outer.lead + indented(line, outer.indent) + format.ending + at.lineBreak)
      .join('');
    return [
      removal(at, inner),
      { range: { start: outer.next, end: outer.next }, newText: withBreaks(at, added) },
    ];
  }
}

const NOT_ON_ITS_OWN =
  'The call doesn’t stand on lines of its own, so that it can’t be taken out safely. Give it a line of its own first.';

/** What shares its call with others leaves the file. */
function hasNoLines({ isInner }: Site, { lines }: Rewritten): boolean {
  return isInner && lines.length > 0;
}

/** Takes the call out and runs the safe form in a migration of its own, without a transaction. */
function moved(site: Site, format: Format, rewritten: Rewritten): EditPlan | Refusal {
  const line = wholeLines(site, site.call);
  if (!line || line.lead === 'return ') return { refused: NOT_ON_ITS_OWN };
  if (!rewritten.back && TOOLS[site.fix.tool].back !== 'worked-out')
    return {
      refused:
        'Other changes in this migration need its transaction. Move this call into a migration of its own first.',
    };
  const back = withoutItsBack(site, format);
  if (isRefusal(back)) return back;
  const edits = joined(site, [removal(site, line), ...back]);
  return withFile(
    site,
    format,
    {
      edits: [{ path: site.fix.file, edits }],
      notes: [...(rewritten.notes ?? [])],
    },
    {
      slug: rewritten.slug,
      up: rewritten.lines,
      ...(rewritten.back ? { down: rewritten.back } : {}),
      imports: rewritten.imports ?? [],
      outside: rewritten.outside === true,
    },
  );
}

function withFile(
  site: Site,
  format: Format,
  plan: { readonly edits: readonly FileEdit[]; readonly notes: readonly string[] },
  draft: Omit<Draft, 'after'>,
): EditPlan | Refusal {
  const { fix } = site;
  const made = format.newFile(site, { ...draft, after: fix.latest });
  if (isRefusal(made)) return made;
  const text = withBreaks(site, made.text);
  const created: FileEdit = {
    path: made.path,
    create: {},
    edits: [{ range: { start: 0, end: 0 }, newText: text }],
  };
  const note = draft.outside
    ? `${nameOf(made.path)} runs it after this migration.`
    : `${nameOf(made.path)} runs after this migration: release it when this one is through.`;
  return { title: fix.title, edits: [...plan.edits, created], notes: [...plan.notes, note] };
}

/** An index for a foreign key, built in a migration of its own. */
function indexed(site: Site, format: Format): EditPlan | Refusal {
  const { fix, operation } = site;
  const { columns } = fix;
  const table = 'table' in operation ? operation.table : undefined;
  if (!columns || table === undefined || isComputed(table, ...columns)) return { refused: NO_WORDS };
  const name = madeUpName(table, columns, 'idx');
  const outside = TOOLS[fix.tool].mode === 'none' || isOutside(site) || !isRefusal(format.leave(site));
  const made = format.addIndex?.(site, { table, columns, name }) ?? {
    up: [
      format.runSql(
        site,
        `CREATE INDEX ${outside ? 'CONCURRENTLY ' : ''}${sqlName(name)} ON ${sqlTable(table)} (${sqlColumns(columns)})`,
      ),
    ],
    down: [format.runSql(site, `DROP INDEX ${outside ? 'CONCURRENTLY ' : ''}IF EXISTS ${sqlName(name)}`)],
  };
  return withFile(
    site,
    format,
    { edits: [], notes: [] },
    { slug: slugOf('index', unqualified(table), ...columns), ...made, imports: [], outside },
  );
}

/** A limit in front of the statement. */
function limited(site: Site, format: Format): EditPlan | Refusal {
  const { fix, text } = site;
  const isLocal = fix.transaction.inside === 'yes' && site.facts.transaction?.use !== false;
  const sql = `SET ${isLocal ? 'LOCAL ' : ''}lock_timeout = '5s'`;
  const target = site.isInner ? site.statement.range : site.call;
  const line = wholeLines(site, target);
  const written = format.limit?.(site, sql) ?? format.runSql(site, sql);
  if (
    !line ||
    (line.lead === 'return ' && !/\basync\b/.test(text.slice(Math.max(0, line.start - 400), line.start)))
  )
    return { refused: NOT_ON_ITS_OWN };
  const lead = line.lead === '' ? '' : 'await ';
  const newText = `${line.indent}${lead}${indented(written, line.indent)}${format.ending}${site.lineBreak}`;
  const edits = joined(site, [
    { range: { start: line.start, end: line.start }, newText: withBreaks(site, newText) },
    ...format.imports(site, [written], []),
  ]);
  return {
    title: fix.title,
    edits: [{ path: fix.file, edits }],
    notes: ['If the lock isn’t there within 5 seconds, the migration fails: run it again later.'],
  };
}

function withBreaks({ lineBreak }: Site, text: string): string {
  return text.replace(/\r?\n/g, lineBreak);
}

function joined(site: Site, edits: readonly TextEdit[]): readonly TextEdit[] {
  // Applied to see that none lies in another.
  applyTextEdits(site.text, edits);
  return [...edits]
    .sort((a, b) => a.range.start - b.range.start)
    .map(({ range, newText }) => ({ range, newText: withBreaks(site, newText) }));
}

function hasHoles({ code, sql }: Site): boolean {
  if (!sql) return false;
  return code.literals.some(
    ({ start, end, holes }) =>
      start <= sql.start &&
      end >= sql.end &&
      holes.some((hole) => hole.start < sql.end && hole.end > sql.start),
  );
}
