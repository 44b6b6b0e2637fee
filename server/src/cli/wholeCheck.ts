import path from 'node:path';
import type { FileFacts } from '../core/collector.ts';
import type { CheckResult } from '../core/report/report.ts';
import type { WorkspaceJudgement } from '../core/judgeWorkspace.ts';
import { languageOf } from '../core/language.ts';
import { MIGRATION_COLLECTOR } from '../core/migrations/collector.ts';
import { WORKSPACE_RULES } from '../core/rules/registry.ts';
import { areaOf } from '../core/rule.ts';
import { NEVER_CANCELLED, type FileResult } from '../core/workspace.ts';
import { createCodeSearch } from '../host/codeSearch.ts';
import type { DiskWorkspace } from '../host/diskWorkspace.ts';
import { openResultCache, userCacheFolder, type ResultCache } from '../host/resultCache.ts';
import { hasKeptIds } from '../host/resultLines.ts';
import { isWanted, needsFacts, scan, type AnalyzerSettings } from '../host/scan.ts';
import { loadPostgresGrammar } from '../host/postgresGrammar.ts';
import { wantsPostgresGrammar, wholeWorkspace } from '../host/wholeWorkspace.ts';
import { VERSION } from '../host/version.ts';
import { createProgress } from './progress.ts';
import { requireMatches } from './patterns.ts';
import { namesAFolder, selectFiles, type Target } from './target.ts';

/** Checks the files of a target as they are on disk. */
export async function runCheck(
  workspace: DiskWorkspace,
  target: Target,
  settings: AnalyzerSettings,
  cache: ResultCache | undefined,
): Promise<CheckResult> {
  const start = performance.now();
  const startedAt = Date.now();
  const listed = await workspace.list();
  requireMatches(target, listed);
  const files = selectFiles(listed, target);
  if (files.length === 0) process.stderr.write(nothingToCheck(workspace, target));
  const progress = createProgress(files.length);
  const judged = new Map<string, FileResult>();
  const known = cache?.load(target.root, settings);
  const judge = (paths: readonly string[], before: ReadonlyMap<string, FileResult> | undefined) =>
    scan(
      { root: target.root, ...settings, facts: workspace.facts() },
      {
        paths,
        ...(before ? { known: before } : {}),
        cancellation: NEVER_CANCELLED,
        onResult: (file, result) => {
          if (result) judged.set(file, result);
          else judged.delete(file);
          if (result && asksPostgresGrammar(result, workspace)) preparePostgresGrammar();
          progress.advance();
        },
      },
    );
  await judge(files, known);
  const whole = await wholeOf(workspace, { target, settings, listed, files, judged });
  // The same secret in a new file and in one that is known: only ids that were made in this run can tell.
  const kept = [...judged.values()].filter(hasKeptIds);
  if (kept.length > 0 && [...judged.values()].some(hasNewIds))
    await judge(
      kept.map(({ path: file }) => file),
      undefined,
    );
  progress.end();
  const results = [...judged.values()];
  if (cache && known) keep(cache, target.root, settings, { listed, files, known, results, startedAt });
  return {
    version: VERSION,
    root: target.root,
    files: results.length,
    bytes: results.reduce((sum, { bytes }) => sum + bytes, 0),
    durationMs: performance.now() - start,
    findings: [
      ...results.flatMap(({ analysis }) => analysis.findings),
      ...(whole?.findings ?? []).filter(({ file }) => file === null || judged.has(file)),
    ],
    errors: [...results.flatMap(({ analysis }) => analysis.errors), ...(whole?.errors ?? [])],
  };
}

interface Judged {
  readonly target: Target;
  readonly settings: AnalyzerSettings;
  readonly listed: readonly string[];
  readonly files: readonly string[];
  readonly judged: ReadonlyMap<string, FileResult>;
}

/**
 * What is wrong with all files together. Single files are checked in an instant, each by itself, since what they need of
 * others would take reading all of them; but a migration means nothing without those before it, which are few.
 */
