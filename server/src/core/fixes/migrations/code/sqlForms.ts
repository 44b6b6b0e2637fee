/** The safe forms as SQL: for calls that have no words for them, and for SQL that stands in strings. */
import type { Refusal } from '../../../edit.ts';
import type { TextRange } from '../../../finding.ts';
import { sqlColumns, sqlTable } from '../../../migrations/judging/sqlNames.ts';
import { UNKNOWN_NAME, type Constraint, type OperationOf } from '../../../migrations/operation.ts';
import { madeUpName, unqualified } from '../../../migrations/replay.ts';
import { slugOf } from '../slug.ts';
import type { Rewritten } from './rewritten.ts';
import { constraintNameOf, indexNameOf } from './toolNames.ts';
import { isRefusal, type Site } from './site.ts';

const COMPUTED =
  'Names in this call are worked out when it runs, so that nobody can say what it should be instead. Change it by hand.';
const UNREADABLE = 'This call has options that can’t be carried over safely. Change it by hand.';

export function concurrentlyAsSql(site: Site): Rewritten | Refusal {
  const { operation } = site;
  switch (operation.kind) {
    case 'create-index':
      return site.sql ? createFromSql(site, operation) : createFromCall(site, operation);
    case 'drop-index': {
      const name = indexNameOf(site.fix.tool, operation);
      if (name === undefined) return { refused: COMPUTED };
      const sql = site.sql
        ? withWord(site, /^\s*drop\s+index\b(?!\s+concurrently)/i, ' CONCURRENTLY')
        : `DROP INDEX CONCURRENTLY ${operation.ifExists ? 'IF EXISTS ' : ''}${sqlTable(name)}`;
      return {
        lines: [sql],
        isOwnSql: site.sql !== undefined,
        outside: true,
        slug: slugOf('drop', unqualified(name)),
      };
    }
    case 'reindex':
    case 'refresh-materialized-view':
    case 'detach-partition':
    case 'vacuum':
      return otherFromSql(site);
    default:
      return {
        refused: 'There is no way to do this one without the lock. Run it when few people are at work.',
      };
  }
}

function createFromSql(site: Site, { index }: OperationOf<'create-index'>): Rewritten | Refusal {
  const sql = withWord(site, /^\s*create\s+(?:unique\s+)?index\b(?!\s+concurrently)/i, ' CONCURRENTLY');
  if (index.name === undefined || index.name === UNKNOWN_NAME)
    return { refused: 'Give the index a name first: without one nobody can take it back.' };
  return {
    lines: [sql],
    isOwnSql: true,
    back: [dropIndex(index.name)],
    outside: true,
    slug: slugOf('add', unqualified(index.name)),
  };
}

function createFromCall(site: Site, operation: OperationOf<'create-index'>): Rewritten | Refusal {
  const name = indexNameOf(site.fix.tool, operation);
  const { table, index } = operation;
  if (name === undefined || isComputed(table, ...index.columns) || index.columns.length === 0)
    return { refused: COMPUTED };
  if (index.where || index.include || index.columns.some((column) => !/^\w+$/.test(column)) || hasMore(site))
    return { refused: UNREADABLE };
  const method = index.method === undefined ? '' : ` USING ${index.method}`;
  const unique = index.unique ? 'UNIQUE ' : '';
  return {
    lines: [
      `CREATE ${unique}INDEX CONCURRENTLY ${sqlTable(name)} ON ${sqlTable(table)}${method} (${sqlColumns(index.columns)})`,
    ],
    back: [dropIndex(name)],
    outside: true,
    slug: slugOf('add', name),
  };
}

/** Options beyond names: storage, predicates, orders. */
function hasMore({ text, call }: Site): boolean {
  return /\b(?:storageEngineIndexType|predicate|deferrable|useConstraint|language|algorithm|fulltext|spatial|expression|orderBy|nullsNotDistinct|using|ifNotExists|desc|opclass)\b/i.test(
    text.slice(call.start, call.end),
  );
}

export function dropIndex(name: string): string {
  return `DROP INDEX CONCURRENTLY IF EXISTS ${sqlTable(name)}`;
}

