import {
  bracketEnd,
  emit,
  is,
  kindAt,
  peek,
  skip,
  take,
  takeAll,
  takeCascade,
  takeIfExists,
  takeIfNotExists,
  type Cursor,
} from './cursor.ts';
import { textOf } from './expressions.ts';
import { stringAt, takeName, takeObjectName } from './names.ts';
import { bodyCursor, tablesTouched } from './bodies.ts';
import { DOLLAR, STRING } from './tokens.ts';

interface Options {
  securityDefiner?: boolean;
  searchPath?: string;
  returns?: string;
  language?: string;
  touches?: readonly string[];
}

/** Behind CREATE [OR REPLACE] FUNCTION or PROCEDURE. */
export function readCreateFunction(
  cursor: Cursor,
  first: number,
  routine: 'function' | 'procedure',
  replace: boolean,
): boolean {
  takeIfNotExists(cursor);
  const name = takeObjectName(cursor);
  if (name === undefined) return false;
  if (is(cursor, '(')) cursor.at = bracketEnd(cursor);
  const options = readOptions(cursor);
  const { securityDefiner, ...rest } = options;
  emit(cursor, first, {
    kind: 'create-function',
    name,
    routine,
    ...(replace ? { replace: true } : undefined),
    ...(securityDefiner === true ? { securityDefiner } : undefined),
    ...rest,
  });
  return true;
}

/** Behind ALTER FUNCTION, PROCEDURE or ROUTINE. */
export function readAlterFunction(cursor: Cursor, first: number): boolean {
  const name = takeObjectName(cursor);
  if (name === undefined) return false;
  if (is(cursor, '(')) cursor.at = bracketEnd(cursor);
  const { securityDefiner, searchPath } = readOptions(cursor);
  emit(cursor, first, {
    kind: 'alter-function',
    name,
    ...(securityDefiner === undefined ? undefined : { securityDefiner }),
    ...(searchPath === undefined ? undefined : { searchPath }),
  });
  return true;
}

function readOptions(cursor: Cursor): Options {
  const options: Options = {};
  while (cursor.at < cursor.end) readOption(cursor, options);
  return options;
}

function readOption(cursor: Cursor, options: Options): void {
  switch (peek(cursor)) {
    case 'returns': {
      cursor.at++;
      if (takeAll(cursor, 'null', 'on')) return;
      take(cursor, 'setof');
      const returns = takeObjectName(cursor);
      if (returns !== undefined) options.returns = returns.toLowerCase();
      return;
    }
    case 'language': {
      cursor.at++;
      const language =
        kindAt(cursor, cursor.at) === STRING ? stringAt(cursor, cursor.at++) : takeName(cursor);
      if (language !== undefined) options.language = language.toLowerCase();
      return;
    }
    case 'security':
      cursor.at++;
      if (take(cursor, 'definer')) options.securityDefiner = true;
      else if (take(cursor, 'invoker')) options.securityDefiner = false;
      else if (takeAll(cursor, 'sql', 'security')) options.securityDefiner = !is(cursor, 'invoker');
      return;
    case 'set':
      cursor.at++;
      readSetting(cursor, options);
      return;
    case 'as':
      cursor.at++;
      readBody(cursor, options);
      return;
    case 'begin':
    case 'return':
      // The body stands here as statements.
      options.touches = tablesTouched(cursor, cursor.at, cursor.end);
      cursor.at = cursor.end;
      return;
    default:
      skip(cursor);
  }
}

/** Words that begin the next option behind the value of a setting. */
const NEXT_OPTIONS = new Set([
  'as',
  'language',
  'security',
  'set',
  'stable',
  'immutable',
  'volatile',
  'strict',
  'parallel',
  'cost',
  'rows',
  'called',
  'returns',
  'leakproof',
  'begin',
  'return',
  'window',
  'support',
]);

function readSetting(cursor: Cursor, options: Options): void {
  const name = takeName(cursor)?.toLowerCase();
  if (!take(cursor, '=')) take(cursor, 'to');
  const first = cursor.at;
  while (
    cursor.at < cursor.end &&
    (cursor.at === first || !NEXT_OPTIONS.has(peek(cursor))) &&
    kindAt(cursor, cursor.at) !== DOLLAR
  )
    cursor.at++;
  if (name !== 'search_path' || cursor.at === first) return;
  const single = cursor.at === first + 1 && kindAt(cursor, first) === STRING;
  options.searchPath = single ? stringAt(cursor, first) : textOf(cursor, first, cursor.at);
}

/** Behind AS: the body in quotes. */
function readBody(cursor: Cursor, options: Options): void {
  const body = bodyCursor(cursor, cursor.at);
  if (body === undefined) return;
  cursor.at++;
  options.touches = tablesTouched(body, body.at, body.end);
}

/** Behind DROP FUNCTION, PROCEDURE or ROUTINE. */
export function readDropFunction(cursor: Cursor, first: number): boolean {
  const ifExists = takeIfExists(cursor);
  const names: string[] = [];
  do {
    const name = takeObjectName(cursor);
    if (name === undefined) break;
    names.push(name);
    if (is(cursor, '(')) cursor.at = bracketEnd(cursor);
  } while (take(cursor, ','));
  const cascade = takeCascade(cursor);
  for (const name of names) emit(cursor, first, { kind: 'drop-function', name, ...ifExists, ...cascade });
  return names.length > 0;
}

/** Behind CREATE [OR REPLACE] [CONSTRAINT] TRIGGER. */
export function readCreateTrigger(cursor: Cursor, first: number): boolean {
  takeIfNotExists(cursor);
  const name = takeObjectName(cursor);
  if (name === undefined) return false;
  while (cursor.at < cursor.end && !is(cursor, 'on')) cursor.at++;
  cursor.at++;
  const table = takeObjectName(cursor);
  if (table === undefined) return false;
  emit(cursor, first, { kind: 'create-trigger', table, name });
  return true;
}

/** Behind DROP TRIGGER; the table is "?" where the dialect doesn't name it. */
export function readDropTrigger(cursor: Cursor, first: number): boolean {
  takeIfExists(cursor);
  const name = takeObjectName(cursor);
  if (name === undefined) return false;
  const table = take(cursor, 'on') ? takeObjectName(cursor) : undefined;
  emit(cursor, first, { kind: 'drop-trigger', table: table ?? '?', name });
  return true;
}
