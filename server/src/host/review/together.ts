import type { AnalysisError } from '../../core/analyze.ts';
import type { FileFacts } from '../../core/collector.ts';
import type { Finding } from '../../core/finding.ts';
import type { WorkspaceJudgement } from '../../core/judgeWorkspace.ts';
import type { WorkspaceModel } from '../../core/workspaceRule.ts';
import { areaOf } from '../../core/rule.ts';
import { WORKSPACE_RULES } from '../../core/rules/registry.ts';
import { isBrought } from '../../core/review/compare.ts';
import { differingKinds } from '../../core/review/sameFacts.ts';
import { loadPostgresGrammar } from '../postgresGrammar.ts';
import { GATHERINGS, isWanted, type AnalyzerSettings } from '../scan.ts';
import { wantsPostgresGrammar, wholeWorkspace } from '../wholeWorkspace.ts';
import { KINDS, type ContextFacts, type Kind } from './contextFacts.ts';
import type { RawChange } from './gitChange.ts';
import type { Moment } from './moment.ts';
import { createReviewSearch } from './search.ts';
import { fileChanges, pathBefore } from './touched.ts';

export interface Together {
  readonly later: readonly Finding[];
  /** Of each state before. */
  readonly earlier: readonly (readonly Finding[])[];
  readonly errors: readonly AnalysisError[];
}

/** A moment, and what it is judged by. */
export interface Judged {
  readonly moment: Moment;
  readonly settings: AnalyzerSettings;
}

export interface Before extends Judged {
  /** What changed since. */
  readonly list: readonly RawChange[];
}

const NOTHING: Together = { later: [], earlier: [], errors: [] };

/**
 * Judges all files together, after the change and before it, by the rules that the change can have a say in. Where it says
 * nothing new of what they ask for, no other file is looked at.
 */
export async function judgeTogether(
  { moment: later, settings }: Judged,
  befores: readonly Before[],
  context: ContextFacts,
): Promise<Together> {
  const { rules, kinds, migrations } = await concerned({ moment: later, settings }, befores, context);
  if (rules.length === 0) return NOTHING;
  const changed = new Set(
    befores.flatMap(({ list }) => list.flatMap((change) => [change.path, pathBefore(change)])),
  );
  const searchIn = createReviewSearch(later, changed, () =>
    textsOf([later, ...befores.map(({ moment }) => moment)], migrations),
  );
  let model: WorkspaceModel | undefined;
  const judge = async (
    { moment, settings: by }: Judged,
    facts: ReadonlyMap<string, FileFacts>,
  ): Promise<WorkspaceJudgement> => {
    const whole = wholeWorkspace(facts, moment.state, searchIn(moment), model);
    model ??= whole.model;
    if (wantsPostgresGrammar(whole.model)) await loadPostgresGrammar();
    return whole.judge({ ...by, only: rules });
  };
  const facts = await context.of(later, [...later.paths, ...(later.facts.ignoredEnv ?? [])], kinds);
  const now = await judge({ moment: later, settings }, facts);
  const earlier: (readonly Finding[])[] = [];
  for (const before of befores) {
    const changes = fileChanges(before.list, before.moment, later);
    // What the change brought itself was not there before, whatever else was.
    const isOpen = now.findings.some((finding) => !isBrought(finding, changes));
    const said = isOpen ? await factsBefore(facts, before, context, kinds) : undefined;
    earlier.push(said ? (await judge(before, said)).findings : []);
  }
  context.keep(later);
  return { later: now.findings, earlier, errors: now.errors };
}

/** What all files said: what they say now, but for those that changed. */
async function factsBefore(
  now: ReadonlyMap<string, FileFacts>,
  { moment, list }: Before,
  context: ContextFacts,
  kinds: readonly Kind[],
): Promise<ReadonlyMap<string, FileFacts>> {
  const facts = new Map(now);
  for (const { path } of list) facts.delete(path);
  const before = await context.of(
    moment,
    list.map(pathBefore).filter((path) => moment.paths.has(path)),
    kinds,
  );
  for (const [path, said] of before) facts.set(path, said);
  return facts;
}

/** Contents that changed, as far as they are small enough to be somebody's words. */
function textsOf(moments: readonly Moment[], changed: ReadonlySet<string>): readonly string[] {
  return moments.flatMap(({ state, paths }) =>
    [...changed].flatMap((path) => (paths.has(path) ? (state.read(path) ?? []) : [])),
  );
}

/**
 * The rules that ask for a kind of facts of which the changed files say something else than before; in a merge, than in any of
 * the states before.
 */
async function concerned(
  { moment: later, settings }: Judged,
  befores: readonly Before[],
  context: ContextFacts,
): Promise<Concerned> {
  const migrations = new Set<string>();
  const asked = WORKSPACE_RULES.filter(({ id }) => !settings.only || isWanted(id, settings.only));
  let areas = new Set(asked.map(({ id }) => areaOf(id)));
  for (const { moment, list, settings: by } of befores) {
    const now = await context.of(
      later,
      list.map(({ path }) => path),
      KINDS,
    );
    const before = await context.of(moment, list.map(pathBefore), KINDS);
    const kinds = new Set(
      list.flatMap((change) => differingKinds(before.get(pathBefore(change)), now.get(change.path))),
    );
    for (const path of [...list.map((change) => change.path), ...list.map(pathBefore)])
      if (now.get(path)?.migrations || before.get(path)?.migrations) migrations.add(path);
    const isAll = kinds.has('suppressions') || !isSame(by, settings);
    const gatherings = GATHERINGS.filter(({ kind }) => isAll || kinds.has(kind));
    const others = new Set(gatherings.flatMap((gathering) => gathering.areas));
    areas = new Set([...areas].filter((area) => others.has(area)));
  }
  return {
    rules: asked.map(({ id }) => id).filter((id) => areas.has(areaOf(id))),
    kinds: GATHERINGS.filter((gathering) => gathering.areas.some((area) => areas.has(area))).map(
      ({ kind }) => kind,
    ),
    migrations,
  };
}

/** Whether two configurations and baselines are one. */
export function isSame(one: AnalyzerSettings, other: AnalyzerSettings): boolean {
  return one.configText === other.configText && one.baselineText === other.baselineText;
}

interface Concerned {
  /** Ids of rules. */
  readonly rules: readonly string[];
  /** What they ask for. */
  readonly kinds: readonly Kind[];
  /** Changed files that say what the database is like, by their paths before and after. */
  readonly migrations: ReadonlySet<string>;
}
