import type { Expression, ObjectName, Policy } from '../operation.ts';
import { emit, is, kindAt, peek, skip, take, takeAll, takeIfExists, type Cursor } from './cursor.ts';
import { takeBracketed } from './expressions.ts';
import type { Word } from './keywords.ts';
import { nameAt, stringAt, takeName, takeObjectName, takeObjectNames } from './names.ts';
import { PARAMETER, QUOTED, STRING, WORD } from './tokens.ts';

const COMMANDS = ['all', 'select', 'insert', 'update', 'delete'] as const;

interface Clauses {
  restrictive?: true;
  command?: Policy['command'];
  roles?: readonly string[];
  using?: Expression;
  check?: Expression;
}

/** Behind CREATE POLICY. */
export function readCreatePolicy(cursor: Cursor, first: number): boolean {
  const name = takeName(cursor);
  if (name === undefined || !take(cursor, 'on')) return false;
  const table = takeObjectName(cursor);
  if (table === undefined) return false;
  const { command, roles, ...rest } = readClauses(cursor);
  const policy: Policy = {
    name,
    command: command ?? 'all',
    roles: (roles ?? []).filter((role) => role !== 'public'),
    ...rest,
  };
  emit(cursor, first, { kind: 'create-policy', table, policy });
  return true;
}

/** Behind ALTER POLICY. */
export function readAlterPolicy(cursor: Cursor, first: number): boolean {
  const name = takeName(cursor);
  if (name === undefined || !take(cursor, 'on')) return false;
  const table = takeObjectName(cursor);
  if (table === undefined) return false;
  const renameTo = takeAll(cursor, 'rename', 'to') ? takeName(cursor) : undefined;
  const { roles, using, check } = readClauses(cursor);
  emit(cursor, first, {
    kind: 'alter-policy',
    table,
    name,
    ...(renameTo === undefined ? undefined : { renameTo }),
    ...(roles ? { roles: roles.filter((role) => role !== 'public') } : undefined),
    ...(using ? { using } : undefined),
    ...(check ? { check } : undefined),
  });
  return true;
}

/** Behind DROP POLICY. */
export function readDropPolicy(cursor: Cursor, first: number): boolean {
  const ifExists = takeIfExists(cursor);
  const name = takeName(cursor);
  if (name === undefined || !take(cursor, 'on')) return false;
  const table = takeObjectName(cursor);
  if (table === undefined) return false;
  emit(cursor, first, { kind: 'drop-policy', table, name, ...ifExists });
  return true;
}

function readClauses(cursor: Cursor): Clauses {
  const clauses: Clauses = {};
  while (cursor.at < cursor.end) {
    if (take(cursor, 'for')) {
      const command = COMMANDS.find((name) => name === peek(cursor));
      if (command) clauses.command = command;
    } else if (take(cursor, 'to')) clauses.roles = takeRoles(cursor);
    else if (take(cursor, 'using')) {
      const using = takeBracketed(cursor);
      if (using) clauses.using = using;
    } else if (takeAll(cursor, 'with', 'check')) {
      const check = takeBracketed(cursor);
      if (check) clauses.check = check;
    } else {
      if (is(cursor, 'restrictive')) clauses.restrictive = true;
      skip(cursor);
    }
  }
  return clauses;
}

/** Roles between commas, lower case; MySQL's 'user'@'host'. */
export function takeRoles(cursor: Cursor): readonly string[] {
  const roles: string[] = [];
  do {
    take(cursor, 'group');
    const kind = kindAt(cursor, cursor.at);
    if (kind === STRING) roles.push(stringAt(cursor, cursor.at).toLowerCase());
    else if (kind === WORD || kind === QUOTED || kind === PARAMETER)
      roles.push(nameAt(cursor, cursor.at).toLowerCase());
    else break;
    cursor.at++;
    if (take(cursor, '@')) cursor.at++;
  } while (take(cursor, ','));
  return roles;
}

type GrantTarget =
  | 'table'
  | 'all-tables'
  | 'schema'
  | 'function'
  | 'all-functions'
  | 'sequence'
  | 'default'
  | 'role'
  | 'other';

/** Behind GRANT or REVOKE; `defaults`: the schemas of ALTER DEFAULT PRIVILEGES. */
export function readGrant(
  cursor: Cursor,
  first: number,
  kind: 'grant' | 'revoke',
  defaults?: readonly ObjectName[],
): boolean {
  takeAll(cursor, 'grant', 'option', 'for');
  const privileges = takePrivileges(cursor);
  let on: GrantTarget = 'role';
  let names: readonly ObjectName[] = [];
  if (take(cursor, 'on')) {
    on = takeTarget(cursor);
    if (defaults) {
      names = defaults;
      on = is(cursor, 'tables') ? 'default' : 'other';
      cursor.at++;
    } else names = takeTargets(cursor);
  }
  while (cursor.at < cursor.end && !is(cursor, 'to') && !is(cursor, 'from')) skip(cursor);
  if (cursor.at >= cursor.end) return false;
  cursor.at++;
  const roles = takeRoles(cursor);
  emit(cursor, first, { kind, privileges, on, names, roles });
  return true;
}

function takePrivileges(cursor: Cursor): readonly string[] {
  const privileges: string[] = [];
  do {
    const name = takeName(cursor);
    if (name === undefined) break;
    let privilege = name.toLowerCase();
    if (privilege === 'all') take(cursor, 'privileges');
    else
      while (
        kindAt(cursor, cursor.at) === WORD &&
        !is(cursor, 'on') &&
        !is(cursor, 'to') &&
        !is(cursor, 'from')
      )
        privilege += ` ${(takeName(cursor) ?? '').toLowerCase()}`;
    privileges.push(privilege);
    if (is(cursor, '(')) skip(cursor);
  } while (take(cursor, ','));
  return privileges;
}

const TARGETS: Readonly<Partial<Record<Word, GrantTarget>>> = {
  table: 'table',
  schema: 'schema',
  function: 'function',
  procedure: 'function',
  routine: 'function',
  sequence: 'sequence',
  database: 'other',
  domain: 'other',
  language: 'other',
  type: 'other',
  tablespace: 'other',
  foreign: 'other',
  large: 'other',
};

/** Behind ON. */
function takeTarget(cursor: Cursor): GrantTarget {
  if (is(cursor, 'all')) {
    const what = peek(cursor, 1);
    if (peek(cursor, 2) !== 'in') return 'table';
    cursor.at += 4;
    if (what === 'tables') return 'all-tables';
    return what === 'functions' || what === 'procedures' || what === 'routines' ? 'all-functions' : 'other';
  }
  const word = peek(cursor);
  const target = TARGETS[word];
  if (target === undefined || peek(cursor, 1) === 'to' || peek(cursor, 1) === 'from') return 'table';
  cursor.at++;
  if (word === 'foreign') while (peek(cursor) === 'data' || is(cursor, 'server')) cursor.at++;
  return target;
}

function takeTargets(cursor: Cursor): readonly ObjectName[] {
  const names: ObjectName[] = [];
  do {
    for (const name of takeObjectNames(cursor)) names.push(name);
    if (is(cursor, '(')) skip(cursor);
  } while (take(cursor, ','));
  return names;
}
