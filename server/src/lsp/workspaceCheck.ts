import type { CancellationToken, Connection } from 'vscode-languageserver/node';
import { countByImpact, type ImpactCounts } from '../core/score.ts';
import { checkFile } from '../core/workspace.ts';
import { today } from '../host/clock.ts';
import { scan } from '../host/scan.ts';
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
  /** Checks a folder in the background; a check of it that is under way is given up. */
  start(folder: Folder): Promise<void>;
  /** Judges one file that changed on disk. */
  checkOne(folder: Folder, path: string): void;
  /** Forgets a file, or everything below a folder. */
  forget(folder: Folder, path: string): void;
  /** Gives up what is under way in a folder that goes away. */
  stop(folder: Folder): void;
  /** Tells the client the counts, soon. */
  readonly announce: () => void;
}

interface Run {
  cancelled: boolean;
  done: number;
  total: number;
  finished: Promise<void>;
}

/** Whole-workspace work: in a worker thread, open editors' files first, results shown as they come. */
export function registerWorkspaceCheck(
  connection: Connection,
  services: Services,
  diagnostics: () => Diagnostics,
): WorkspaceCheck {
  const { folders, log } = services;
  const runs = new Map<Folder, Run>();
  let announcing: NodeJS.Timeout | undefined;

  const announce = (): void => {
    announcing ??= setTimeout(() => {
      announcing = undefined;
      void connection.sendNotification(STATUS, status(runs, countAll(folders.all())));
    }, 100);
  };

  const runScan = async (folder: Folder, run: Run): Promise<void> => {
    const listed = await folder.workspace.list();
    // Only now it is known what git tracks: a tracked file counts even if it is ignored.
    diagnostics().refreshOpen(folder);
    const wanted = new Set(listed);
    for (const path of folder.results.keys()) if (!wanted.has(path)) forget(folder, path);
    const paths = [...listed].sort((a, b) => Number(folder.open.has(b)) - Number(folder.open.has(a)));
    run.total = paths.length;
    await scan(
      { root: folder.root, configText: folder.configText(), today: today() },
      {
        paths,
        known: folder.results,
        threads: 1, // the editor's user needs the other cores
        cancellation: run,
        onResult(path, result) {
          run.done++;
          if (result) {
            folder.results.set(path, result);
            diagnostics().report(result.analysis.errors);
            if (!folder.open.has(path)) diagnostics().publish(folder, path);
          } else forget(folder, path);
          announce();
        },
      },
    );
  };

  const start = async (folder: Folder): Promise<void> => {
    const before = runs.get(folder);
    if (before) before.cancelled = true;
    const run: Run = { cancelled: false, done: 0, total: 0, finished: Promise.resolve() };
    runs.set(folder, run);
    announce();
    run.finished = runToEnd(folder, run);
    await run.finished;
    // Given up for a newer one: whoever waits wants to know what that finds.
    await runs.get(folder)?.finished;
  };

  const runToEnd = async (folder: Folder, run: Run): Promise<void> => {
    try {
      await runScan(folder, run);
    } catch (error) {
      log(`The check of ${folder.root} failed: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      if (runs.get(folder) === run) runs.delete(folder);
      announce();
    }
  };

  const forget = (folder: Folder, path: string): void => {
    const gone = [...folder.results.keys()].filter((known) => known === path || known.startsWith(`${path}/`));
    for (const known of gone) {
      folder.results.delete(known);
      diagnostics().publish(folder, known);
    }
  };

  const stop = (folder: Folder): void => {
    const run = runs.get(folder);
    if (run) run.cancelled = true;
  };

  const checkAll = async (_params: unknown, token: CancellationToken): Promise<CheckWorkspaceResult> => {
    token.onCancellationRequested(() => folders.all().forEach(stop));
    await Promise.all(folders.all().map(start));
    const files = folders.all().reduce((sum, folder) => sum + folder.results.size, 0);
    return { files, cancelled: token.isCancellationRequested, counts: countAll(folders.all()) };
  };

  connection.onRequest(CHECK_WORKSPACE, checkAll);
  connection.onNotification(STOP_CHECKING, () => folders.all().forEach(stop));

  return {
    start,
    forget,
    stop,
    announce,
    checkOne(folder, path) {
      if (folder.workspace.isIgnored(path)) return forget(folder, path);
      const result = checkFile(folder.workspace, folder.analyzer(), path, folder.results.get(path));
      if (!result) return forget(folder, path);
      folder.results.set(path, result);
      diagnostics().report(result.analysis.errors);
      if (!folder.open.has(path)) diagnostics().publish(folder, path);
    },
  };
}

function countAll(folders: readonly Folder[]): ImpactCounts {
  const findings = folders.flatMap((folder) =>
    [...new Set([...folder.results.keys(), ...folder.open.keys()])].flatMap((path) => folder.findings(path)),
  );
  return countByImpact(findings);
}

function status(runs: ReadonlyMap<Folder, Run>, counts: ImpactCounts): StatusParams {
  const active = [...runs.values()].filter((run) => !run.cancelled);
  const sum = (pick: (run: Run) => number): number => active.reduce((total, run) => total + pick(run), 0);
  return {
    scanning: active.length === 0 ? null : { done: sum((run) => run.done), total: sum((run) => run.total) },
    counts,
  };
}
