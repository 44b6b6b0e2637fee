/** Values that columns are given: defaults, conditions. */
import { NUMBER, STRING, TEMPLATE_OPEN } from '../../parsers/script/codes.ts';
import { codeAt, endOf, partnerOf, startOf } from '../../parsers/script/walk.ts';
import type { Expression } from '../operation.ts';
import { shortText } from '../reading/shortText.ts';
import { volatilityOfText } from '../reading/sqlPieces.ts';
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
  const text = shortText(script.text.slice(startOf(script, first), endOf(script, last)));
  if (isPlain || isObject || text === 'null') return { at: place, text, volatility: 'constant' };
  const called = callText(at);
  return called === undefined
    ? { at: place, text, volatility: 'unknown' }
    : { at: place, text: called, volatility: volatilityOfText(called) };
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
  return { at: place, text: shortText(text), volatility: volatilityOfText(text) };
}

/** The text of a string, without its quotes; of anything else its own. */
export function placeOfText({ first, last, scope }: Value): ReturnType<typeof lineOf> {
  const { script, document } = scope.code;
  const quotes = first === last && codeAt(script, first) === STRING ? 1 : 0;
  return lineOf(document, startOf(script, first) + quotes, endOf(script, last) - quotes);
}

/** The expression of an entry: `where: 'deleted_at IS NULL'`, `where: { deletedAt: null }`. */
export function conditionExpression(value: Value): Expression {
  return entriesOf(value) ? valueExpression(value) : sqlExpression(sqlSource(value));
}
