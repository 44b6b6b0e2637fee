import {
  LSPErrorCodes,
  ResponseError,
  type CancellationToken,
  type Connection,
} from 'vscode-languageserver/node';
import { loadPostgresGrammar } from '../host/postgresGrammar.ts';
import { wantsPostgresGrammar } from '../host/wholeWorkspace.ts';
import { envFileRoleOf } from '../core/env/envFileRole.ts';
import { fileClassOf } from '../core/facts.ts';
import { mergeSameSecrets } from '../core/sameSecrets.ts';
import { isToDo } from '../core/finding.ts';
import { countByImpact, type ImpactCounts } from '../core/score.ts';
import { checkFile, type FileResult } from '../core/workspace.ts';
import { hasKeptIds } from '../host/resultLines.ts';
import { scan, type AnalyzerSettings } from '../host/scan.ts';
import {
  CHECK_WORKSPACE,
  STATUS,
  STOP_CHECKING,
  type CheckWorkspaceResult,
  type StatusParams,
} from '../protocol.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { Folder } from './folder.ts';
import type { Services } from './services.ts';

export interface WorkspaceCheck {
  /**
   * Brings what is known of a folder up to date in the background: of all files or, where the user wants no check of the
   * workspace, of those that are known from a check on request. A check of the folder under way is given up for it.
   */
  readonly refresh: (folder: Folder) => void;
  /** The same after a pause; of several, the last counts. */
  readonly refreshSoon: (folder: Folder, milliseconds: number) => void;
  /** Takes note of one path that changed on disk. */
  checkOne(folder: Folder, path: string): void;
  /** Gives up what is under way or due in a folder that was removed. */
  abandon(folder: Folder): void;
  /** Tells the client the counts, soon. */
  readonly announce: () => void;
  /** Checks every file of every folder now. */
  readonly checkAll: (token: CancellationToken) => Promise<CheckWorkspaceResult>;
}

type Scope = 'all' | 'known';
type Outcome = 'finished' | 'stopped' | { readonly failed: string };

interface Run {
  cancelled: boolean;
  done: number;
  total: number;
  readonly scope: Scope;
  /** The newer run that this one was given up for; none when the user stopped it. */
  replacedBy: Run | undefined;
  finished: Promise<Outcome>;
}

