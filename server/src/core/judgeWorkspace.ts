import { failureOf, isOn, type AnalysisError } from './analyze.ts';
import type { FileFacts, KeptSuppression } from './collector.ts';
import { joinMail } from './email/model.ts';
import { joinEnv } from './env/join.ts';
import type { Span } from './span.ts';
import type { Releases } from './facts.ts';
import type { Finding, Suppression } from './finding.ts';
import { joinLive } from './live/model.ts';
import { joinMigrations } from './migrations/join.ts';
import { joinUptime } from './uptime/found/types.ts';
import { joinWeb } from './web/join.ts';
import { compareFindings, finishPlaced, mostSevere, tooMuch } from './postprocess.ts';
import { areaOf } from './rule.ts';
import type { PlacedFinding, WorkspaceContext, WorkspaceModel, WorkspaceRule } from './workspaceRule.ts';

/** What all files said, and what may be asked beyond it. */
export interface WorkspaceInput {
  /** Facts by path, of all files of the workspace that have any. */
  readonly files: ReadonlyMap<string, FileFacts>;
  /** Env files that git leaves out of commits. */
  readonly ignoredEnv: readonly string[];
  readonly released?: Releases | undefined;
}

/** Joins what the files say. A few milliseconds for thousands of facts: made anew whenever one of them changed. */
export function joinWorkspace(
  { files, ignoredEnv, released }: WorkspaceInput,
  before?: WorkspaceModel,
): WorkspaceModel {
  const ignored = new Set(ignoredEnv);
  const env = [...files].flatMap(([path, facts]) => (facts.env ? [[path, facts.env] as const] : []));
  const migrations = [...files].flatMap(([path, facts]) =>
    facts.migrations ? [[path, facts.migrations] as const] : [],
  );
  return {
    env: joinEnv(env, { ignored: (path) => ignored.has(path) }),
    migrations: joinMigrations(migrations, released, before?.migrations),
    web: joinWeb([...files].flatMap(([path, facts]) => (facts.web ? [[path, facts.web] as const] : []))),
    live: joinLive([...files].flatMap(([path, facts]) => (facts.live ? [[path, facts.live] as const] : []))),
    mail: joinMail([...files].flatMap(([path, facts]) => (facts.mail ? [[path, facts.mail] as const] : []))),
    uptime: joinUptime(
      [...files].flatMap(([path, facts]) => (facts.uptime ? [[path, facts.uptime] as const] : [])),
    ),
  };
}

export interface WorkspaceJudgement {
  readonly findings: readonly Finding[];
  readonly errors: readonly AnalysisError[];
}

/** Findings of one rule that are shown: a product with more of one kind has one thing to do, and not hundreds. */
const SHOWN = 500;

/** Runs the rules that judge all files together. A rule that fails costs that rule and nothing else. */
export function judgeWorkspace(
  model: WorkspaceModel,
  input: WorkspaceInput,
  rules: readonly WorkspaceRule[],
  context: WorkspaceContext,
): WorkspaceJudgement {
  const findings: Finding[] = [];
  const errors: AnalysisError[] = [];
  for (const rule of rules) {
    if (!isOn(rule, context.config)) continue;
    try {
      const placed = [...rule.check(model, context)];
      const ordinals = new Map<string, number>();
      for (const found of withoutRepetition(placed))
        findings.push(
          finishPlaced(rule, found, {
            config: context.config,
            today: context.today,
            ordinals,
            comment: commentFor(found, rule.id, input.files.get(found.file)?.suppressions),
          }),
        );
    } catch (error) {
      errors.push({ file: '', ruleId: rule.id, message: failureOf(error) });
    }
  }
  const { kept, leftOut } = mostSevere(findings.sort(compareFindings), SHOWN);
  for (const [ruleId, count] of leftOut)
    errors.push({ file: '', ruleId, message: tooMuch('in this workspace', SHOWN, count) });
  return { findings: kept, errors };
}

/** In the order of places, so that fingerprints don't depend on the order of files. */
function withoutRepetition(placed: readonly PlacedFinding[]): readonly PlacedFinding[] {
  const seen = new Set<string>();
  return [...placed]
    .sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.at.start - b.at.start))
    .filter(({ file, at, kind }) => {
      const key = `${file}\0${at.start}\0${kind}`;
      return !seen.has(key) && seen.add(key);
    });
}

function commentFor(
  { at }: { readonly at: Span },
  ruleId: string,
  suppressions: readonly KeptSuppression[] = [],
): Suppression | null {
  const names = new Set([ruleId, `${areaOf(ruleId)}/*`]);
  const found = suppressions.find(
    ({ line, rules }) => (line === 0 || line === at.line) && rules.some((rule) => names.has(rule)),
  );
  return found ? { by: 'comment', reason: found.reason } : null;
}
