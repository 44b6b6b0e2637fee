import type { Constraint, ObjectName } from '../operation.ts';

/** The name without its schema. */
export function unqualified(name: ObjectName): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** RENAME TO names no schema: the table stays where it is. */
export function sameSchema(name: ObjectName, to: ObjectName): ObjectName {
  const dot = name.lastIndexOf('.');
  return dot === -1 || to.includes('.') ? to : name.slice(0, dot + 1) + to;
}

export function inSchema(name: ObjectName, schema: string): ObjectName {
  return schema === 'public' ? unqualified(name) : `${schema}.${unqualified(name)}`;
}

export function isInSchema(name: ObjectName, schema: string): boolean {
  return name.includes('.') ? name.startsWith(`${schema}.`) : schema === 'public';
}

/** As PostgreSQL calls what has no name: https://www.postgresql.org/docs/current/sql-createtable.html, "Notes". */
export function madeIndexName(table: ObjectName, columns: readonly string[], suffix: string): string {
  return [unqualified(table), ...columns, suffix].join('_');
}

export function madeConstraintName(
  table: ObjectName,
  { type, columns }: Pick<Constraint, 'type' | 'columns'>,
): string {
  return madeIndexName(table, type === 'primary-key' ? [] : columns, SUFFIXES[type][0] ?? type);
}

/** What databases and frameworks end the names with that they make up. */
const SUFFIXES: Readonly<Record<Constraint['type'], readonly string[]>> = {
  'primary-key': ['pkey', 'primary'],
  unique: ['key', 'unique'],
  'foreign-key': ['fkey', 'foreign'],
  check: ['check'],
  exclude: ['excl'],
  'not-null': ['not_null'],
};

/** Whether something without a name may go by this one, whatever its table was called when it was made. */
export function isMadeUp(
  name: string,
  { type, columns }: { readonly type: Constraint['type'] | 'index'; readonly columns: readonly string[] },
): boolean {
  const lower = unqualified(name).toLowerCase();
  const suffixes = type === 'index' ? ['idx', 'index'] : SUFFIXES[type];
  if (type === 'primary-key') return suffixes.some((suffix) => lower.endsWith(`_${suffix}`));
  const middle = columns.join('_').toLowerCase();
  return suffixes.some((suffix) => lower.endsWith(`_${middle}_${suffix}`));
}
