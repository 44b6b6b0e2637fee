/** Which changes of a column's type leave the table's file as it is: https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES */
import type { DataType, Expression } from './operation.ts';

/**
 * `same-file`: nothing is rewritten; `rewrite`: every row is; `unknown`: depends on what the migrations don't tell.
 * The statements that this was learnt from are the rows "change-type/…" of `lockTable.ts`.
 */
export type TypeChange = 'same-file' | 'rewrite' | 'unknown';

export function typeChangeOf(
  from: DataType | undefined,
  to: DataType | undefined,
  using: Expression | undefined,
  column: string,
): TypeChange {
  if (using && !isPlainCast(using.text, column)) return 'rewrite';
  if (!from || !to) return 'unknown';
  if (from.array !== to.array) return 'rewrite';
  if (from.array) return isSame(from, to) ? 'same-file' : 'rewrite';
  if (from.name !== to.name) return acrossTypes(from, to);
  return withinType(from, to);
}

/** `USING name`, `USING name::type` and `USING CAST(name AS type)` say what happens anyway. */
function isPlainCast(text: string, column: string): boolean {
  const plain = text.trim().replace(/^\((?<inside>[^()]*)\)$/, '$<inside>');
  const cast = /^"?(?<name>[^":()\s]+)"?\s*(?:::\s*[\w\s".[\]]+(?:\([\d\s,]*\))?(?:\[\])?)?$/.exec(plain);
  const call = /^cast\s*\(\s*"?(?<name>[^"()\s]+)"?\s+as\s+[\w\s".[\]]+(?:\([\d\s,]*\))?\s*\)$/i.exec(
    text.trim(),
  );
  const name = cast?.groups?.['name'] ?? call?.groups?.['name'];
  return name?.toLowerCase() === column.toLowerCase();
}

function isSame(from: DataType, to: DataType): boolean {
  return from.name === to.name && String(from.args ?? '') === String(to.args ?? '');
}

/** Pairs of types that are stored alike (pg_cast says "binary coercible"). To a limited length, rows are cut and so rewritten. */
function acrossTypes(from: DataType, to: DataType): TypeChange {
  if (TEXTS.has(from.name) && TEXTS.has(to.name)) return to.args ? 'rewrite' : 'same-file';
  if (from.name === 'cidr' && to.name === 'inet') return 'same-file';
  if (from.name === 'varbit' && to.name === 'bit') return 'rewrite';
  if (from.name === 'bit' && to.name === 'varbit') return to.args ? 'rewrite' : 'same-file';
  // In a session whose time zone is UTC both mean the same moment, and only there.
  if (ZONED.has(from.name) && ZONED.has(to.name)) return to.args ? 'rewrite' : 'unknown';
  return KNOWN.has(from.name) && KNOWN.has(to.name) ? 'rewrite' : 'unknown';
}

/** citext is stored like text, and compared without regard to case: https://www.postgresql.org/docs/current/citext.html */
export function sortsOtherwise(from: DataType | undefined, to: DataType | undefined): boolean {
  return from?.name !== to?.name && (from?.name === 'citext' || to?.name === 'citext');
}

const TEXTS: ReadonlySet<string> = new Set(['text', 'character varying', 'citext']);
const ZONED: ReadonlySet<string> = new Set(['timestamp', 'timestamptz']);

function withinType(from: DataType, to: DataType): TypeChange {
  const [old, wanted] = [from.args, to.args];
  if (isSame(from, to)) return 'same-file';
  switch (from.name) {
    case 'character varying':
    case 'varbit':
      return !wanted || (old && isAtLeast(wanted[0], old[0])) ? 'same-file' : 'rewrite';
    case 'numeric':
      return !wanted || (old && isAtLeast(wanted[0], old[0]) && (wanted[1] ?? 0) === (old[1] ?? 0))
        ? 'same-file'
        : 'rewrite';
    case 'timestamp':
    case 'timestamptz':
    case 'time':
    case 'timetz':
      return (wanted?.[0] ?? PRECISION) >= (old?.[0] ?? PRECISION) ? 'same-file' : 'rewrite';
    case 'interval':
      return wanted ? 'unknown' : 'same-file';
    default:
      return 'rewrite';
  }
}

/** Digits after the second, where none are written. */
const PRECISION = 6;

function isAtLeast(wanted: number | undefined, old: number | undefined): boolean {
  return wanted !== undefined && old !== undefined && wanted >= old;
}

/** Types of PostgreSQL itself; others may be domains over these, which are stored as they are. */
const KNOWN: ReadonlySet<string> = new Set(
  (
    'integer bigint smallint text character numeric boolean timestamp timestamptz date time timetz uuid json jsonb bytea ' +
    'real inet cidr bit varbit xml money interval point name'
  )
    .split(' ')
    .concat('character varying', 'double precision', 'citext'),
);

/** One of PostgreSQL's own types: never a domain with a condition of its own. */
export function isKnownType(name: string): boolean {
  return KNOWN.has(name);
}
