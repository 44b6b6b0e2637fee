import { strict as assert } from 'node:assert';
import { applyTextEdits } from '../../server/src/core/edit.ts';
import { planFix } from '../../server/src/core/fixes/planFix.ts';
import { createDocument } from '../../server/src/core/source.ts';
import { memoryFiles } from './memoryFiles.ts';
import { judgeFiles } from './wholeWorkspace.ts';

/** The file after the fix of a rule's only finding, of which nothing is left. */
export function fixedBy(ruleId: string, path: string, text: string): string | undefined {
  const files = { [path]: text };
  const found = judgeFiles(files).find((finding) => finding.ruleId === ruleId);
  const [fix] = found?.fixes ?? [];
  if (!fix) return undefined;
  const plan = planFix(fix, createDocument({ path, text }), memoryFiles(files));
  assert.ok(!('refused' in plan));
  const after = applyTextEdits(text, plan.edits.find((edit) => edit.path === path)?.edits ?? []);
  assert.deepEqual(
    judgeFiles({ [path]: after }).filter((finding) => finding.ruleId === ruleId),
    [],
  );
  return after;
}
