/** Fields of models as columns: https://docs.djangoproject.com/en/stable/ref/models/fields/ */
import type { TextRange } from '../../../finding.ts';
import type { ColumnDefinition, DataType, Expression, ObjectName, Reference } from '../../operation.ts';
import { volatilityOfText } from '../../reading/sqlPieces.ts';
import { argumentsOf, type Arguments, type Call } from '../chains.ts';
import { expressionAt } from '../expressions.ts';
import { codeAt, isFalse, isTrue, look, textAt } from '../pythonFile.ts';
import type { DjangoFile } from './models.ts';
import { fieldKindOf, fieldTypeOf, type FieldType } from './fieldTypes.ts';

export type DjangoField =
  | {
      readonly kind: 'column';
      readonly column: ColumnDefinition;
      /** What rows that exist get when the column is added; no default of the column afterwards. */
      readonly oneOff?: Expression;
    }
  /** A table between two models; without `through` it is made by Django. */
  | {
      readonly kind: 'many';
      readonly target: ObjectName;
      readonly at: TextRange;
      /** `db_table`. */
      readonly named?: string;
      readonly through?: true;
    }
  | { readonly kind: 'none' };

/** Reads `models.CharField(max_length=20)` as the field `name` of a table. Undefined where it is no call. */
export function readField(
  file: DjangoFile,
  table: ObjectName,
  name: string,
  named: TextRange,
  range: TextRange | undefined,
): DjangoField | undefined {
  const value = range && look(file, range);
  if (value?.kind !== 'call') return undefined;
  const args = argumentsOf(file.code, value.call.open);
  const kind = fieldKindOf(value.call.name);
  if (kind === 'none') return { kind };
  if (kind === 'many') return readMany(file, table, args, value.call);
  const isReference = kind !== 'column';
  const column = textAt(file, args.named.get('db_column')) ?? (isReference ? `${name}_id` : name);
  file.models.learn(table, name, column);
  const type = isReference ? undefined : fieldTypeOf(value.call.name);
  return {
    kind: 'column',
    column: {
      name: column,
      at: file.place(named.start, named.end),
      ...typePart(file, type, value.call, args),
      ...checkPart(file, type, column, value.call),
      ...constraintParts(file, type, args, kind === 'unique-one', isReference),
      ...generatedPart(file, value.call, args),
      ...(isReference ? referencePart(file, table, args) : {}),
    },
    ...oneOffDefault(file, type, args, value.call),
  };
}

function readMany(file: DjangoFile, table: ObjectName, args: Arguments, call: Call): DjangoField {
  const named = textAt(file, args.named.get('db_table'));
  return {
    kind: 'many',
    target: file.models.targetOf(file, args.named.get('to') ?? args.positional[0], table),
    at: call,
    ...(named === undefined ? {} : { named }),
    ...(args.named.has('through') ? { through: true } : {}),
  };
}

function typePart(
  file: DjangoFile,
  type: FieldType | undefined,
  call: Call,
  args: Arguments,
): { readonly type?: DataType } {
  const at = file.place(call.start, call.open);
  if (call.name === 'ArrayField') {
    const item = innerType(file, args.named.get('base_field') ?? args.positional[0]);
    return item ? { type: { ...item, array: true, at } } : {};
  }
  if (call.name === 'GeneratedField') {
    const output = innerType(file, args.named.get('output_field'));
    return output ? { type: { ...output, at } } : {};
  }
  if (!type) return {};
  const sizes = sizesOf(file, type, args);
  return { type: { name: type.name, ...(sizes.length > 0 ? { args: sizes } : {}), at } };
}

/** PositiveIntegerField: django/db/backends/postgresql/base.py, data_type_check_constraints. */
function checkPart(
  file: DjangoFile,
  type: FieldType | undefined,
  column: string,
  { start, open }: Call,
): Parts {
  if (type?.positive !== true) return {};
  return { check: { at: file.place(start, open), text: `"${column}" >= 0`, volatility: 'constant' } };
}

function innerType(file: DjangoFile, range: TextRange | undefined): DataType | undefined {
  const value = range && look(file, range);
  if (value?.kind !== 'call') return undefined;
  const args = argumentsOf(file.code, value.call.open);
  return typePart(file, fieldTypeOf(value.call.name), value.call, args).type;
}

