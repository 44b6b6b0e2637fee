import {
  LSPErrorCodes,
  ResponseError,
  type CancellationToken,
  type Connection,
} from 'vscode-languageserver/node';
import { compareImpact } from '../core/finding.ts';
import { compareFindings } from '../core/postprocess.ts';
import { GitError } from '../host/git.ts';
import type { HistoryFinding } from '../host/history.ts';
import { readVersion } from '../host/history/versionText.ts';
import { scanHistoryInWorker } from '../host/historyWorker.ts';
import {
  CHECK_HISTORY,
  HISTORY_PROGRESS,
  READ_VERSION,
  type CheckHistoryResult,
  type HistoryProgressParams,
  type HistorySecret,
  type ReadVersionParams,
} from '../protocol.ts';
import { toRange, toUri } from './convert.ts';
import type { Folder } from './folder.ts';
import type { Services } from './services.ts';

/** The check of the history on request: of every folder, one after the other, in a worker thread. */
export function registerHistory(connection: Connection, services: Services): void {
  const { folders, settings } = services;

  const checkFolder = async (
    folder: Folder,
    signal: AbortSignal,
  ): Promise<CheckHistoryResult | undefined> => {
    try {
      const { findings, commits, errors } = await scanHistoryInWorker(
        { folder: folder.root, settings: folder.settings() },
        {
          signal,
          onProgress: (done, total) =>
            void connection.sendNotification(HISTORY_PROGRESS, {
              folder: folder.root,
              done,
              total,
            } satisfies HistoryProgressParams),
        },
      );
      const shown = findings.filter(
        ({ suppressed, impact }) => !suppressed && compareImpact(impact, settings.get().minimumImpact) <= 0,
      );
      return {
        commits,
        cancelled: false,
        secrets: [...shown].sort(compareFindings).map((finding) => toSecret(folder.root, finding)),
        unchecked: errors
          .filter(({ ruleId }) => ruleId === '')
          .map(({ file, message }) => `${file}: ${message}`),
      };
    } catch (error) {
      if (signal.aborted || !(error instanceof GitError) || !error.absent) throw error;
      return undefined; // no repository
    }
  };

  const checkAll = async (_params: unknown, token: CancellationToken): Promise<CheckHistoryResult> => {
    if (!services.isTrusted())
      throw failure('The history is read with git, which runs only where you trust the workspace.');
    const stop = new AbortController();
    token.onCancellationRequested(() => stop.abort());
    if (token.isCancellationRequested) stop.abort(); // before it was listened to
    const results: CheckHistoryResult[] = [];
    try {
      for (const folder of folders.all()) {
        const result = await checkFolder(folder, stop.signal);
        if (result) results.push(result);
      }
    } catch (error) {
      if (stop.signal.aborted) return { commits: 0, cancelled: true, secrets: [], unchecked: [] };
      throw failure(
        `The history could not be checked: ${error instanceof Error ? error.message : 'unknown error'}`,
      );
    }
    if (results.length === 0)
      throw failure('No folder of this workspace is in a git repository, so there is no history to check.');
    return {
      commits: results.reduce((sum, { commits }) => sum + commits, 0),
      cancelled: false,
      secrets: results.flatMap(({ secrets }) => secrets),
      unchecked: results.flatMap(({ unchecked }) => unchecked),
    };
  };

  connection.onRequest(CHECK_HISTORY, checkAll);
  connection.onRequest(READ_VERSION, async ({ folder: uri, blob }: ReadVersionParams) => {
    const folder = folders.all().find(({ root }) => toUri(root, '') === uri);
    if (!folder || !services.isTrusted()) return null;
    return readVersion(folder.root, blob);
  });
}

function failure(message: string): ResponseError {
  return new ResponseError(LSPErrorCodes.RequestFailed, message);
}

function toSecret(root: string, finding: HistoryFinding): HistorySecret {
  const { file, blob, range, impact, message, commit } = finding;
  return {
    folder: toUri(root, ''),
    ...(file === null || blob === undefined ? {} : { version: { path: file, blob, range: toRange(range) } }),
    impact,
    message,
    commit: commit.id,
    date: commit.authorDate,
    inHead: commit.inHead,
  };
}
