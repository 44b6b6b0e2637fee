import type { Analysis } from '../core/analyze.ts';
import { needsDecision, type Finding, type Fix } from '../core/finding.ts';
import { planFix } from '../core/fixes/planFix.ts';
import { printable } from '../core/printable.ts';
import { WORKSPACE_RULES } from '../core/rules/registry.ts';
import { createDocument, type Document } from '../core/source.ts';
import { createPendingFiles, type PendingFiles } from '../host/applyPlan.ts';
import type { DiskWorkspace } from '../host/diskWorkspace.ts';
import { rotationAdvice } from '../host/rotation.ts';
import { analyzerFor, type AnalyzerSettings } from '../host/scan.ts';
import { applyWorkspaceFixes } from './workspaceFixes.ts';

export interface FixReport {
  readonly applied: number;
  /** What was done and what is left to do, for people; goes to standard error. */
  readonly text: string;
}

interface Applied {
  readonly finding: Finding;
  readonly title: string;
  /** The secret that was moved; undefined where the fix moved none. */
  readonly value: string | undefined;
}

function movedBy(fix: Fix, text: string): string | undefined {
  return fix.kind === 'move-to-environment' ? text.slice(fix.range.start, fix.range.end) : undefined;
}

/** Applies every fix that is not refused, then writes all files at once. */
export async function applyFixes(
  findings: readonly Finding[],
  workspace: DiskWorkspace,
  settings: AnalyzerSettings,
): Promise<FixReport> {
  const analyzer = analyzerFor(settings);
  const pending = createPendingFiles(workspace.root, workspace);
  const applied: Applied[] = [];
  const lines: string[] = [];
  const todo = new Set<string>();
  const offered = findings.filter(
    ({ suppressed, fixes, file }) => !suppressed && fixes.length > 0 && file !== null,
  );
  const fixable = offered.filter(isMadeUnseen);
  // First, while the places of findings are still those of the files.
  const ofAllFiles = applyWorkspaceFixes(
    fixable.filter(({ ruleId }) => OF_ALL_FILES.has(ruleId)),
    pending,
  );
  applied.push(...ofAllFiles.applied.map((each) => ({ ...each, value: undefined })));
  lines.push(...ofAllFiles.lines);
  for (const note of ofAllFiles.notes) todo.add(note);
  const single = fixable.filter(({ ruleId }) => !OF_ALL_FILES.has(ruleId));
  for (const file of new Set(single.map((finding) => finding.file ?? ''))) {
    const wanted = new Set(single.filter((finding) => finding.file === file).map(({ ruleId }) => ruleId));
    const facts = workspace.facts();
    fixFile(file, wanted, (document) => analyzer.analyze(document, facts), pending, applied, lines, todo);
  }
  const written = applied.length > 0 ? pending.write() : [];
  for (const { finding, title, value } of applied) {
    lines.push(`✔ ${finding.file}: ${title}`);
    if (value === undefined) continue;
    const advice = await rotationAdvice(workspace.root, finding, value, true);
    todo.add(finding.help ? `${advice} ${finding.help.url}` : advice);
  }
  const left = offered.length - fixable.length;
  if (left > 0)
    lines.push(
      left === 1
        ? '– One fix is left for you to decide: choose it in the editor.'
        : `– ${left} fixes are left for you to decide: choose them in the editor.`,
    );
  if (written.length > 0) lines.push(`Changed: ${written.join(', ')}`);
  const next = [...todo].map((note) => `  → ${note}`);
  const text = [...lines, ...(next.length > 0 ? ['Now:', ...next] : [])].map(printable).join('\n');
  return { applied: applied.length, text: text === '' ? 'Nothing to fix.\n\n' : `${text}\n\n` };
}

function isMadeUnseen({ fixes: [fix] }: Finding): boolean {
  return fix !== undefined && !needsDecision(fix);
}

const OF_ALL_FILES: ReadonlySet<string> = new Set(WORKSPACE_RULES.map(({ id }) => id));

/** One fix at a time, judged anew after each: every edit moves what stands below it. */
function fixFile(
  file: string,
  wanted: ReadonlySet<string>,
  analyze: (document: Document) => Analysis,
  pending: PendingFiles,
  applied: Applied[],
  lines: string[],
  todo: Set<string>,
): void {
  const refused = new Set<string>();
  for (let round = 0; round < 200; round++) {
    const text = pending.read(file);
    if (text === undefined) return;
    const document = createDocument({ path: file, text });
    const finding = analyze(document).findings.find(
      (each) =>
        !each.suppressed && wanted.has(each.ruleId) && isMadeUnseen(each) && !refused.has(each.fingerprint),
    );
    const fix = finding?.fixes[0];
    if (!finding || !fix) return;
    const plan = planFix(fix, document, pending);
    const refusal = 'refused' in plan ? plan : pending.accept(plan);
    if (refusal || 'refused' in plan) {
      refused.add(finding.fingerprint);
      lines.push(`– ${file}:${finding.range?.start.line}: ${refusal?.refused}`);
      continue;
    }
    for (const note of plan.notes) todo.add(note);
    applied.push({ finding, title: plan.title, value: movedBy(fix, text) });
  }
}
