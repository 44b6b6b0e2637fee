/** Who may see what: the switches of PostgreSQL and Supabase. */
import type { Draft } from '../draft.ts';
import { slugOf } from '../slug.ts';
import { behindBrackets, behindName, cased, findWords, written, type Token } from '../sql/tokensOf.ts';
import { plainName } from '../sql/names.ts';
import { addStatement } from './validateLater.ts';

/** Behind the statement that makes the table; instead of the one that switches it off; in a new migration where that has run. */
export function secureTable(draft: Draft): void {
  const { tokens, operation, text, fix } = draft.target;
  const disable = findWords(tokens, ['disable', 'row', 'level', 'security']);
  const own = tokens[disable];
  if (own && fix.inNewFile !== true)
    return draft.replace(own, own.text === own.text.toLowerCase() ? 'enable' : 'ENABLE');
  const table = operation.kind === 'create-table' || own ? tableIn(text, tokens) : undefined;
  if (table === undefined) return draft.refuse('The statement doesn’t make a table.');
  const alter = (word: string): string =>
    `${cased(tokens, 'ALTER TABLE')} ${table} ${cased(tokens, `${word} ROW LEVEL SECURITY`)}`;
  if (fix.inNewFile)
    draft.add({ slug: slugOf('secure', plainName(table)), up: [alter('ENABLE')], down: [alter('DISABLE')] });
  else addStatement(draft, alter('ENABLE'));
  draft.note(`Without a policy nobody but your server reads ${table}: write policies for who may.`);
}

/** Behind the statement that makes the table. */
export function grantToApi(draft: Draft): void {
  const { tokens, operation, text, fix } = draft.target;
  const table = operation.kind === 'create-table' ? tableIn(text, tokens) : undefined;
  if (table === undefined || !fix.grants) return draft.refuse('The statement doesn’t make a table.');
  const grants = fix.grants.map(({ role, privileges }) =>
    [cased(tokens, `GRANT ${privileges.join(', ').toUpperCase()} ON`), table, cased(tokens, 'TO'), role].join(
      ' ',
    ),
  );
  addStatement(draft, grants.join(';\n'));
  draft.note(
    `A server that asks Supabase’s API with the secret key needs rights too: grant select, insert, update, delete on ${table} to service_role;`,
  );
}

function tableIn(text: string, tokens: readonly Token[]): string | undefined {
  let at = findWords(tokens, ['table']) + 1;
  if (at === 0) return undefined;
  if (tokens[at]?.word === 'if') at += tokens[at + 1]?.word === 'not' ? 3 : 2;
  if (tokens[at]?.word === 'only') at++;
  return written(text, tokens, at, behindName(tokens, at));
}

/** WITH (security_invoker = true), before AS. */
export function setInvoker(draft: Draft): void {
  const { tokens, text, fix, operation } = draft.target;
  const viewAt = findWords(tokens, ['view']);
  const asAt = findWords(tokens, ['as'], viewAt);
  if (operation.kind !== 'create-view' || viewAt === -1 || asAt === -1)
    return draft.refuse('The statement doesn’t make a view.');
  let nameAt = viewAt + 1;
  if (tokens[nameAt]?.word === 'if') nameAt += 3;
  if (fix.inNewFile) {
    const view = written(text, tokens, nameAt, behindName(tokens, nameAt));
    draft.add({
      slug: slugOf('invoker', plainName(view)),
      up: [`ALTER VIEW ${view} SET (security_invoker = true)`],
      down: [`ALTER VIEW ${view} RESET (security_invoker)`],
    });
    return;
  }
  const withAt = findWords(tokens, ['with'], viewAt);
  if (withAt !== -1 && withAt < asAt) {
    const close = tokens[behindBrackets(tokens, withAt + 1) - 1];
    if (close) draft.insert(close.start, ', security_invoker = true');
    return;
  }
  const before = tokens[asAt - 1];
  if (before) draft.insert(before.end, cased(tokens, ' WITH (security_invoker = true)'));
}

/** Names are looked up where they say, whoever calls. */
export function setSearchPath(draft: Draft): void {
  const { tokens, operation } = draft.target;
  const at = findWords(tokens, ['security', 'definer']);
  const definer = tokens[at + 1];
  if (operation.kind !== 'create-function' || at === -1 || !definer)
    return draft.refuse('The statement doesn’t make a function with the rights of its owner.');
  draft.insert(definer.end, cased(tokens, " SET search_path = ''"));
  const open = (operation.touches ?? []).filter((name) => !name.includes('.'));
  if (open.length > 0)
    draft.note(
      `Name the schema of every table, function and type in ${operation.name}, or it fails: ${open.map((name) => `public.${name}`).join(', ')}.`,
    );
}

/** A function in a subquery is worked out once for the query, and not for each row. */
export function evaluateOnce(draft: Draft): void {
  const { tokens, text } = draft.target;
  let count = 0;
  tokens.forEach((token, index) => {
    const end = callEnd(tokens, index);
    if (end === undefined || isSelected(tokens, index)) return;
    const isLower = token.text === token.text.toLowerCase();
    draft.replace(
      { start: token.start, end: tokens[end - 1]?.end ?? token.end },
      `(${isLower ? 'select' : 'SELECT'} ${written(text, tokens, index, end)})`,
    );
    count++;
  });
  if (count === 0) draft.refuse('There is nothing left in it that is worked out for each row.');
}

/** Behind auth.uid(), auth.jwt(), auth.role(), current_setting(…). */
function callEnd(tokens: readonly Token[], index: number): number | undefined {
  const { word } = tokens[index] ?? {};
  if (tokens[index - 1]?.text === '.') return undefined;
  if (word === 'current_setting' && tokens[index + 1]?.text === '(') return behindBrackets(tokens, index + 1);
  const isAuth =
    word === 'auth' &&
    tokens[index + 1]?.text === '.' &&
    /^(?:uid|jwt|role|email)$/.test(tokens[index + 2]?.word ?? '') &&
    tokens[index + 3]?.text === '(';
  return isAuth ? behindBrackets(tokens, index + 3) : undefined;
}

/** Stands in a subquery of its own already. */
function isSelected(tokens: readonly Token[], index: number): boolean {
  return tokens[index - 1]?.word === 'select' && tokens[index - 2]?.text === '(';
}
