/** Whether PostgreSQL knows already that a column has no NULL, and need not look at the rows. */
import type { Step } from '../model.ts';
import type { TableState } from '../schema.ts';
import { perHistory } from './perHistory.ts';
import type { JudgedStep } from './steps.ts';

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
export function isProvenElsewhere(step: JudgedStep, column: string): boolean {
  if (!('table' in step.operation)) return false;
  const { validated, dropped } = unknownConstraints(step.history);
  const key = placeKey(step.migration.index, step.operation.table ?? '');
  if (isBefore(validated.get(key), step)) return true;
  const drop = dropped.get(key);
  return drop !== undefined && isBefore(step, drop) && isNamedAfter(drop, column);
}

/** By migration and table, where constraints that no migration adds are first validated, and last dropped. */
const unknownConstraints = perHistory(({ steps }) => {
  const validated = new Map<string, Step>();
  const dropped = new Map<string, Step>();
  for (const step of steps) {
    const { operation, migration, table } = step;
    if (operation.kind !== 'validate-constraint' && operation.kind !== 'drop-constraint') continue;
    if (table?.constraints.some(({ name }) => name === operation.name)) continue;
    const key = placeKey(migration.index, operation.table);
    if (operation.kind === 'validate-constraint' && !validated.has(key)) validated.set(key, step);
    if (operation.kind === 'drop-constraint') dropped.set(key, step);
  }
  return { validated, dropped };
});

function isBefore(one: Step | undefined, other: Step): boolean {
  return one !== undefined && one.statement.range.start <= other.statement.range.start;
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
