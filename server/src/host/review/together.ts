import type { AnalysisError } from '../../core/analyze.ts';
import type { FileFacts } from '../../core/collector.ts';
import type { Finding } from '../../core/finding.ts';
import { areaOf } from '../../core/rule.ts';
import { WORKSPACE_RULES } from '../../core/rules/registry.ts';
import { differingKinds } from '../../core/review/sameFacts.ts';
import { createCodeSearch } from '../codeSearch.ts';
import { loadPostgresGrammar } from '../postgresGrammar.ts';
import { GATHERINGS, isWanted, type AnalyzerSettings } from '../scan.ts';
import { wantsPostgresGrammar, wholeWorkspace } from '../wholeWorkspace.ts';
import type { ContextFacts } from './contextFacts.ts';
import type { RawChange } from './gitChange.ts';
import type { Moment } from './moment.ts';
import { pathBefore } from './touched.ts';

export interface Together {
  readonly later: readonly Finding[];
  /** Of each state before. */
  readonly earlier: readonly (readonly Finding[])[];
  readonly errors: readonly AnalysisError[];
}

export interface Before {
  readonly moment: Moment;
  readonly list: readonly RawChange[];
}

const NOTHING: Together = { later: [], earlier: [], errors: [] };

/**
 * Judges all files together, after the change and before it, by the rules that the change can have a say in. Where it says
 * nothing new of what they ask for, no other file is looked at.
 */
export async function judgeTogether(
  later: Moment,
  befores: readonly Before[],
  context: ContextFacts,
  settings: AnalyzerSettings,
): Promise<Together> {
  const rules = await rulesConcerned(later, befores, { context, only: settings.only });
  if (rules.length === 0) return NOTHING;
  const judge = async (moment: Moment) => judgeMoment(moment, context, { ...settings, only: rules });
  const now = await judge(later);
  const earlier: (readonly Finding[])[] = [];
  // Without a finding there is nothing that could have been there before.
  if (now.findings.length > 0) for (const { moment } of befores) earlier.push((await judge(moment)).findings);
  context.keep(later);
  return { later: now.findings, earlier, errors: now.errors };
}

/**
 * The rules that ask for a kind of facts of which the changed files say something else than before; in a merge, than in any of
 * the states before.
 */
async function rulesConcerned(
  later: Moment,
  befores: readonly Before[],
  { context, only }: { readonly context: ContextFacts; readonly only: readonly string[] | undefined },
): Promise<readonly string[]> {
  const asked = WORKSPACE_RULES.filter(({ id }) => only === undefined || isWanted(id, only));
  let areas = new Set(asked.map(({ id }) => areaOf(id)));
  for (const { moment, list } of befores) {
    const now = await context.of(
      later,
      list.map(({ path }) => path),
    );
    const before = await context.of(moment, list.map(pathBefore));
    const kinds = new Set(
      list.flatMap((change) => differingKinds(before.get(pathBefore(change)), now.get(change.path))),
    );
    const concerned = GATHERINGS.filter(({ kind }) => kinds.has(kind) || kinds.has('suppressions'));
    const others = new Set(concerned.flatMap((gathering) => gathering.areas));
    areas = new Set([...areas].filter((area) => others.has(area)));
  }
  return asked.map(({ id }) => id).filter((id) => areas.has(areaOf(id)));
}

async function judgeMoment(
  moment: Moment,
  context: ContextFacts,
  settings: AnalyzerSettings,
): Promise<{ readonly findings: readonly Finding[]; readonly errors: readonly AnalysisError[] }> {
  const facts: ReadonlyMap<string, FileFacts> = await context.of(moment, [
    ...moment.paths,
    ...(moment.facts.ignoredEnv ?? []),
  ]);
  const searched = [...moment.paths].map((path) => ({ path, stamp: '' }));
  const whole = wholeWorkspace(
    facts,
    moment.state,
    createCodeSearch(moment.state, () => searched),
  );
  if (wantsPostgresGrammar(whole.model)) await loadPostgresGrammar();
  return whole.judge(settings);
}
