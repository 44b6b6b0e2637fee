import type { Analysis } from '../core/analyze.ts';
import type { Finding } from '../core/finding.ts';
import { planFix } from '../core/fixes/planFix.ts';
import { printable } from '../core/printable.ts';
import { createDocument, type Document } from '../core/source.ts';
import { createPendingFiles, type PendingFiles } from '../host/applyPlan.ts';
import type { DiskWorkspace } from '../host/diskWorkspace.ts';
import { rotationAdvice } from '../host/rotation.ts';
import { analyzerFor, type AnalyzerSettings } from '../host/scan.ts';

export interface FixReport {
  readonly applied: number;
  /** What was done and what is left to do, for people; goes to standard error. */
  readonly text: string;
}

interface Applied {
  readonly finding: Finding;
  readonly title: string;
  readonly value: string;
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
  const fixable = findings.filter(
    ({ suppressed, fixes, file }) => !suppressed && fixes.length > 0 && file !== null,
  );
  for (const file of new Set(fixable.map((finding) => finding.file ?? ''))) {
    const wanted = new Set(fixable.filter((finding) => finding.file === file).map(({ ruleId }) => ruleId));
    const facts = workspace.facts();
    fixFile(file, wanted, (document) => analyzer.analyze(document, facts), pending, applied, lines, todo);
  }
  const written = applied.length > 0 ? pending.write() : [];
  for (const { finding, title, value } of applied) {
    lines.push(`✔ ${finding.file}: ${title}`);
    const advice = await rotationAdvice(workspace.root, finding, value, true);
    todo.add(finding.help ? `${advice} ${finding.help.url}` : advice);
  }
  if (written.length > 0) lines.push(`Changed: ${written.join(', ')}`);
  const next = [...todo].map((note) => `  → ${note}`);
  const text = [...lines, ...(next.length > 0 ? ['Now:', ...next] : [])].map(printable).join('\n');
  return { applied: applied.length, text: text === '' ? 'Nothing to fix.\n\n' : `${text}\n\n` };
}

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
      ({ ruleId, fixes, fingerprint, suppressed }) =>
        !suppressed && wanted.has(ruleId) && fixes.length > 0 && !refused.has(fingerprint),
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
    applied.push({ finding, title: plan.title, value: text.slice(fix.range.start, fix.range.end) });
  }
}
