import { availableParallelism } from 'node:os';
import { createAnalyzer, type Analysis, type Analyzer } from '../core/analyze.ts';
import { parseBaseline } from '../core/baseline.ts';
import { parseConfig } from '../core/config.ts';
import type { WorkspaceFacts } from '../core/facts.ts';
import type { Collector, FileFacts } from '../core/collector.ts';
import { MAIL_COLLECTOR } from '../core/email/collector.ts';
import { ENV_COLLECTOR } from '../core/env/collector.ts';
import { LIVE_COLLECTOR } from '../core/live/candidates/collector.ts';
import { MIGRATION_COLLECTOR } from '../core/migrations/collector.ts';
import { UPTIME_COLLECTOR } from '../core/uptime/found/collector.ts';
import { WEB_COLLECTOR } from '../core/web/collector.ts';
import { areaOf } from '../core/rule.ts';
import { RULE_INFOS, RULES, WORKSPACE_RULES } from '../core/rules/registry.ts';
import {
  checkFile,
  checkUnlessKnown,
  type Cancellation,
  type FileResult,
  type Workspace,
} from '../core/workspace.ts';
import { createContainment, createFileReader } from './diskWorkspace.ts';
import { createPause } from './pause.ts';
import { processorTime } from './processorTime.ts';
import { traceToSources } from './sourceMaps.ts';
import { giveBackWorker, takeWorker } from './workers.ts';

/** A scan of many files of one folder. Everything in it can be sent to a worker thread. */
export interface ScanSettings {
  readonly root: string;
  /** The text of launch-ready.yaml, "" where there is none. */
  readonly configText: string;
  /** The text of the baseline, "" where there is none. */
  readonly baselineText: string;
  /** ISO date. */
  readonly today: string;
  /** Random, the same for the whole run: see `Finding.valueId`. */
  readonly salt: string;
  /** Areas and rules, where not all are wanted. */
  readonly only?: readonly string[];
  /** What workspace rules need to know is gathered even where `only` names none of them. */
  readonly collect?: true;
  /** No finding is left out because there are many of its kind. */
  readonly everything?: true;
  readonly facts: WorkspaceFacts;
}

export interface ScanOptions {
  /** In the order in which they are wanted. */
  readonly paths: readonly string[];
  /** What is known from before: unchanged files are not read again. */
  readonly known?: ReadonlyMap<string, FileResult>;
  /** Worker threads at most; 0 scans in this thread. Default: by the number of files and cores. */
  readonly threads?: number;
  readonly cancellation: Cancellation;
  /** Called for each file as soon as it is judged; `path` alone when it is gone. */
  readonly onResult: (path: string, result: FileResult | undefined) => void;
}

/** Files handed to a worker at once: enough to keep it busy, few enough that cancelling and progress feel direct. */
const BATCH = 48;
/** With fewer files than this, a worker thread beside an editor takes longer to start than it takes load off its server. */
const WORTH_A_THREAD = 400;
/** With fewer than this, this thread is done alone before several have loaded the engine and warmed up. */
const WORTH_SEVERAL = 6_000;

export type CheckFile = (path: string, known?: FileResult) => FileResult | undefined;

/** What decides how a text is judged. */
export type AnalyzerSettings = Omit<ScanSettings, 'root' | 'facts'>;

export function analyzerFor(settings: AnalyzerSettings): Analyzer {
  const { configText, baselineText, today, salt, only, collect, everything } = settings;
  const { fingerprints } = parseBaseline(baselineText);
  const { config } = parseConfig(configText, fingerprints);
  return createAnalyzer({
    rules: only ? RULES.filter(({ id }) => isWanted(id, only)) : RULES,
    ruleIds: RULE_INFOS.map(({ id }) => id),
    collectors: collectorsFor(collect === true ? undefined : only),
    config,
    today,
    salt,
    now: processorTime,
    ...(everything && { everything }),
  });
}

/** What gathers a kind of facts, and the areas whose rules ask for them. */
export interface Gathering {
  readonly kind: Exclude<keyof FileFacts, 'suppressions'>;
  readonly collector: Collector;
  readonly areas: readonly string[];
}

