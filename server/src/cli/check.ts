import { randomBytes } from 'node:crypto';
import { existsSync, lstatSync, statSync } from 'node:fs';
import path from 'node:path';
import type { FileFacts } from '../core/collector.ts';
import { CONFIG_FILE, parseConfig } from '../core/config.ts';
import { compareImpact, type Finding, type Impact } from '../core/finding.ts';
import { printable } from '../core/printable.ts';
import { jsonReport } from '../core/report/json.ts';
import type { CheckResult } from '../core/report/report.ts';
import { textReport } from '../core/report/text.ts';
import type { WorkspaceJudgement } from '../core/judgeWorkspace.ts';
import { languageOf } from '../core/language.ts';
import { MIGRATION_COLLECTOR } from '../core/migrations/collector.ts';
import { RULE_INFOS, WORKSPACE_RULES } from '../core/rules/registry.ts';
import { areaOf } from '../core/rule.ts';
import { mergeSameSecrets } from '../core/sameSecrets.ts';
import { NEVER_CANCELLED, type FileResult } from '../core/workspace.ts';
import { today } from '../host/clock.ts';
import { createCodeSearch } from '../host/codeSearch.ts';
import type { DiskWorkspace } from '../host/diskWorkspace.ts';
import { readSmallText } from '../host/readSources.ts';
import { openResultCache, userCacheFolder, type ResultCache } from '../host/resultCache.ts';
import { hasKeptIds } from '../host/resultLines.ts';
import { isWanted, needsFacts, scan, type AnalyzerSettings } from '../host/scan.ts';
import { loadPostgresGrammar } from '../host/postgresGrammar.ts';
import { wantsPostgresGrammar, wholeWorkspace } from '../host/wholeWorkspace.ts';
import { VERSION } from '../host/version.ts';
import { readBaseline, writeBaseline } from './baseline.ts';
import { applyFixes } from './fix.ts';
import { checkHistory } from './history.ts';
import { paint } from './paint.ts';
import { createProgress } from './progress.ts';
import { openFolder } from './readFolder.ts';
import { resolveTarget, selectFiles, type Target } from './target.ts';
import { UsageError } from './usageError.ts';
import { verifyFindings } from './verify.ts';

/** The options of `launch-ready check`, as the argument parser gives them. */
export interface CheckOptions {
  readonly format: 'text' | 'json';
  readonly failOn: Impact | 'never';
  readonly fix: boolean;
  /** False where nothing of an earlier check may be used, and nothing kept for a later one. */
  readonly cache: boolean;
  /** Look at the history instead of the files. */
  readonly history: boolean;
  readonly since?: string;
  readonly only?: string;
  readonly config?: string;
  readonly baseline?: string;
  /** Ask the providers which keys are live: the only thing that makes the command line use the network. */
  readonly verify: boolean;
  /** True for the default file, or the name of one. */
  readonly writeBaseline?: true | string;
}

/** Runs a check, writes the report to standard output, and gives the exit code. */
export async function check(paths: readonly string[], options: CheckOptions): Promise<number> {
  const target = resolveTarget(process.cwd(), paths);
  const only = namedRules(options.only);
  if (options.verify && options.writeBaseline !== undefined)
    throw new UsageError('--verify and --write-baseline: use one after the other.');
  if (options.history || options.since !== undefined) return historyOf(target, only, options);
  // Whoever asks about keys needs the ids of their values, which are not kept.
  const cache = options.cache && !options.verify ? cacheFor(target) : undefined;
  const settings = { ...readSettings(target.root, options), ...(only ? { only } : {}) };
  const workspace = openFolder(target.root);
  let result = await runCheck(workspace, target, settings, cache);
  if (options.fix) {
    const report = await applyFixes(result.findings, workspace, settings);
    process.stderr.write(report.text);
    if (report.applied > 0) result = await runCheck(workspace, target, settings, cache);
  }
  if (options.writeBaseline !== undefined) return writeBaseline(target.root, options.writeBaseline, result);
  if (options.verify) result = { ...result, findings: await verify(result, settings) };
  return writeReport({ ...result, findings: mergeSameSecrets(result.findings) }, options);
}

