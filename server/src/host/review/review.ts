import { BASELINE_FILE, parseBaseline } from '../../core/baseline.ts';
import { CONFIG_FILE } from '../../core/config.ts';
import type { Analyzer } from '../../core/analyze.ts';
import type { Finding } from '../../core/finding.ts';
import { mayBeMigration } from '../../core/migrations/migrationPath.ts';
import { compareFindings, mostSevere, tooMuch } from '../../core/postprocess.ts';
import { printable } from '../../core/printable.ts';
import { findingsOfChange, isBrought, type EarlierState } from '../../core/review/compare.ts';
import { checkFile, type FileResult } from '../../core/workspace.ts';
import { createPause } from '../pause.ts';
import { loadPostgresGrammar } from '../postgresGrammar.ts';
import type { ResultCache } from '../resultCache.ts';
import { analyzerFor, type AnalyzerSettings } from '../scan.ts';
import { VERSION } from '../version.ts';
import { readChange, type Change } from './change.ts';
import { createContextFacts } from './contextFacts.ts';
import { findExposed } from './exposed.ts';
import { earlierMoment, laterMoment, type Moment } from './moment.ts';
import { isSame, judgeTogether, type Before } from './together.ts';
import { fileChanges, judgedOtherwise, pathBefore, readTouched, touchedFiles } from './touched.ts';
import type { ChangedFile, Review, ReviewSource } from './types.ts';

export interface ReviewOptions {
  /** What git tells of the change, where somebody began to ask while this was being loaded. */
  readonly reading?: Promise<Change>;
  /** The variables that git gives to a hook; absent where the review is not part of one. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Where it is kept what unchanged files say. */
  readonly cache?: ResultCache | undefined;
  /** Files whose findings are wanted, relative to the root; all where it is absent. */
  readonly isWanted?: (path: string) => boolean;
  /** Told how many files are read for the first time, which takes a moment. */
  readonly onReading?: (files: number) => void;
  /** Settings that the user named: the state that is reviewed has no say in them. */
  readonly named?: { readonly config: boolean; readonly baseline: boolean };
  /** Told the text of the configuration that counts, before anything is judged by it: what is staged of it, not what is on disk. */
  readonly onConfig?: (text: string) => void;
  /** Ends the review between two files: it rejects then. */
  readonly signal?: AbortSignal;
}

/**
 * Reviews a change: judges the state after it and the state before it, and keeps what the change answers for. Rejects with
 * GitError where git can't tell the change, with PatchError where a diff can't be read or fits nothing, and when it is ended.
 */
export async function reviewChanges(
  root: string,
  source: ReviewSource,
  shared: AnalyzerSettings,
  options: ReviewOptions = {},
): Promise<Review> {
  const start = performance.now();
  const given: AnalyzerSettings = { ...shared, everything: true };
  const { isWanted = () => true, signal } = options;
  const pause = createPause(signal);
  const change = await (options.reading ?? readChange(root, source, options.environment, signal));
  const touched = touchedFiles(change);
  // It is compiled beside the rest; whoever waits for it later hears what went wrong.
  if (touched.some(({ path }) => path.endsWith('.sql') && mayBeMigration(path)))
    loadPostgresGrammar().catch(() => undefined);
  const { blobs, problems } = await readTouched(change, touched);
  const later = await laterMoment(change, blobs);
  const settings = settingsAt(later, later, given, options);
  options.onConfig?.(settings.configText);
  const befores = await Promise.all(
    change.changes.map(async (list): Promise<Before> => {
      const moment = await earlierMoment(change, list, later, blobs);
      return { list, moment, settings: settingsAt(moment, later, given, options) };
    }),
  );
  const analyzer = analyzerFor(settings);
  const paths = new Set(touched.map(({ path }) => path));
  // Judged otherwise, though nobody changed them.
  const others = othersConcerned(later, befores, settings).filter((path) => !paths.has(path));
  const judged = await judgeFiles(analyzer, later, [...touched.flatMap(presentPath), ...others], pause);
  const context = createContextFacts({
    place: change.place,
    // With some rules alone, it has some collectors alone.
    analyzer: settings.only === undefined ? analyzer : undefined,
    kept: options.cache?.text(root, 'what files say'),
    onReading: options.onReading,
    pause,
  });
  const whole = await judgeTogether({ moment: later, settings }, befores, context);
  const fileFindings = findingsIn(judged);
  const earlier: EarlierState[] = [];
  for (const [index, before] of befores.entries()) {
    const changes = fileChanges(before.list, before.moment, later);
    const own = isSame(before.settings, settings) ? analyzer : analyzerFor(before.settings);
    const wanted = filesInQuestion(before, { fileFindings, changes, touched: paths, others });
    earlier.push({
      fileFindings: findingsIn(await judgeFiles(own, before.moment, wanted, pause)),
      wholeFindings: whole.earlier[index] ?? [],
      changes,
    });
  }
  const exposed =
    source.kind === 'staged' || source.kind === 'diff'
      ? await findExposed(
          change,
          later,
          befores.map(({ moment }) => moment),
          analyzer,
        )
      : []; // of files on disk, those that git does not ignore are part of the change themselves
  const results = [...judged.values()].filter(({ path }) => paths.has(path) && isWanted(path));
  const found = [...findingsOfChange({ fileFindings, wholeFindings: whole.later }, earlier), ...exposed];
  const { kept: findings, leftOut } = mostSevere(
    found.filter(({ file }) => file === null || isWanted(file)).sort(compareFindings),
    SHOWN,
  );
  const cut = [...leftOut].map(([ruleId, count]) => ({
    file: '',
    ruleId,
    message: tooMuch('in this change', SHOWN, count),
  }));
  const changes = touched.filter(({ path }) => isWanted(path));
  const notices = noticesOf(change);
  return {
    result: {
      version: VERSION,
      root,
      files: results.length,
      bytes: results.reduce((sum, { bytes }) => sum + bytes, 0),
      durationMs: performance.now() - start,
      findings,
      errors: [...problems, ...results.flatMap(({ analysis }) => analysis.errors), ...whole.errors, ...cut],
      review: { changedFiles: changes.length, notices },
    },
    changes,
    notices,
  };
}

