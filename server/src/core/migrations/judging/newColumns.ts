/** What a new column costs. */
import type { ColumnDefinition, Expression } from '../operation.ts';
import { isOlderThan } from './servers.ts';
import type { JudgedStep } from './steps.ts';

/** Why every row is written anew when the column is added; undefined where nothing but the catalogue changes. */
export type RewriteReason = 'numbered' | 'stored' | 'volatile' | 'unknown' | 'old-server' | 'domain';

export function rewriteReason(
  column: ColumnDefinition,
  step: Pick<JudgedStep, 'history' | 'before'>,
): RewriteReason | undefined {
  const value = column.default;
  if (column.type?.serial || column.identity || column.autoIncrement) return 'numbered';
  if (column.generated === 'stored') return 'stored';
  // So that the domain's condition is checked for what comes into the rows, be it nothing.
  if (step.before.constrainedDomains.has(column.type?.name ?? '')) return 'domain';
  if (step.history.dialect === 'mysql' || column.generated || !value || isNull(value)) return undefined;
  if (value.volatility !== 'constant') return value.volatility;
  // Rails takes default: "gen_random_uuid()" for a call where the column is a uuid; as a text it could not be one.
  if (column.type?.name === 'uuid' && value.text.includes('(')) return 'volatile';
  // https://www.postgresql.org/docs/release/11.0/: constant defaults no longer touch the rows.
  return isOlderThan(step, 11) ? 'old-server' : undefined;
}

/** Nothing is put into the rows that are there: they are empty, and can break no rule. */
export function isEmptyAtFirst(
  column: ColumnDefinition,
  step: Pick<JudgedStep, 'history' | 'before'>,
): boolean {
  return (!column.default || isNull(column.default)) && rewriteReason(column, step) === undefined;
}

/** NOT NULL, with nothing that fills it in. */
export function needsValue(column: ColumnDefinition): boolean {
  return (
    (column.notNull === true || column.primaryKey === true) &&
    (!column.default || isNull(column.default)) &&
    !column.generated &&
    !column.identity &&
    !column.autoIncrement &&
    !column.type?.serial
  );
}

function isNull({ text }: Expression): boolean {
  return /^\(*\s*null\b/i.test(text);
}
