import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { compareFindings } from '../core/postprocess.ts';
import type { CheckResult } from '../core/report/report.ts';
import { GitError } from '../host/git.ts';
import { historyRules, scanHistory, UnknownRevision, type JudgingThread } from '../host/history.ts';
import { beginJudgingThread } from '../host/historyWorker.ts';
import type { AnalyzerSettings } from '../host/scan.ts';
import { VERSION } from '../host/version.ts';
import { createProgress } from './progress.ts';
import { selectFiles, type Target } from './target.ts';
import { UsageError } from './usageError.ts';

export interface HistoryCheck {
  readonly target: Target;
  readonly settings: AnalyzerSettings;
  readonly wanted: (ruleId: string) => boolean;
  readonly since?: string | undefined;
}

export interface HistoryReport {
  /** One finding for each secret. */
  readonly merged: CheckResult;
  /** One for each secret and path, for a baseline. */
  readonly unmerged: CheckResult;
}

/** Looks for secrets in the history alone; the exit code where somebody stopped it. */
export async function checkHistory(
  check: HistoryCheck,
): Promise<HistoryReport | { readonly stopped: number }> {
  if (!historyRules().some(({ id }) => check.wanted(id)))
    throw new UsageError(
      `--history looks for secrets: with it, --only can name secrets or ${historyRules()[0]?.id}, say.`,
    );
  const stop = new AbortController();
  const removeListeners = stopOnSignals(stop);
  try {
    return await run(check, stop.signal);
  } catch (error) {
    if (stop.signal.aborted) return { stopped: stop.signal.reason as number };
    throw inWords(error);
  } finally {
    stop.abort(); // when one part failed, the other need not go on
    removeListeners();
  }
}

async function run(
  { target, settings, wanted, since }: HistoryCheck,
  signal: AbortSignal,
): Promise<HistoryReport> {
  const start = performance.now();
  // Texts come and go by the thousand: a small nursery for them costs no time, and a growing one some 150 MB.
  setFlagsFromString('--semi-space-growth-factor=1');
  const part = {
    folder: target.root,
    settings,
    rules: historyRules()
      .map(({ id }) => id)
      .filter(wanted),
  };
  const beginThread = (): JudgingThread => beginJudgingThread(part, signal);
  let progress: ReturnType<typeof createProgress> | undefined;
  const whole = target.paths.includes('') && !target.leftOut;
  const result = await scanHistory(target.root, {
    settings,
    since,
    wantsRule: wanted,
    ...(whole ? {} : { wants: (path) => selectFiles([path], target).length > 0 }),
    signal,
    ...(availableParallelism() > 1 ? { beginThread } : {}),
    onProgress(_done, total) {
      progress ??= createProgress(total, 'versions of files');
      progress.advance();
    },
  }).finally(() => progress?.end());
  const report = (findings: CheckResult['findings']): CheckResult => ({
    version: VERSION,
    root: target.root,
    files: result.versions,
    commits: result.commits,
    bytes: result.bytes,
    durationMs: performance.now() - start,
    findings,
    errors: result.errors,
  });
  return { merged: report([...result.findings].sort(compareFindings)), unmerged: report(result.unmerged) };
}

/** Ctrl-C in a terminal reaches git as well, but whoever ends this process alone must not leave git running. */
function stopOnSignals(stop: AbortController): () => void {
  const onInterrupt = (): void => stop.abort(130);
  const onTerminate = (): void => stop.abort(143);
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onTerminate);
  return () => {
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onTerminate);
  };
}

function inWords(error: unknown): unknown {
  if (error instanceof UnknownRevision)
    return new UsageError(`--since: there is no commit “${error.message}” in this repository.`);
  if (error instanceof GitError && error.absent)
    return new UsageError(
      error.message.startsWith('git is not installed')
        ? '--history needs git, which is not installed here.'
        : '--history: this folder is in no git repository, so there is no history to check.',
    );
  return error;
}
