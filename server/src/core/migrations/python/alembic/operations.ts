/** Alembic's operations: https://alembic.sqlalchemy.org/en/latest/ops.html */
import type { Span } from '../../../span.ts';
import {
  UNKNOWN_NAME,
  type Constraint,
  type IndexDefinition,
  type ObjectName,
  type Operation,
} from '../../operation.ts';
import { argumentsOf, type Arguments } from '../chains.ts';
import { conditionAt, expressionAt } from '../expressions.ts';
import { codeAt, isFalse, isTrue, look } from '../pythonFile.ts';
import {
  columnsIn,
  defaultPart,
  nameIn,
  onDeletePart,
  readColumn,
  readTableItem,
  type AlembicScope,
} from './columns.ts';
import { tableNamedBy } from './tables.ts';
import { readEnum, readType } from './types.ts';

/** A call of `op.…` or of a batch; `positional` is without the table's name. */
export interface OperationCall extends AlembicScope {
  readonly at: Span;
  readonly table: ObjectName;
  readonly args: Arguments;
}

type ReadOperation = (call: OperationCall) => readonly Operation[] | undefined;

/** Where the table's name stands among the arguments; -1 where there is none. */
const TABLE_PLACE: Readonly<Record<string, number>> = {
  create_index: 1,
  drop_index: 1,
  create_foreign_key: 1,
  create_unique_constraint: 1,
  create_check_constraint: 1,
  create_exclude_constraint: 1,
  create_primary_key: 1,
  drop_constraint: 1,
  bulk_insert: -1,
};

/** What a call does; undefined where it is none of Alembic's, or can't be read. `table`: that of a batch. */
export function readOperation(
  scope: AlembicScope,
  name: string,
  open: number,
  at: Span,
  table: ObjectName | undefined,
): readonly Operation[] | undefined {
  const read = OPERATIONS[name];
  if (!read) return undefined;
  const args = argumentsOf(scope.file.code, open);
  if (table !== undefined) return read({ ...scope, at, table, args });
  const place = TABLE_PLACE[name] ?? 0;
  const named =
    args.named.get('table_name') ?? args.named.get('source_table') ?? args.named.get('old_table_name');
  const positional = named ? args.positional : args.positional.filter((_, index) => index !== place);
  const written = nameIn(scope, named ?? args.positional[place]);
  return read({ ...scope, at, table: tableIn(scope, args, written), args: { ...args, positional } });
}

function tableIn(scope: AlembicScope, args: Arguments, written: string | undefined): ObjectName {
  const schema = nameIn(scope, args.named.get('schema') ?? args.named.get('source_schema'));
  if (written === undefined) return UNKNOWN_NAME;
  return schema === undefined || schema === 'public' ? written : `${schema}.${written}`;
}

const nothing: ReadOperation = () => [];

