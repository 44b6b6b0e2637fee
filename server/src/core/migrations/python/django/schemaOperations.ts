/** What Django's operations do to a database: https://docs.djangoproject.com/en/stable/ref/migration-operations/ */
import type { TextRange } from '../../../finding.ts';
import type { Span } from '../../../span.ts';
import type { Operation } from '../../operation.ts';
import type { Arguments } from '../chains.ts';
import { expressionAt } from '../expressions.ts';
import { textAt } from '../pythonFile.ts';
import { columnList, columnLists, readConstraint, readIndex } from './constraints.ts';
import { createModel, tableBetween } from './createModel.ts';
import { readField } from './fields.ts';
import { tableNamed, type DjangoFile } from './models.ts';

export interface OperationCall {
  readonly file: DjangoFile;
  readonly at: Span;
  readonly args: Arguments;
}

/** What an operation does; undefined where it can't be read. */
type ReadOperation = (call: OperationCall) => readonly Operation[] | undefined;

/** Where the argument stands that is called so, or comes at this place. */
export function given({ args }: OperationCall, name: string, index: number): TextRange | undefined {
  return args.named.get(name) ?? args.positional[index];
}

function text(call: OperationCall, name: string, index: number): string | undefined {
  return textAt(call.file, given(call, name, index));
}

function tableOf(call: OperationCall, name = 'model_name'): string {
  return call.file.models.tableOf(text(call, name, 0));
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  BloomExtension: 'bloom',
  BtreeGinExtension: 'btree_gin',
  BtreeGistExtension: 'btree_gist',
  CITextExtension: 'citext',
  CryptoExtension: 'pgcrypto',
  HStoreExtension: 'hstore',
  TrigramExtension: 'pg_trgm',
  UnaccentExtension: 'unaccent',
  VectorExtension: 'vector',
};

const stateOnly: ReadOperation = () => [];

const SCHEMA_OPERATIONS: Readonly<Record<string, ReadOperation>> = {
  AlterModelOptions: stateOnly,
  AlterModelManagers: stateOnly,
  AlterConstraint: stateOnly,
  CreateModel(call) {
    const model = text(call, 'name', 0);
    if (model === undefined) return undefined;
    return createModel(call.file, {
      at: call.at,
      model,
      fields: given(call, 'fields', 1),
      options: given(call, 'options', 2),
      bases: given(call, 'bases', 3),
    });
  },
  DeleteModel: (call) => [{ kind: 'drop-table', at: call.at, table: tableOf(call, 'name') }],
  RenameModel(call) {
    const to = text(call, 'new_name', 1);
    return to === undefined
      ? undefined
      : [
          {
            kind: 'rename-table',
            at: call.at,
            table: tableOf(call, 'old_name'),
            to: `${call.file.app}_${to.toLowerCase()}`,
          },
        ];
  },
  AlterModelTable(call) {
    const model = text(call, 'name', 0);
    if (model === undefined) return undefined;
    const table = tableOf(call, 'name');
    const named = text(call, 'table', 1);
    // Without a name the table is called after its model again.
    const to = named === undefined ? `${call.file.app}_${model.toLowerCase()}` : tableNamed(named);
    call.file.models.nameTable(model, to);
    return to === table ? [] : [{ kind: 'rename-table', at: call.at, table, to }];
  },
  AlterModelTableComment: (call) => [{ kind: 'comment', at: call.at, on: 'table' }],
  AlterOrderWithRespectTo: (call) => [
    {
      kind: 'add-column',
      at: call.at,
      table: tableOf(call, 'name'),
      column: {
        name: '_order',
        at: call.at,
        notNull: true,
        type: { name: 'integer', at: call.at },
        default: { at: call.at, text: '0', volatility: 'constant' },
      },
    },
  ],
  AddField: addField,
  RemoveField(call) {
    const field = text(call, 'name', 1);
    const table = tableOf(call);
    return field === undefined
      ? undefined
      : [{ kind: 'drop-column', at: call.at, table, column: call.file.models.columnOf(table, field) }];
  },
  AlterField(call) {
    const column = fieldOf(call);
    if (column?.kind !== 'column') return column && [];
    return [
      {
        kind: 'change-column',
        at: call.at,
        table: column.table,
        column: column.column.name,
        definition: column.column,
      },
    ];
  },
  RenameField(call) {
    const from = text(call, 'old_name', 1);
    const to = text(call, 'new_name', 2);
    if (from === undefined || to === undefined) return undefined;
    const table = tableOf(call);
    const column = call.file.models.columnOf(table, from);
    const renamed = column === `${from}_id` ? `${to}_id` : to;
    if (renamed !== to) call.file.models.learn(table, to, renamed);
    return [{ kind: 'rename-column', at: call.at, table, column, to: renamed }];
  },
  // django-add-default-value: the column keeps its default.
  AddDefaultValue(call) {
    const field = text(call, 'name', 1);
    const value = given(call, 'value', 2);
    const table = tableOf(call);
    if (field === undefined || !value) return undefined;
    const column = call.file.models.columnOf(table, field);
    return [
      {
        kind: 'set-default',
        at: call.at,
        table,
        column,
        default: expressionAt(call.file, value, 'constant'),
      },
    ];
  },
  AlterUniqueTogether: (call) => together(call, 'unique_together'),
  AlterIndexTogether: (call) => together(call, 'index_together'),
  AddIndex: addIndex,
  AddIndexConcurrently: addIndex,
  RemoveIndex: removeIndex,
  RemoveIndexConcurrently: removeIndex,
  RenameIndex(call) {
    const to = text(call, 'new_name', 1);
    const from = text(call, 'old_name', 2);
    return [{ kind: 'rename-index', at: call.at, name: from ?? '?', to: to ?? '?' }];
  },
  AddConstraint: addConstraint,
  AddConstraintNotValid: addConstraint,
  ValidateConstraint(call) {
    const name = text(call, 'name', 1);
    return name === undefined
      ? undefined
      : [{ kind: 'validate-constraint', at: call.at, table: tableOf(call), name }];
  },
  RemoveConstraint(call) {
    const name = text(call, 'name', 1);
    return [
      { kind: 'drop-constraint', at: call.at, table: tableOf(call), ...(name === undefined ? {} : { name }) },
    ];
  },
  CreateExtension: (call) => [{ kind: 'create-extension', at: call.at, name: text(call, 'name', 0) ?? '?' }],
  CreateCollation: (call) => [{ kind: 'other', at: call.at, verb: 'create collation' }],
  RemoveCollation: (call) => [{ kind: 'other', at: call.at, verb: 'drop collation' }],
  ...Object.fromEntries(
    Object.entries(EXTENSIONS).map(([operation, name]): [string, ReadOperation] => [
      operation,
      ({ at }) => [{ kind: 'create-extension', at, name }],
    ]),
  ),
};