/** Whole-workspace work: in a worker thread, open editors' files first, results shown as they come. */
export function registerWorkspaceCheck(
  connection: Connection,
  { folders, settings, cache, log, guarded }: Services,
  diagnostics: () => Diagnostics,
): WorkspaceCheck {
  const runs = new Map<Folder, Run>();
  const due = new Map<Folder, NodeJS.Timeout>();
  const joining = new Map<Folder, NodeJS.Timeout>();
  const complete = new WeakSet<Folder>();
  let announcing: NodeJS.Timeout | undefined;

  const announce = (): void => {
    announcing ??= setTimeout(
      guarded(() => {
        announcing = undefined;
        void connection.sendNotification(STATUS, status(runs, countAll(folders.all())));
      }),
      100,
    );
  };

  const runScan = async (folder: Folder, run: Run): Promise<void> => {
    if (folder.configIsStale()) folder.reloadConfig(); // changed while nobody watched
    const listed = await folder.workspace.list();
    if (run.cancelled) return;
    // Only now it is known what git tracks: a tracked file counts even if it is ignored.
    diagnostics().refreshOpen(folder);
    const wanted = new Set(listed);
    for (const path of new Set([...folder.results.keys(), ...diagnostics().shown(folder)]))
      if (!wanted.has(path)) forget(folder, path);
    if (!folder.workspace.isFolder('.')) throw new Error('the folder is gone');
    const paths = listed
      .filter((path) => run.scope === 'all' || folder.results.has(path))
      .sort((a, b) => Number(folder.open.has(b)) - Number(folder.open.has(a)));
    run.total = paths.length;
    const startedAt = Date.now();
    const judgedUnder = folder.settings();
    const known = knownBefore(folder, judgedUnder);
    let learned = false;
    const inForce = (): boolean => isSame(judgedUnder, folder.settings());
    await scan(
      { root: folder.root, ...judgedUnder, facts: folder.workspace.facts() },
      {
        paths,
        known,
        threads: 1, // the editor's user needs the other cores
        cancellation: run,
        onResult(path, result) {
          run.done++;
          learned ||= result !== known.get(path);
          guarded(() => {
            if (!result) forget(folder, path);
            // Judged under settings that have changed since: shown, and due to be judged again.
            else learn(folder, path, inForce() ? result : { ...result, stamp: '' });
          })();
          announce();
        },
      },
    );
    if (run.cancelled || !inForce()) return;
    if (run.scope === 'all') await prepareWhole(folder);
    diagnostics().judgeTogether(folder);
    if (run.scope !== 'all') return;
    complete.add(folder);
    if (learned) cache()?.save(folder.root, judgedUnder, folder.results.values(), startedAt);
  };

  /** From now on its files are judged together, with what that takes. */
  const prepareWhole = async (folder: Folder): Promise<void> => {
    folder.whole.complete();
    const model = folder.whole.model();
    if (model && wantsPostgresGrammar(model)) await loadPostgresGrammar();
  };

  /** What earlier starts found counts until this one has seen everything itself. */
  const knownBefore = (folder: Folder, under: AnalyzerSettings): ReadonlyMap<string, FileResult> => {
    if (complete.has(folder)) return folder.results;
    const kept = [...(cache()?.load(folder.root, under) ?? [])];
    // Few files hold secrets. They are judged again: what is open in an editor is compared with them.
    return new Map([...kept.filter(([, result]) => !hasKeptIds(result)), ...folder.results]);
  };

  const start = (folder: Folder, scope: Scope): Promise<Outcome> => {
    clearTimeout(due.get(folder));
    due.delete(folder);
    if (!folders.isWorkspaceFolder(folder)) return Promise.resolve('stopped');
    const before = runs.get(folder);
    const replaced = before && !before.cancelled ? before : undefined;
    const run: Run = {
      cancelled: false,
      done: 0,
      total: 0,
      scope: replaced?.scope === 'all' ? 'all' : scope, // it owes whoever waits for the other one as much
      replacedBy: undefined,
      finished: Promise.resolve('stopped'),
    };
    if (replaced) {
      replaced.cancelled = true;
      replaced.replacedBy = run;
    }
    runs.set(folder, run);
    announce();
    run.finished = runToEnd(folder, run);
    return outcomeOf(run);
  };

  const runToEnd = async (folder: Folder, run: Run): Promise<Outcome> => {
    try {
      await runScan(folder, run);
      return run.cancelled ? 'stopped' : 'finished';
    } catch (error) {
      const failed = `The check of ${folder.root} failed: ${error instanceof Error ? error.message : String(error)}`;
      log(failed);
      return { failed };
    } finally {
      if (runs.get(folder) === run) runs.delete(folder);
      announce();
    }
  };

  const learn = (folder: Folder, path: string, result: FileResult): void => {
    folder.results.set(path, result);
    diagnostics().report(result.analysis.errors);
    if (!folder.open.has(path)) diagnostics().publish(folder, path);
  };

  const forget = (folder: Folder, path: string): void => {
    folder.results.delete(path);
    diagnostics().publish(folder, path);
  };

  /** Looks at every known path: for a path that the editor names, never for each of many. */
  const forgetBelow = (folder: Folder, parent: string): void => {
    for (const path of folder.results.keys()) if (path.startsWith(`${parent}/`)) forget(folder, path);
  };

  /** Once for many files that change at the same time. */
  const togetherSoon = (folder: Folder): void => {
    if (joining.has(folder)) return;
    const timer = setTimeout(
      guarded(() => {
        joining.delete(folder);
        diagnostics().judgeTogether(folder);
      }),
      50,
    );
    joining.set(folder, timer);
  };

  const stop = (folder: Folder): void => {
    const run = runs.get(folder);
    if (run) run.cancelled = true;
    announce();
  };

  const refresh = (folder: Folder): void => {
    void start(folder, settings.get().checkWorkspace ? 'all' : 'known');
  };

  const scheduleRefresh = (folder: Folder, milliseconds: number): void => {
    clearTimeout(due.get(folder));
    const timer = setTimeout(
      guarded(() => refresh(folder)),
      milliseconds,
    );
    due.set(folder, timer);
  };

  const checkAll = async (token: CancellationToken): Promise<CheckWorkspaceResult> => {
    token.onCancellationRequested(() => folders.all().forEach(stop));
    const outcomes = await Promise.all(
      folders.all().map(async (folder) => ({ folder, outcome: await start(folder, 'all') })),
    );
    for (const { outcome } of outcomes)
      if (typeof outcome === 'object') throw new ResponseError(LSPErrorCodes.RequestFailed, outcome.failed);
    // A folder that was removed meanwhile is not missing from the answer.
    const stopped = outcomes.some(
      ({ folder, outcome }) => outcome === 'stopped' && folders.isWorkspaceFolder(folder),
    );
    const files = folders.all().reduce((sum, folder) => sum + folder.results.size, 0);
    return { files, cancelled: stopped || token.isCancellationRequested, counts: countAll(folders.all()) };
  };

  connection.onRequest(CHECK_WORKSPACE, (_params: unknown, token: CancellationToken) => checkAll(token));
  connection.onNotification(STOP_CHECKING, () => folders.all().forEach(stop));

  return {
    refresh,
    refreshSoon: scheduleRefresh,
    abandon(folder) {
      clearTimeout(due.get(folder));
      due.delete(folder);
      clearTimeout(joining.get(folder));
      joining.delete(folder);
      stop(folder);
    },
    announce,
    checkAll,
    checkOne(folder, path) {
      const known = folder.results.get(path);
      if (folder.workspace.stamp(path) === undefined) {
        if (known) forget(folder, path);
        else forgetBelow(folder, path);
        return togetherSoon(folder);
      }
      if (folder.workspace.isIgnored(path) && !isOwnEnvFile(folder, path)) {
        forget(folder, path);
        // A new one of this machine's env files: only a listing says where they count.
        if (envFileRoleOf(path)) scheduleRefresh(folder, 300);
        return undefined;
      }
      if (!known && !settings.get().checkWorkspace) return undefined;
      const result = checkFile(folder.workspace, folder.analyzer(), path, known);
      if (result) learn(folder, path, result);
      else forget(folder, path);
      return togetherSoon(folder);
    },
  };
}

