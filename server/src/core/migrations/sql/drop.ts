import { emit, flag, is, peek, take, takeAll, takeCascade, takeIfExists, type Cursor } from './cursor.ts';
import { takeDropped } from './dataTypeStatements.ts';
import { readDropFunction, readDropTrigger } from './functions.ts';
import { readDropIndex } from './indexes.ts';
import { takeObjectNames } from './names.ts';
import { readDropPolicy, takeRoles } from './policies.ts';
import { readDropView } from './views.ts';

/** Behind DROP. */
export function readDrop(cursor: Cursor, first: number): boolean {
  take(cursor, 'temporary');
  const word = peek(cursor);
  cursor.at++;
  switch (word) {
    case 'table':
      return readDropTable(cursor, first);
    case 'foreign':
      return take(cursor, 'table') ? readDropTable(cursor, first) : other(cursor, first, 'drop foreign');
    case 'index':
      return readDropIndex(cursor, first);
    case 'view':
      return readDropView(cursor, first, false);
    case 'materialized':
      return take(cursor, 'view') && readDropView(cursor, first, true);
    case 'type':
    case 'domain':
      return readDropType(cursor, first);
    case 'function':
    case 'procedure':
    case 'routine':
      return readDropFunction(cursor, first);
    case 'trigger':
      return readDropTrigger(cursor, first);
    case 'policy':
      return readDropPolicy(cursor, first);
    case 'schema':
    case 'database':
    case 'extension':
    case 'sequence':
      return readDropNamed(cursor, first, `drop-${word}`);
    case 'role':
    case 'user':
    case 'group':
      return is(cursor, 'mapping')
        ? other(cursor, first, 'drop user mapping')
        : readDropNamed(cursor, first, 'drop-role');
    case 'owned':
      return readDropOwned(cursor, first);
    case '':
      return false;
    default:
      return other(cursor, first, `drop ${word}`);
  }
}

function readDropTable(cursor: Cursor, first: number): boolean {
  const ifExists = takeIfExists(cursor);
  const tables = takeObjectNames(cursor);
  const cascade = takeCascade(cursor);
  for (const table of tables) emit(cursor, first, { kind: 'drop-table', table, ...ifExists, ...cascade });
  return tables.length > 0;
}

function readDropType(cursor: Cursor, first: number): boolean {
  const ifExists = takeIfExists(cursor);
  const names = takeObjectNames(cursor);
  const cascade = takeCascade(cursor);
  for (const name of names) emit(cursor, first, { kind: 'drop-type', name, ...ifExists, ...cascade });
  return names.length > 0;
}

type Dropped = 'drop-schema' | 'drop-database' | 'drop-extension' | 'drop-sequence' | 'drop-role';

function readDropNamed(cursor: Cursor, first: number, kind: Dropped): boolean {
  const { names, ifExists } = takeDropped(cursor);
  const cascade = takeCascade(cursor);
  for (const name of names) emit(cursor, first, { kind, name, ...flag('ifExists', ifExists), ...cascade });
  return names.length > 0;
}

function readDropOwned(cursor: Cursor, first: number): boolean {
  if (!takeAll(cursor, 'by')) return false;
  const names = takeRoles(cursor);
  const cascade = takeCascade(cursor);
  for (const name of names) emit(cursor, first, { kind: 'drop-owned', name, ...cascade });
  return names.length > 0;
}

function other(cursor: Cursor, first: number, verb: string): boolean {
  emit(cursor, first, { kind: 'other', verb });
  return true;
}
