/** Columns as Laravel's Blueprint makes them: `$table->string('name')->nullable()`. https://laravel.com/docs/migrations#columns */
import type { Document } from '../../source.ts';
import type { Span } from '../../span.ts';
import { expressionOf, firstLine } from '../code/build.ts';
import type { Link } from '../code/chains.ts';
import { isWord, numberOf, textOf, textsOf, type Value } from '../code/values.ts';
import {
  UNKNOWN_NAME,
  type ColumnDefinition,
  type DataType,
  type Expression,
  type Reference,
} from '../operation.ts';
import { tableOfModel, underscored } from '../reading/inflections.ts';
import { onDeleteNamed } from '../reading/onDelete.ts';
import { typeNamed } from '../sql/dataTypes.ts';

export interface BuiltColumn {
  readonly column: ColumnDefinition;
  /** `->change()` */
  readonly changed: boolean;
}

/** Undefined for calls that make no column. */
export function columnsOf(
  document: Document,
  call: Link,
  rest: readonly Link[],
): readonly BuiltColumn[] | undefined {
  const shape = shapesOf(document, call);
  if (!shape) return undefined;
  const changed = rest.some(({ name }) => name === 'change');
  return shape.map(({ name, type, at, fixed }) => ({
    changed,
    column: {
      name,
      at,
      ...(type && { type }),
      ...fixed,
      ...modifiersOf(document, name, rest, changed, fixed),
    },
  }));
}

interface Shape {
  readonly name: string;
  readonly type?: DataType;
  readonly at: Span;
  readonly fixed: Partial<ColumnDefinition>;
}

const KEY = { primaryKey: true, autoIncrement: true } as const;
const KEYS: Readonly<Record<string, string>> = {
  id: 'bigserial',
  bigIncrements: 'bigserial',
  increments: 'serial',
  integerIncrements: 'serial',
  mediumIncrements: 'serial',
  smallIncrements: 'smallserial',
  tinyIncrements: 'smallserial',
};

const TYPES: Readonly<Record<string, string>> = {
  bigInteger: 'bigint',
  integer: 'integer',
  mediumInteger: 'mediumint',
  smallInteger: 'smallint',
  tinyInteger: 'tinyint',
  unsignedBigInteger: 'bigint',
  unsignedInteger: 'integer',
  unsignedMediumInteger: 'mediumint',
  unsignedSmallInteger: 'smallint',
  unsignedTinyInteger: 'tinyint',
  unsignedDecimal: 'numeric',
  foreignId: 'bigint',
  foreignUuid: 'uuid',
  foreignUlid: 'character',
  string: 'character varying',
  char: 'character',
  text: 'text',
  tinyText: 'tinytext',
  mediumText: 'mediumtext',
  longText: 'longtext',
  decimal: 'numeric',
  float: 'double precision',
  double: 'double precision',
  unsignedFloat: 'double precision',
  unsignedDouble: 'double precision',
  boolean: 'boolean',
  date: 'date',
  dateTime: 'timestamp',
  timestamp: 'timestamp',
  dateTimeTz: 'timestamptz',
  timestampTz: 'timestamptz',
  time: 'time',
  timeTz: 'timetz',
  year: 'year',
  json: 'json',
  jsonb: 'jsonb',
  binary: 'bytea',
  uuid: 'uuid',
  ulid: 'character',
  enum: 'enum',
  set: 'set',
  ipAddress: 'inet',
  macAddress: 'macaddr',
  geometry: 'geometry',
  geography: 'geography',
  point: 'point',
  lineString: 'linestring',
  polygon: 'polygon',
  geometryCollection: 'geometrycollection',
  multiPoint: 'multipoint',
  multiLineString: 'multilinestring',
  multiPolygon: 'multipolygon',
  vector: 'vector',
  computed: 'computed',
};
const BY_LOWER_CASE = new Map(
  [...Object.keys(TYPES), ...Object.keys(KEYS)].map((name) => [name.toLowerCase(), name]),
);

