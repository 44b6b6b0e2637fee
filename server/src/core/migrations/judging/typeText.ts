import { sqlTable } from './sqlNames.ts';
import type { JudgedStep } from './steps.ts';

/** The type of the column that a step changes, as SQL writes it; undefined where the migrations don't tell it for sure. */
export function typeText({ column, before }: Pick<JudgedStep, 'column' | 'before'>): string | undefined {
  const type = column?.type;
  if (!type) return undefined;
  const array = type.array ? '[]' : '';
  if (before.enums.has(type.name)) return sqlTable(type.name) + array;
  if (!KNOWN.has(type.name)) return undefined;
  const args = type.args && type.args.length > 0 ? `(${type.args.join(', ')})` : '';
  return type.name + args + array;
}

const KNOWN: ReadonlySet<string> = new Set([
  'smallint',
  'integer',
  'bigint',
  'text',
  'character varying',
  'character',
  'numeric',
  'boolean',
  'timestamp',
  'timestamptz',
  'date',
  'time',
  'timetz',
  'uuid',
  'json',
  'jsonb',
  'bytea',
  'real',
  'double precision',
  'money',
  'inet',
  'cidr',
  'citext',
]);