function otherFromSql(site: Site): Rewritten | Refusal {
  const { sql, operation } = site;
  if (!sql) return { refused: UNREADABLE };
  const name = 'name' in operation ? operation.name : 'table' in operation ? (operation.table ?? '') : '';
  const heads: Readonly<Record<string, RegExp>> = {
    reindex:
      /^\s*reindex\s+(?:\([^)]{0,80}\)\s*)?(?:index|table|schema|database|system)\b(?!\s+concurrently)/i,
    'refresh-materialized-view': /^\s*refresh\s+materialized\s+view\b(?!\s+concurrently)/i,
    'detach-partition': /^[^;]{0,400}\bdetach\s+partition\s+[\w."]{1,120}(?!\s+concurrently)/i,
  };
  const head = heads[operation.kind];
  const rewritten = head ? withWord(site, head, ' CONCURRENTLY') : written(site);
  const isOutside = operation.kind !== 'refresh-materialized-view';
  return {
    lines: [rewritten],
    isOwnSql: true,
    back: [],
    ...(isOutside ? { outside: true } : {}),
    slug: slugOf(operation.kind, unqualified(name)),
  };
}

export function notValidAsSql(site: Site): Rewritten | Refusal {
  const constraint = constraintIn(site);
  if (isRefusal(constraint)) return constraint;
  const { table, name } = constraint;
  const validate = `ALTER TABLE ${sqlTable(table)} VALIDATE CONSTRAINT ${sqlTable(name)}`;
  const sql = constraint.sql;
  return {
    lines: [`${sql} ${site.sql && /^\s*alter/.test(sql) ? 'not valid' : 'NOT VALID'}`],
    isOwnSql: site.sql !== undefined,
    slug: slugOf('add', name),
    later: { slug: slugOf('validate', name), up: [validate], down: [] },
  };
}

interface WrittenConstraint {
  readonly table: string;
  readonly name: string;
  /** Without NOT VALID. */
  readonly sql: string;
}

function constraintIn(site: Site): WrittenConstraint | Refusal {
  const { operation, statement } = site;
  if (operation.kind !== 'add-constraint')
    return {
      refused:
        'The constraint comes with a column. Add the column first, and the constraint in a call of its own.',
    };
  const { table, constraint } = operation;
  const name = constraintNameOf(site.fix.tool, table, constraint);
  if (name === undefined || isComputed(table, ...constraint.columns)) return { refused: COMPUTED };
  if (!site.sql) {
    const body = bodyOf(site, constraint);
    return isRefusal(body)
      ? body
      : { table, name, sql: `ALTER TABLE ${sqlTable(table)} ADD CONSTRAINT ${sqlTable(name)} ${body.sql}` };
  }
  if (statement.operations.length > 1)
    return {
      refused:
        'The statement changes several things at once. Give the constraint a statement of its own first.',
    };
  const own = written(site);
  const isNamed = constraint.name !== undefined;
  return {
    table,
    name,
    sql: isNamed
      ? own
      : own.replace(/\badd\s+(?=foreign|check|unique)/i, (add) => `${add}CONSTRAINT ${sqlTable(name)} `),
  };
}