function shapesOf(document: Document, call: Link): readonly Shape[] | undefined {
  // Names of methods are the same in any case: `->datetime(…)`
  const method = BY_LOWER_CASE.get(call.name.toLowerCase()) ?? call.name;
  const at = firstLine(document, call.plain[0] ?? call.nameAt);
  const name = textOf(call.plain[0]);
  if (Object.hasOwn(KEYS, method))
    return [
      { name: name ?? 'id', type: typeNamed(KEYS[method] ?? '', at), at, fixed: { ...KEY, notNull: true } },
    ];
  if (Object.hasOwn(TYPES, method)) {
    const usual = method === 'uuid' ? 'uuid' : method === 'ulid' ? 'ulid' : UNKNOWN_NAME;
    return [
      {
        name: name ?? (call.plain.length === 0 ? usual : UNKNOWN_NAME),
        type: typeOf(method, call, at),
        at,
        fixed: {},
      },
    ];
  }
  return severalShapes(document, method, call, at, name);
}

function typeOf(method: string, { plain, options }: Link, at: Span): DataType {
  const first = numberOf(plain[1] ?? options.get('length') ?? options.get('total'));
  if (method === 'string' || method === 'char')
    return typeNamed(TYPES[method] ?? '', at, { args: [first ?? 255] });
  if (/decimal$/i.test(method))
    return typeNamed('numeric', at, { args: [first ?? 8, numberOf(plain[2] ?? options.get('places')) ?? 2] });
  if (method === 'enum' || method === 'set')
    return typeNamed(method, at, { values: textsOf(plain[1] ?? options.get('allowed')) ?? [] });
  if (/ulid$/i.test(method)) return typeNamed('character', at, { args: [26] });
  return typeNamed(TYPES[method] ?? method, at);
}

const NULLABLE = { nullable: true } as const;

function severalShapes(
  document: Document,
  method: string,
  call: Link,
  at: Span,
  name: string | undefined,
): readonly Shape[] | undefined {
  const timestamp = /tz$/i.test(method) ? 'timestamptz' : 'timestamp';
  switch (method.toLowerCase()) {
    case 'timestamps':
    case 'timestampstz':
    case 'nullabletimestamps':
    case 'datetimes':
      return ['created_at', 'updated_at'].map((column) => ({
        name: column,
        type: typeNamed(timestamp, at),
        at,
        fixed: NULLABLE,
      }));
    case 'softdeletes':
    case 'softdeletestz':
    case 'softdeletesdatetime':
      return [{ name: name ?? 'deleted_at', type: typeNamed(timestamp, at), at, fixed: NULLABLE }];
    case 'remembertoken':
      return [
        { name: 'remember_token', type: typeNamed('varchar', at, { args: [100] }), at, fixed: NULLABLE },
      ];
    case 'foreignidfor': {
      const model = modelIn(document, call.plain[0]);
      return [
        {
          name: textOf(call.plain[1]) ?? (model ? `${underscored(model)}_id` : UNKNOWN_NAME),
          type: typeNamed('bigint', at),
          at,
          fixed: {},
        },
      ];
    }
    case 'addcolumn':
      return [
        {
          name: textOf(call.plain[1]) ?? UNKNOWN_NAME,
          type: typeNamed(TYPES[name ?? ''] ?? name ?? UNKNOWN_NAME, at),
          at,
          fixed: {},
        },
      ];
    case 'rawcolumn':
      return [{ name: name ?? UNKNOWN_NAME, at, fixed: {} }];
    default:
      return /^(?:nullable)?(?:uuid|ulid|numeric)?morphs$/i.test(method)
        ? morphs(method, at, name ?? UNKNOWN_NAME)
        : undefined;
  }
}

function morphs(method: string, at: Span, name: string): readonly Shape[] {
  const fixed = /^nullable/i.test(method) ? NULLABLE : {};
  const key = /uuid/i.test(method)
    ? typeNamed('uuid', at)
    : /ulid/i.test(method)
      ? typeNamed('character', at, { args: [26] })
      : typeNamed('bigint', at);
  return [
    { name: `${name}_type`, type: typeNamed('varchar', at, { args: [255] }), at, fixed },
    { name: `${name}_id`, type: key, at, fixed: { ...fixed, index: {} } },
  ];
}