/** Findings of one rule that are shown, of those that a change answers for. */
const SHOWN = 500;

/** The files before the change that may have had what is found elsewhere than on the lines that it brought. */
function filesInQuestion(
  { list, moment }: Before,
  {
    fileFindings,
    changes,
    touched,
    others,
  }: {
    readonly fileFindings: readonly Finding[];
    readonly changes: EarlierState['changes'];
    readonly touched: ReadonlySet<string>;
    readonly others: readonly string[];
  },
): readonly string[] {
  const found = new Set(
    fileFindings.flatMap((finding) =>
      finding.file === null || isBrought(finding, changes) ? [] : [finding.file],
    ),
  );
  const olds = list.filter(({ path }) => touched.has(path) && found.has(path)).map(pathBefore);
  return [...olds, ...others.filter((path) => found.has(path))].filter((path) => moment.paths.has(path));
}

/** Configuration and baseline say what counts of every file. */
function othersConcerned(
  later: Moment,
  befores: readonly Before[],
  settings: AnalyzerSettings,
): readonly string[] {
  if (befores.some((before) => !isSame(before.settings, settings))) return [...later.paths];
  return [...new Set(befores.flatMap(({ moment }) => judgedOtherwise(moment, later)))];
}

function presentPath({ status, path }: ChangedFile): readonly string[] {
  return status === 'deleted' ? [] : [path];
}

async function judgeFiles(
  analyzer: Analyzer,
  { state }: Moment,
  paths: Iterable<string>,
  pause: () => Promise<void> | undefined,
): Promise<ReadonlyMap<string, FileResult>> {
  const results = new Map<string, FileResult>();
  for (const path of paths) {
    await pause();
    const result = checkFile(state, analyzer, path);
    if (result) results.set(path, result);
  }
  return results;
}

function findingsIn(results: ReadonlyMap<string, FileResult>): readonly Finding[] {
  return [...results.values()].flatMap(({ analysis }) => analysis.findings);
}

/** Configuration and baseline as they are committed: what lies on disk may be somebody's experiment. */
function settingsAt(
  { state, ids }: Moment,
  later: Moment,
  given: AnalyzerSettings,
  { named }: ReviewOptions,
): AnalyzerSettings {
  const textOf = (file: string, onDisk: string): string => {
    if (ids.has(file)) return state.read(file) ?? onDisk;
    return later.ids.has(file) ? '' : onDisk; // not there yet, or kept out of git
  };
  const baseline = textOf(BASELINE_FILE, given.baselineText);
  const isUsable = named?.baseline !== true && !parseBaseline(baseline).problem;
  return {
    ...given,
    configText: named?.config === true ? given.configText : textOf(CONFIG_FILE, given.configText),
    baselineText: isUsable ? baseline : given.baselineText,
  };
}

function noticesOf({ changes }: Change): readonly string[] {
  const told = (changes[0] ?? []).flatMap(({ path, after, isConflict, isSubmodule }) => {
    if (isConflict) return [`${path} is in conflict and was not reviewed.`];
    return isSubmodule && after === undefined
      ? [`${path} is a submodule: its own commits are reviewed in it.`]
      : [];
  });
  return [...new Set(told)].map((sentence) => printable(sentence));
}
