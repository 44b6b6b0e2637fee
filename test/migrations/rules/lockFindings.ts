import type { Finding } from '../../../server/src/core/finding.ts';
import { judgeFiles, type WholeOptions } from '../../support/wholeWorkspace.ts';

/** Rules about locks among those about migrations. */
const LOCKS =
  /^migrations\/(?:blocking-|explicit-table-lock|full-table-rewrite|json-column|mysql-table-copy|not-null-scan|partition-lock|required-column|rewriting-|trigger-on-live-table|wide-index)/;

type Files = Readonly<Record<string, string>>;

/** "blocking-index high", in the order of their names. */
export function locksIn(files: Files, options?: WholeOptions): readonly string[] {
  return findings(files, options)
    .map(({ ruleId, impact }) => `${ruleId.slice(ruleId.indexOf('/') + 1)} ${impact}`)
    .sort();
}

/** What is said, in the order of the files. */
export function messagesIn(files: Files, options?: WholeOptions): readonly string[] {
  return findings(files, options).map(({ message }) => message);
}

function findings(files: Files, options?: WholeOptions): readonly Finding[] {
  return judgeFiles(files, options).filter(({ ruleId }) => LOCKS.test(ruleId));
}