/** `User` of `User::class` */
function modelIn(document: Document, value: Value | undefined): string | undefined {
  if (!value) return undefined;
  return /([A-Za-z_]\w*)::class$/.exec(
    document.text.slice(Math.max(value.start, value.end - 120), value.end),
  )?.[1];
}

const ON_DELETE: ReadonlyMap<string, Reference['onDelete']> = new Map([
  ['cascadeOnDelete', 'cascade'],
  ['nullOnDelete', 'set null'],
  ['restrictOnDelete', 'restrict'],
  ['noActionOnDelete', 'no action'],
]);

/** `->onDelete('cascade')`, `->cascadeOnDelete()` */
export function onDeleteOf(links: readonly Link[]): Reference['onDelete'] {
  for (const { name, plain } of links) {
    const action = name === 'onDelete' ? onDeleteNamed(textOf(plain[0])) : ON_DELETE.get(name);
    if (action) return action;
  }
  return undefined;
}

function modifiersOf(
  document: Document,
  name: string,
  rest: readonly Link[],
  changed: boolean,
  fixed: Partial<ColumnDefinition>,
): Partial<ColumnDefinition> {
  const find = (...names: readonly string[]): Link | undefined =>
    rest.find((link) => names.includes(link.name));
  const nullable = find('nullable');
  const mayBeNull = nullable ? !isWord(nullable.plain[0], 'false') : fixed.nullable === true;
  // Up to Laravel 10 a change keeps what it doesn't speak of.
  const notNull = !mayBeNull && (!changed || nullable !== undefined);
  const value = defaultOf(document, find('default')?.plain[0], find('useCurrent'));
  const references = referencesOf(document, name, rest);
  const generated = find('storedAs') ? 'stored' : find('virtualAs') ? 'virtual' : undefined;
  const collation = textOf(find('collation')?.plain[0]);
  return {
    ...(notNull && { notNull: true }),
    ...(mayBeNull && { nullable: true }),
    ...(value && { default: value }),
    ...(find('unique') && !isWord(find('unique')?.plain[0], 'false') && { unique: true }),
    ...(find('index', 'fulltext', 'fullText', 'spatialIndex') && { index: {} }),
    ...(find('primary') && { primaryKey: true, notNull: true }),
    ...(find('autoIncrement') && { autoIncrement: true }),
    ...(find('generatedAs') && { identity: true }),
    ...(generated && { generated }),
    ...(references && { references }),
    ...(collation !== undefined && { collation }),
  };
}

function defaultOf(
  document: Document,
  value: Value | undefined,
  current: Link | undefined,
): Expression | undefined {
  if (!value) return current && { ...expressionOf(document, current, 'constant'), text: 'CURRENT_TIMESTAMP' };
  if (isWord(value, 'null')) return undefined;
  const text = document.text.slice(value.start, Math.min(value.end, value.start + 400));
  const sql = /^(?:\\?\w+::raw|new\s+\\?[\w\\]*Expression)\s*\(\s*(["'])([^]*)\1/.exec(text)?.[2];
  if (sql === undefined) return expressionOf(document, value, 'constant');
  const start = value.start + text.indexOf(sql);
  return expressionOf(document, { start, end: start + sql.length });
}

/** `->constrained('users')`, `->references('id')->on('users')` */
function referencesOf(document: Document, name: string, rest: readonly Link[]): Reference | undefined {
  const onDelete = onDeleteOf(rest);
  const constrained = rest.find((link) => link.name === 'constrained');
  const references = rest.find((link) => link.name === 'references');
  const on = rest.find((link) => link.name === 'on');
  const link = constrained ?? on;
  if (!link || (!constrained && !references)) return undefined;
  const named = textOf(link.plain[0] ?? link.options.get('table'));
  const table = named ?? (constrained ? tableOfModel(name.replace(/_(?:id|uuid|ulid)$/, '')) : UNKNOWN_NAME);
  const column = textOf(references?.plain[0] ?? link.plain[1]) ?? 'id';
  return {
    table,
    columns: [column],
    ...(onDelete && { onDelete }),
    at: firstLine(document, { start: link.nameAt.start, end: link.end }),
  };
}
