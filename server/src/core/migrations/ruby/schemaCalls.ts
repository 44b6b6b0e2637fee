/** What each call of a Rails migration does to the database. */
import type { Span } from '../../span.ts';
import { firstLine, nameOf } from '../code/build.ts';
import type { Link } from '../code/chains.ts';
import type { Tokens } from '../code/tokens.ts';
import { isWord, textOf, textsOf, type Options } from '../code/values.ts';
import { UNKNOWN_NAME } from '../operation.ts';
import { marked } from '../reading/marks.ts';
import {
  cascade,
  columnsNamed,
  comment,
  ifExists,
  materialized,
  named,
  type Call,
  type Made,
} from './call.ts';
import {
  addColumn,
  addIndex,
  addReference,
  changeColumn,
  changeDefault,
  changeNull,
  checkNamed,
  dropColumns,
  dropForeignKey,
  foreignKeyNamed,
  removeIndex,
  removeReference,
} from './changes.ts';
import { columnOf, joined, timestampsOf, type Rails } from './columns.ts';
import { checkOf, exclusionOf, foreignKeyOf, uniqueOf } from './constraints.ts';
import { joinTableName } from './names.ts';
import { addedColumns, callsOf, columnsIn, constraintIn, createJoinTable, createTable } from './tables.ts';

/** Undefined for a call that is none of Rails'. */
export function operationsOf(rails: Rails, tokens: Tokens, link: Link): Made | undefined {
  const make = Object.hasOwn(CALLS, link.name) ? CALLS[link.name] : undefined;
  if (!make || !link.hasArguments) return undefined;
  const [first, ...plain] = link.plain;
  return make({
    rails,
    tokens,
    link,
    at: firstLine(rails.document, link),
    table: nameOf(first),
    plain,
    options: link.options,
  });
}

