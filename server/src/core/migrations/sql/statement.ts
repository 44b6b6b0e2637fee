import { readAlterTable } from './alterTable.ts';
import { asksOf } from './asks.ts';
import { readCreate } from './create.ts';
import { emit, is, peek, take, takeAll, type Cursor } from './cursor.ts';
import { readAlterDomain, readAlterType } from './dataTypeStatements.ts';
import { readDo } from './doBlock.ts';
import { readDrop } from './drop.ts';
import { readAlterFunction } from './functions.ts';
import { readAlterIndex, readReindex } from './indexes.ts';
import { takeName, takeObjectName, takeObjectNames } from './names.ts';
import { readAlterPolicy, readGrant } from './policies.ts';
import { readCopy, readRows, readTruncate } from './rows.ts';
import { readLock, readMaintenance, readReset, readSet, readSetConfig } from './sessions.ts';
import { readAlterView, readRefresh } from './views.ts';

/** Adds the statement's operations to the context's; what isn't understood is one `unknown`. */
export function readStatement(cursor: Cursor): void {
  const { context, at: first, end } = cursor;
  const before = context.out.length;
  context.asks = asksOf(cursor);
  const understood = readAny(cursor, first);
  context.asks = {};
  if (understood) return;
  context.out.length = before;
  cursor.at = first;
  cursor.end = end;
  emit(cursor, first, { kind: 'unknown' });
}

function readAny(cursor: Cursor, first: number): boolean {
  const word = peek(cursor);
  switch (word) {
    case 'create':
      cursor.at++;
      return readCreate(cursor, first);
    case 'alter':
      cursor.at++;
      return readAlter(cursor, first);
    case 'drop':
      cursor.at++;
      return readDrop(cursor, first);
    case 'select':
      return readSetConfig(cursor, first) || readRows(cursor, first);
    case 'with':
    case 'insert':
    case 'update':
    case 'delete':
    case 'replace':
    case 'merge':
    case 'perform':
    case 'call':
    case 'values':
    case '(':
      return readRows(cursor, first);
    case 'do':
      cursor.at++;
      return readDo(cursor, first);
    case 'grant':
    case 'revoke':
      cursor.at++;
      return readGrant(cursor, first, word);
    default:
      return readSession(cursor, first) || readOther(cursor, first);
  }
}

function readSession(cursor: Cursor, first: number): boolean {
  switch (peek(cursor)) {
    case 'begin':
    case 'start':
      if (is(cursor, 'start') && peek(cursor, 1) !== 'transaction') return false;
      emit(cursor, first, { kind: 'begin' });
      return true;
    case 'commit':
    case 'end':
      emit(cursor, first, { kind: peek(cursor, 1) === 'prepared' ? 'savepoint' : 'commit' });
      return true;
    case 'rollback':
    case 'abort': {
      const toSavepoint = cursor.words.slice(first, Math.min(cursor.end, first + 4)).includes('to');
      emit(cursor, first, { kind: toSavepoint ? 'savepoint' : 'rollback' });
      return true;
    }
    case 'savepoint':
    case 'release':
      emit(cursor, first, { kind: 'savepoint' });
      return true;
    case 'set':
      cursor.at++;
      return readSet(cursor, first);
    case 'reset':
      cursor.at++;
      return readReset(cursor, first);
    default:
      return false;
  }
}

function readOther(cursor: Cursor, first: number): boolean {
  const word = peek(cursor);
  switch (word) {
    case 'truncate':
      cursor.at++;
      return readTruncate(cursor, first);
    case 'copy':
      cursor.at++;
      return readCopy(cursor, first);
    case 'load':
      return readLoad(cursor, first);
    case 'comment':
      return readComment(cursor, first);
    case 'refresh':
      cursor.at++;
      return readRefresh(cursor, first);
    case 'reindex':
      cursor.at++;
      return readReindex(cursor, first);
    case 'lock':
      cursor.at++;
      return readLock(cursor, first);
    case 'vacuum':
    case 'analyze':
    case 'cluster':
      cursor.at++;
      return readMaintenance(cursor, first, word);
    case 'analyse':
      cursor.at++;
      return readMaintenance(cursor, first, 'analyze');
    case 'rename':
      return readRenameTables(cursor, first);
    case 'reassign':
    case 'pragma':
    case 'notify':
    case 'listen':
    case 'unlisten':
    case 'prepare':
    case 'execute':
    case 'deallocate':
    case 'explain':
    case 'show':
    case 'describe':
    case 'use':
    case 'unlock':
    case 'attach':
    case 'detach':
    case 'discard':
    case 'checkpoint':
    case 'security':
    case 'import':
    case 'optimize':
    case 'repair':
    case 'flush':
    case 'declare':
    case 'fetch':
    case 'move':
    case 'close':
    case 'purge':
      emit(cursor, first, { kind: 'other', verb: word });
      return true;
    default:
      return false;
  }
}

