/** sa.Column and the constraints of tables: https://docs.sqlalchemy.org/en/20/core/metadata.html, …/constraints.html */
import type { TextRange } from '../../../finding.ts';
import type {
  ColumnDefinition,
  Constraint,
  Expression,
  IndexDefinition,
  ObjectName,
  Reference,
} from '../../operation.ts';
import { argumentsOf, type Arguments, type Call } from '../chains.ts';
import { onDeleteNamed } from '../../reading/onDelete.ts';
import { volatilityOfText } from '../../reading/sqlPieces.ts';
import { conditionAt, expressionAt } from '../expressions.ts';
import { codeAt, isFalse, isTrue, look, textAt, type PythonFile } from '../pythonFile.ts';
import type { Constants } from '../values.ts';
import { readType } from './types.ts';

export interface AlembicScope {
  readonly file: PythonFile;
  readonly constants: Constants;
  /** Tables of the classes that the file declares: `__tablename__`. */
  readonly classes: ReadonlyMap<string, ObjectName>;
}

/** A string, also one in `op.f(…)`. */
export function nameIn({ file, constants }: AlembicScope, range: TextRange | undefined): string | undefined {
  const value = range && look(file, range, constants);
  if (value?.kind === 'call' && /^(?:f|str|quoted_name)$/.test(value.call.name))
    return textAt(file, argumentsOf(file.code, value.call.open).positional[0], constants);
  return textAt(file, range, constants);
}

/** The strings of a list; "(expression)" for what is none. */
export function columnsIn(scope: AlembicScope, range: TextRange | undefined): readonly string[] {
  const value = range && look(scope.file, range, scope.constants);
  if (!range || !value) return [];
  const items = value.kind === 'list' ? value.items : [range];
  return items.map((item) => nameIn(scope, item) ?? '(expression)');
}

/** Reads `sa.Column('name', sa.Integer(), …)`; undefined where it is something else. */
export function readColumn(scope: AlembicScope, range: TextRange | undefined): ColumnDefinition | undefined {
  const { file, constants } = scope;
  const value = range && look(file, range, constants);
  if (value?.kind !== 'call' || !value.call.name.endsWith('Column')) return undefined;
  const args = argumentsOf(file.code, value.call.open);
  const [first] = args.positional;
  const named = args.named.get('name') ?? first;
  const name = nameIn(scope, named);
  const inside = args.positional.slice(named === first ? 1 : 0);
  const parts = inside.map((item) => partOf(scope, item));
  const type = readType(
    file,
    args.named.get('type_') ?? inside.find((_, index) => parts[index] === undefined),
    constants,
  );
  const primaryKey = isTrue(file, args, 'primary_key');
  const references = parts.find((part) => part?.references);
  const isSerial =
    type !== undefined &&
    /int/.test(type.name) &&
    (isTrue(file, args, 'autoincrement') ||
      (primaryKey && !references && !isFalse(file, args, 'autoincrement')));
  return {
    name: name ?? '?',
    at: file.place((named ?? value).start, (named ?? value).end),
    ...(type ? { type: isSerial ? { ...type, serial: true } : type } : {}),
    ...nullPart(file, args, primaryKey),
    ...(primaryKey ? { primaryKey: true } : {}),
    ...(isTrue(file, args, 'unique') ? { unique: true } : {}),
    ...(isTrue(file, args, 'index') ? { index: {} } : {}),
    ...defaultPart(scope, args.named.get('server_default')),
    ...Object.assign({}, ...parts.map((part) => part ?? {})),
  };
}

function nullPart(file: PythonFile, args: Arguments, primaryKey: boolean): Partial<ColumnDefinition> {
  if (primaryKey || isFalse(file, args, 'nullable')) return { notNull: true };
  return isTrue(file, args, 'nullable') ? { nullable: true } : {};
}

/** What stands beside the type of a column: a reference, an identity. Undefined for a type. */
function partOf(scope: AlembicScope, range: TextRange): Partial<ColumnDefinition> | undefined {
  const { file, constants } = scope;
  const value = look(file, range, constants);
  if (value.kind !== 'call') return undefined;
  const { call } = value;
  const args = argumentsOf(file.code, call.open);
  if (call.name.endsWith('ForeignKey')) return { references: referenceOf(scope, args, range) };
  if (call.name === 'Identity') return { identity: true };
  if (call.name === 'Computed') return { generated: isFalse(file, args, 'persisted') ? 'virtual' : 'stored' };
  if (call.name === 'FetchedValue' || call.name === 'Sequence') return {};
  const [condition] = args.positional;
  if (call.name === 'CheckConstraint') return condition ? { check: conditionAt(file, condition) } : {};
  return undefined;
}

