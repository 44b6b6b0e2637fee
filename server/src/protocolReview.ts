/** Names and payloads of the messages about reviews: the part of `protocol.ts` that the view of the review needs. */

type Impact = 'blocker' | 'high' | 'medium' | 'low';

/** Client → server, request, cancellable: review what the next commit of a repository would hold. */
export const REVIEW_STAGED = 'launchReady/reviewStaged';
export interface ReviewStagedParams {
  /** URI of the root of the repository's work tree. */
  readonly repository: string;
}
export type ReviewStagedResult =
  | {
      readonly kind: 'reviewed';
      /** Most severe first; those that somebody accepted are left out. */
      readonly findings: readonly ReviewFinding[];
      readonly changedFiles: number;
      /** From which impact on a finding stands against the commit. */
      readonly failOn: Impact | 'never';
      /** What was not reviewed and why, in sentences. */
      readonly notices: readonly string[];
    }
  | { readonly kind: 'nothing-staged' }
  | { readonly kind: 'cancelled' }
  /** Our failure: it says nothing about the change. In a sentence. */
  | {
      readonly kind: 'failed';
      readonly reason: string;
      /** What launch-ready.yaml wants to become of the commit then. */
      readonly onFailure: 'pass' | 'block';
    };
/** All texts can be shown as they are, and as text alone: the workspace has a say in them. */
export interface ReviewFinding {
  /** Fingerprint: what the requests below name it by. */
  readonly id: string;
  readonly ruleId: string;
  readonly impact: Impact;
  readonly message: string;
  /** Relative to the repository. */
  readonly file: string;
  readonly uri: string;
  /** 0-based, in the staged version of the file. */
  readonly range: {
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
  };
  /** What happens to the file; `untouched`: the change is elsewhere. */
  readonly status: 'added' | 'modified' | 'deleted' | 'renamed' | 'untouched';
  /** URI of where the file was before, if it was renamed. */
  readonly from?: string;
  /** What the fix does, where one can be made. */
  readonly fix?: string;
  /** It was put off until this date, which has passed. */
  readonly overdue?: string;
}

/**
 * Client → server, request: which of these files have something on disk, as it is saved, that the index does not. VS Code’s git
 * extension has a list of its own, but an answer of its that another question overtakes leaves that list as it was.
 */
export const UNSTAGED = 'launchReady/unstaged';
export interface UnstagedParams extends ReviewStagedParams {
  /** URIs of files. */
  readonly files: readonly string[];
}
export type UnstagedResult =
  | { readonly kind: 'unstaged'; readonly files: readonly string[] }
  | { readonly kind: 'failed'; readonly reason: string };

/** Client → server, request: the edit that fixes a finding of the last review in the file on disk, which is open and as it was staged. */
export const FIX_STAGED = 'launchReady/fixStaged';
export interface FixStagedParams extends ReviewStagedParams {
  readonly id: string;
}
export type FixStagedResult =
  | {
      readonly kind: 'edit';
      /** A workspace edit of the language server protocol. */
      readonly edit: unknown;
      /** URIs of the files that it changes and that may be staged; none holds values of this machine. */
      readonly stage: readonly string[];
    }
  | { readonly kind: 'refused'; readonly reason: string };

/** Client → server, request: the fix made last is staged; the answer is what the user must know and do next. */
export const FIX_STAGED_DONE = 'launchReady/fixStagedDone';

/** Client → server, request: the text of launch-ready.yaml once findings of the last review are put off. */
export const PUT_OFF_STAGED = 'launchReady/putOffStaged';
export interface PutOffStagedParams extends ReviewStagedParams {
  readonly ids: readonly string[];
  readonly owner: string;
  /** YYYY-MM-DD */
  readonly until: string;
  readonly reason: string;
}
export type PutOffStagedResult =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'refused'; readonly reason: string };
