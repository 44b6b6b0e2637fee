/** Columns as Rails writes them: `t.string :name, null: false`, `add_column :users, :name, :string`. */
import type { Document } from '../../source.ts';
import { expressionOf, firstLine } from '../code/build.ts';
import type { Link } from '../code/chains.ts';
import { isWord, numberOf, textOf, type Options, type Value } from '../code/values.ts';
import type { ColumnDefinition, DataType, Expression, IndexDefinition } from '../operation.ts';
import { plural } from '../reading/inflections.ts';
import { typeInText } from '../reading/sqlPieces.ts';
import { typeNamed } from '../sql/dataTypes.ts';
import { indexName } from './names.ts';

/** What is true of the whole file. */
export interface Rails {
  readonly document: Document;
  /** 701 of `Migration[7.1]`. */
  readonly version: number;
}

export interface Built {
  readonly columns: readonly ColumnDefinition[];
  /** Indexes that are more than `index: true`. */
  readonly indexes: readonly { readonly index: IndexDefinition; readonly concurrently: boolean }[];
  /** `foreign_key: { validate: false }` */
  readonly unchecked: readonly {
    readonly column: string;
    readonly table: string;
    readonly at: Value;
    readonly options: Options;
  }[];
}

/** What PostgreSQL makes of the types; others have the same name there. */
const TYPES: Readonly<Record<string, string>> = {
  string: 'character varying',
  datetime: 'timestamp',
  binary: 'bytea',
  blob: 'bytea',
  decimal: 'numeric',
  bit_varying: 'varbit',
  oid: 'oid',
  tinyint: 'smallint',
};

const COLUMN_TYPES = new Set(
  'string text integer bigint smallint float decimal numeric datetime timestamp timestamptz time timetz date binary blob boolean json jsonb uuid inet cidr macaddr hstore citext ltree xml interval money bit bit_varying tsvector tsquery serial bigserial primary_key enum virtual point line lseg box path polygon circle oid int4range int8range numrange daterange tsrange tstzrange vector halfvec geometry geography st_point st_polygon tinyint tinytext mediumtext longtext tinyblob mediumblob longblob unsigned_integer unsigned_bigint unsigned_float unsigned_decimal attachment column'.split(
    ' ',
  ),
);

export function isColumnType(name: string): boolean {
  return COLUMN_TYPES.has(name);
}

/** `t.string :a, :b, null: false`; `t.column :a, :string` */
export function columnsOfCall(rails: Rails, table: string, link: Link): Built {
  const named = link.name === 'column';
  const names = named ? link.plain.slice(0, 1) : link.plain;
  const type = named ? link.plain[1] : undefined;
  const built = names.map((name) => columnOf(rails, table, name, named ? type : link.name, link.options));
  return joined(built);
}

export function columnOf(
  rails: Rails,
  table: string,
  name: Value,
  type: Value | string | undefined,
  options: Options,
): Built {
  const { document } = rails;
  const column = textOf(name);
  if (column === undefined) return { columns: [], indexes: [], unchecked: [] };
  const written = typeof type === 'string' ? type : textOf(type);
  const at = typeof type === 'object' ? type : name;
  const definition: ColumnDefinition = {
    name: column,
    at: firstLine(document, name),
    ...(written !== undefined && { type: typeOf(document, written, options, at) }),
    ...settingsOf(rails, options),
    ...(written === 'primary_key' && { primaryKey: true, notNull: true }),
    ...(written === 'virtual' && { generated: isWord(options.get('stored'), 'true') ? 'stored' : 'virtual' }),
  };
  return withIndex(rails, table, definition, options.get('index'), [column]);
}

function settingsOf({ document }: Rails, options: Options): Partial<ColumnDefinition> {
  const value = options.get('default');
  const collation = textOf(options.get('collation'));
  return {
    ...(isWord(options.get('null'), 'false') && { notNull: true }),
    ...(isWord(options.get('null'), 'true') && { nullable: true }),
    ...(value && !isWord(value, 'nil') && { default: defaultOf(document, value) }),
    ...(collation !== undefined && { collation }),
    ...(isWord(options.get('primary_key'), 'true') && { primaryKey: true, notNull: true }),
  };
}

