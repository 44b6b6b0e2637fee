/** What the model doesn't keep of a statement, read again. */
import type { Texts } from '../../workspaceRule.ts';
import type { Step } from '../model.ts';

/** From the operation on to the end of its statement, in lower case; without what stands in quotes. */
export function textFrom({ migration, statement, operation }: Step, { read }: Texts): string {
  const text = read(migration.file) ?? '';
  return text
    .slice(operation.at.start, Math.max(operation.at.end, statement.range.end))
    .replace(/'[^']*'/g, "''")
    .replace(/--[^\n]*/g, ' ')
    .toLowerCase();
}
