import type { EditPlan, Refusal } from '../../edit.ts';
import type { RewriteForm, RewriteMigrationFix } from '../../finding.ts';
import { createDocument } from '../../source.ts';
import type { Files } from '../../workspace.ts';
import { planInCode } from './code/planInCode.ts';
import { createDraft, type Draft } from './draft.ts';
import { addInSteps } from './forms/columnInSteps.ts';
import { doConcurrently, leaveTransaction } from './forms/concurrently.ts';
import { expandAndContract } from './forms/expandContract.ts';
import { indexForeignKey } from './forms/foreignKeyIndex.ts';
import { limitWaiting } from './forms/lockTimeout.ts';
import { notNullByCheck } from './forms/notNullByCheck.ts';
import { moveToOwnFile } from './forms/ownFile.ts';
import { refuseToCopy } from './forms/refuseToCopy.ts';
import { evaluateOnce, grantToApi, secureTable, setInvoker, setSearchPath } from './forms/rights.ts';
import { uniqueByIndex } from './forms/uniqueByIndex.ts';
import { validateLater } from './forms/validateLater.ts';
import { openTarget } from './sql/target.ts';

/** Works out the safe form of a statement against the present files, in the way of the tool that runs it. */
export function planRewriteMigration(fix: RewriteMigrationFix, files: Files): EditPlan | Refusal {
  if (!/\.sql$/i.test(fix.file)) {
    const text = files.read(fix.file);
    if (text === undefined) return { refused: `${fix.file} is gone.` };
    return planInCode(fix, createDocument({ path: fix.file, text }), files);
  }
  const target = openTarget(fix, files);
  if ('refused' in target) return target;
  const draft = createDraft(target);
  FORMS[fix.form](draft);
  return draft.finish();
}

const FORMS: Readonly<Record<RewriteForm, (draft: Draft) => void>> = {
  concurrently: doConcurrently,
  'leave-transaction': leaveTransaction,
  'validate-later': validateLater,
  'unique-by-index': uniqueByIndex,
  'not-null-by-check': notNullByCheck,
  'column-in-steps': addInSteps,
  'lock-timeout': limitWaiting,
  'expand-contract': expandAndContract,
  'own-file': moveToOwnFile,
  'refuse-to-copy': refuseToCopy,
  'row-level-security': secureTable,
  'grant-to-api': grantToApi,
  'security-invoker': setInvoker,
  'search-path': setSearchPath,
  'evaluate-once': evaluateOnce,
  'index-foreign-key': indexForeignKey,
};