export const GATHERINGS: readonly Gathering[] = [
  // An allow-list of origins may come from a variable.
  { kind: 'env', collector: ENV_COLLECTOR, areas: ['env', 'cors'] },
  { kind: 'migrations', collector: MIGRATION_COLLECTOR, areas: ['migrations'] },
  { kind: 'web', collector: WEB_COLLECTOR, areas: ['caching', 'cors'] },
  // No rule asks for it: live checks do, which have all facts gathered.
  { kind: 'live', collector: LIVE_COLLECTOR, areas: [] },
  { kind: 'mail', collector: MAIL_COLLECTOR, areas: ['email'] },
  { kind: 'uptime', collector: UPTIME_COLLECTOR, areas: [] },
];

function collectorsFor(only: readonly string[] | undefined): readonly Collector[] {
  if (only === undefined) return GATHERINGS.map(({ collector }) => collector);
  const wanted = WORKSPACE_RULES.filter(({ id }) => isWanted(id, only));
  const areas = new Set(wanted.map(({ id }) => areaOf(id)));
  return GATHERINGS.filter((one) => one.areas.some((area) => areas.has(area))).map(
    ({ collector }) => collector,
  );
}

/** Whether a rule is among the areas and rules that are wanted. */
export function isWanted(ruleId: string, only: readonly string[]): boolean {
  return only.includes(ruleId) || only.includes(areaOf(ruleId));
}

/** Whether a rule is wanted that judges all files together. */
export function needsFacts(only: readonly string[] | undefined): boolean {
  return only === undefined || WORKSPACE_RULES.some(({ id }) => isWanted(id, only));
}

/** One thread's own reader and analyzer. */
export function createFileCheck(settings: ScanSettings): CheckFile {
  const { reader, analyzer } = tools(settings);
  const isInside = createContainment(settings.root);
  return (path, known) => {
    const result = checkFile(reader, analyzer, path, known);
    return result && result !== known ? traceToSources(result, { root: settings.root, isInside }) : result;
  };
}

function tools({ root, facts, ...settings }: ScanSettings): { reader: Workspace; analyzer: Analyzer } {
  return { reader: createFileReader(root, () => facts), analyzer: analyzerFor(settings) };
}

/** Judges files, in worker threads where that pays. Resolves when all are done or the scan was cancelled. */
export async function scan(settings: ScanSettings, options: ScanOptions): Promise<void> {
  const most = options.threads ?? Math.min(availableParallelism(), 8);
  const worth = options.threads === undefined ? WORTH_SEVERAL : WORTH_A_THREAD;
  const threads = options.paths.length < worth ? 0 : most;
  if (threads === 0) await scanHere(settings, options);
  else await scanInWorkers(settings, options, { threads });
}

async function scanHere(
  settings: ScanSettings,
  { paths, known, cancellation, onResult }: ScanOptions,
): Promise<void> {
  const check = createFileCheck(settings);
  const pause = createPause();
  for (const path of paths) {
    if (cancellation.cancelled) return;
    onResult(path, check(path, known?.get(path)));
    await pause();
  }
}

/** To a worker: what the batches after it are judged by, or a batch. */
export type WorkerMessage = { readonly settings: ScanSettings } | { readonly batch: BatchRequest };
/** What goes to a worker, a batch at a time: paths, and the stamps of those that are known. */
export type BatchRequest = readonly { readonly path: string; readonly knownStamp: string | undefined }[];
/** What comes back, in the same order: as little as possible, since every piece of it is copied. */
export type BatchReply = readonly (BatchResult | 'unchanged' | undefined)[];
export interface BatchResult {
  readonly stamp: string;
  readonly bytes: number;
  /** Left out where there is nothing to tell, as in nearly all files. */
  readonly analysis?: Analysis;
}

export function createBatchCheck(settings: ScanSettings): (batch: BatchRequest) => BatchReply {
  const { reader, analyzer } = tools(settings);
  const { root } = settings;
  const isInside = createContainment(root);
  return (batch) =>
    batch.map(({ path, knownStamp }) => {
      const result = checkUnlessKnown(reader, analyzer, path, knownStamp);
      if (result === undefined || result === 'unchanged') return result;
      const { stamp, bytes, analysis } = traceToSources(result, { root, isInside });
      return isEmpty(analysis) ? { stamp, bytes } : { stamp, bytes, analysis };
    });
}

function isEmpty({ findings, errors, facts, dated }: Analysis): boolean {
  return findings.length === 0 && errors.length === 0 && facts === undefined && dated !== true;
}

const NOTHING: Analysis = { findings: [], errors: [] };

export interface WorkerOptions {
  readonly threads: number;
  /** Milliseconds that a worker may be silent. A batch takes some tens of them; nothing else can stop a regular expression. */
  readonly patience?: number;
  readonly workerFile?: URL;
}

