import { applyTextEdits } from '../../../server/src/core/edit.ts';
import { compareImpact, type Finding, type RewriteMigrationFix } from '../../../server/src/core/finding.ts';
import { planRewriteMigration } from '../../../server/src/core/fixes/migrations/planRewriteMigration.ts';
import { memoryFiles } from '../../support/memoryFiles.ts';
import { judgeFiles } from '../../support/wholeWorkspace.ts';
import type { Texts } from './runners.ts';

export type RewriteFinding = Finding & { readonly fix: RewriteMigrationFix };

/** Findings about migrations, with the rewriting that each offers. */
export function rewritesIn(texts: Texts): readonly RewriteFinding[] {
  return judgeFiles(texts).flatMap((finding) => {
    const fix = finding.fixes.find((one) => one.kind === 'rewrite-migration');
    return fix ? [{ ...finding, fix }] : [];
  });
}

/** The files after a fix, or why there is none. */
export function fixed(
  texts: Texts,
  fix: RewriteMigrationFix,
): { readonly texts: Texts; readonly notes: readonly string[] } | string {
  const plan = planRewriteMigration(fix, memoryFiles(texts));
  if ('refused' in plan) return plan.refused;
  const after: Record<string, string> = { ...texts };
  for (const { path, create, edits } of plan.edits) {
    if (create ? path in texts : !(path in after))
      throw new Error(`${path} is ${create ? 'there' : 'not there'}`);
    after[path] = applyTextEdits(after[path] ?? '', edits);
  }
  return { texts: after, notes: plan.notes };
}

/** What is reported above low of the one, and was not of the other. */
export function newFindings(before: Texts, after: Texts): readonly string[] {
  const seen = new Map<string, number>();
  for (const key of keysOf(before)) seen.set(key, (seen.get(key) ?? 0) + 1);
  return keysOf(after).filter((key) => {
    const left = seen.get(key) ?? 0;
    seen.set(key, left - 1);
    return left <= 0;
  });
}

function keysOf(texts: Texts): readonly string[] {
  return judgeFiles(texts)
    .filter(({ ruleId, impact }) => ruleId.startsWith('migrations/') && compareImpact(impact, 'low') < 0)
    .map(({ ruleId, impact, kind }) => `${ruleId} ${impact} ${kind ?? ''}`);
}

/** All fixes one after the other, until none is left that is not refused. */
export function fixEverything(texts: Texts): { readonly texts: Texts; readonly refused: readonly string[] } {
  const refused = new Map<string, string>();
  let now = texts;
  for (let round = 0; round < 50; round++) {
    const next = rewritesIn(now).find(({ fingerprint }) => !refused.has(fingerprint));
    if (!next) return { texts: now, refused: [...refused.values()] };
    const after = fixed(now, next.fix);
    if (typeof after === 'string') refused.set(next.fingerprint, after);
    else now = after.texts;
  }
  throw new Error('the fixes never end');
}
