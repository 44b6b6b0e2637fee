/** Calls that change columns, indexes and keys of a table that is there. */
import type { Span } from '../../span.ts';
import { expressionOf, firstLine, nameOf } from '../code/build.ts';
import { isWord, textOf, textsOf, type Options, type Value } from '../code/values.ts';
import { UNKNOWN_NAME, type ColumnDefinition, type Operation } from '../operation.ts';
import { singular } from '../reading/inflections.ts';
import { concurrently, ifExists, named, type Call, type Made } from './call.ts';
import { columnOf, defaultOf, indexOf, referencesOf, typeOf, type Rails } from './columns.ts';
import { checkName, foreignKeyName, indexName } from './names.ts';
import { addedColumns } from './tables.ts';

export function addColumn({ rails, link, table, plain, options }: Call): Made {
  const [name, type] = plain;
  if (!name) return [{ kind: 'unknown', at: firstLine(rails.document, link) }];
  if (textOf(name) !== undefined)
    return addedColumns(rails, table, columnOf(rails, table, name, type, options), link);
  const column: ColumnDefinition = { name: UNKNOWN_NAME, at: firstLine(rails.document, name) };
  return [{ kind: 'add-column', at: firstLine(rails.document, link), table, column }];
}

export function dropColumns(at: Span, table: string, columns: readonly string[], options?: Options): Made {
  return columns.map((column) => ({
    kind: 'drop-column',
    at,
    table,
    column,
    ...(options && ifExists(options)),
  }));
}

export function changeColumn({ rails, at, table, plain, options }: Call): Made {
  const [name, type] = plain;
  const column = nameOf(name);
  const written = textOf(type);
  // Rails sends ALTER COLUMN … TYPE, and what else is asked for, each for itself.
  const changes: Operation[] = [
    {
      kind: 'change-type',
      at,
      table,
      column,
      ...(written !== undefined && type && { type: typeOf(rails.document, written, options, type) }),
      ...(options.get('using') && {
        using: expressionOf(rails.document, inside(options.get('using')) ?? at),
      }),
    },
  ];
  if (options.has('default'))
    changes.push(changeDefault(rails, at, table, column, options.get('default'), new Map()));
  if (isWord(options.get('null'), 'false')) changes.push({ kind: 'set-not-null', at, table, column });
  if (isWord(options.get('null'), 'true')) changes.push({ kind: 'drop-not-null', at, table, column });
  return changes;
}

function inside(
  value: Value | undefined,
): Value | { readonly start: number; readonly end: number } | undefined {
  return value?.literal?.content ?? value;
}

/** A fourth argument fills the rows that have none. */
export function changeNull({ at, table, plain }: Call): Made {
  const [name, allowed, value] = plain;
  const column = nameOf(name);
  const filled: Made =
    value && !isWord(value, 'nil')
      ? [
          {
            kind: 'update',
            at,
            table,
            columns: [column],
            where: { at, text: `${column} IS NULL`, volatility: 'constant' },
          },
        ]
      : [];
  const change: Operation = isWord(allowed, 'true')
    ? { kind: 'drop-not-null', at, table, column }
    : { kind: 'set-not-null', at, table, column };
  return change.kind === 'set-not-null' ? [...filled, change] : [change];
}

export function changeDefault(
  rails: Rails,
  at: Span,
  table: string,
  column: string,
  value: Value | undefined,
  options: Options,
): Operation {
  const given = options.get('to') ?? value?.entries.get('to') ?? value;
  return !given || isWord(given, 'nil')
    ? { kind: 'drop-default', at, table, column }
    : { kind: 'set-default', at, table, column, default: defaultOf(rails.document, given) };
}

export function addIndex({ rails, at, table, plain, options }: Call): Made {
  const columns = textsOf(plain[0]) ?? ['?'];
  return [
    {
      kind: 'create-index',
      at,
      table,
      index: indexOf(rails.document, table, columns, options),
      ...concurrently(options),
      ...(isWord(options.get('if_not_exists'), 'true') && { ifNotExists: true }),
    },
  ];
}

export function removeIndex({ at, table, plain, options }: Call): Made {
  const columns = textsOf(options.get('column') ?? plain[0]);
  const name = textOf(options.get('name')) ?? (columns && indexName(table, columns));
  return [
    {
      kind: 'drop-index',
      at,
      table,
      ...(columns && { columns }),
      ...named(name),
      ...concurrently(options),
      ...ifExists(options),
    },
  ];
}

export function addReference({ rails, link, table, plain, options }: Call): Made {
  const [name] = plain;
  return name ? addedColumns(rails, table, referencesOf(rails, table, name, options), link) : [];
}

export function removeReference({ at, table, plain, options }: Call): Made {
  return plain.flatMap((value) => {
    const name = textOf(value) ?? UNKNOWN_NAME;
    const columns = isWord(options.get('polymorphic'), 'true')
      ? [`${name}_id`, `${name}_type`]
      : [`${name}_id`];
    return dropColumns(at, table, columns, options);
  });
}

export function dropForeignKey(at: Span, table: string, to: Value | undefined, options: Options): Operation {
  const target = textOf(to) ?? textOf(options.get('to_table'));
  const columns =
    textsOf(options.get('column')) ?? (target === undefined ? undefined : [`${singular(target)}_id`]);
  const name = textOf(options.get('name')) ?? (columns && foreignKeyName(table, columns));
  return {
    kind: 'drop-constraint',
    at,
    table,
    type: 'foreign-key',
    ...(columns && { columns }),
    ...named(name),
    ...ifExists(options),
  };
}

export function foreignKeyNamed(table: string, to: Value | undefined, options: Options): string {
  const target = textOf(to) ?? textOf(options.get('to_table'));
  const columns =
    textsOf(options.get('column')) ?? (target === undefined ? undefined : [`${singular(target)}_id`]);
  return textOf(options.get('name')) ?? (columns ? foreignKeyName(table, columns) : UNKNOWN_NAME);
}

export function checkNamed(
  table: string,
  expression: Value | undefined,
  options: Options,
): string | undefined {
  const text = textOf(expression);
  return textOf(options.get('name')) ?? (text === undefined ? undefined : checkName(table, text));
}