function readLoad(cursor: Cursor, first: number): boolean {
  let table: string | undefined;
  while (cursor.at < cursor.end) {
    if (take(cursor, 'into') && take(cursor, 'table')) table = takeObjectName(cursor);
    else cursor.at++;
  }
  if (cursor.words[first + 1] === 'data')
    emit(cursor, first, { kind: 'data-code', ...(table === undefined ? undefined : { table }) });
  else emit(cursor, first, { kind: 'other', verb: 'load' });
  return true;
}

function readComment(cursor: Cursor, first: number): boolean {
  if (!takeAll(cursor, 'comment', 'on')) return false;
  const on = takeName(cursor);
  if (on === undefined) return false;
  emit(cursor, first, { kind: 'comment', on: on.toLowerCase() });
  return true;
}

/** MySQL's RENAME TABLE a TO b, c TO d. */
function readRenameTables(cursor: Cursor, first: number): boolean {
  cursor.at++;
  if (!take(cursor, 'table')) return false;
  do {
    const table = takeObjectName(cursor);
    if (table === undefined || !take(cursor, 'to')) return false;
    const to = takeObjectName(cursor);
    if (to === undefined) return false;
    emit(cursor, first, { kind: 'rename-table', table, to });
  } while (take(cursor, ','));
  return true;
}

/** Behind ALTER. */
function readAlter(cursor: Cursor, first: number): boolean {
  take(cursor, 'ignore');
  const word = peek(cursor);
  cursor.at++;
  switch (word) {
    case 'table':
      return readAlterTable(cursor, first);
    case 'foreign':
      return take(cursor, 'table') ? readAlterTable(cursor, first) : other(cursor, first, 'alter foreign');
    case 'index':
      return readAlterIndex(cursor, first);
    case 'type':
      return readAlterType(cursor, first);
    case 'domain':
      return readAlterDomain(cursor, first);
    case 'materialized':
      return take(cursor, 'view') && readAlterView(cursor, first);
    case 'view':
      return readAlterView(cursor, first);
    case 'function':
    case 'procedure':
    case 'routine':
      return readAlterFunction(cursor, first);
    case 'policy':
      return readAlterPolicy(cursor, first);
    case 'schema':
      return readAlterSchema(cursor, first);
    case 'default':
      return readDefaultPrivileges(cursor, first);
    case '':
      return false;
    default:
      return other(cursor, first, `alter ${word}`);
  }
}

function other(cursor: Cursor, first: number, verb: string): boolean {
  emit(cursor, first, { kind: 'other', verb });
  return true;
}

function readAlterSchema(cursor: Cursor, first: number): boolean {
  const name = takeName(cursor);
  const to = takeAll(cursor, 'rename', 'to') ? takeName(cursor) : undefined;
  if (name === undefined || to === undefined) return other(cursor, first, 'alter schema');
  emit(cursor, first, { kind: 'rename-schema', name, to });
  return true;
}

/** Behind ALTER DEFAULT. */
function readDefaultPrivileges(cursor: Cursor, first: number): boolean {
  if (!take(cursor, 'privileges')) return false;
  let schemas: readonly string[] = [];
  while (cursor.at < cursor.end) {
    if (takeAll(cursor, 'in', 'schema')) schemas = takeObjectNames(cursor);
    else if (take(cursor, 'grant')) return readGrant(cursor, first, 'grant', schemas);
    else if (take(cursor, 'revoke')) return readGrant(cursor, first, 'revoke', schemas);
    else cursor.at++;
  }
  return false;
}
