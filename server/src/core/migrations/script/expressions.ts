/** Values that columns are given: defaults, conditions. */
import { NUMBER, STRING, TEMPLATE_OPEN } from '../../parsers/script/codes.ts';
import { codeAt, endOf, partnerOf, startOf } from '../../parsers/script/walk.ts';
import type { Expression } from '../operation.ts';
import { chainOf } from './chains.ts';
import { lineOf, placeOf } from './code.ts';
import { sqlSource } from './sqlText.ts';
import { textValue } from './texts.ts';
import { entriesOf, flagValue, resolved, type Value } from './values.ts';

/** A default as code writes it: a value of the language, or SQL in a function that says so. */
export function valueExpression(value: Value): Expression {
  const at = resolved(value) ?? value;
  const { scope, first, last } = at;
  const { script } = scope.code;
  const place = placeOf(scope.code, value.first, value.last);
  const source = sqlSource(value);
  if (source !== value) return sqlExpression(source, place);
  const code = codeAt(script, first);
  const isText = code === STRING || (code === TEMPLATE_OPEN && partnerOf(script, first) === last);
  const isPlain = isText || code === NUMBER || code === 45 || flagValue(at) !== undefined;
  const isObject = code === 91 || code === 123;
  const text = shortened(script.text.slice(startOf(script, first), endOf(script, last)));
  if (isPlain || isObject || text === 'null') return { at: place, text, volatility: 'constant' };
  const called = callText(at);
  return called === undefined
    ? { at: place, text, volatility: 'unknown' }
    : { at: place, text: called, volatility: volatilityOf(called) };
}

/** `knex.fn.now()`, `Sequelize.fn('now')`, `Date.now()`: what it is in SQL. */
function callText(value: Value): string | undefined {
  const chain = chainOf(value);
  const index = chain?.links.findIndex(({ name }) => name === 'fn') ?? -1;
  if (!chain || index < 0) return undefined;
  const called = chain.links[index + 1];
  if (called) return called.name === 'uuid' ? 'gen_random_uuid()' : `${called.name}()`;
  const link = chain.links[index];
  const open = link?.open ?? -1;
  const name = open < 0 ? undefined : textValue({ first: open + 1, last: open + 1, scope: value.scope });
  return name === undefined ? undefined : `${name}()`;
}

/** A default that is SQL: `now()`, `'active'`, `gen_random_uuid()`. */
export function sqlExpression(
  value: Value,
  place = placeOf(value.scope.code, value.first, value.last),
): Expression {
  const text = textValue(value);
  if (text === undefined) return { at: place, text: '?', volatility: 'unknown' };
  return { at: place, text: shortened(text), volatility: volatilityOf(text) };
}

/** The text of a string, without its quotes; of anything else its own. */
export function placeOfText({ first, last, scope }: Value): ReturnType<typeof lineOf> {
  const { script, document } = scope.code;
  const quotes = first === last && codeAt(script, first) === STRING ? 1 : 0;
  return lineOf(document, startOf(script, first) + quotes, endOf(script, last) - quotes);
}

export function volatilityOf(sql: string): Expression['volatility'] {
  let found: Expression['volatility'] = 'constant';
  const text = sql.slice(0, 2_000).replaceAll(/'[^']*'/g, "''");
  for (const [, name = ''] of text.matchAll(/([a-z_][a-z0-9_]{0,62})\s{0,8}\(/gi)) {
    const lower = name.toLowerCase();
    if (VOLATILE.has(lower)) return 'volatile';
    if (!STABLE.has(lower)) found = 'unknown';
  }
  return found;
}

// https://www.postgresql.org/docs/current/functions.html: provolatile of pg_proc.
const VOLATILE = new Set(
  'random gen_random_uuid uuid_generate_v1 uuid_generate_v1mc uuid_generate_v4 uuidv4 uuidv7 gen_random_bytes nextval clock_timestamp timeofday setval uuid'.split(
    ' ',
  ),
);
const STABLE = new Set(
  (
    'now current_timestamp current_date current_time localtime localtimestamp statement_timestamp transaction_timestamp lower upper ' +
    'coalesce concat length trim md5 abs round floor ceil ceiling greatest least date date_trunc extract to_char to_date to_timestamp ' +
    'timezone interval array row cast jsonb_build_object json_build_object jsonb_build_array numeric varchar char decimal current_setting'
  ).split(' '),
);

/** In one line, of at most 400 characters. */
export function shortened(text: string): string {
  const line = text.slice(0, 1_000).split(/\s+/).join(' ').trim();
  const hidden = line.replaceAll(
    /(['"`])(?:[^'"`\\]|\\.){25,}\1/g,
    (_, quote: string) => `${quote}…${quote}`,
  );
  return hidden.slice(0, 400);
}

/** The expression of an entry: `where: 'deleted_at IS NULL'`, `where: { deletedAt: null }`. */
export function conditionExpression(value: Value): Expression {
  return entriesOf(value) ? valueExpression(value) : sqlExpression(sqlSource(value));
}