const OPERATIONS: Readonly<Record<string, ReadOperation>> = {
  create_table: createTable,
  drop_table: ({ file, at, table, args }) => [
    { kind: 'drop-table', at, table, ...(isTrue(file, args, 'if_exists') ? { ifExists: true } : {}) },
  ],
  rename_table(call) {
    const to = nameIn(call, call.args.named.get('new_table_name') ?? call.args.positional[0]);
    return to === undefined ? undefined : [{ kind: 'rename-table', at: call.at, table: call.table, to }];
  },
  add_column(call) {
    const { at, table, args, file } = call;
    const column = readColumn(call, args.named.get('column') ?? args.positional[0]);
    const ifNotExists = isTrue(file, args, 'if_not_exists') ? { ifNotExists: true as const } : {};
    return column && [{ kind: 'add-column', at, table, column, ...ifNotExists }];
  },
  drop_column(call) {
    const { at, table, args, file } = call;
    const column = nameIn(call, args.named.get('column_name') ?? args.positional[0]);
    const ifExists = isTrue(file, args, 'if_exists') ? { ifExists: true as const } : {};
    return [{ kind: 'drop-column', at, table, column: column ?? UNKNOWN_NAME, ...ifExists }];
  },
  alter_column: alterColumn,
  create_index: createIndex,
  drop_index: dropIndex,
  create_foreign_key: createForeignKey,
  create_unique_constraint(call) {
    const columns = columnsIn(call, call.args.named.get('columns') ?? call.args.positional[1]);
    return [addConstraint(call, { type: 'unique', columns })];
  },
  create_primary_key(call) {
    const columns = columnsIn(call, call.args.named.get('columns') ?? call.args.positional[1]);
    return [addConstraint(call, { type: 'primary-key', columns })];
  },
  create_check_constraint(call) {
    const condition = call.args.named.get('condition') ?? call.args.positional[1];
    const check = condition && conditionAt(call.file, condition);
    return [addConstraint(call, { type: 'check', columns: [], ...(check ? { check } : {}) })];
  },
  create_exclude_constraint: (call) => [addConstraint(call, { type: 'exclude', columns: [] })],
  drop_constraint: dropConstraint,
  // The table is an object here.
  bulk_insert: (call) => [
    {
      kind: 'insert',
      at: call.at,
      table: tableNamedBy(call, call.args.named.get('table') ?? call.args.positional[0]) ?? UNKNOWN_NAME,
    },
  ],
  create_table_comment: ({ at }) => [{ kind: 'comment', at, on: 'table' }],
  drop_table_comment: ({ at }) => [{ kind: 'comment', at, on: 'table' }],
  get_bind: nothing,
  get_context: nothing,
  f: nothing,
  inline_literal: nothing,
  batch_alter_table: nothing,
};

function createTable(call: OperationCall): readonly Operation[] {
  const { file, at, table, args } = call;
  const items = args.positional.map((range) => readTableItem(call, range));
  const indexes = items.flatMap((item) => (item?.kind === 'index' ? [item.index] : []));
  const isOpen = args.open || items.includes(undefined);
  return [
    ...enumsOf(call),
    {
      kind: 'create-table',
      at,
      table,
      ...(isTrue(file, args, 'if_not_exists') ? { ifNotExists: true } : {}),
      columns: items.flatMap((item) => (item?.kind === 'column' ? [item.column] : [])),
      constraints: items.flatMap((item) => (item?.kind === 'constraint' ? [item.constraint] : [])),
      ...(indexes.length > 0 ? { indexes } : {}),
      ...(isOpen ? { open: true } : {}),
    },
  ];
}

/** A new table makes the enumerations of its columns, unless they say `create_type=False`. */
function enumsOf(call: OperationCall): readonly Operation[] {
  const { file, constants, args } = call;
  return args.positional.flatMap((range) => {
    const column = look(file, range, constants);
    if (column.kind !== 'call') return [];
    const type = argumentsOf(file.code, column.call.open).positional[1];
    const found = readEnum(file, type, constants);
    if (!found?.makesType) return [];
    const { name, values, at } = found;
    return [{ kind: 'create-enum' as const, at: file.place(at.start, at.end), name, values }];
  });
}

function alterColumn(call: OperationCall): readonly Operation[] {
  const { file, at, table, args } = call;
  const column = nameIn(call, args.named.get('column_name') ?? args.positional[0]) ?? UNKNOWN_NAME;
  const target = { at, table, column };
  const operations: Operation[] = [];
  const type = args.named.get('type_');
  if (type) {
    const read = readType(file, type, call.constants);
    const using = args.named.get('postgresql_using');
    const before = args.named.get('existing_type');
    const from = before && readType(file, before, call.constants);
    operations.push({
      kind: 'change-type',
      ...target,
      ...(read ? { type: read } : {}),
      ...(from ? { from } : {}),
      ...(using ? { using: expressionAt(file, using, 'unknown') } : {}),
    });
  }
  const fallback = args.named.get('server_default');
  if (fallback) {
    const isNone = /^(?:None|False)$/.test(codeAt(file, fallback));
    operations.push(
      isNone
        ? { kind: 'drop-default', ...target }
        : { kind: 'set-default', ...target, ...defaultPart(call, fallback) },
    );
  }
  if (isFalse(file, args, 'nullable')) operations.push({ kind: 'set-not-null', ...target });
  if (isTrue(file, args, 'nullable')) operations.push({ kind: 'drop-not-null', ...target });
  const to = nameIn(call, args.named.get('new_column_name') ?? args.named.get('name'));
  if (to !== undefined) operations.push({ kind: 'rename-column', ...target, to });
  if (operations.length === 0 && args.named.has('comment'))
    operations.push({ kind: 'comment', at, on: 'column' });
  return operations;
}

