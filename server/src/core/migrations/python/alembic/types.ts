/** SQLAlchemy's types as columns have them: https://docs.sqlalchemy.org/en/20/core/type_basics.html */
import type { TextRange } from '../../../finding.ts';
import type { DataType } from '../../operation.ts';
import { argumentsOf, type Arguments, type Call } from '../chains.ts';
import { codeAt, isFalse, look, textAt, type PythonFile } from '../pythonFile.ts';
import type { Constants } from '../values.ts';

const TYPES: Readonly<Record<string, string>> = {
  integer: 'integer',
  int: 'integer',
  biginteger: 'bigint',
  bigint: 'bigint',
  smallinteger: 'smallint',
  smallint: 'smallint',
  string: 'character varying',
  varchar: 'character varying',
  unicode: 'character varying',
  nvarchar: 'character varying',
  autostring: 'character varying',
  char: 'character',
  text: 'text',
  unicodetext: 'text',
  boolean: 'boolean',
  bool: 'boolean',
  date: 'date',
  datetime: 'timestamp',
  timestamp: 'timestamp',
  time: 'time',
  float: 'double precision',
  double: 'double precision',
  double_precision: 'double precision',
  real: 'real',
  numeric: 'numeric',
  decimal: 'numeric',
  largebinary: 'bytea',
  bytea: 'bytea',
  binary: 'bytea',
  json: 'json',
  jsonb: 'jsonb',
  uuid: 'uuid',
  guid: 'uuid',
  interval: 'interval',
  inet: 'inet',
  cidr: 'cidr',
  money: 'money',
  bit: 'bit',
  xml: 'xml',
  tsvector: 'tsvector',
  hstore: 'hstore',
  citext: 'citext',
  oid: 'oid',
  ltree: 'ltree',
  vector: 'vector',
  geometry: 'geometry',
  geography: 'geography',
  int4range: 'int4range',
  int8range: 'int8range',
  tstzrange: 'tstzrange',
  tsrange: 'tsrange',
  daterange: 'daterange',
  numrange: 'numrange',
  // MySQL's own.
  tinyint: 'tinyint',
  mediumint: 'mediumint',
  mediumtext: 'mediumtext',
  longtext: 'longtext',
  longblob: 'longblob',
  mediumblob: 'mediumblob',
  blob: 'blob',
  year: 'year',
};

const WITH_ZONE: Readonly<Record<string, string>> = { timestamp: 'timestamptz', time: 'timetz' };

/** Reads `sa.String(length=20)`, `sa.Integer`; undefined where a type of the project's own is named. */
export function readType(
  file: PythonFile,
  range: TextRange | undefined,
  constants: Constants,
): DataType | undefined {
  const value = range && look(file, range, constants);
  if (!value || !range) return undefined;
  const at = file.place(range.start, range.end);
  if (value.kind === 'name') {
    const name = TYPES[value.path.replace(/^.*\./, '').toLowerCase()];
    return name === undefined ? undefined : { name, at };
  }
  if (value.kind !== 'call') return undefined;
  return typeOfCall(file, value.call, constants, at);
}

function typeOfCall(
  file: PythonFile,
  call: Call,
  constants: Constants,
  at: DataType['at'],
): DataType | undefined {
  const args = argumentsOf(file.code, call.open);
  const name = call.name.toLowerCase();
  if (name === 'enum') {
    const named = textAt(file, args.named.get('name'), constants);
    return { name: named?.toLowerCase() ?? 'enum', at };
  }
  if (name === 'array') {
    const item = readType(file, args.positional[0] ?? args.named.get('item_type'), constants);
    return item && { ...item, array: true, at };
  }
  const known = TYPES[name];
  if (known === undefined) return undefined;
  const hasZone = codeAt(file, args.named.get('timezone') ?? args.positional[0]) === 'True';
  const sizes = sizesOf(file, known, args);
  return {
    name: (hasZone ? WITH_ZONE[known] : undefined) ?? known,
    ...(sizes.length > 0 ? { args: sizes } : {}),
    at,
  };
}

const SIZES: Readonly<Record<string, readonly string[]>> = {
  'character varying': ['length'],
  character: ['length'],
  numeric: ['precision', 'scale'],
};

function sizesOf(file: PythonFile, type: string, args: Arguments): readonly number[] {
  return (SIZES[type] ?? []).flatMap((option, index) => {
    const range = args.named.get(option) ?? args.positional[index];
    const value = range && look(file, range);
    return value?.kind === 'number' ? [value.value] : [];
  });
}

export interface WrittenEnum {
  readonly name: string;
  readonly values: readonly string[];
  readonly at: TextRange;
  /** A table with such a column makes the type, too. */
  readonly makesType: boolean;
}

/** An enumeration that is written out, with its name in the database. */
export function readEnum(
  file: PythonFile,
  range: TextRange | undefined,
  constants: Constants,
): WrittenEnum | undefined {
  const value = range && look(file, range, constants);
  return value?.kind === 'call' ? enumOfCall(file, value.call, constants) : undefined;
}

/** `sa.Enum('new', 'paid', name='state')` */
export function enumOfCall(file: PythonFile, call: Call, constants: Constants): WrittenEnum | undefined {
  if (!/^enum$/i.test(call.name)) return undefined;
  const args = argumentsOf(file.code, call.open);
  const name = textAt(file, args.named.get('name'), constants);
  if (name === undefined) return undefined;
  const values = args.positional.flatMap((item) => textAt(file, item, constants) ?? []);
  const makesType = !['create_type', 'native_enum'].some((option) => isFalse(file, args, option));
  return { name, values, at: call, makesType };
}
