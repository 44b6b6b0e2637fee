import { emit, is, kindAt, peek, take, takeAll, type Cursor } from './cursor.ts';
import { textOf } from './expressions.ts';
import { nameAt, stringAt, takeName, takeObjectName } from './names.ts';
import { PARAMETER, QUOTED, STRING } from './tokens.ts';

/** Behind SET: one operation for each setting between MySQL's commas. */
export function readSet(cursor: Cursor, first: number): boolean {
  const local = take(cursor, 'local');
  if (!local && is(cursor, 'session') && peek(cursor, 1) !== 'authorization') cursor.at++;
  else take(cursor, 'global');
  if (takeAll(cursor, 'time', 'zone')) return emitSetting(cursor, first, 'timezone', local);
  if (takeAll(cursor, 'session', 'authorization'))
    return emitSetting(cursor, first, 'session authorization', local);
  if (
    is(cursor, 'transaction') ||
    is(cursor, 'constraints') ||
    is(cursor, 'names') ||
    is(cursor, 'character') ||
    peek(cursor, 1) === 'characteristics'
  ) {
    emit(cursor, first, { kind: 'other', verb: 'set' });
    return true;
  }
  const { end } = cursor;
  if (cursor.context.dialect !== 'mysql') return readSetting(cursor, first, local);
  let understood = true;
  const start = cursor.at;
  while (cursor.at < end && understood) {
    cursor.end = settingEnd(cursor, end);
    understood = readSetting(cursor, cursor.at === start ? first : cursor.at, local);
    cursor.at = cursor.end + 1;
    cursor.end = end;
  }
  return understood;
}

function settingEnd(cursor: Cursor, end: number): number {
  let index = cursor.at;
  while (index < end && cursor.words[index] !== ',') index++;
  return index;
}

function readSetting(cursor: Cursor, first: number, local: boolean): boolean {
  const name = takeSettingName(cursor);
  if (name === undefined) return false;
  if (take(cursor, ':')) take(cursor, '=');
  else if (!take(cursor, '=') && !take(cursor, 'to') && cursor.at >= cursor.end) return false;
  return emitSetting(cursor, first, name, local);
}

function takeSettingName(cursor: Cursor): string | undefined {
  if (kindAt(cursor, cursor.at) === PARAMETER) {
    const { text, starts, ends } = cursor.tokens;
    const name = text.slice(starts[cursor.at], ends[cursor.at]).toLowerCase();
    cursor.at++;
    if (take(cursor, '.')) return takeName(cursor)?.toLowerCase();
    return name.startsWith('@@') ? name.slice(2) : name;
  }
  return takeObjectName(cursor)?.toLowerCase();
}

function emitSetting(cursor: Cursor, first: number, name: string, local: boolean): boolean {
  const value = is(cursor, 'default') ? undefined : settingValue(cursor);
  emit(cursor, first, {
    kind: 'set',
    name,
    ...(value === undefined ? undefined : { value }),
    ...(local ? { local } : undefined),
  });
  return true;
}

function settingValue(cursor: Cursor): string | undefined {
  const { at, end } = cursor;
  if (at >= end) return undefined;
  if (end - at > 1) return textOf(cursor, at, end);
  const kind = kindAt(cursor, at);
  if (kind === STRING) return stringAt(cursor, at);
  return kind === QUOTED ? nameAt(cursor, at) : textOf(cursor, at, end);
}

/** Behind RESET. */
export function readReset(cursor: Cursor, first: number): boolean {
  if (takeAll(cursor, 'session', 'authorization'))
    emit(cursor, first, { kind: 'set', name: 'session authorization' });
  else {
    const name = takeObjectName(cursor);
    if (name === undefined) return false;
    emit(cursor, first, { kind: 'set', name: name.toLowerCase() });
  }
  return true;
}