const CALLS: Readonly<Record<string, (call: Call) => Made>> = {
  create_table: ({ rails, tokens, link, at, table, options }) => [
    ...forced(at, table, options),
    createTable(rails, tokens, link),
  ],
  create_join_table: ({ rails, tokens, link }) => [createJoinTable(rails, tokens, link)],
  drop_join_table: (call) => {
    const [first = '?', second = '?'] = call.link.plain.map((value) => textOf(value));
    const table = textOf(call.options.get('table_name')) ?? joinTableName(first, second);
    return [{ kind: 'drop-table', at: call.at, table }];
  },
  drop_table: ({ at, link, options }) =>
    link.plain.map((name) => ({
      kind: 'drop-table',
      at,
      table: nameOf(name),
      ...ifExists(options),
      ...cascade(options),
    })),
  rename_table: ({ at, table, plain }) => [{ kind: 'rename-table', at, table, to: nameOf(plain[0]) }],
  change_table: changeTable,
  change_table_comment: comment,
  change_column_comment: comment,
  add_column: addColumn,
  add_columns: ({ rails, link, table, plain, options }) =>
    addedColumns(
      rails,
      table,
      joined(plain.map((name) => columnOf(rails, table, name, options.get('type'), options))),
      link,
    ),
  add_timestamps: ({ rails, link, table }) =>
    addedColumns(rails, table, { columns: timestampsOf(rails, link), indexes: [], unchecked: [] }, link),
  remove_timestamps: ({ at, table }) => dropColumns(at, table, ['created_at', 'updated_at']),
  remove_column: ({ at, table, plain, options }) =>
    dropColumns(at, table, [textOf(plain[0]) ?? UNKNOWN_NAME], options),
  remove_columns: ({ at, table, plain, options }) =>
    dropColumns(
      at,
      table,
      plain.flatMap((value) => textsOf(value) ?? [UNKNOWN_NAME]),
      options,
    ),
  rename_column: ({ at, table, plain }) => [
    { kind: 'rename-column', at, table, column: nameOf(plain[0]), to: nameOf(plain[1]) },
  ],
  change_column: changeColumn,
  change_column_null: changeNull,
  change_column_default: ({ rails, at, table, plain, options }) => [
    changeDefault(rails, at, table, nameOf(plain[0]), plain[1], options),
  ],
  add_index: addIndex,
  remove_index: removeIndex,
  rename_index: ({ at, plain }) => [
    { kind: 'rename-index', at, name: nameOf(plain[0]), to: nameOf(plain[1]) },
  ],
  add_reference: addReference,
  add_belongs_to: addReference,
  remove_reference: removeReference,
  remove_belongs_to: removeReference,
  add_foreign_key: ({ rails, link, at, table, plain }) => [
    { kind: 'add-constraint', at, table, constraint: foreignKeyOf(rails, table, link, plain[0]) },
  ],
  remove_foreign_key: ({ at, table, plain, options }) => [dropForeignKey(at, table, plain[0], options)],
  validate_foreign_key: ({ at, table, plain, options }) => [
    { kind: 'validate-constraint', at, table, name: foreignKeyNamed(table, plain[0], options) },
  ],
  add_check_constraint: ({ rails, link, at, table, plain }) => [
    { kind: 'add-constraint', at, table, constraint: checkOf(rails, table, link, plain[0]) },
  ],
  remove_check_constraint: ({ at, table, plain, options }) => [
    {
      kind: 'drop-constraint',
      at,
      table,
      type: 'check',
      ...named(checkNamed(table, plain[0], options)),
      ...ifExists(options),
    },
  ],
  validate_check_constraint: ({ at, table, plain, options }) => [
    {
      kind: 'validate-constraint',
      at,
      table,
      name: textOf(options.get('name')) ?? textOf(plain[0]) ?? UNKNOWN_NAME,
    },
  ],
  validate_constraint: ({ at, table, plain }) => [
    { kind: 'validate-constraint', at, table, name: nameOf(plain[0]) },
  ],
  add_unique_constraint: ({ rails, link, at, table, plain }) => [
    { kind: 'add-constraint', at, table, constraint: uniqueOf(rails, table, link, plain[0]) },
  ],
  remove_unique_constraint: ({ at, table, plain, options }) => [
    {
      kind: 'drop-constraint',
      at,
      table,
      type: 'unique',
      ...columnsNamed(plain[0]),
      ...named(textOf(options.get('name'))),
    },
  ],
  add_exclusion_constraint: ({ rails, link, at, table, plain }) => [
    { kind: 'add-constraint', at, table, constraint: exclusionOf(rails, link, plain[0]) },
  ],
  remove_exclusion_constraint: ({ at, table, options }) => [
    { kind: 'drop-constraint', at, table, type: 'exclude', ...named(textOf(options.get('name'))) },
  ],
  create_enum: ({ at, table, plain }) => [
    { kind: 'create-enum', at, name: table, values: textsOf(plain[0]) ?? [] },
  ],
  drop_enum: ({ at, table, options }) => [{ kind: 'drop-type', at, name: table, ...ifExists(options) }],
  rename_enum: ({ at, table, plain, options }) => [
    { kind: 'rename-type', at, name: table, to: nameOf(options.get('to') ?? plain[0]) },
  ],
  add_enum_value: ({ at, table, plain, options }) => [
    {
      kind: 'add-enum-value',
      at,
      name: table,
      value: textOf(plain[0]) ?? UNKNOWN_NAME,
      ...(isWord(options.get('if_not_exists'), 'true') && { ifNotExists: true }),
      ...(options.has('before') ? { position: 'before' } : options.has('after') ? { position: 'after' } : {}),
    },
  ],
  rename_enum_value: ({ at, table, options }) => [
    {
      kind: 'rename-enum-value',
      at,
      name: table,
      value: nameOf(options.get('from')),
      to: nameOf(options.get('to')),
    },
  ],
  enable_extension: ({ at, table }) => [{ kind: 'create-extension', at, name: table }],
  disable_extension: ({ at, table }) => [{ kind: 'drop-extension', at, name: table, cascade: true }],
  revert: ({ at }) => [{ kind: 'unknown', at }],
  rename_schema: ({ at, table, plain }) => [{ kind: 'rename-schema', at, name: table, to: nameOf(plain[0]) }],
  // GitLab's helpers, and those of online_migrations
  add_concurrent_index: concurrent(addIndex),
  remove_concurrent_index: concurrent(removeIndex),
  update_column_in_batches: ({ at, table, plain }) => [
    { kind: 'update', at, table, columns: [nameOf(plain[0])], batched: true },
  ],
  create_schema: ({ at, table }) => [{ kind: 'create-schema', at, name: table }],
  drop_schema: ({ at, table, options }) => [
    { kind: 'drop-schema', at, name: table, cascade: true, ...ifExists(options) },
  ],
  // scenic and fx, whose SQL stands in files of their own
  create_view: ({ at, table, options }) => [
    { kind: 'create-view', at, name: table, reads: [], ...materialized(options) },
  ],
  drop_view: ({ at, table, options }) => [{ kind: 'drop-view', at, name: table, ...materialized(options) }],
  update_view: ({ at, table, options }) => [
    { kind: 'create-view', at, name: table, reads: [], replace: true, ...materialized(options) },
  ],
  replace_view: ({ at, table }) => [{ kind: 'create-view', at, name: table, reads: [], replace: true }],
  create_function: ({ at, table }) => [{ kind: 'create-function', at, name: table, routine: 'function' }],
  update_function: ({ at, table }) => [
    { kind: 'create-function', at, name: table, routine: 'function', replace: true },
  ],
  drop_function: ({ at, table }) => [{ kind: 'drop-function', at, name: table }],
  create_trigger: ({ at, table, options }) => [
    { kind: 'create-trigger', at, table: nameOf(options.get('on')), name: table },
  ],
  drop_trigger: ({ at, table, options }) => [
    { kind: 'drop-trigger', at, table: nameOf(options.get('on')), name: table },
  ],
};

