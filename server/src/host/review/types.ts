import type { CheckResult } from '../../core/report/report.ts';

/** What is reviewed: a change, between the state before it and the state after it. */
export type ReviewSource =
  /** What the next commit would hold, against HEAD; against all parents while a merge is under way. */
  | { readonly kind: 'staged' }
  /** The files as they are on disk, untracked ones too, against where this branch left the revision. */
  | { readonly kind: 'since'; readonly revision: string }
  /** A unified diff, which was applied to the files on disk, or can be. */
  | { readonly kind: 'diff'; readonly text: string };

export interface ChangedFile {
  /** Relative to the root, forward slashes: after the change, or before it where it was deleted. */
  readonly path: string;
  readonly status: 'added' | 'modified' | 'deleted' | 'renamed';
  /** Where it was before, if it was renamed. */
  readonly from?: string;
  /** git's object ids of the contents; absent where there are none, or where they are not in the repository. */
  readonly before?: string;
  readonly after?: string;
}

/** What a review gave. Of its `result`, the findings stand on changed lines or are there because of the change. */
export interface Review {
  readonly result: CheckResult;
  readonly changes: readonly ChangedFile[];
  /** What was not reviewed and why, in sentences: a submodule, a conflict. */
  readonly notices: readonly string[];
}