/** `-> { "now()" }` is SQL; everything else is worked out by Ruby, once. */
export function defaultOf(document: Document, value: Value): Expression {
  const text = document.text.slice(value.start, Math.min(value.end, value.start + 600));
  const sql = /^(?:->|lambda|proc)\s*(?:\{|do)\s*["']([^]*)["']/.exec(text)?.[1];
  if (sql === undefined) return expressionOf(document, value, text.startsWith('->') ? 'unknown' : 'constant');
  const start = value.start + text.indexOf(sql);
  return expressionOf(document, { start, end: start + sql.length });
}

const BY_BYTES: Readonly<Record<number, string>> = { 1: 'smallint', 2: 'smallint', 8: 'bigint' };

export function typeOf(document: Document, written: string, options: Options, at: Value): DataType {
  const place = firstLine(document, at);
  const array = isWord(options.get('array'), 'true');
  const limit = numberOf(options.get('limit'));
  if (written === 'primary_key') return typeNamed('bigserial', place);
  if (written === 'enum') return typeNamed(textOf(options.get('enum_type')) ?? 'enum', place, { array });
  if (written === 'virtual')
    return typeNamed(
      TYPES[textOf(options.get('type')) ?? ''] ?? textOf(options.get('type')) ?? 'virtual',
      place,
      { array },
    );
  if (written === 'integer' && limit !== undefined)
    return typeNamed(BY_BYTES[limit] ?? 'integer', place, { array });
  if (written === 'decimal' || written === 'numeric') {
    const numbers = [numberOf(options.get('precision')), numberOf(options.get('scale'))].filter(
      (number) => number !== undefined,
    );
    return typeNamed('numeric', place, { args: numbers, array });
  }
  if (!/^\w+$/.test(written)) return typeInText(written, place) ?? typeNamed(written, place);
  return typeNamed(TYPES[written] ?? written, place, {
    args:
      limit !== undefined && /^(?:string|character varying|bit|bit_varying|vector|halfvec)$/.test(written)
        ? [limit]
        : [],
    array,
  });
}

/** `t.references :user, polymorphic: true, foreign_key: { to_table: :people }, index: { unique: true }` */
export function referencesOf(rails: Rails, table: string, name: Value, options: Options): Built {
  const { document, version } = rails;
  const reference = textOf(name);
  if (reference === undefined) return { columns: [], indexes: [], unchecked: [] };
  const column = `${reference}_id`;
  const polymorphic = options.get('polymorphic');
  const isPolymorphic = polymorphic !== undefined && !isWord(polymorphic, 'false');
  const asked = options.get('type');
  const type = asked ? textOf(asked) : version >= 501 ? 'bigint' : 'integer';
  const target = targetOf(options.get('foreign_key'), reference);
  const at = firstLine(document, name);
  const isChecked = target && !isWord(target.options.get('validate'), 'false');
  const settings = settingsOf(rails, options);
  const onDelete = onDeleteOf(target?.options.get('on_delete'));
  const definition: ColumnDefinition = {
    name: column,
    at,
    ...(type !== undefined && { type: typeOf(document, type, new Map(), asked ?? name) }),
    ...settings,
    ...(target &&
      isChecked && {
        references: { table: target.table, columns: ['id'], at, ...(onDelete && { onDelete }) },
      }),
  };
  const indexed = options.get('index') ?? (version >= 500 ? TRUE : undefined);
  const columns = isPolymorphic ? [`${reference}_type`, column] : [column];
  const made = isPolymorphic && version >= 601 ? `index_${table}_on_${reference}` : undefined;
  const built = withIndex(rails, table, definition, indexed, columns, made);
  const typeColumn: ColumnDefinition = {
    name: `${reference}_type`,
    at,
    type: typeNamed('varchar', at),
    ...(settings.notNull && { notNull: true }),
    ...(settings.nullable && { nullable: true }),
  };
  const unchecked =
    target && !isChecked ? [{ column, table: target.table, at: target.at, options: target.options }] : [];
  return { ...built, columns: isPolymorphic ? [typeColumn, ...built.columns] : built.columns, unchecked };
}

const TRUE = { kind: 'word', text: 'true' } as const;

function targetOf(
  value: Value | undefined,
  reference: string,
): { readonly table: string; readonly options: Options; readonly at: Value } | undefined {
  if (!value || isWord(value, 'false', 'nil')) return undefined;
  return {
    table: textOf(value.entries.get('to_table')) ?? plural(reference),
    options: value.entries,
    at: value,
  };
}

const ON_DELETE = { cascade: 'cascade', nullify: 'set null', restrict: 'restrict' } as const;

export function onDeleteOf(value: Value | undefined): 'cascade' | 'set null' | 'restrict' | undefined {
  const text = textOf(value);
  return text !== undefined && Object.hasOwn(ON_DELETE, text)
    ? ON_DELETE[text as keyof typeof ON_DELETE]
    : undefined;
}

/** `index: true` stays with its column; one with options is an index of its own. */
function withIndex(
  rails: Rails,
  table: string,
  definition: ColumnDefinition,
  asked: Value | typeof TRUE | undefined,
  columns: readonly string[],
  made?: string,
): Built {
  const none = { columns: [definition], indexes: [], unchecked: [] };
  if (!asked || isNo(asked)) return none;
  const options = 'entries' in asked ? asked.entries : new Map<string, Value>();
  const concurrently = textOf(options.get('algorithm')) === 'concurrently';
  const isPlain = [...options.keys()].every((key) => key === 'algorithm') && columns.length === 1;
  if (isPlain) return { ...none, columns: [{ ...definition, index: concurrently ? { concurrently } : {} }] };
  return {
    ...none,
    indexes: [{ index: indexOf(rails.document, table, columns, options, made), concurrently }],
  };
}

function isNo(value: { readonly kind: string; readonly text: string }): boolean {
  return value.kind === 'word' && (value.text === 'false' || value.text === 'nil');
}

export function indexOf(
  document: Document,
  table: string,
  columns: readonly string[],
  options: Options,
  made = columns.some(isExpression) ? undefined : indexName(table, columns),
): IndexDefinition {
  const name = textOf(options.get('name')) ?? made;
  const where = options.get('where');
  const method =
    textOf(options.get('using')) ?? (textOf(options.get('type')) === 'fulltext' ? 'fulltext' : undefined);
  const include = options.get('include');
  const included = include?.kind === 'list' ? include.items : include ? [include] : [];
  return {
    ...(name !== undefined && { name }),
    columns: columns.map((column) => (isExpression(column) ? '(expression)' : column)),
    ...(isWord(options.get('unique'), 'true') && { unique: true }),
    ...(method !== undefined && { method }),
    ...(where && { where: expressionOf(document, where.literal?.content ?? where) }),
    ...(included.length > 0 && { include: included.map((value) => textOf(value) ?? '?') }),
  };
}

function isExpression(column: string): boolean {
  return !/^\w+$/.test(column);
}

/** Of Rails 5 and later they are NOT NULL. */
export function timestampsOf(rails: Rails, link: Link): readonly ColumnDefinition[] {
  const { document, version } = rails;
  const at = firstLine(document, link);
  const settings = settingsOf(rails, link.options);
  const notNull = version >= 500 && !settings.nullable ? { notNull: true as const } : {};
  const written = textOf(link.options.get('type')) ?? 'timestamp';
  const shared = { at, type: typeNamed(TYPES[written] ?? written, at), ...notNull, ...settings };
  return [
    { name: 'created_at', ...shared },
    { name: 'updated_at', ...shared },
  ];
}

export function joined(parts: readonly Built[]): Built {
  return {
    columns: parts.flatMap(({ columns }) => columns),
    indexes: parts.flatMap(({ indexes }) => indexes),
    unchecked: parts.flatMap(({ unchecked }) => unchecked),
  };
}