export async function wholeOf(
  workspace: DiskWorkspace,
  { settings, listed, ...rest }: Judged,
): Promise<WorkspaceJudgement | undefined> {
  if (!needsFacts(settings.only)) return undefined;
  const isWhole = namesAFolder(rest.target);
  if (!isWhole && ![...rest.judged.values()].some(isMigration)) return undefined;
  const related = isWhole ? listed : listed.filter(speaksOfMigrations);
  const facts = await allFacts(workspace, { settings, listed: related, ...rest });
  const searched = listed.map((file) => ({ path: file, stamp: '' }));
  const searchCode = createCodeSearch(workspace, () => searched);
  const only = isWhole ? settings.only : migrationRules(settings.only);
  const whole = wholeWorkspace(facts, workspace, searchCode);
  if (wantsPostgresGrammar(whole.model)) await loadPostgresGrammar();
  return whole.judge({ ...settings, ...(only ? { only } : {}) });
}

/** It is compiled beside the scan: whoever waits for it later finds it there, or hears what went wrong. */
function preparePostgresGrammar(): void {
  loadPostgresGrammar().catch(() => undefined);
}

function asksPostgresGrammar({ path: file, analysis }: FileResult, workspace: DiskWorkspace): boolean {
  return (
    analysis.facts?.migrations?.migration?.dialect === 'postgres' &&
    file.endsWith('.sql') &&
    workspace.facts().released?.paths[file] === undefined
  );
}

function isMigration({ analysis }: FileResult): boolean {
  return analysis.facts?.migrations?.migration !== undefined;
}

function speaksOfMigrations(file: string): boolean {
  return MIGRATION_COLLECTOR.wants(file, languageOf(file)) !== 'never';
}

function migrationRules(only: readonly string[] | undefined): readonly string[] {
  return WORKSPACE_RULES.map(({ id }) => id).filter(
    (id) => areaOf(id) === 'migrations' && (only === undefined || isWanted(id, only)),
  );
}

/** What all files say, also where some of them alone are to be checked: what those need may stand in the others. */
async function allFacts(
  workspace: DiskWorkspace,
  { target, settings, listed, files, judged }: Judged,
): Promise<ReadonlyMap<string, FileFacts>> {
  const facts = new Map<string, FileFacts>();
  const take = (file: string, result: FileResult | undefined): void => {
    if (result?.analysis.facts) facts.set(file, result.analysis.facts);
  };
  for (const [file, result] of judged) take(file, result);
  const asked = new Set(files);
  const others = listed.filter((file) => !asked.has(file));
  if (others.length > 0)
    await scan(
      { root: target.root, ...settings, only: [], collect: true, facts: workspace.facts() },
      { paths: others, cancellation: NEVER_CANCELLED, onResult: take },
    );
  return facts;
}

function hasNewIds(result: FileResult): boolean {
  return !hasKeptIds(result) && result.analysis.findings.some(({ valueId }) => valueId !== undefined);
}

export function nothingToCheck(workspace: DiskWorkspace, { paths, leftOut }: Target): string {
  const ignored = paths.filter((item) => item !== '' && workspace.isIgnored(item));
  const why =
    ignored.length > 0
      ? `${ignored.join(', ')} is ignored by git, so it is not committed.`
      : leftOut
        ? 'There are no files here, or --ignore-pattern leaves them out.'
        : 'There are no files here.';
  return `Nothing to check: ${why}\n`;
}

/** The user's own cache; undefined where it would lie in what is checked. */
export function userCache(root: string): ResultCache | undefined {
  const folder = userCacheFolder();
  const isOutside = folder !== undefined && path.relative(root, folder).startsWith('..');
  return isOutside ? openResultCache({ folder }) : undefined;
}

interface Run {
  /** All that there is below the root, and what of it was to be checked. */
  readonly listed: readonly string[];
  readonly files: readonly string[];
  readonly known: ReadonlyMap<string, FileResult>;
  readonly results: readonly FileResult[];
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

/** What was learnt now, and what is known of files that this run did not ask for. */
function keep(
  cache: ResultCache,
  root: string,
  settings: AnalyzerSettings,
  { listed, files, known, results, startedAt }: Run,
): void {
  const checked = new Set(files);
  const others = listed.flatMap((file) => (checked.has(file) ? [] : (known.get(file) ?? [])));
  const kept = [...results, ...others];
  if (kept.length !== known.size || results.some((result) => known.get(result.path) !== result))
    cache.save(root, settings, kept, startedAt);
}
