import { takeIndexColumns } from './constraints.ts';
import {
  emit,
  flag,
  is,
  peek,
  skip,
  take,
  takeAll,
  takeCascade,
  takeIfExists,
  takeIfNotExists,
  type Cursor,
} from './cursor.ts';
import { takeExpression } from './expressions.ts';
import type { Expression, ObjectName } from '../operation.ts';
import { takeColumnList, takeName, takeObjectName, takeObjectNames } from './names.ts';

/** Behind CREATE [UNIQUE | FULLTEXT | SPATIAL] INDEX. */
export function readCreateIndex(
  cursor: Cursor,
  first: number,
  kind: 'unique' | 'fulltext' | 'spatial' | undefined,
): boolean {
  const concurrently = flag('concurrently', take(cursor, 'concurrently'));
  const ifNotExists = takeIfNotExists(cursor);
  const name = is(cursor, 'on') ? undefined : takeObjectName(cursor);
  let method: string | undefined = kind === 'unique' ? undefined : kind;
  if (take(cursor, 'using')) method = takeName(cursor)?.toLowerCase();
  if (!take(cursor, 'on')) return false;
  const only = take(cursor, 'only');
  const table = takeObjectName(cursor);
  if (table === undefined) return false;
  if (take(cursor, 'using')) method = takeName(cursor)?.toLowerCase();
  const columns = takeIndexColumns(cursor);
  const rest = readIndexTail(cursor);
  emit(cursor, first, {
    kind: 'create-index',
    table,
    index: {
      ...(name === undefined ? undefined : { name }),
      columns,
      ...(kind === 'unique' ? { unique: true } : undefined),
      ...(method === undefined ? undefined : { method }),
      ...rest,
    },
    ...concurrently,
    ...ifNotExists,
    ...(only ? { only } : undefined),
  });
  return true;
}

function readIndexTail(cursor: Cursor): { where?: Expression; include?: readonly string[] } {
  const tail: { where?: Expression; include?: readonly string[] } = {};
  while (cursor.at < cursor.end) {
    if (take(cursor, 'include')) tail.include = takeColumnList(cursor);
    else if (take(cursor, 'where')) {
      const where = takeExpression(cursor);
      if (where) tail.where = where;
    } else skip(cursor);
  }
  return tail;
}

/** Behind DROP INDEX. */
export function readDropIndex(cursor: Cursor, first: number): boolean {
  const concurrently = flag('concurrently', take(cursor, 'concurrently'));
  const ifExists = takeIfExists(cursor);
  const names = takeObjectNames(cursor);
  if (names.length === 0) return false;
  const table = take(cursor, 'on') ? takeObjectName(cursor) : undefined;
  const cascade = takeCascade(cursor);
  for (const name of names) {
    emit(cursor, first, {
      kind: 'drop-index',
      name,
      ...(table === undefined ? undefined : { table }),
      ...concurrently,
      ...ifExists,
      ...cascade,
    });
  }
  return true;
}

/** Behind ALTER INDEX. */
export function readAlterIndex(cursor: Cursor, first: number): boolean {
  takeIfExists(cursor);
  const name = takeObjectName(cursor);
  if (name === undefined) return false;
  if (takeAll(cursor, 'rename', 'to')) {
    const to = takeName(cursor);
    if (to === undefined) return false;
    emit(cursor, first, { kind: 'rename-index', name, to });
  } else emit(cursor, first, { kind: 'other', verb: 'alter index' });
  return true;
}

const TARGETS = ['index', 'table', 'schema', 'database', 'system'] as const;

/** Behind REINDEX. */
export function readReindex(cursor: Cursor, first: number): boolean {
  let concurrently = false;
  if (is(cursor, '(')) {
    const start = cursor.at;
    skip(cursor);
    concurrently = cursor.words.slice(start, cursor.at).includes('concurrently');
  }
  const target = TARGETS.find((name) => name === peek(cursor));
  if (target === undefined) {
    // SQLite: REINDEX [name].
    const bare = takeObjectName(cursor);
    emit(cursor, first, { kind: 'reindex', target: 'index', name: bare ?? '' });
    return true;
  }
  cursor.at++;
  concurrently = take(cursor, 'concurrently') || concurrently;
  const name: ObjectName = takeObjectName(cursor) ?? '';
  emit(cursor, first, { kind: 'reindex', target, name, ...flag('concurrently', concurrently) });
  return true;
}
