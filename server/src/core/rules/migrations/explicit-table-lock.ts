import { isOnLiveTable, stepsOf, tableWord, whileItRuns } from '../../migrations/judging/steps.ts';
import type { Impact } from '../../finding.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/explicit-table-lock',
  impact: 'high',
  stage: 'deployment',
  title: 'Table that is locked on purpose',
  why: 'Until the transaction ends, everybody else waits for the table: pages hang, then fail. What stands between the lock and the end of the migration decides for how long.',
  *check(workspace) {
    for (const step of stepsOf(workspace, ['lock-table'], 'postgres', 'mysql')) {
      const { table, mode } = step.operation;
      const verdict = isOnLiveTable(step) ? MODES[modeName(mode)] : undefined;
      if (!verdict) continue;
      yield* whileItRuns(step, {
        kind: table,
        message: `Until this migration is through, nobody can ${verdict.waits.replace('%', tableWord(table))}. Leave the lock out where the statements take what they need themselves; else keep what follows it short, and set lock_timeout.`,
        impact: verdict.impact,
      });
    }
  },
});

/** ACCESS EXCLUSIVE is what LOCK TABLE takes when nothing is said. */
function modeName(mode: string): string {
  const name = mode
    .toLowerCase()
    .replace(/[_\s]+/g, ' ')
    .replace(/ mode$/, '')
    .trim();
  return name === '' ? 'access exclusive' : name;
}

/** https://www.postgresql.org/docs/current/explicit-locking.html; `read` and `write` are MySQL's. */
const MODES: Readonly<Partial<Record<string, { readonly waits: string; readonly impact: Impact }>>> = {
  share: { waits: 'write to %', impact: 'medium' },
  'share row exclusive': { waits: 'write to %', impact: 'medium' },
  exclusive: { waits: 'write to %', impact: 'medium' },
  'access exclusive': { waits: 'read or write %', impact: 'high' },
  read: { waits: 'write to %', impact: 'medium' },
  write: { waits: 'read or write %', impact: 'high' },
};