/**
 * How an operation of this name is read. Packages and projects call their own forms after those that they extend
 * ("SaferAddIndexConcurrently").
 */
export function readOperationOf(name: string): ReadOperation | undefined {
  const known = SCHEMA_OPERATIONS[name];
  if (known) return known;
  const end = OPERATION_NAMES.find((operation) => name.endsWith(operation));
  return end === undefined ? undefined : SCHEMA_OPERATIONS[end];
}

/** Whether the operation says that it does not hold writers up. */
export function isConcurrent(operation: string): boolean {
  return operation.endsWith('Concurrently');
}

const OPERATION_NAMES = Object.keys(SCHEMA_OPERATIONS);

type FieldOfModel = ReturnType<typeof readField> & { readonly table: string; readonly name: string };

function fieldOf(call: OperationCall): FieldOfModel | undefined {
  const named = given(call, 'name', 1);
  const name = textAt(call.file, named);
  if (!named || name === undefined) return undefined;
  const table = tableOf(call);
  const field = readField(call.file, table, name, named, given(call, 'field', 2));
  return field && { ...field, table, name };
}

function addField(call: OperationCall): readonly Operation[] | undefined {
  const field = fieldOf(call);
  if (!field) return undefined;
  if (field.kind === 'many')
    return field.through
      ? []
      : [tableBetween(call.file, field.table, text(call, 'model_name', 0) ?? '', field.name, field)];
  if (field.kind === 'none') return [];
  const { table, column, oneOff } = field;
  const { at } = call;
  if (!oneOff) return [{ kind: 'add-column', at, table, column }];
  return [
    { kind: 'add-column', at, table, column: { ...column, default: oneOff } },
    { kind: 'drop-default', at, table, column: column.name },
  ];
}

/** The whole set anew: each list is added, and an empty one takes all away. */
function together(call: OperationCall, option: 'unique_together' | 'index_together'): readonly Operation[] {
  const table = tableOf(call, 'name');
  const range = given(call, option, 1);
  const { at, file } = call;
  const lists = range ? columnLists(file, table, range) : [];
  if (option === 'index_together')
    return lists.length === 0
      ? [{ kind: 'drop-index', at, table }]
      : lists.map(({ columns }) => ({ kind: 'create-index', at, table, index: { columns } }));
  if (lists.length === 0) return [{ kind: 'drop-constraint', at, table, type: 'unique' }];
  return lists.map(({ columns }) => ({
    kind: 'add-constraint',
    at,
    table,
    constraint: { type: 'unique', columns, at },
  }));
}

function addIndex(call: OperationCall): readonly Operation[] | undefined {
  const table = tableOf(call);
  const index = readIndex(call.file, table, given(call, 'index', 1));
  return index && [{ kind: 'create-index', at: call.at, table, index }];
}

function removeIndex(call: OperationCall): readonly Operation[] {
  const name = text(call, 'name', 1);
  const fields = call.args.named.get('fields');
  const table = tableOf(call);
  return [
    {
      kind: 'drop-index',
      at: call.at,
      table,
      ...(name === undefined ? {} : { name }),
      ...(fields ? { columns: columnList(call.file, table, fields) } : {}),
    },
  ];
}

function addConstraint(call: OperationCall): readonly Operation[] | undefined {
  const table = tableOf(call);
  const found = readConstraint(call.file, table, given(call, 'constraint', 1));
  if (!found) return undefined;
  const { at } = call;
  return found.kind === 'index'
    ? [{ kind: 'create-index', at, table, index: found.index }]
    : [{ kind: 'add-constraint', at, table, constraint: found.constraint }];
}