function sizesOf(file: DjangoFile, type: FieldType, args: Arguments): readonly number[] {
  if (type.name === 'numeric')
    return ['max_digits', 'decimal_places'].flatMap((option) => numberOf(file, args.named.get(option)) ?? []);
  if (type.sized !== true) return [];
  const length = args.named.has('max_length') ? numberOf(file, args.named.get('max_length')) : type.length;
  return length === undefined ? [] : [length];
}

function numberOf(file: DjangoFile, range: TextRange | undefined): number | undefined {
  const value = range && look(file, range);
  return value?.kind === 'number' ? value.value : undefined;
}

type Parts = Partial<ColumnDefinition>;

function constraintParts(
  file: DjangoFile,
  type: FieldType | undefined,
  args: Arguments,
  isUniqueOne: boolean,
  isReference: boolean,
): Parts {
  const primaryKey = isTrue(file, args, 'primary_key');
  const nullable = !primaryKey && (isTrue(file, args, 'null') || type?.nullable === true);
  const unique = !primaryKey && (isUniqueOne || isTrue(file, args, 'unique'));
  const wanted =
    isReference || type?.indexed === true ? !isFalse(file, args, 'db_index') : isTrue(file, args, 'db_index');
  const fallback = databaseDefault(file, args);
  return {
    ...(nullable ? { nullable: true } : { notNull: true }),
    ...(primaryKey ? { primaryKey: true } : {}),
    ...(unique ? { unique: true } : {}),
    ...(wanted && !unique && !primaryKey ? { index: {} } : {}),
    ...(type?.identity ? { identity: true } : {}),
    ...(fallback ? { default: fallback } : {}),
  };
}

function generatedPart(file: DjangoFile, call: Call, args: Arguments): Parts {
  if (call.name !== 'GeneratedField') return {};
  return { generated: isFalse(file, args, 'db_persist') ? 'virtual' : 'stored' };
}

function referencePart(
  file: DjangoFile,
  table: ObjectName,
  args: Arguments,
): { readonly references?: Reference } {
  if (isFalse(file, args, 'db_constraint')) return {};
  const to = args.named.get('to') ?? args.positional[0];
  if (!to) return {};
  const field = textAt(file, args.named.get('to_field'));
  return {
    references: {
      table: file.models.targetOf(file, to, table),
      columns: field === undefined ? [] : [field],
      at: file.place(to.start, to.end),
    },
  };
}

/** `db_default`: the database keeps it. */
function databaseDefault(file: DjangoFile, args: Arguments): Expression | undefined {
  const range = args.named.get('db_default');
  const value = range && look(file, range);
  if (!value || !range || codeAt(file, range) === 'None') return undefined;
  if (value.kind !== 'call')
    return expressionAt(file, range, value.kind === 'other' ? 'unknown' : 'constant');
  const { name, open } = value.call;
  if (/^(?:Random|RandomUUID|UUID4|UUID7|Uuid\w*)$/.test(name)) return expressionAt(file, range, 'volatile');
  if (/^(?:Now|Value|TransactionNow|JSONObject)$/.test(name)) return expressionAt(file, range, 'constant');
  const { positional, named } = argumentsOf(file.code, open);
  const sql = name === 'RawSQL' ? textAt(file, named.get('sql') ?? positional[0]) : undefined;
  return expressionAt(file, range, sql === undefined ? 'unknown' : volatilityOfText(sql));
}

/**
 * What Django writes into rows that exist: worked out once in Python, for all of them (schema editor, `effective_default`).
 */
function oneOffDefault(
  file: DjangoFile,
  type: FieldType | undefined,
  args: Arguments,
  call: Call,
): { readonly oneOff?: Expression } {
  if (args.named.has('db_default') || call.name === 'GeneratedField') return {};
  const given = args.named.get('default');
  if (given)
    return /^(?:None|models\.NOT_PROVIDED|NOT_PROVIDED)$/.test(codeAt(file, given))
      ? {}
      : { oneOff: expressionAt(file, given, 'constant') };
  if (isTrue(file, args, 'null')) return {};
  const own =
    (isTrue(file, args, 'blank') && type?.emptyText && args.named.get('blank')) ||
    (isTrue(file, args, 'auto_now_add') && args.named.get('auto_now_add')) ||
    (isTrue(file, args, 'auto_now') && args.named.get('auto_now'));
  return own ? { oneOff: expressionAt(file, own, 'constant') } : {};
}