export function onDeletePart(scope: AlembicScope, args: Arguments): Pick<Reference, 'onDelete'> {
  const action = onDeleteNamed(nameIn(scope, args.named.get('ondelete')));
  return action ? { onDelete: action } : {};
}

function referenceOf(scope: AlembicScope, args: Arguments, range: TextRange): Reference {
  const { table, column } = targetOf(nameIn(scope, args.positional[0] ?? args.named.get('column')));
  return {
    table,
    columns: column === undefined ? [] : [column],
    ...onDeletePart(scope, args),
    at: scope.file.place(range.start, range.end),
  };
}

/** "schema.table.column" */
function targetOf(written: string | undefined): { readonly table: string; readonly column?: string } {
  const dot = written?.lastIndexOf('.') ?? -1;
  if (written === undefined || dot === -1) return { table: written ?? '?' };
  return { table: written.slice(0, dot).replace(/^public\./, ''), column: written.slice(dot + 1) };
}

/** `server_default=`: a string is a value, `sa.text()` an expression, `sa.func.now()` a call. */
export function defaultPart(
  scope: AlembicScope,
  range: TextRange | undefined,
): { readonly default?: Expression } {
  const { file, constants } = scope;
  if (!range || /^(?:None|False)$/.test(codeAt(file, range))) return {};
  const value = look(file, range, constants);
  if (value.kind !== 'call')
    return { default: expressionAt(file, range, value.kind === 'text' ? 'constant' : 'unknown') };
  const { call } = value;
  if (/^(?:text|literal_column)$/.test(call.name)) {
    const sql = textAt(file, argumentsOf(file.code, call.open).positional[0], constants) ?? '?()';
    return { default: expressionAt(file, range, volatilityOfText(sql)) };
  }
  if (/^(?:true|false|null|literal|cast|Identity)$/.test(call.name))
    return { default: expressionAt(file, range, 'constant') };
  return { default: expressionAt(file, range, volatilityOfText(`${call.name}()`)) };
}

export type TableItem =
  | { readonly kind: 'column'; readonly column: ColumnDefinition }
  | { readonly kind: 'constraint'; readonly constraint: Constraint }
  | { readonly kind: 'index'; readonly index: IndexDefinition }
  | { readonly kind: 'comment' };

/** One argument of `op.create_table`; undefined where it can't be read. */
export function readTableItem(scope: AlembicScope, range: TextRange): TableItem | undefined {
  const { file, constants } = scope;
  const column = readColumn(scope, range);
  if (column) return { kind: 'column', column };
  const value = look(file, range, constants);
  if (value.kind !== 'call') return undefined;
  const args = argumentsOf(file.code, value.call.open);
  if (value.call.name === 'Index') {
    const [name, ...columns] = args.positional;
    const index = { columns: columns.map((one) => nameIn(scope, one) ?? '(expression)') };
    const named = nameIn(scope, name);
    return {
      kind: 'index',
      index: { ...index, ...(named === undefined ? {} : { name: named }), ...uniquePart(file, args) },
    };
  }
  const constraint = constraintOf(scope, value.call, args);
  return constraint && { kind: 'constraint', constraint };
}

function uniquePart(file: PythonFile, args: Arguments): { readonly unique?: true } {
  return isTrue(file, args, 'unique') ? { unique: true } : {};
}

function constraintOf(scope: AlembicScope, call: Call, args: Arguments): Constraint | undefined {
  const { file } = scope;
  const name = nameIn(scope, args.named.get('name'));
  const base = { at: file.place(call.start, call.end), ...(name === undefined ? {} : { name }) };
  const columns = args.positional.map((one) => nameIn(scope, one) ?? '(expression)');
  const [first, second] = args.positional;
  switch (call.name) {
    case 'PrimaryKeyConstraint':
      return { type: 'primary-key', columns, ...base };
    case 'UniqueConstraint':
      return { type: 'unique', columns, ...base };
    case 'CheckConstraint':
      return {
        type: 'check',
        columns: [],
        ...base,
        ...(first ? { check: conditionAt(file, first) } : {}),
      };
    case 'ExcludeConstraint':
      return { type: 'exclude', columns: [], ...base };
    case 'ForeignKeyConstraint': {
      const targets = columnsIn(scope, second).map(targetOf);
      const references = {
        table: targets[0]?.table ?? '?',
        columns: targets.flatMap(({ column }) => column ?? []),
        ...onDeletePart(scope, args),
        at: base.at,
      };
      return { type: 'foreign-key', columns: columnsIn(scope, first), references, ...base };
    }
    default:
      return undefined;
  }
}
