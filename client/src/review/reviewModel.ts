import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  REVIEW_STAGED,
  type ReviewFinding,
  type ReviewStagedParams,
  type ReviewStagedResult,
} from '../../../server/src/protocol.ts';
import { fileCount, impactCount, IMPACTS } from '../counts.ts';
import type { Repository } from './gitApi.ts';

export type Reviewed = Extract<ReviewStagedResult, { readonly kind: 'reviewed' }>;
export type Failed = Extract<ReviewStagedResult, { readonly kind: 'failed' }>;

/** The last review of a repository that said something. */
export interface LastReview {
  readonly repository: Repository;
  readonly result: Reviewed | Failed;
  readonly at: Date;
}

/** What is known of reviews in this window. */
export interface ReviewModel extends vscode.Disposable {
  readonly onDidChange: vscode.Event<void>;
  /** By repository, in the order of their first reviews. */
  reviews(): readonly LastReview[];
  /** Never rejects: that our server is gone is a failure like others. */
  review(repository: Repository, token?: vscode.CancellationToken): Promise<ReviewStagedResult>;
  /** Nothing is staged any more. */
  forget(repository: Repository): void;
}

export function createReviewModel(client: LanguageClient): ReviewModel {
  const changed = new vscode.EventEmitter<void>();
  const reviews = new Map<string, LastReview>();
  const keyOf = ({ rootUri }: Repository): string => rootUri.toString();
  const keep = (repository: Repository, result: ReviewStagedResult): void => {
    if (result.kind === 'cancelled') return;
    if (result.kind === 'nothing-staged') reviews.delete(keyOf(repository));
    else reviews.set(keyOf(repository), { repository, result, at: new Date() });
    changed.fire();
  };
  // Of several reviews of one repository at a time, the one that was asked for last counts.
  const asked = new Map<string, number>();
  return {
    onDidChange: changed.event,
    reviews: () => [...reviews.values()],
    async review(repository, token) {
      const number = (asked.get(keyOf(repository)) ?? 0) + 1;
      asked.set(keyOf(repository), number);
      const result = await ask(client, repository, token);
      if (asked.get(keyOf(repository)) === number) keep(repository, result);
      return result;
    },
    forget(repository) {
      asked.set(keyOf(repository), (asked.get(keyOf(repository)) ?? 0) + 1);
      if (reviews.delete(keyOf(repository))) changed.fire();
    },
    dispose: () => changed.dispose(),
  };
}

async function ask(
  client: LanguageClient,
  { rootUri }: Repository,
  token: vscode.CancellationToken | undefined,
): Promise<ReviewStagedResult> {
  const params: ReviewStagedParams = { repository: rootUri.toString() };
  try {
    return await client.sendRequest<ReviewStagedResult>(REVIEW_STAGED, params, ...(token ? [token] : []));
  } catch (error) {
    if (token?.isCancellationRequested) return { kind: 'cancelled' };
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: 'failed', reason, onFailure: 'pass' };
  }
}

/** The view is there while there is a review that says something. */
export async function setHasReview(has: boolean): Promise<void> {
  await vscode.commands.executeCommand('setContext', 'launchReady.hasReview', has);
}

/** The findings that stand against the commit: by their impact, or because they were put off until a day that has passed. */
export function blocking({ findings, failOn }: Reviewed): readonly ReviewFinding[] {
  if (failOn === 'never') return [];
  const worst = IMPACTS.indexOf(failOn);
  return findings.filter(({ impact, overdue }) => overdue !== undefined || IMPACTS.indexOf(impact) <= worst);
}

/** "3 findings, 1 blocker", or that there are none. */
export function inWords({ findings, changedFiles }: Reviewed): string {
  const blockers = findings.filter(({ impact }) => impact === 'blocker').length;
  if (findings.length === 0) return vscode.l10n.t('No findings in {0}', fileCount(changedFiles));
  const all =
    findings.length === 1 ? vscode.l10n.t('1 finding') : vscode.l10n.t('{0} findings', findings.length);
  if (blockers === 0) return all;
  return `${all}, ${impactCount('blocker', blockers)}`;
}
