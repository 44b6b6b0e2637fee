import { CodeActionKind, type CodeAction } from 'vscode-languageserver/node';
import type { EditPlan, TextEdit } from '../core/edit.ts';
import { planSafeFix } from '../core/fixes/planFix.ts';
import { toWorkspaceEdit } from './fixes.ts';
import type { Folder } from './folder.ts';

export const FIX_ALL = `${CodeActionKind.SourceFixAll}.launchReady`;

/** On save, say: only what needs no judgement, all of it in one edit. */
export function fixAll(folder: Folder, path: string): CodeAction[] {
  const document = folder.open.get(path)?.judged?.document;
  if (!document) return [];
  const plans = folder.findings(path).flatMap((finding) => {
    const fix = finding.fixes[0];
    const plan = fix && !finding.suppressed ? planSafeFix(fix, document, folder.files) : undefined;
    return plan ? [plan] : [];
  });
  const edits = combine(plans);
  if (edits.length === 0) return [];
  const title = 'Launch Ready: apply the safe fixes';
  const plan: EditPlan = { title, edits: [{ path, edits }], notes: [] };
  return [{ title, kind: FIX_ALL, edit: toWorkspaceEdit(folder, plan) }];
}

/** Safe fixes edit this file alone, all against its present text. One that would touch another's place waits its turn. */
function combine(plans: readonly EditPlan[]): readonly TextEdit[] {
  const taken: TextEdit[] = [];
  for (const plan of plans) {
    // The same edit in several plans is the import that each of them needs.
    const edits = plan.edits
      .flatMap((file) => file.edits)
      .filter((edit) => !taken.some((other) => isSame(edit, other)));
    if (!edits.some((edit) => taken.some((other) => touches(edit, other)))) taken.push(...edits);
  }
  return taken;
}

function isSame(a: TextEdit, b: TextEdit): boolean {
  return a.range.start === b.range.start && a.range.end === b.range.end && a.newText === b.newText;
}

function touches({ range: a }: TextEdit, { range: b }: TextEdit): boolean {
  return a.start <= b.end && b.start <= a.end;
}
