import type { Constraint } from '../../../migrations/operation.ts';
import { sqlName } from '../../../migrations/judging/sqlNames.ts';
import { madeUpName } from '../../../migrations/replay.ts';
import type { Draft } from '../draft.ts';
import { slugOf } from '../slug.ts';
import { plainName, schemaPart } from '../sql/names.ts';
import { behindName, findWords, written } from '../sql/tokensOf.ts';
import { addStatement } from './validateLater.ts';

/** An index for the columns of a foreign key: beside a new table, else concurrently in a new migration. */
export function indexForeignKey(draft: Draft): void {
  const { target } = draft;
  const { operation, tokens, text, fix } = target;
  const columns = fix.columns ?? keyIn(draft)?.columns;
  if (!columns || columns.length === 0 || !('table' in operation) || operation.table === undefined)
    return draft.refuse('The statement has no foreign key.');
  const at = tableAt(draft);
  const table = written(text, tokens, at, behindName(tokens, at));
  const name = madeUpName(plainName(table), columns, 'idx');
  const list = columns.map(
    (column) =>
      tokens.find((token) => token.quoted && plainName(token.text) === column)?.text ?? sqlName(column),
  );
  const index = `${fix.dialect === 'mysql' ? name : sqlName(name)} ON ${table} (${list.join(', ')})`;
  if (operation.kind === 'create-table' || fix.dialect !== 'postgres')
    return addStatement(draft, `CREATE INDEX ${index}`);
  draft.add({
    slug: slugOf('create', name),
    up: [`CREATE INDEX CONCURRENTLY ${index}`],
    down: [`DROP INDEX CONCURRENTLY IF EXISTS ${schemaPart(table)}${sqlName(name)}`],
    outside: true,
  });
}

function tableAt({ target: { tokens } }: Draft): number {
  let at = findWords(tokens, ['table']) + 1;
  if (tokens[at]?.word === 'if') at += tokens[at + 1]?.word === 'not' ? 3 : 2;
  if (tokens[at]?.word === 'only') at++;
  return at;
}

function keyIn({ target: { operation } }: Draft): Pick<Constraint, 'columns'> | undefined {
  if (operation.kind === 'add-constraint')
    return operation.constraint.type === 'foreign-key' ? operation.constraint : undefined;
  if (operation.kind === 'add-column')
    return operation.column.references ? { columns: [operation.column.name] } : undefined;
  if (operation.kind !== 'create-table') return undefined;
  const beside = operation.columns.find(({ references }) => references);
  return (
    operation.constraints.find(({ type }) => type === 'foreign-key') ?? (beside && { columns: [beside.name] })
  );
}
