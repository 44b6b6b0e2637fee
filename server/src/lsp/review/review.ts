import type { CancellationToken, Connection } from 'vscode-languageserver/node';
import type { Finding, Impact } from '../../core/finding.ts';
import type { Review, ReviewSource } from '../../host/review/types.ts';
import type { ReviewOptions } from '../../host/review/review.ts';
import type { AnalyzerSettings } from '../../host/scan.ts';
import { REVIEW_STAGED, type ReviewStagedParams, type ReviewStagedResult } from '../../protocol.ts';
import { toPath } from '../convert.ts';
import type { Fixes } from '../fixes.ts';
import type { Services } from '../services.ts';
import { registerFixStaged } from './fixStaged.ts';
import { registerPutOffStaged } from './putOffStaged.ts';
import { onFailureOf, reviewSettings, thresholdOf } from './reviewSettings.ts';
import { shownFindings } from './shownFindings.ts';
import { registerUnstaged } from './unstaged.ts';
import { NO_DISK, reasonOf, UNTRUSTED } from './reasons.ts';

/** Reviews a change of the repository whose work tree is `root`. Rejects where it can't. */
export type ReviewChanges = (
  root: string,
  source: ReviewSource,
  settings: AnalyzerSettings,
  options: Pick<ReviewOptions, 'cache' | 'onConfig' | 'signal'>,
) => Promise<Review>;

/** Findings of the last review of a repository, by fingerprint. They stay in this process: their fixes know where secrets are. */
export type LastReview = ReadonlyMap<string, Finding>;

/** The review of what is staged, on request. Whatever goes wrong is an answer, not an error: the commit is the user's. */
export function registerReview(
  connection: Connection,
  services: Services,
  fixes: Fixes,
  reviewChanges: ReviewChanges,
): void {
  const last = new Map<string, LastReview>();

  const review = async (root: string, signal: AbortSignal): Promise<ReviewStagedResult> => {
    const settings = reviewSettings(services.folders, root);
    // What is on disk counts as long as nobody knows what is staged.
    let { configText } = settings;
    try {
      const done = await reviewChanges(root, { kind: 'staged' }, settings, {
        cache: services.cache(),
        onConfig: (text) => (configText = text),
        signal,
      });
      signal.throwIfAborted();
      return shown(root, done, thresholdOf(configText));
    } catch (error) {
      if (signal.aborted) return { kind: 'cancelled' };
      return failed(reasonOf(error), onFailureOf(configText));
    }
  };

  const shown = (
    root: string,
    { result, changes, notices }: Review,
    failOn: Impact | 'never',
  ): ReviewStagedResult => {
    const found = result.findings.filter(({ suppressed }) => !suppressed);
    last.set(root, new Map(found.map((finding) => [finding.fingerprint, finding])));
    if (changes.length === 0 && notices.length === 0) return { kind: 'nothing-staged' };
    const minimum = services.settings.get().minimumImpact;
    return {
      kind: 'reviewed',
      findings: shownFindings(root, found, changes, { failOn, minimum }),
      changedFiles: changes.length,
      failOn,
      notices: [...notices, ...result.errors.map(({ file, message }) => `${file}: ${message}`)],
    };
  };

  connection.onRequest<ReviewStagedResult, unknown>(
    REVIEW_STAGED,
    async ({ repository }: ReviewStagedParams, token: CancellationToken): Promise<ReviewStagedResult> => {
      if (!services.isTrusted()) return failed(UNTRUSTED, 'pass');
      const root = toPath(repository);
      if (root === undefined) return failed(NO_DISK, 'pass');
      const stop = new AbortController();
      // The answer does not wait for the file that is being judged.
      const cancelled = new Promise<ReviewStagedResult>((resolve) =>
        token.onCancellationRequested(() => {
          stop.abort();
          resolve({ kind: 'cancelled' });
        }),
      );
      return Promise.race([cancelled, review(root, stop.signal)]);
    },
  );
  registerUnstaged(connection, services);
  registerFixStaged(connection, services, fixes, last);
  registerPutOffStaged(connection, services, last);
}

function failed(reason: string, onFailure: 'pass' | 'block'): ReviewStagedResult {
  return { kind: 'failed', reason, onFailure };
}