function bodyOf(
  { text, call }: Site,
  { type, columns, references, check }: Constraint,
): { readonly sql: string } | Refusal {
  const source = text.slice(call.start, call.end);
  if (type === 'check') {
    const isWhole =
      check && check.text.length < 390 && !check.text.includes('…') && !/^["'`]|[?{}]/.test(check.text);
    return isWhole ? { sql: `CHECK (${check.text})` } : { refused: UNREADABLE };
  }
  if (type !== 'foreign-key' || !references || isComputed(references.table, ...references.columns))
    return { refused: COMPUTED };
  if (/on_?update|deferr|match/i.test(source)) return { refused: UNREADABLE };
  const target = references.columns.length === 0 ? '' : ` (${sqlColumns(references.columns)})`;
  const onDelete = references.onDelete === undefined ? '' : ` ON DELETE ${references.onDelete.toUpperCase()}`;
  return {
    sql: `FOREIGN KEY (${sqlColumns(columns)}) REFERENCES ${sqlTable(references.table)}${target}${onDelete}`,
  };
}

export function uniqueAsSql(site: Site): Rewritten | Refusal {
  const { operation, fix } = site;
  if (operation.kind !== 'add-constraint' || operation.constraint.type !== 'unique')
    return {
      refused:
        'The column comes with its constraint. Add the column first, and the constraint in a call of its own.',
    };
  const { table, constraint } = operation;
  const name = constraintNameOf(fix.tool, table, constraint);
  const { columns } = constraint;
  if (name === undefined || columns.length === 0 || isComputed(table, ...columns))
    return { refused: COMPUTED };
  if (
    /deferr|nulls?_?\s?not_?\s?distinct|include|predicate|useConstraint/i.test(
      site.text.slice(site.call.start, site.call.end),
    )
  )
    return { refused: UNREADABLE };
  if (site.statement.operations.length > 1 && site.sql)
    return {
      refused:
        'The statement changes several things at once. Give the constraint a statement of its own first.',
    };
  const at = sqlTable(table);
  return {
    lines: [
      `CREATE UNIQUE INDEX CONCURRENTLY ${sqlTable(name)} ON ${at} (${sqlColumns(columns)})`,
      `ALTER TABLE ${at} ADD CONSTRAINT ${sqlTable(name)} UNIQUE USING INDEX ${sqlTable(name)}`,
    ],
    back: [`ALTER TABLE ${at} DROP CONSTRAINT ${sqlTable(name)}`],
    outside: true,
    slug: slugOf('add', name),
  };
}

export function notNullAsSql(site: Site): Rewritten | Refusal {
  const { operation, statement } = site;
  if (operation.kind !== 'set-not-null')
    return {
      refused:
        'This call says the whole column anew, not only that it must be filled. Set NOT NULL in a call of its own first.',
    };
  const { table, column } = operation;
  if (isComputed(table, column)) return { refused: COMPUTED };
  if (statement.operations.length > 1 && site.sql)
    return {
      refused: 'The statement changes several things at once. Give NOT NULL a statement of its own first.',
    };
  const name = checkNameOf(table, column);
  const at = sqlTable(table);
  const add = `ALTER TABLE ${at} ADD CONSTRAINT ${sqlTable(name)} CHECK (${sqlColumns([column])} IS NOT NULL) NOT VALID`;
  const drop = `ALTER TABLE ${at} DROP CONSTRAINT ${sqlTable(name)}`;
  const alter = `ALTER TABLE ${at} ALTER COLUMN ${sqlColumns([column])}`;
  return {
    lines: [add],
    back: [drop],
    alsoBack: [`ALTER TABLE ${at} DROP CONSTRAINT IF EXISTS ${sqlTable(name)}`],
    slug: slugOf('check', unqualified(table), column),
    later: {
      slug: slugOf('set', unqualified(table), column, 'not_null'),
      up: [`ALTER TABLE ${at} VALIDATE CONSTRAINT ${sqlTable(name)}`, `${alter} SET NOT NULL`, drop],
      down: [add, `${alter} DROP NOT NULL`],
    },
  };
}

export function checkNameOf(table: string, column: string): string {
  return madeUpName(table, [column], 'not_null');
}

export function isComputed(...names: readonly string[]): boolean {
  return names.some((name) => name === UNKNOWN_NAME || name === '' || name.includes('?'));
}

/** The SQL as it is written, in one piece. */
function written({ text, sql }: Site): string {
  return sql ? text.slice(sql.start, sql.end) : '';
}

function withWord(site: Site, head: RegExp, word: string): string {
  const own = written(site);
  const match = head.exec(own);
  if (!match) return own;
  const cased = /[A-Z]/.test(match[0]) ? word : word.toLowerCase();
  return own.slice(0, match[0].length) + cased + own.slice(match[0].length);
}

/** The string holds this statement and no other. */
export function isOnlyStatement({ facts, statement }: Pick<Site, 'facts' | 'statement'>): boolean {
  const { embedded } = statement;
  if (!embedded) return true;
  const same = (range: TextRange | undefined): boolean => range?.start === embedded.start;
  return facts.up.filter((other) => same(other.embedded)).length === 1;
}