async function historyOf(
  target: Target,
  only: readonly string[] | undefined,
  options: CheckOptions,
): Promise<number> {
  if (!options.history) throw new UsageError('--since says where --history starts: use both.');
  if (options.fix || options.verify)
    throw new UsageError('--history goes with neither --fix nor --verify: they are about the present files.');
  const { since } = options;
  const settings = readSettings(target.root, options);
  const wanted = (ruleId: string): boolean => only === undefined || isWanted(ruleId, only);
  const checked = await checkHistory({ target, settings, wanted, since });
  if ('stopped' in checked) return checked.stopped;
  if (options.writeBaseline === undefined) return writeReport(checked.merged, options);
  return writeBaseline(target.root, options.writeBaseline, checked.unmerged, settings.baselineText);
}

/** Writes the report to standard output, and gives the exit code. */
function writeReport(result: CheckResult, { format, failOn }: CheckOptions): number {
  process.stdout.write(format === 'json' ? jsonReport(result) : textReport(result, paint(), columns()));
  return exitCodeOf(result, failOn);
}

function verify({ root, findings }: CheckResult, settings: AnalyzerSettings): Promise<readonly Finding[]> {
  return verifyFindings(findings, { root, settings, tell: (line) => process.stderr.write(`${line}\n`) });
}

/** A gate that could not look at a file must not wave it through: 2, unless there is something to fail for anyway. */
function exitCodeOf({ findings, errors }: CheckResult, failOn: CheckOptions['failOn']): number {
  if (findings.some((finding) => fails(finding, failOn))) return 1;
  return errors.some(({ ruleId }) => ruleId === '') ? 2 : 0;
}

async function runCheck(
  workspace: DiskWorkspace,
  target: Target,
  settings: AnalyzerSettings,
  cache: ResultCache | undefined,
): Promise<CheckResult> {
  const start = performance.now();
  const startedAt = Date.now();
  const listed = await workspace.list();
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
async function wholeOf(
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

function nothingToCheck(workspace: DiskWorkspace, { paths }: Target): string {
  const ignored = paths.filter((item) => item !== '' && workspace.isIgnored(item));
  const why =
    ignored.length > 0
      ? `${ignored.join(', ')} is ignored by git, so it is not committed.`
      : 'There are no files here.';
  return `Nothing to check: ${why}\n`;
}

/** The areas and rules that are wanted; undefined for all. */
function namedRules(only: string | undefined): readonly string[] | undefined {
  if (only === undefined) return undefined;
  const names = only
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const known = new Set(RULE_INFOS.flatMap(({ id }) => [id, areaOf(id)]));
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined || names.length === 0) {
    const areas = [...new Set(RULE_INFOS.map(({ id }) => areaOf(id)))].join(', ');
    throw new UsageError(`--only: there is no area or rule “${unknown ?? ''}”. The areas are: ${areas}.`);
  }
  return names;
}

/** Not for files that somebody names: what is known of a large folder takes longer to read than they do. */
function cacheFor({ root, paths }: Target): ResultCache | undefined {
  const folder = userCacheFolder();
  const isOutside = folder !== undefined && path.relative(root, folder).startsWith('..');
  return isOutside && namesAFolder({ root, paths }) ? openResultCache({ folder }) : undefined;
}

function namesAFolder({ root, paths }: Target): boolean {
  return paths.some((item) => statSync(path.join(root, item)).isDirectory());
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

function readSettings(root: string, { config, baseline }: CheckOptions): AnalyzerSettings {
  return {
    configText: readConfig(root, config),
    baselineText: readBaseline(root, baseline),
    today: today(),
    salt: randomBytes(16).toString('hex'),
  };
}

/** The text of the configuration, "" where there is none. */
function readConfig(root: string, named: string | undefined): string {
  const file = named === undefined ? path.join(root, CONFIG_FILE) : path.resolve(named);
  if (!existsSync(file) && lstatSync(file, { throwIfNoEntry: false }) === undefined) {
    if (named === undefined) return '';
    throw new UsageError(`--config: there is no file “${named}”.`);
  }
  const text = readSmallText(file);
  if (text === undefined)
    throw new UsageError(`${named ?? CONFIG_FILE} can't be used: it must be a plain text file under 1 MB.`);
  const [problem] = parseConfig(text).problems;
  if (problem && named !== undefined) throw new UsageError(`--config: ${named}: ${problem.message}`);
  // With its place it is a finding, but only where the file itself is checked.
  if (problem)
    process.stderr.write(`${CONFIG_FILE} has a mistake and is not used: ${printable(problem.message)}\n`);
  return text;
}

function fails(finding: Finding, failOn: Impact | 'never'): boolean {
  return failOn !== 'never' && !finding.suppressed && compareImpact(finding.impact, failOn) <= 0;
}

function columns(): number {
  return Math.max(60, Math.min(process.stdout.columns ?? 100, 120));
}
