import type { EditPlan, Refusal } from '../edit.ts';
import type { Fix, MoveToEnvironmentFix } from '../finding.ts';
import type { Document } from '../source.ts';
import type { Files } from '../workspace.ts';
import { planDeclareVariable } from './declareVariable.ts';
import { environmentFileOf } from './envFiles.ts';
import { planMoveToEnvironment } from './moveToEnvironment.ts';
import { planRewriteMigration } from './migrations/planRewriteMigration.ts';
import { projectOf } from './project.ts';
import { siteOf, valueOf } from './site.ts';
import { planWriteSchema } from './writeSchema.ts';

/** Works out any fix against the present files: the one place that knows which planner makes which fix. */
export function planFix(fix: Fix, document: Document, files: Files): EditPlan | Refusal {
  switch (fix.kind) {
    case 'move-to-environment':
      return planMoveToEnvironment({ document, fix, files });
    case 'edit':
      return { title: fix.title, edits: [{ path: document.path, edits: fix.edits }], notes: [] };
    case 'declare-variable':
      return planDeclareVariable(fix, files);
    case 'write-schema':
      return planWriteSchema(fix, files);
    case 'rewrite-migration':
      return planRewriteMigration(fix, files);
  }
}

/**
 * The edits of a fix that needs no judgement: the variable is there already, with this very value, and the file already
 * reads variables. Nothing is written outside the file (the example file can wait), and what runs gets the same value
 * as before. Undefined for any other fix.
 */
export function planSafeFix(fix: Fix, document: Document, files: Files): EditPlan | undefined {
  if (fix.kind !== 'move-to-environment' || !READS_ENVIRONMENT.test(document.text)) return undefined;
  const plan = planFix(fix, document, files);
  if ('refused' in plan || !usesSameValue(plan, fix, document, files)) return undefined;
  return { ...plan, edits: plan.edits.filter(({ path }) => path === document.path) };
}

/** True where a string goes as a whole, and the variable that comes instead is declared with what it says. */
function usesSameValue(plan: EditPlan, fix: MoveToEnvironmentFix, document: Document, files: Files): boolean {
  const project = projectOf(document.path, files);
  const site = siteOf(document, fix.range, project);
  if (!site?.literal || !site.isWhole) return false;
  const value = valueOf(site, site.literal.content);
  const { declared, path } = environmentFileOf(project);
  return [...declared].some(
    ([name, existing]) => existing === value && plan.title === titleOfExisting(name, path),
  );
}

/** As `planMoveToEnvironment` words it; a plan with another title is not taken for a safe one. */
function titleOfExisting(name: string, path: string): string {
  return `Use ${name} from ${path}`;
}

const READS_ENVIRONMENT =
  /process\.env\b|os\.environ|os\.getenv|\bENV(\[|\.fetch)|getenv\(|os\.Getenv|GetEnvironmentVariable|env::var/;
