import { sqlName } from '../../../migrations/judging/sqlNames.ts';
import { madeUpName } from '../../../migrations/replay.ts';
import type { Draft } from '../draft.ts';
import { slugOf } from '../slug.ts';
import { alterTableOf, takeOut, type AlterTable } from '../sql/alterTable.ts';
import { dropSoftly, undoFirst } from '../sql/back.ts';
import { cutClause, uniqueClause } from '../sql/columnClauses.ts';
import { plainName, schemaPart } from '../sql/names.ts';
import { runOutside } from '../sql/outside.ts';
import { behindBrackets, findWords, written } from '../sql/tokensOf.ts';
import { LIMIT } from './lockTimeout.ts';

/** The index first, while people go on working; the constraint takes it over in the next migration. */
export function uniqueByIndex(draft: Draft): void {
  const { operation } = draft.target;
  const alter = alterTableOf(draft.target);
  if (!alter) return draft.refuse('The statement can’t be divided.');
  if (operation.kind === 'add-constraint') ofConstraint(draft, alter, operation.constraint.columns);
  else if (operation.kind === 'add-column') ofColumn(draft, alter, operation.column.name);
  else draft.refuse('Only a constraint that is added can be written so.');
}

interface Unique {
  readonly alter: AlterTable;
  readonly type: 'UNIQUE' | 'PRIMARY KEY';
  /** As SQL needs it. */
  readonly name: string;
  /** "(email, tenant_id)", with what follows of it. */
  readonly columns: string;
  /** DEFERRABLE and the like. */
  readonly options: string;
}

function ofConstraint(draft: Draft, alter: AlterTable, columns: readonly string[]): void {
  const { text } = draft.target;
  const { tokens } = alter.own;
  const isPrimary = findWords(tokens, ['primary', 'key']) !== -1;
  const type = isPrimary ? 'PRIMARY KEY' : 'UNIQUE';
  const open = tokens.findIndex((token) => token.text === '(');
  if (open === -1) return draft.refuse('The constraint names no columns.');
  const nullsAt = findWords(tokens, ['nulls']);
  let end = behindBrackets(tokens, open);
  const includeAt = tokens[end]?.word === 'include' ? end : -1;
  if (includeAt !== -1) end = behindBrackets(tokens, end + 1);
  const options = written(text, tokens, end, tokens.length);
  if (/\b(?:with|tablespace)\b/i.test(options))
    return draft.refuse('The constraint sets how its index is stored: write the index by hand.');
  const word = findWords(tokens, ['constraint']);
  const made = madeUpName(plainName(alter.table), isPrimary ? [] : columns, isPrimary ? 'pkey' : 'key');
  const nulls = nullsAt !== -1 && nullsAt < open ? ` ${written(text, tokens, nullsAt, open)}` : '';
  build(draft, {
    alter,
    type,
    name: word === -1 ? sqlName(made) : (tokens[word + 1]?.text ?? ''),
    columns: written(text, tokens, open, end) + nulls,
    options: options === '' ? '' : ` ${options}`,
  });
}

/** A new column that is unique: the column without, its index, the constraint. */
function ofColumn(draft: Draft, alter: AlterTable, column: string): void {
  const { text } = draft.target;
  const { tokens } = alter.own;
  const clause = uniqueClause(text, tokens);
  if (!clause) return draft.refuse('UNIQUE can’t be told from the column.');
  const called = tokens.find(({ text: own }) => plainName(own) === column)?.text ?? sqlName(column);
  const name = clause.name ?? sqlName(madeUpName(plainName(alter.table), [column], 'key'));
  const nulls = clause.text.slice('unique'.length);
  cutClause(draft, clause);
  const unique: Unique = { alter, type: 'UNIQUE', name, columns: `(${called})${nulls}`, options: '' };
  const file = draft.add({
    slug: slugOf('create', plainName(name)),
    up: [indexText(unique)],
    down: [dropText(unique)],
    outside: true,
  });
  if (file !== undefined) addConstraint(draft, unique);
}

function build(draft: Draft, unique: Unique): void {
  const { alter, name } = unique;
  const constraint = plainName(name);
  dropSoftly(draft, 'drop-constraint', constraint);
  undoFirst(draft, `DROP INDEX IF EXISTS ${schemaPart(alter.table)}${name}`);
  if (alter.parts.length === 1)
    runOutside(draft, {
      slug: slugOf('create', constraint),
      edits: [],
      instead: indexText(unique),
      down: [dropText(unique)],
      makes: constraint,
    });
  else {
    takeOut(draft, alter);
    draft.add({
      slug: slugOf('create', constraint),
      up: [indexText(unique)],
      down: [dropText(unique)],
      outside: true,
    });
  }
  addConstraint(draft, unique);
}

function indexText({ alter: { table }, name, columns }: Unique): string {
  // INCLUDE stands behind the columns, NULLS NOT DISTINCT behind that: as in CREATE INDEX.
  return `CREATE UNIQUE INDEX CONCURRENTLY ${name} ON ${table} ${columns}`;
}

function dropText({ alter: { table }, name }: Unique): string {
  return `DROP INDEX CONCURRENTLY IF EXISTS ${schemaPart(table)}${name}`;
}

function addConstraint(draft: Draft, { alter: { head }, type, name, options }: Unique): void {
  draft.add({
    slug: slugOf('add', plainName(name)),
    up: [LIMIT, `${head} ADD CONSTRAINT ${name} ${type} USING INDEX ${name}${options}`],
    // The index goes with it.
    down: [`${head} DROP CONSTRAINT IF EXISTS ${name}`],
  });
}
