/** What a change of a column's type costs: whether every row is written anew. */
import type { DataType, Dialect, Expression } from './operation.ts';

/**
 * - `none`: only the catalogue changes
 * - `indexes`: rows stay as they are, indexes on the column are built anew
 * - `zone`: as `indexes` where the session's time zone is UTC, else every row is written anew
 * - `rewrite`: every row is written anew
 */
export type TypeChangeCost = 'none' | 'indexes' | 'zone' | 'rewrite';

/**
 * As measured: test/migrations/typeChange.test.ts, and the rows "change-type/…" of `lockTable.ts`. MySQL's is from its manual,
 * "Online DDL Operations".
 */
export function costOfTypeChange(from: DataType, to: DataType, dialect: Dialect): TypeChangeCost {
  if (isSameType(from, to)) return 'none';
  // Arrays are converted element by element, whatever they hold.
  if (from.array || to.array) return 'rewrite';
  if (dialect === 'mysql') return costInMysql(from, to);
  if (from.name === to.name) return costOfModifier(from, to);
  const known = BINARY_COMPATIBLE[`${from.name} ${to.name}`];
  if (known === undefined) return 'rewrite';
  if (known === 'zone') return isAsPreciseAs(to, from) && !narrowsPrecision(to) ? 'zone' : 'rewrite';
  return to.args ? 'rewrite' : known;
}

export function isSameType(a: DataType, b: DataType): boolean {
  return (
    a.name === b.name &&
    a.array === b.array &&
    a.unsigned === b.unsigned &&
    (a.args ?? []).join() === (b.args ?? []).join() &&
    JSON.stringify(a.values) === JSON.stringify(b.values)
  );
}

/** USING that only says the type again: `c::text`, `CAST(c AS text)`, `c`. */
export function isPlainCast(using: Expression | undefined, column: string): boolean {
  if (!using) return true;
  if (using.text.length > LONGEST_CAST) return false;
  const text = using.text.toLowerCase().replaceAll('"', '').replaceAll(/\s+/g, ' ').trim();
  const name = (CAST.exec(text) ?? CAST_CALL.exec(text))?.groups?.['name'];
  return name === column.toLowerCase();
}

const LONGEST_CAST = 300;
const TYPE = String.raw`[\w .]+(?:\([\d, ]*\))?(?: ?\[\d*\])*`;
const CAST = new RegExp(String.raw`^\(? ?(?:\( ?)?(?<name>[^\s():]+)(?: ?\))?(?: ?:: ?${TYPE})? ?\)?$`);
const CAST_CALL = new RegExp(String.raw`^\(? ?cast ?\( ?(?<name>[^\s():]+) as ${TYPE} ?\) ?\)?$`);

/** One of PostgreSQL's own types; others may be domains over these, which are stored as they are and may have a condition. */
export function isKnownType(name: string): boolean {
  return KNOWN.has(name);
}

const KNOWN: ReadonlySet<string> = new Set(
  (
    'integer bigint smallint text character numeric boolean timestamp timestamptz date time timetz uuid json jsonb bytea ' +
    'real inet cidr bit varbit xml money interval point name oid citext'
  )
    .split(' ')
    .concat('character varying', 'double precision'),
);

/**
 * Types of different names that PostgreSQL takes for one another without touching the value (pg_cast: "binary coercible").
 * citext is stored like text, and compared without regard to case: https://www.postgresql.org/docs/current/citext.html
 */
const BINARY_COMPATIBLE: Readonly<Record<string, TypeChangeCost>> = {
  'character varying text': 'none',
  'text character varying': 'none',
  'cidr inet': 'none',
  'xml text': 'none',
  'xml character varying': 'none',
  'bit varbit': 'indexes',
  'citext text': 'indexes',
  'citext character varying': 'indexes',
  'text citext': 'indexes',
  'character varying citext': 'indexes',
  'integer oid': 'indexes',
  'oid integer': 'indexes',
  'timestamp timestamptz': 'zone',
  'timestamptz timestamp': 'zone',
};

/** The same type with another length or precision. */
function costOfModifier(from: DataType, to: DataType): TypeChangeCost {
  switch (from.name) {
    case 'character varying':
    case 'varbit':
      return !to.args || (from.args && first(to) >= first(from)) ? 'none' : 'rewrite';
    case 'numeric':
      if (!to.args) return 'none';
      return from.args && second(from) === second(to) && first(to) >= first(from) ? 'none' : 'rewrite';
    case 'timestamp':
    case 'timestamptz':
    case 'time':
    case 'timetz':
    case 'interval':
      return isAsPreciseAs(to, from) ? 'none' : 'rewrite';
    default:
      return 'rewrite';
  }
}

/** Microseconds, six digits, are what is kept where nothing is said. */
const FULL_PRECISION = 6;

function isAsPreciseAs(to: DataType, from: DataType): boolean {
  return (to.args?.[0] ?? FULL_PRECISION) >= (from.args?.[0] ?? FULL_PRECISION);
}

/** Rounding is a step of its own, even where there is nothing to round: timestamp(3) to timestamptz(3) writes every row. */
function narrowsPrecision(to: DataType): boolean {
  return (to.args?.[0] ?? FULL_PRECISION) < FULL_PRECISION;
}

/** In utf8mb4 a character takes up to four bytes: from 64 characters on, the length needs a second byte. */
const ONE_BYTE_LENGTH = 63;

const INTEGERS: ReadonlySet<string> = new Set(['tinyint', 'smallint', 'mediumint', 'integer', 'bigint']);

function costInMysql(from: DataType, to: DataType): TypeChangeCost {
  if (from.values && to.values && from.name === to.name)
    return changeOfValues(from.name, from.values, to.values) === 'appended' ? 'none' : 'rewrite';
  // A width in brackets is for display alone, and deprecated: dev.mysql.com/doc/refman/8.4/en/numeric-type-attributes.html
  if (INTEGERS.has(from.name) && from.name === to.name && from.unsigned === to.unsigned) return 'none';
  if (from.name !== 'character varying' || to.name !== from.name || !from.args || !to.args) return 'rewrite';
  const [before, after] = [first(from), first(to)];
  return after >= before && before <= ONE_BYTE_LENGTH === after <= ONE_BYTE_LENGTH ? 'none' : 'rewrite';
}

/**
 * What happens to the list of an ENUM or SET of MySQL. Only what is `appended` leaves the rows as they are, and only as long as
 * the number of bytes for one stays the same: dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html, "Modifying the
 * definition of an ENUM or SET column".
 */
export function changeOfValues(
  type: string,
  before: readonly string[],
  after: readonly string[],
): 'appended' | 'removed' | 'moved' | 'outgrown' {
  if (before.some((value) => !after.includes(value))) return 'removed';
  if (before.some((value, index) => after[index] !== value)) return 'moved';
  return bytesOf(type, before.length) === bytesOf(type, after.length) ? 'appended' : 'outgrown';
}

/** ENUM: one up to 255 values, then two. SET: a bit for each, in 1, 2, 3, 4 or 8 bytes. */
function bytesOf(type: string, count: number): number {
  if (type === 'enum') return count <= 255 ? 1 : 2;
  const bytes = Math.ceil(count / 8);
  return bytes > 4 ? 8 : bytes;
}

function first({ args }: DataType): number {
  return args?.[0] ?? 0;
}

function second({ args }: DataType): number {
  return args?.[1] ?? 0;
}
