import {
  emit,
  flag,
  is,
  kindAt,
  peek,
  skip,
  take,
  takeAll,
  takeCascade,
  takeIfExists,
  type Cursor,
} from './cursor.ts';
import { inSchemaOf } from './alterTable.ts';
import { nameAt, stringAt, takeName, takeObjectName, takeObjectNames } from './names.ts';
import { tablesRead } from './queries.ts';
import { STRING } from './tokens.ts';

/** Behind CREATE [OR REPLACE] [MATERIALIZED] VIEW. */
export function readCreateView(
  cursor: Cursor,
  first: number,
  kind: { replace: boolean; materialized: boolean },
): boolean {
  takeAll(cursor, 'if', 'not', 'exists');
  const name = takeObjectName(cursor);
  if (name === undefined) return false;
  let invoker: boolean | undefined;
  let noData = false;
  while (cursor.at < cursor.end && !is(cursor, 'as')) {
    if (is(cursor, 'with') && peek(cursor, 1) === '(')
      invoker = securityInvoker(cursor, cursor.at + 1) ?? invoker;
    skip(cursor);
  }
  const query = cursor.at + 1;
  const { words, end } = cursor;
  if (words[end - 1] === 'data' && words[end - 2] === 'no') noData = true;
  emit(cursor, first, {
    kind: 'create-view',
    name,
    ...(kind.replace ? { replace: true } : undefined),
    ...(kind.materialized ? { materialized: true } : undefined),
    ...(invoker === true ? { securityInvoker: true } : undefined),
    reads: tablesRead(cursor, Math.min(query, end), end),
    ...(asksWho(cursor, Math.min(query, end)) ? { asksWho: true } : undefined),
    ...(noData ? { noData } : undefined),
  });
  return true;
}

/**
 * `WHERE user_id = auth.uid()`: whoever asks gets what is theirs, with nobody's policies. Of several queries that are joined by
 * UNION each has to ask. Depth counts from the query itself.
 */
function asksWho(cursor: Cursor, query: number): boolean {
  const { words, end } = cursor;
  let depth = 0;
  let isCondition = false;
  let asks = false;
  for (let at = query; at < end; at++) {
    const word = words[at];
    if (word === '(') depth++;
    else if (word === ')') depth--;
    else if (depth === 0 && word === 'union') {
      if (!asks) return false;
      asks = false;
    } else if (depth === 0 && (word === 'where' || ENDS_CONDITION.has(word ?? '')))
      isCondition = word === 'where';
    else if (isCondition && words[at + 1] === '(') {
      const called = nameAt(cursor, at).toLowerCase();
      const isOfAuth = words[at - 1] === '.' && nameAt(cursor, at - 2).toLowerCase() === 'auth';
      asks ||= isOfAuth ? OF_AUTH.test(called) : OF_PRODUCTS.test(called);
    }
  }
  return asks;
}

const ENDS_CONDITION: ReadonlySet<string> = new Set(['group', 'having', 'limit', 'order', 'select']);
/** Of Supabase's schema auth: supabase.com/docs/guides/database/postgres/row-level-security#helper-functions */
const OF_AUTH = /^(?:uid|jwt|email)$/;
/** What products call theirs. */
const OF_PRODUCTS =
  /^(?:(?:is|has|can|may)_\w{0,40}(?:admin|role|member|owner|user|access|permission|staff|super)\w{0,40}|(?:get_)?(?:my|current)_\w{1,60})$/;

/** `(security_invoker = on)`; undefined where it isn't named. */
function securityInvoker(cursor: Cursor, open: number): boolean | undefined {
  const { words, end } = cursor;
  for (let index = open; index < end && words[index] !== ')'; index++) {
    // pg_dump writes the names of options in quotes.
    if (nameAt(cursor, index).toLowerCase() !== 'security_invoker') continue;
    if (words[index + 1] !== '=') return true;
    const value =
      kindAt(cursor, index + 2) === STRING ? stringAt(cursor, index + 2) : nameAt(cursor, index + 2);
    return (
      value.toLowerCase() === 'true' ||
      value.toLowerCase() === 'on' ||
      value === '1' ||
      value.toLowerCase() === 'yes'
    );
  }
  return undefined;
}

/** Behind DROP [MATERIALIZED] VIEW. */
export function readDropView(cursor: Cursor, first: number, materialized: boolean): boolean {
  const ifExists = takeIfExists(cursor);
  const names = takeObjectNames(cursor);
  const cascade = takeCascade(cursor);
  for (const name of names)
    emit(cursor, first, {
      kind: 'drop-view',
      name,
      ...(materialized ? { materialized } : undefined),
      ...ifExists,
      ...cascade,
    });
  return names.length > 0;
}

/** Behind ALTER [MATERIALIZED] VIEW. */
export function readAlterView(cursor: Cursor, first: number): boolean {
  takeIfExists(cursor);
  const name = takeObjectName(cursor);
  if (name === undefined) return false;
  if (takeAll(cursor, 'rename', 'to')) {
    const to = takeName(cursor);
    if (to === undefined) return false;
    emit(cursor, first, { kind: 'alter-view', name, renameTo: inSchemaOf(name, to) });
    return true;
  }
  const sets = is(cursor, 'set') && peek(cursor, 1) === '(';
  const resets = is(cursor, 'reset') && peek(cursor, 1) === '(';
  const named = sets || resets ? securityInvoker(cursor, cursor.at + 1) : undefined;
  const invoker = resets && named !== undefined ? false : named;
  emit(cursor, first, {
    kind: 'alter-view',
    name,
    ...(invoker === undefined ? undefined : { securityInvoker: invoker }),
  });
  return true;
}

/** Behind REFRESH. */
export function readRefresh(cursor: Cursor, first: number): boolean {
  if (!takeAll(cursor, 'materialized', 'view')) return false;
  const concurrently = take(cursor, 'concurrently');
  const name = takeObjectName(cursor);
  if (name === undefined) return false;
  const noData = takeAll(cursor, 'with', 'no', 'data');
  emit(cursor, first, {
    kind: 'refresh-materialized-view',
    name,
    ...flag('concurrently', concurrently),
    ...(noData ? { noData } : undefined),
  });
  return true;
}
