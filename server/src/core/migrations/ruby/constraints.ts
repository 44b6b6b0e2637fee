/** Foreign keys and other constraints as Rails writes them. */
import { expressionOf, firstLine, nameOf } from '../code/build.ts';
import type { Link } from '../code/chains.ts';
import { isWord, textOf, textsOf, type Value } from '../code/values.ts';
import type { Constraint } from '../operation.ts';
import { singular } from '../reading/inflections.ts';
import { onDeleteOf, type Rails } from './columns.ts';
import { checkName, foreignKeyName, uniqueName } from './names.ts';

/** `add_foreign_key :orders, :users, column: :buyer_id, validate: false`: `to` is the second table. */
export function foreignKeyOf(
  { document }: Rails,
  table: string,
  link: Link,
  to: Value | undefined,
  known?: { readonly column: string; readonly to: string },
): Constraint {
  const at = firstLine(document, to ?? link);
  const target = known?.to ?? nameOf(to);
  const columns = known
    ? [known.column]
    : (textsOf(link.options.get('column')) ?? (target === '?' ? [] : [`${singular(target)}_id`]));
  const onDelete = onDeleteOf(link.options.get('on_delete'));
  return {
    type: 'foreign-key',
    name: textOf(link.options.get('name')) ?? foreignKeyName(table, columns),
    columns,
    references: {
      table: target,
      columns: textsOf(link.options.get('primary_key')) ?? ['id'],
      at,
      ...(onDelete && { onDelete }),
    },
    ...(isWord(link.options.get('validate'), 'false') && { notValid: true }),
    at: firstLine(document, link),
  };
}

export function checkOf(
  { document }: Rails,
  table: string,
  link: Link,
  expression: Value | undefined,
): Constraint {
  const text = textOf(expression);
  const name = textOf(link.options.get('name')) ?? (text === undefined ? undefined : checkName(table, text));
  return {
    type: 'check',
    ...(name !== undefined && { name }),
    columns: [],
    ...(expression && { check: expressionOf(document, expression.literal?.content ?? expression) }),
    ...(isWord(link.options.get('validate'), 'false') && { notValid: true }),
    at: firstLine(document, link),
  };
}

export function uniqueOf(
  { document }: Rails,
  table: string,
  link: Link,
  columns: Value | undefined,
): Constraint {
  const names = textsOf(columns) ?? [];
  const usingIndex = textOf(link.options.get('using_index'));
  return {
    type: 'unique',
    name: textOf(link.options.get('name')) ?? usingIndex ?? uniqueName(table, names),
    columns: names,
    ...(usingIndex !== undefined && { usingIndex }),
    at: firstLine(document, link),
  };
}

export function exclusionOf({ document }: Rails, link: Link, expression: Value | undefined): Constraint {
  const name = textOf(link.options.get('name'));
  return {
    type: 'exclude',
    ...(name !== undefined && { name }),
    columns: [],
    ...(expression && { check: expressionOf(document, expression.literal?.content ?? expression) }),
    at: firstLine(document, link),
  };
}
