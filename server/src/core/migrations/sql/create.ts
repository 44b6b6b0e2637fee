import { readCreateTable } from './createTable.ts';
import { emit, is, peek, skip, take, takeAll, type Cursor } from './cursor.ts';
import { readCreateDomain, readCreateType, takeCreatedName } from './dataTypeStatements.ts';
import { readCreateFunction, readCreateTrigger } from './functions.ts';
import { readCreateIndex } from './indexes.ts';
import type { Word } from './keywords.ts';
import { nameAt, takeName, takeObjectName } from './names.ts';
import { readCreatePolicy } from './policies.ts';
import { readCreateView } from './views.ts';

/** Behind CREATE. */
export function readCreate(cursor: Cursor, first: number): boolean {
  const replace = takeAll(cursor, 'or', 'replace');
  skipModifiers(cursor);
  const word = peek(cursor);
  const next = peek(cursor, 1);
  switch (word) {
    case 'table':
      return behind(cursor) && readCreateTable(cursor, first, undefined);
    case 'temporary':
    case 'temp':
    case 'unlogged':
      return readUncommon(cursor, first, word === 'unlogged' ? 'unlogged' : 'temporary', replace);
    case 'foreign':
      return next === 'table'
        ? behind(cursor) && behind(cursor) && readCreateTable(cursor, first, undefined)
        : other(cursor, first, 'create foreign');
    case 'virtual':
      return readVirtualTable(cursor, first);
    case 'unique':
    case 'fulltext':
    case 'spatial':
      cursor.at++;
      return take(cursor, 'index') && readCreateIndex(cursor, first, word);
    case 'index':
      return behind(cursor) && readCreateIndex(cursor, first, undefined);
    case 'materialized':
      cursor.at++;
      return take(cursor, 'view') && readCreateView(cursor, first, { replace, materialized: true });
    case 'recursive':
      cursor.at++;
      return take(cursor, 'view') && readCreateView(cursor, first, { replace, materialized: false });
    case 'view':
      return behind(cursor) && readCreateView(cursor, first, { replace, materialized: false });
    case 'function':
    case 'procedure':
      return behind(cursor) && readCreateFunction(cursor, first, word, replace);
    case 'constraint':
      cursor.at++;
      return take(cursor, 'trigger') && readCreateTrigger(cursor, first);
    case 'trigger':
      return behind(cursor) && readCreateTrigger(cursor, first);
    default:
      return readLesser(cursor, first, word);
  }
}

function behind(cursor: Cursor): boolean {
  cursor.at++;
  return true;
}

/** MySQL's ALGORITHM = …, DEFINER = …, SQL SECURITY …; GLOBAL and LOCAL; TRUSTED. */
function skipModifiers(cursor: Cursor): void {
  for (;;) {
    if (is(cursor, 'algorithm')) cursor.at += 3;
    else if (is(cursor, 'definer')) skipDefiner(cursor);
    else if (is(cursor, 'sql') && peek(cursor, 1) === 'security') cursor.at += 3;
    else if (is(cursor, 'global') || is(cursor, 'local') || is(cursor, 'trusted') || is(cursor, 'procedural'))
      cursor.at++;
    else return;
  }
}

function skipDefiner(cursor: Cursor): void {
  const limit = Math.min(cursor.end, cursor.at + 9);
  while (cursor.at < limit && !STARTS_OBJECT.has(peek(cursor))) cursor.at++;
}

const STARTS_OBJECT: ReadonlySet<Word> = new Set<Word>([
  'view',
  'procedure',
  'function',
  'trigger',
  'event',
  'sql',
]);

/** Behind CREATE, at TEMPORARY or UNLOGGED. */
function readUncommon(
  cursor: Cursor,
  first: number,
  kind: 'temporary' | 'unlogged',
  replace: boolean,
): boolean {
  cursor.at++;
  if (take(cursor, 'table')) return readCreateTable(cursor, first, kind);
  take(cursor, 'recursive');
  if (take(cursor, 'view')) return readCreateView(cursor, first, { replace, materialized: false });
  if (take(cursor, 'trigger')) return readCreateTrigger(cursor, first);
  return readLesser(cursor, first, peek(cursor));
}

/** SQLite's virtual tables: their columns can't be read. */
function readVirtualTable(cursor: Cursor, first: number): boolean {
  cursor.at++;
  if (!take(cursor, 'table')) return false;
  const ifNotExists = takeAll(cursor, 'if', 'not', 'exists');
  const table = takeObjectName(cursor);
  if (table === undefined) return false;
  emit(cursor, first, {
    kind: 'create-table',
    table,
    columns: [],
    constraints: [],
    open: true,
    ...(ifNotExists ? { ifNotExists: true } : undefined),
  });
  return true;
}

function readLesser(cursor: Cursor, first: number, word: Word): boolean {
  switch (word) {
    case 'type':
      return behind(cursor) && readCreateType(cursor, first);
    case 'domain':
      return behind(cursor) && readCreateDomain(cursor, first);
    case 'policy':
      return behind(cursor) && readCreatePolicy(cursor, first);
    case 'schema':
    case 'database':
    case 'extension':
    case 'sequence':
      return readNamed(cursor, first, `create-${word}`);
    case 'role':
    case 'user':
    case 'group':
      if (peek(cursor, 1) === 'mapping') return other(cursor, first, 'create user mapping');
      return readNamed(cursor, first, 'create-role');
    case 'statistics': {
      let table: string | undefined;
      while (cursor.at < cursor.end) {
        if (take(cursor, 'from')) table = takeObjectName(cursor);
        else skip(cursor);
      }
      emit(cursor, first, { kind: 'statistics', ...(table === undefined ? undefined : { table }) });
      return true;
    }
    default: {
      if (cursor.at >= cursor.end) return false;
      if (word === '')
        return (
          KNOWN_OBJECTS.has(nameAt(cursor, cursor.at).toLowerCase()) &&
          other(cursor, first, `create ${nameAt(cursor, cursor.at).toLowerCase()}`)
        );
      return other(cursor, first, `create ${word}`);
    }
  }
}

const KNOWN_OBJECTS = new Set(['credential', 'resource', 'undo', 'loadable', 'logfile']);

type Created = 'create-schema' | 'create-database' | 'create-extension' | 'create-sequence' | 'create-role';

/** At SCHEMA, DATABASE, EXTENSION, SEQUENCE, ROLE. */
function readNamed(cursor: Cursor, first: number, kind: Created): boolean {
  cursor.at++;
  const name = takeCreatedName(cursor);
  if (name === undefined) return false;
  let schema: string | undefined;
  if (kind === 'create-extension') {
    while (cursor.at < cursor.end) {
      if (take(cursor, 'schema')) schema = takeName(cursor);
      else cursor.at++;
    }
  }
  emit(cursor, first, { kind, name, ...(schema === undefined ? undefined : { schema }) });
  return true;
}

function other(cursor: Cursor, first: number, verb: string): boolean {
  emit(cursor, first, { kind: 'other', verb });
  return true;
}