/** The same in worker threads alone. One that gets stuck is ended; the file that it got stuck in is named. */
export async function scanInWorkers(
  settings: ScanSettings,
  options: Omit<ScanOptions, 'threads'>,
  { threads, patience = 20_000, workerFile = besideThisFile() }: WorkerOptions,
): Promise<void> {
  const { paths, known, cancellation, onResult } = options;
  let next = 0;
  /** Batches that a worker got stuck in, file by file: all but one of them can still be judged. */
  const suspects: string[] = [];
  const takeBatch = (): BatchRequest => {
    if (cancellation.cancelled) return [];
    const suspect = next >= paths.length ? suspects.pop() : undefined;
    const batch = suspect === undefined ? paths.slice(next, next + BATCH) : [suspect];
    if (suspect === undefined) next += batch.length;
    return batch.map((path) => ({ path, knownStamp: known?.get(path)?.stamp }));
  };
  const onStuck = ([batch = [], ...waiting]: readonly BatchRequest[], why: string): void => {
    const [only] = batch;
    if (only && batch.length === 1) onResult(only.path, notJudged(only.path, why));
    else suspects.push(...batch.map(({ path }) => path));
    suspects.push(...waiting.flat().map(({ path }) => path));
  };
  const onReply = (batch: BatchRequest, reply: BatchReply): void => {
    if (cancellation.cancelled) return;
    batch.forEach(({ path }, index) => {
      const result = reply[index];
      if (result === 'unchanged') onResult(path, known?.get(path));
      else onResult(path, result && { path, analysis: NOTHING, ...result });
    });
  };
  const drive = { settings, patience, workerFile, takeBatch, onReply, onStuck };
  await Promise.all(
    Array.from({ length: threads }, async () => {
      // A worker that was ended is followed by another, as long as there is work.
      while ((await driveWorker(drive)) === 'stuck');
    }),
  );
}

function notJudged(path: string, why: string): FileResult {
  const error = { file: path, ruleId: '', message: `${why}, and was given up` };
  return { path, stamp: '', bytes: 0, analysis: { findings: [], errors: [error] } };
}

interface Drive {
  readonly settings: ScanSettings;
  readonly patience: number;
  readonly workerFile: URL;
  takeBatch(): BatchRequest;
  onReply(batch: BatchRequest, reply: BatchReply): void;
  /** The first of the batches is the one in which it happened. */
  onStuck(given: readonly BatchRequest[], why: string): void;
}

/** Keeps one worker busy until no batch is left, or until it gets stuck. */
function driveWorker(drive: Drive): Promise<'done' | 'stuck'> {
  return new Promise((resolve, reject) => {
    const worker = takeWorker(drive.workerFile);
    worker.postMessage({ settings: drive.settings } satisfies WorkerMessage);
    let watch: NodeJS.Timeout | undefined;
    /** Those that the worker has: while one reply is taken in here, it is at work on the next batch. */
    const given: BatchRequest[] = [];
    const leave = (): void => {
      clearTimeout(watch);
      worker.off('message', onMessage).off('error', onError);
    };
    const give = (): void => {
      const batch = drive.takeBatch();
      if (batch.length === 0) return;
      given.push(batch);
      worker.postMessage({ batch } satisfies WorkerMessage);
    };
    const waitOn = (): void => {
      clearTimeout(watch);
      if (given.length === 0) {
        leave();
        giveBackWorker(drive.workerFile, worker);
        return resolve('done');
      }
      watch = setTimeout(() => {
        leave();
        drive.onStuck(given, `took longer than ${drive.patience / 1_000} s to check`);
        worker.terminate().then(() => resolve('stuck'), reject);
      }, drive.patience);
    };
    const onMessage = (reply: BatchReply): void => {
      const batch = given.shift() ?? [];
      give();
      drive.onReply(batch, reply);
      waitOn();
    };
    const onError = (error: unknown): void => {
      leave();
      if (
        given.length > 0 &&
        error instanceof Error &&
        'code' in error &&
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
      ) {
        drive.onStuck(given, 'needs too much memory to check');
        return resolve('stuck');
      }
      return reject(error instanceof Error ? error : new Error(String(error)));
    };
    worker.on('message', onMessage).on('error', onError);
    give();
    give();
    waitOn();
  });
}

/** As source while developing, as a bundle when packaged. */
function besideThisFile(): URL {
  const here = import.meta.url;
  return new URL(here.endsWith('.ts') ? './scanWorker.ts' : './worker.mjs', here);
}