/** SELECT set_config('lock_timeout', '5s', true) is a SET. */
export function readSetConfig(cursor: Cursor, first: number): boolean {
  let at = cursor.at + 1;
  if (cursor.words[at + 1] === '.') at += 2;
  if (
    kindAt(cursor, at + 2) !== STRING ||
    cursor.words[at + 1] !== '(' ||
    cursor.words[at + 3] !== ',' ||
    kindAt(cursor, at + 4) !== STRING
  )
    return false;
  if (nameAt(cursor, at).toLowerCase() !== 'set_config') return false;
  const flagAt = cursor.words[at + 5] === ',' ? at + 6 : -1;
  const local = flagAt > 0 && nameAt(cursor, flagAt).toLowerCase() === 'true';
  emit(cursor, first, {
    kind: 'set',
    name: stringAt(cursor, at + 2).toLowerCase(),
    value: stringAt(cursor, at + 4),
    ...(local ? { local } : undefined),
  });
  return true;
}

/** Behind LOCK. */
export function readLock(cursor: Cursor, first: number): boolean {
  if (!take(cursor, 'table')) take(cursor, 'tables');
  const tables: { readonly name: string; readonly write: boolean }[] = [];
  do {
    take(cursor, 'only');
    const name = takeObjectName(cursor);
    if (name === undefined) break;
    // MySQL: LOCK TABLES a READ, b WRITE.
    const write = is(cursor, 'write');
    if (cursor.context.dialect === 'mysql') while (cursor.at < cursor.end && !is(cursor, ',')) cursor.at++;
    tables.push({ name, write });
  } while (take(cursor, ','));
  let mode = 'access exclusive';
  if (take(cursor, 'in')) {
    const start = cursor.at;
    while (cursor.at < cursor.end && !is(cursor, 'mode')) cursor.at++;
    mode = textOf(cursor, start, cursor.at).toLowerCase();
    take(cursor, 'mode');
  }
  const nowait = take(cursor, 'nowait');
  for (const { name, write } of tables) {
    const shown = cursor.context.dialect === 'mysql' ? (write ? 'write' : 'read') : mode;
    emit(cursor, first, {
      kind: 'lock-table',
      table: name,
      mode: shown,
      ...(nowait ? { nowait } : undefined),
    });
  }
  return tables.length > 0;
}

/** Behind VACUUM, ANALYZE or CLUSTER: options, tables. */
export function readMaintenance(
  cursor: Cursor,
  first: number,
  kind: 'vacuum' | 'analyze' | 'cluster',
): boolean {
  let full = false;
  if (is(cursor, '(')) {
    while (cursor.at < cursor.end && !is(cursor, ')')) {
      if (is(cursor, 'full'))
        full = peek(cursor, 1) === ',' || peek(cursor, 1) === ')' || !isOff(cursor, cursor.at + 1);
      cursor.at++;
    }
    take(cursor, ')');
  }
  for (;;) {
    if (is(cursor, 'full')) full = true;
    const option =
      is(cursor, 'full') ||
      is(cursor, 'verbose') ||
      is(cursor, 'analyze') ||
      is(cursor, 'table') ||
      isWordText(cursor, 'freeze');
    if (!option) break;
    cursor.at++;
  }
  const tables: (string | undefined)[] = [];
  do {
    let table = takeObjectName(cursor);
    if (is(cursor, '(')) while (cursor.at < cursor.end && !take(cursor, ')')) cursor.at++;
    // CLUSTER index ON table.
    if (kind === 'cluster' && take(cursor, 'on')) table = takeObjectName(cursor);
    tables.push(table);
  } while (take(cursor, ','));
  for (const table of tables)
    emit(cursor, first, {
      kind,
      ...(kind === 'vacuum' && full ? { full } : undefined),
      ...(table === undefined ? undefined : { table }),
    });
  return true;
}

function isOff(cursor: Cursor, index: number): boolean {
  const value = nameAt(cursor, index).toLowerCase();
  return value === 'off' || value === 'false' || value === '0';
}

function isWordText(cursor: Cursor, word: string): boolean {
  return cursor.at < cursor.end && nameAt(cursor, cursor.at).toLowerCase() === word;
}
