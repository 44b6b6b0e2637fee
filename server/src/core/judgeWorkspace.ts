import { failureOf, isOn, type AnalysisError } from './analyze.ts';
import type { FileFacts, KeptSuppression } from './collector.ts';
import { joinMail } from './email/model.ts';
import { joinEnv } from './env/join.ts';
import type { EnvFacts } from './env/types.ts';
import type { Span } from './span.ts';
import type { Releases } from './facts.ts';
import type { Finding, Suppression } from './finding.ts';
import { joinLive } from './live/model.ts';
import { joinMigrations } from './migrations/join.ts';
import { joinUptime } from './uptime/found/types.ts';
import { joinWeb } from './web/join.ts';
import { compareFindings, finishPlaced, mostSevere, tooMuch } from './postprocess.ts';
import { rejoining, type FactsByPath } from './rejoin.ts';
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

/** Joins what the files say, after every edit. Of the model from before, what no file says otherwise now is kept as it is. */
export function joinWorkspace(
  { files, ignoredEnv, released }: WorkspaceInput,
  before?: WorkspaceModel,
): WorkspaceModel {
  const found = byKind(files);
  return {
    env: envOf(found.env, before?.env, ignoredEnv),
    migrations: joinMigrations(found.migrations, released, before?.migrations),
    web: webOf(found.web, before?.web),
    live: liveOf(found.live, before?.live),
    mail: mailOf(found.mail, before?.mail),
    uptime: uptimeOf(found.uptime, before?.uptime),
  };
}

type Joined = Exclude<keyof FileFacts, 'suppressions'>;

/** In one pass: there are thousands of files, and this is done after every edit. */
function byKind(files: WorkspaceInput['files']): {
  readonly [Kind in Joined]: FactsByPath<NonNullable<FileFacts[Kind]>>;
} {
  const found = {
    env: [] as [string, NonNullable<FileFacts['env']>][],
    migrations: [] as [string, NonNullable<FileFacts['migrations']>][],
    web: [] as [string, NonNullable<FileFacts['web']>][],
    live: [] as [string, NonNullable<FileFacts['live']>][],
    mail: [] as [string, NonNullable<FileFacts['mail']>][],
    uptime: [] as [string, NonNullable<FileFacts['uptime']>][],
  };
  for (const [path, { env, migrations, web, live, mail, uptime }] of files) {
    if (env) found.env.push([path, env]);
    if (migrations) found.migrations.push([path, migrations]);
    if (web) found.web.push([path, web]);
    if (live) found.live.push([path, live]);
    if (mail) found.mail.push([path, mail]);
    if (uptime) found.uptime.push([path, uptime]);
  }
  return found;
}

const envOf = rejoining((files: FactsByPath<EnvFacts>, ignoredEnv) => {
  const ignored = new Set(ignoredEnv);
  return joinEnv(files, { ignored: (path) => ignored.has(path) });
});
const webOf = rejoining(joinWeb);
const liveOf = rejoining(joinLive);
const mailOf = rejoining(joinMail);
const uptimeOf = rejoining(joinUptime);

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
  const { kept, leftOut } = mostSevere(
    findings.sort(compareFindings),
    context.everything === true ? Infinity : SHOWN,
  );
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
