/** Change sets as the migration that they are: each change with what it does, at its place in the file. */
import type { TextRange } from '../../finding.ts';
import { lineEndAt } from '../../lines.ts';
import type { Document } from '../../source.ts';
import { spanOf, type Span } from '../../span.ts';
import type { Dialect, Operation } from '../operation.ts';
import { readSql } from '../sql/readSql.ts';
import type { MigrationFacts, Statement } from '../types.ts';
import type { Change, ChangeSet } from './changeLog.ts';
import { isTakenBack, sqlOf, type Piece } from './changes.ts';

export function readChangeLog(document: Document, changeSets: readonly ChangeSet[]): MigrationFacts {
  const own = changeSets.filter(isForProduction);
  const dialect = dialectOf(own);
  const up: Statement[] = [];
  const back: (readonly Statement[])[] = [];
  for (const changeSet of own) {
    const statements = changeSet.changes.flatMap((change) => statementsOf(document, change, dialect));
    const outside = changeSet.attributes.get('runInTransaction')?.text === 'false';
    const [first, ...rest] = outside ? statements.map(outsideOf) : statements;
    if (first) up.push({ ...first, begins: true }, ...rest);
    back.push(wayBackOf(document, changeSet, dialect));
  }
  // The last is taken back first.
  const down = back.toReversed().flat();
  return {
    tool: 'liquibase',
    certain: true,
    ...(dialect && { dialect }),
    direction: 'both',
    up,
    ...(down.length > 0 && { down }),
  };
}

/** Those for other databases than we know, and those that only tests and developers run, are left out. */
function isForProduction({ attributes }: ChangeSet): boolean {
  const databases = wordsOf(attributes.get('dbms')?.text).filter((one) => !one.startsWith('!'));
  const contexts = wordsOf(attributes.get('context')?.text ?? attributes.get('contextFilter')?.text);
  return (
    (databases.length === 0 || databases.some((one) => DATABASES.has(one) || one === 'all')) &&
    (contexts.length === 0 ||
      contexts.some((one) => !/^(?:test|tests|dev|development|local|faker|demo|e2e)$/.test(one)))
  );
}

function wordsOf(list = ''): readonly string[] {
  return list
    .toLowerCase()
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

const DATABASES: ReadonlyMap<string, Dialect> = new Map([
  ['postgresql', 'postgres'],
  ['cockroachdb', 'postgres'],
  ['edb', 'postgres'],
  ['mysql', 'mysql'],
  ['mariadb', 'mysql'],
  ['sqlite', 'sqlite'],
]);

function dialectOf(changeSets: readonly ChangeSet[]): Dialect | undefined {
  const named = new Set(
    changeSets.flatMap(({ attributes }) =>
      wordsOf(attributes.get('dbms')?.text).flatMap((one) => DATABASES.get(one) ?? []),
    ),
  );
  return named.size === 1 ? [...named][0] : undefined;
}

function statementsOf(
  document: Document,
  change: Change,
  dialect: Dialect | undefined,
): readonly Statement[] {
  const range = { start: change.start, end: change.end };
  const at = spanOf(document, change.start, firstLineEnd(document, change));
  if (/^(?:sql|createView|createProcedure|createFunction|createTrigger)$/.test(change.name) && change.sql) {
    const view =
      change.name === 'createView'
        ? `CREATE VIEW ${change.attributes.get('viewName')?.text ?? '____'} AS `
        : '';
    const { start, text } = change.sql;
    const shift = start - view.length;
    const placeOf = (from: number, to: number): Span =>
      from < view.length ? at : spanOf(document, from + shift, to + shift);
    return readSql(view + text, { placeOf, ...(dialect && { dialect }) }).statements.map((one) =>
      Object.assign({}, one, {
        range: { start: Math.max(change.start, one.range.start + shift), end: one.range.end + shift },
      }),
    );
  }
  const written = sqlOf(change);
  if (!written) return [{ range, at, operations: [otherThan(change, at)] }];
  return written.flatMap((pieces) => {
    const { text, placeOf } = joined(document, pieces, at);
    // The words are those that PostgreSQL has for it; what a change means is the same in all databases.
    return readSql(text, { placeOf, dialect: 'postgres' }).statements.map((one) =>
      Object.assign({}, one, { range, at }),
    );
  });
}

/** Rows that are loaded, and whatever is not known. */
function otherThan({ name }: Change, at: Span): Operation {
  return name === 'loadData' || name === 'loadUpdateData' || name === 'insert'
    ? { kind: 'other', verb: 'insert', at }
    : /^(?:tagDatabase|empty|output|stop|setColumnRemarks|createPackage)$/.test(name)
      ? { kind: 'other', verb: name, at }
      : { kind: 'unknown', at };
}

/** Looks no further than the range: a file may be one line. */
function firstLineEnd({ text }: Document, { start, end }: TextRange): number {
  return lineEndAt(text, start, end - start);
}

/** SQL that was put together, and where each part of it comes from. */
function joined(
  document: Document,
  pieces: readonly Piece[],
  whole: Span,
): { readonly text: string; readonly placeOf: (start: number) => Span } {
  let text = '';
  const places: { readonly start: number; readonly at: Span }[] = [];
  for (const piece of pieces) {
    const from = typeof piece === 'string' ? undefined : piece.from;
    const end = from && firstLineEnd(document, from);
    places.push({ start: text.length, at: from && end ? spanOf(document, from.start, end) : whole });
    text += typeof piece === 'string' ? piece : piece.text;
  }
  return {
    text,
    placeOf(start) {
      let [low, high] = [0, places.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((places[middle]?.start ?? 0) <= start) low = middle + 1;
        else high = middle;
      }
      return places[low - 1]?.at ?? whole;
    },
  };
}

function outsideOf(statement: Statement): Statement {
  return Object.assign({}, statement, {
    operations: statement.operations.map((operation) => Object.assign({}, operation, { outside: true })),
  });
}

/** What is written, or that Liquibase works it out. */
function wayBackOf(
  document: Document,
  { rollback, changes }: ChangeSet,
  dialect: Dialect | undefined,
): readonly Statement[] {
  if (rollback) {
    const inside = rollback.children.flatMap((change) => statementsOf(document, change, dialect));
    const own = rollback.sql
      ? statementsOf(document, { ...rollback, name: 'sql', children: [] }, dialect)
      : [];
    return [...inside, ...own];
  }
  return changes.filter(isTakenBack).map((change) => {
    const at = spanOf(document, change.start, firstLineEnd(document, change));
    return {
      range: { start: change.start, end: change.end },
      at,
      operations: [{ kind: 'other', verb: 'rollback', at }],
    };
  });
}
