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

/**
 * `orders_customer_id_fkey`: how PostgreSQL calls what has no name (src/backend/commands/indexcmds.c, `ChooseRelationName`).
 * The parts that are too long are cut.
 */
export function madeUpName(table: ObjectName, columns: readonly string[], suffix: string): string {
  const first = unqualified(table);
  const second = columns.join('_');
  let [kept, beside] = [first.length, second.length];
  const room = MOST_CHARACTERS - suffix.length - (second === '' ? 1 : 2);
  while (kept + beside > room)
    if (kept > beside) kept--;
    else beside--;
  const parts = second === '' ? [first.slice(0, kept)] : [first.slice(0, kept), second.slice(0, beside)];
  return [...parts, suffix].join('_');
}

const MOST_CHARACTERS = 63;

export function madeConstraintName(
  table: ObjectName,
  { type, columns }: Pick<Constraint, 'type' | 'columns'>,
): string {
  return madeUpName(table, type === 'primary-key' ? [] : columns, SUFFIXES[type][0] ?? type);
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