/** An env file that git ignores, as the last listing found it. */
function isOwnEnvFile({ workspace }: Folder, path: string): boolean {
  return fileClassOf(path, workspace.facts()) === 'ignored-env';
}

/** Given up for a newer one: whoever waits wants to know how that ends. */
async function outcomeOf(run: Run): Promise<Outcome> {
  const outcome = await run.finished;
  return run.replacedBy ? outcomeOf(run.replacedBy) : outcome;
}

function isSame(a: AnalyzerSettings, b: AnalyzerSettings): boolean {
  return a.configText === b.configText && a.baselineText === b.baselineText && a.today === b.today;
}

function countAll(folders: readonly Folder[]): ImpactCounts {
  const findings = folders.flatMap((folder) =>
    [...new Set([...folder.results.keys(), ...folder.open.keys()])].flatMap((path) => folder.findings(path)),
  );
  return countByImpact(mergeSameSecrets(findings).filter(isToDo));
}

function status(runs: ReadonlyMap<Folder, Run>, counts: ImpactCounts): StatusParams {
  const active = [...runs.values()].filter((run) => !run.cancelled);
  const sum = (pick: (run: Run) => number): number => active.reduce((total, run) => total + pick(run), 0);
  return {
    scanning: active.length === 0 ? null : { done: sum((run) => run.done), total: sum((run) => run.total) },
    counts,
  };
}
