/** Whether PostgreSQL knows already that a column has no NULL, and need not look at the rows. */
import type { History, Step } from '../model.ts';
import type { TableState } from '../schema.ts';

/** The column is NOT NULL, or a valid CHECK says so (https://www.postgresql.org/docs/release/12.0/). */
export function isKnownNotNull(
  table: TableState | undefined,
  column: string,
  { trustsChecks }: { readonly trustsChecks: boolean },
): boolean {
  if (table?.columns.get(column)?.notNull) return true;
  return (
    table?.constraints.some(
      ({ type, valid, check, columns }) =>
        valid &&
        ((type === 'not-null' && columns.includes(column)) ||
          (trustsChecks && type === 'check' && check !== undefined && saysNotNull(check.text, column))),
    ) === true
  );
}

/**
 * Whether a constraint that no migration of the workspace adds is validated before a NOT NULL, or dropped after it: that is
 * how somebody writes it who has added the check elsewhere.
 */
export function provenElsewhere(history: History): (step: Step, column: string) => boolean {
  const validated = new Map<string, Step>();
  const dropped = new Map<string, Step>();
  for (const step of history.steps) {
    const { operation, migration, table } = step;
    if (operation.kind !== 'validate-constraint' && operation.kind !== 'drop-constraint') continue;
    if (table?.constraints.some(({ name }) => name === operation.name)) continue;
    const key = placeKey(migration.index, operation.table);
    if (operation.kind === 'validate-constraint' && !validated.has(key)) validated.set(key, step);
    if (operation.kind === 'drop-constraint') dropped.set(key, step);
  }
  const isBefore = (a: Step | undefined, b: Step): boolean =>
    a !== undefined && a.statement.range.start <= b.statement.range.start;
  return (step, column) => {
    if (!('table' in step.operation)) return false;
    const key = placeKey(step.migration.index, step.operation.table ?? '');
    if (isBefore(validated.get(key), step)) return true;
    const drop = dropped.get(key);
    return drop !== undefined && isBefore(step, drop) && isNamedAfter(drop, column);
  };
}

function placeKey(migration: number, table: string): string {
  return `${String(migration)}\0${table}`;
}

/** "users_email_not_null", "check_email" */
function isNamedAfter({ operation }: Step, column: string): boolean {
  const name = operation.kind === 'drop-constraint' ? operation.name?.toLowerCase() : undefined;
  return name !== undefined && (/null|check|chk/.test(name) || name.includes(column.toLowerCase()));
}

/** One of the conditions that must all hold says it; conditions joined by OR say nothing. */
function saysNotNull(text: string, column: string): boolean {
  const plain = text
    .toLowerCase()
    .replace(/["`()]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (/ or /.test(plain)) return false;
  return plain.split(' and ').some((one) => one.trim() === `${column.toLowerCase()} is not null`);
}
