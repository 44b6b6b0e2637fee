import { textFrom } from '../../migrations/judging/statementText.ts';
import { stepsOf, tableWord, whileItRuns } from '../../migrations/judging/steps.ts';
import type { PlacedFinding } from '../../workspaceRule.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/disabled-autovacuum',
  impact: 'low',
  stage: 'deployment',
  title: 'Table that is never cleaned up',
  why: 'Deleted and changed rows stay on the disk: the table grows and gets slower from day to day, and its statistics go stale. In the end PostgreSQL has to clean it up at a time that nobody chose.',
  *check(workspace, context) {
    const found = new Map<string, PlacedFinding>();
    for (const step of stepsOf(workspace, ['alter-table-other'], 'postgres')) {
      const { operation, history } = step;
      if (operation.what !== 'storage-parameters') continue;
      const text = textFrom(step, context);
      const key = `${history.folder}\0${operation.table}`;
      // Switched off for a large import, and on again.
      if (/\bautovacuum_enabled\b/.test(text)) found.delete(key);
      if (!/\bset\s*\([^)]*\bautovacuum_enabled"?\s*=\s*'?(?:false|off|0|no)\b/.test(text)) continue;
      const [finding] = whileItRuns(step, {
        kind: operation.table,
        message: `From here on nothing takes the old versions of rows out of ${tableWord(operation.table)}: it grows and gets slower with every change. Leave autovacuum on, and let it start earlier or later (autovacuum_vacuum_scale_factor) where it gets in the way.`,
      });
      if (finding) found.set(key, finding);
    }
    yield* found.values();
  },
});