/** `force: true` takes away the table that is there. */
function forced(at: Span, table: string, options: Options): Made {
  const force = options.get('force');
  if (!force || isWord(force, 'false')) return [];
  return [{ kind: 'drop-table', at, table, ifExists: true, ...cascade(options) }];
}

function concurrent(make: (call: Call) => Made): (call: Call) => Made {
  return (call) => make(call).map((operation) => Object.assign({}, operation, { concurrently: true }));
}

/** `change_table :users do |t| … end`: each call for itself. */
function changeTable({ rails, tokens, link, table }: Call): Made {
  if (!link.block) return [];
  return callsOf(tokens, link.block.body, link.block.parameters[0] ?? 't').flatMap(({ link: call, nested }) =>
    marked(changeIn(rails, tokens, table, call), { nested }),
  );
}

/** Calls of `t` and what they are called with a table's name as the first argument. */
const LIKE: Readonly<Record<string, string>> = {
  index: 'add_index',
  remove: 'remove_columns',
  rename: 'rename_column',
  change: 'change_column',
  change_default: 'change_column_default',
  change_null: 'change_column_null',
  remove_index: 'remove_index',
  rename_index: 'rename_index',
  remove_references: 'remove_reference',
  remove_belongs_to: 'remove_reference',
  remove_timestamps: 'remove_timestamps',
  remove_foreign_key: 'remove_foreign_key',
  remove_check_constraint: 'remove_check_constraint',
  validate_check_constraint: 'validate_check_constraint',
  validate_constraint: 'validate_constraint',
};

function changeIn(rails: Rails, tokens: Tokens, table: string, call: Link): Made {
  const at = firstLine(rails.document, call);
  const like = Object.hasOwn(LIKE, call.name) ? CALLS[LIKE[call.name] ?? ''] : undefined;
  if (like) return like({ rails, tokens, link: call, at, table, plain: call.plain, options: call.options });
  const constraint = constraintIn(rails, table, call);
  if (constraint) return [{ kind: 'add-constraint', at, table, constraint }];
  const built = columnsIn(rails, table, call);
  return built && built.columns.length > 0
    ? addedColumns(rails, table, built, call)
    : [{ kind: 'unknown', at }];
}
