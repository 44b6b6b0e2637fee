import type { EditPlan, Refusal } from '../edit.ts';
import type { Fix } from '../finding.ts';
import type { Document } from '../source.ts';
import type { Files } from '../workspace.ts';
import { planMoveToEnvironment } from './moveToEnvironment.ts';

/** Works out any fix against the present files: the one place that knows which planner makes which fix. */
export function planFix(fix: Fix, document: Document, files: Files): EditPlan | Refusal {
  switch (fix.kind) {
    case 'move-to-environment':
      return planMoveToEnvironment({ document, fix, files });
  }
}

/**
 * True for a fix that needs no judgement: the variable is there already, with this very value, and the file already
 * reads variables. Nothing is written outside the file, and what runs gets the same value as before.
 */
export function isSafeFix(fix: Fix, document: Document, files: Files): boolean {
  const plan = planFix(fix, document, files);
  if ('refused' in plan) return false;
  return (
    plan.edits.every(({ path, create }) => path === document.path && !create) &&
    READS_ENVIRONMENT.test(document.text)
  );
}

const READS_ENVIRONMENT =
  /process\.env\b|os\.environ|os\.getenv|\bENV(\[|\.fetch)|getenv\(|os\.Getenv|GetEnvironmentVariable|env::var/;
