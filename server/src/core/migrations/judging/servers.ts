/** What the server can do, and what a statement tells it to do. */
import type { JudgedStep } from './steps.ts';

/** The workspace pins a PostgreSQL that is older. */
export function isOlderThan({ history }: Pick<JudgedStep, 'history'>, major: number): boolean {
  return (
    history.dialect === 'postgres' && history.serverVersion !== undefined && history.serverVersion < major
  );
}

/** MySQL is told to do it without holding anybody up, and refuses where it can't. */
export function isToldToRunOnline({ algorithm, lock }: JudgedStep['operation']): boolean {
  return lock === 'none' || algorithm === 'instant' || (algorithm === 'inplace' && lock === undefined);
}