function createIndex(call: OperationCall): readonly Operation[] {
  const { file, at, table, args } = call;
  const name = nameIn(call, args.named.get('index_name') ?? args.positional[0]);
  const method = nameIn(call, args.named.get('postgresql_using') ?? args.named.get('mysql_using'));
  const where = args.named.get('postgresql_where') ?? args.named.get('sqlite_where');
  const include = args.named.get('postgresql_include');
  const index: IndexDefinition = {
    ...(name === undefined ? {} : { name }),
    columns: columnsIn(call, args.named.get('columns') ?? args.positional[1]),
    ...(isTrue(file, args, 'unique') ? { unique: true } : {}),
    ...(method === undefined ? {} : { method }),
    ...(where ? { where: expressionAt(file, where, 'unknown') } : {}),
    ...(include ? { include: columnsIn(call, include) } : {}),
  };
  return [
    {
      kind: 'create-index',
      at,
      table,
      index,
      ...(isTrue(file, args, 'postgresql_concurrently') ? { concurrently: true } : {}),
      ...(isTrue(file, args, 'if_not_exists') ? { ifNotExists: true } : {}),
    },
  ];
}

function dropIndex(call: OperationCall): readonly Operation[] {
  const { file, at, table, args } = call;
  const name = nameIn(call, args.named.get('index_name') ?? args.positional[0]);
  return [
    {
      kind: 'drop-index',
      at,
      name: name ?? UNKNOWN_NAME,
      ...(table === UNKNOWN_NAME ? {} : { table }),
      ...(isTrue(file, args, 'postgresql_concurrently') ? { concurrently: true } : {}),
      ...(isTrue(file, args, 'if_exists') ? { ifExists: true } : {}),
    },
  ];
}

function addConstraint(
  call: OperationCall,
  constraint: Omit<Constraint, 'at' | 'name' | 'notValid'>,
): Operation {
  const { file, at, table, args } = call;
  const name = nameIn(call, args.named.get('constraint_name') ?? args.positional[0]);
  return {
    kind: 'add-constraint',
    at,
    table,
    constraint: {
      ...constraint,
      ...(name === undefined ? {} : { name }),
      ...(isTrue(file, args, 'postgresql_not_valid') ? { notValid: true } : {}),
      at,
    },
  };
}

function createForeignKey(call: OperationCall): readonly Operation[] {
  const { at, args } = call;
  const schema = nameIn(call, args.named.get('referent_schema'));
  const referent = nameIn(call, args.named.get('referent_table') ?? args.positional[1]) ?? UNKNOWN_NAME;
  const references = {
    table: schema === undefined || schema === 'public' ? referent : `${schema}.${referent}`,
    columns: columnsIn(call, args.named.get('remote_cols') ?? args.positional[3]),
    ...onDeletePart(call, args),
    at,
  };
  const columns = columnsIn(call, args.named.get('local_cols') ?? args.positional[2]);
  return [addConstraint(call, { type: 'foreign-key', columns, references })];
}

const CONSTRAINT_TYPES: Readonly<Record<string, Constraint['type']>> = {
  foreignkey: 'foreign-key',
  unique: 'unique',
  primary: 'primary-key',
  check: 'check',
};

function dropConstraint(call: OperationCall): readonly Operation[] {
  const { file, at, table, args } = call;
  const name = nameIn(call, args.named.get('constraint_name') ?? args.positional[0]);
  const type = CONSTRAINT_TYPES[nameIn(call, args.named.get('type_') ?? args.positional[1]) ?? ''];
  return [
    {
      kind: 'drop-constraint',
      at,
      table,
      ...(name === undefined ? {} : { name }),
      ...(type === undefined ? {} : { type }),
      ...(isTrue(file, args, 'if_exists') ? { ifExists: true } : {}),
    },
  ];
}
