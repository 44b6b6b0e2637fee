/** Types as code writes them: `varchar(255)`, `timestamp with time zone`, `DataTypes.STRING`. */
import type { Span } from '../../span.ts';
import type { DataType } from '../operation.ts';

/** A type in the words of SQL. */
export function sqlType(text: string, at: Span): DataType | undefined {
  const lower = text.trim().toLowerCase();
  if (lower === '' || lower.includes('?')) return undefined;
  const open = lower.indexOf('(');
  const close = open < 0 ? -1 : lower.indexOf(')', open);
  const isArray = lower.endsWith('[]') || lower.endsWith(' array');
  const rest = open < 0 ? lower : `${lower.slice(0, open)} ${close < 0 ? '' : lower.slice(close + 1)}`;
  const bare = rest.replaceAll('[]', ' ').replaceAll('"', '').split(/\s+/).filter(Boolean).join(' ');
  const name = isArray && bare.endsWith(' array') ? bare.slice(0, -6) : bare;
  const args = open < 0 ? [] : numbersIn(lower.slice(open + 1, close < 0 ? undefined : close));
  return dataType(name, args, isArray, at);
}

function numbersIn(text: string): number[] {
  return text
    .slice(0, 40)
    .split(',')
    .map((part) => Number(part.trim() || 'x'))
    .filter((number) => Number.isInteger(number));
}

export function dataType(name: string, args: readonly number[], isArray: boolean, at: Span): DataType {
  const serial = SERIALS[name];
  return {
    name: serial ?? NAMES[name] ?? name,
    ...(args.length > 0 ? { args } : {}),
    ...(isArray ? { array: true } : {}),
    ...(serial === undefined ? {} : { serial: true }),
    at,
  };
}

const SERIALS: Readonly<Record<string, string>> = {
  serial: 'integer',
  serial4: 'integer',
  bigserial: 'bigint',
  serial8: 'bigint',
  smallserial: 'smallint',
  serial2: 'smallint',
};

/** What PostgreSQL calls the same. */
const NAMES: Readonly<Record<string, string>> = {
  int: 'integer',
  int4: 'integer',
  int8: 'bigint',
  int2: 'smallint',
  varchar: 'character varying',
  string: 'character varying',
  'char varying': 'character varying',
  char: 'character',
  bpchar: 'character',
  decimal: 'numeric',
  bool: 'boolean',
  'timestamp without time zone': 'timestamp',
  'timestamp with time zone': 'timestamptz',
  'time without time zone': 'time',
  'time with time zone': 'timetz',
  float4: 'real',
  float8: 'double precision',
  float: 'double precision',
  'bit varying': 'varbit',
};
