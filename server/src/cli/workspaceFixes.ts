import { envFileRoleOf } from '../core/env/envFileRole.ts';
import type { EditPlan } from '../core/edit.ts';
import type { DeclareVariableFix, EditFix, Finding, RewriteMigrationFix } from '../core/finding.ts';
import { planFix } from '../core/fixes/planFix.ts';
import { createDocument } from '../core/source.ts';
import type { PendingFiles } from '../host/applyPlan.ts';
import { placeOf, rewriteMigrations, type Fixable } from './migrationFixes.ts';

export interface WorkspaceFixes {
  readonly applied: readonly { readonly finding: Finding; readonly title: string }[];
  /** What could not be done, for people. */
  readonly lines: readonly string[];
  /** What is left to do. */
  readonly notes: readonly string[];
}

/**
 * Applies fixes of findings that are about all files together. They can't be found again in one file alone, so their places
 * must still be those of the check: nothing may have changed the files before, and each file is changed from its end.
 */
export function applyWorkspaceFixes(findings: readonly Finding[], pending: PendingFiles): WorkspaceFixes {
  const done: Done = { applied: [], lines: [], notes: [] };
  const edits = findings.flatMap((finding) => withFix(finding, 'edit'));
  for (const file of new Set(edits.map(({ finding }) => finding.file ?? '')))
    editFile(
      file,
      edits.filter(({ finding }) => finding.file === file),
      pending,
      done,
    );
  // Their places are worked out in the texts as they are by now.
  for (const each of findings.flatMap((finding) => withFix(finding, 'declare-variable')))
    declare(each, pending, done);
  rewriteMigrations(
    findings.flatMap((finding) => withFix(finding, 'rewrite-migration')),
    (fixable) => accept(fixable, pending, done),
    (line) => done.lines.push(line),
  );
  for (const { finding, fix } of findings.flatMap((each) => withFix(each, 'write-schema')))
    done.lines.push(`– ${placeOf(finding)}: ${fix.title}: choose that in the editor, and read the file.`);
  return done;
}

interface Done {
  readonly applied: { readonly finding: Finding; readonly title: string }[];
  readonly lines: string[];
  readonly notes: string[];
}

function withFix<K extends Finding['fixes'][number]['kind']>(
  finding: Finding,
  kind: K,
): readonly Fixable<Extract<Finding['fixes'][number], { kind: K }>>[] {
  const [fix] = finding.fixes;
  return fix?.kind === kind ? [{ finding, fix: fix as Extract<Finding['fixes'][number], { kind: K }> }] : [];
}

function editFile(
  file: string,
  fixables: readonly Fixable<EditFix>[],
  pending: PendingFiles,
  done: Done,
): void {
  const checked = pending.read(file) ?? '';
  if (!fixables.every(({ finding }) => standsThere(finding, checked))) {
    done.lines.push(`– ${file}: it has changed since it was checked. Run --fix again.`);
    return;
  }
  // Behind this offset the text is not that of the check any more.
  let untouched = checked.length;
  for (const { finding, fix } of fixables.toSorted((a, b) => startOf(b.fix) - startOf(a.fix))) {
    if (fix.edits.some(({ range }) => range.end > untouched)) {
      done.lines.push(`– ${placeOf(finding)}: another fix changes the same lines. Run --fix again.`);
      continue;
    }
    if (accept({ finding, fix }, pending, done)) untouched = startOf(fix);
  }
}

function startOf({ edits }: EditFix): number {
  return Math.min(...edits.map(({ range }) => range.start));
}

/** Whether the finding's place still holds the name that it is about. */
function standsThere({ offsets, kind = '' }: Finding, text: string): boolean {
  return offsets !== null && kind !== '' && text.slice(offsets.start, offsets.end) === kind;
}

/** A name without a value helps in a template. In a file that is loaded, an empty value could hide the one from elsewhere. */
function declare(fixable: Fixable<DeclareVariableFix>, pending: PendingFiles, done: Done): void {
  const { finding, fix } = fixable;
  if (!envFileRoleOf(fix.file)?.template) {
    done.lines.push(
      `– ${placeOf(finding)}: ${fix.variable} needs a value that only you know: write it into ${fix.file}.`,
    );
    return;
  }
  // Two packages may miss the same name in one template.
  if (done.applied.some(({ finding: { fixes } }) => isSame(fixes[0], fix))) return;
  accept(fixable, pending, done);
}

function isSame(a: Finding['fixes'][number] | undefined, b: DeclareVariableFix): boolean {
  return a?.kind === 'declare-variable' && a.file === b.file && a.variable === b.variable;
}

function accept(
  { finding, fix }: Fixable<EditFix | DeclareVariableFix | RewriteMigrationFix>,
  pending: PendingFiles,
  done: Done,
): EditPlan | undefined {
  const plan = planFix(
    fix,
    createDocument({ path: finding.file ?? '', text: pending.read(finding.file ?? '') ?? '' }),
    pending,
  );
  const refusal = 'refused' in plan ? plan : pending.accept(plan);
  if (refusal || 'refused' in plan) {
    done.lines.push(`– ${placeOf(finding)}: ${refusal?.refused ?? ''}`);
    return undefined;
  }
  done.applied.push({ finding, title: plan.title });
  done.notes.push(...plan.notes);
  return plan;
}
