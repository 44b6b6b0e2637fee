/** Columns and indexes as Sequelize describes them. A column may be null unless it says `allowNull: false`. */
import type { ColumnDefinition, DataType, IndexDefinition } from '../operation.ts';
import { typeNamed } from '../sql/dataTypes.ts';
import { flag, nameValue, onDeleteOf, optional, spanOfKey } from './building.ts';
import { argumentsOfLink, chainOf } from './chains.ts';
import { placeOf } from './code.ts';
import { sqlType } from './columnTypes.ts';
import { conditionExpression, valueExpression } from './expressions.ts';
import { sqlSource } from './sqlText.ts';
import { textValue } from './texts.ts';
import { elementsOf, entriesOf, flagValue, numberValue, resolved, type Value } from './values.ts';

export function columnsOfObject(value: Value | undefined): {
  readonly columns: ColumnDefinition[];
  readonly open: boolean;
} {
  const entries = entriesOf(value);
  if (!entries) return { columns: [], open: true };
  const columns = [...entries.values].map(([name, definition]) =>
    sequelizeColumn(name, undefined, definition, entries.keys.get(name)),
  );
  return { columns, open: entries.open };
}

export function sequelizeColumn(
  name: string,
  named: Value | undefined,
  definition: Value | undefined,
  key?: number,
): ColumnDefinition {
  const entries = entriesOf(definition)?.values;
  const source = named ?? definition;
  const at = source ? spanOfKey(source, named ? undefined : key) : NOWHERE;
  if (!definition) return { name, at };
  const place = placeOf(definition.scope.code, definition.first, definition.last);
  const get = (word: string): Value | undefined => entries?.get(word);
  const type = typeOf(entries ? get('type') : definition, place, flagValue(get('autoIncrement')) === true);
  const allowNull = flagValue(get('allowNull'));
  const given = get('defaultValue');
  return {
    name: textValue(get('field')) ?? name,
    at,
    ...optional('type', type),
    ...(allowNull === false ? { notNull: true } : allowNull === true ? { nullable: true } : {}),
    ...(given && !isLibraryDefault(given) ? { default: valueExpression(given) } : {}),
    ...flag('primaryKey', flagValue(get('primaryKey'))),
    ...flag('unique', isSet(get('unique'))),
    ...flag('autoIncrement', flagValue(get('autoIncrement'))),
    ...referencesOf(get('references'), get('onDelete'), place),
  };
}

const NOWHERE = { start: 0, end: 0, line: 1, column: 1 };

/** `unique: true`, `unique: 'name'`, `unique: { name: … }` */
function isSet(value: Value | undefined): boolean {
  return value !== undefined && flagValue(value) !== false;
}

/** Worked out by the library when it saves a row: the database knows nothing of it. */
function isLibraryDefault(value: Value): boolean {
  const last = chainOf(resolved(value))?.links.at(-1);
  return last !== undefined && last.open < 0 && LIBRARY_DEFAULTS.has(last.name);
}

const LIBRARY_DEFAULTS = new Set(['UUIDV1', 'UUIDV4', 'NOW']);

function referencesOf(
  value: Value | undefined,
  onDelete: Value | undefined,
  at: ColumnDefinition['at'],
): Pick<ColumnDefinition, 'references'> {
  if (!value) return {};
  const entries = entriesOf(value)?.values;
  const model = entries ? entries.get('model') : value;
  const key = textValue(entries?.get('key'));
  return {
    references: {
      table: nameValue(model),
      columns: key === undefined ? [] : [key],
      ...onDeleteOf(onDelete),
      at,
    },
  };
}

/** `DataTypes.STRING(255)`, `Sequelize.ARRAY(Sequelize.TEXT)`, `'TIMESTAMP'` */
function typeOf(
  value: Value | undefined,
  at: ColumnDefinition['at'],
  isSerial: boolean,
): DataType | undefined {
  const text = textValue(value);
  if (text !== undefined) return sqlType(text, at);
  const chain = chainOf(resolved(value));
  const link = chain?.links.find(({ name }) => TYPES[name] !== undefined);
  if (!chain || !link) return undefined;
  const given = argumentsOfLink(chain, link);
  if (link.name === 'ARRAY') {
    const inner = typeOf(given[0], at, false);
    return inner && { ...inner, array: true };
  }
  const name = TYPES[link.name] ?? '';
  if (name === 'enum') return typeNamed(name, at, { values: enumValues(given) });
  const numbers = given.flatMap((argument) => numberValue(argument) ?? []);
  const args = numbers.length === 0 && link.name === 'STRING' ? [255] : numbers;
  const sized = link.name === 'TEXT' || link.name === 'DATE' || name === 'integer' ? [] : args;
  return { ...typeNamed(name, at, { args: sized }), ...flag('serial', isSerial) };
}

/** `ENUM('open', 'paid')`, `ENUM(['open', 'paid'])`, `ENUM({ values: ['open', 'paid'] })` */
function enumValues(given: readonly Value[]): readonly string[] {
  const [first] = given;
  const list = elementsOf(entriesOf(first)?.values.get('values') ?? first) ?? given;
  const texts = list.map(textValue);
  return texts.every((text) => text !== undefined) ? texts : [];
}

// https://sequelize.org/docs/v6/other-topics/other-data-types/, as PostgreSQL gets them.
const TYPES: Readonly<Record<string, string>> = {
  STRING: 'varchar',
  CHAR: 'char',
  TEXT: 'text',
  CITEXT: 'citext',
  TSVECTOR: 'tsvector',
  BOOLEAN: 'boolean',
  TINYINT: 'smallint',
  SMALLINT: 'smallint',
  MEDIUMINT: 'integer',
  INTEGER: 'integer',
  BIGINT: 'bigint',
  FLOAT: 'double precision',
  REAL: 'real',
  DOUBLE: 'double precision',
  DECIMAL: 'numeric',
  NUMERIC: 'numeric',
  DATE: 'timestamptz',
  DATEONLY: 'date',
  TIME: 'time',
  UUID: 'uuid',
  BLOB: 'bytea',
  ENUM: 'enum',
  JSON: 'json',
  JSONB: 'jsonb',
  ARRAY: 'array',
  RANGE: 'range',
  GEOMETRY: 'geometry',
  GEOGRAPHY: 'geography',
  INET: 'inet',
  CIDR: 'cidr',
  MACADDR: 'macaddr',
  HSTORE: 'hstore',
};

/** Texts, `{ name: 'email', order: 'DESC' }`, `Sequelize.literal('…')`. */
export function fieldNames(value: Value | undefined): string[] {
  if (!value) return [];
  return (elementsOf(value) ?? [value]).map((element) => {
    const text = textValue(element);
    if (text !== undefined) return text;
    const entries = entriesOf(element)?.values;
    const named = textValue(entries?.get('name') ?? entries?.get('attribute'));
    if (named !== undefined) return named;
    return entries || sqlSource(element) !== element || chainOf(resolved(element)) ? '(expression)' : '?';
  });
}

export function indexOf(fields: Value | undefined, options: Value | undefined): IndexDefinition {
  const get = (name: string): Value | undefined => entriesOf(options)?.values.get(name);
  const type = textValue(get('type'))?.toLowerCase();
  const method = textValue(get('using'))?.toLowerCase() ?? (type === 'unique' ? undefined : type);
  const where = get('where');
  return {
    ...optional('name', textValue(get('name') ?? get('indexName'))),
    columns: fieldNames(fields),
    ...flag('unique', flagValue(get('unique')) ?? type === 'unique'),
    ...optional('method', method),
    ...(where ? { where: conditionExpression(where) } : {}),
  };
}
