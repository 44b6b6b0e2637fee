/** All that client and server share: names and payloads of our own messages. The rest is the language server protocol. */

/** Sent with `initialize`. */
export interface InitializationOptions {
  /** Whether the user trusts the workspace. Without trust nothing runs but pure analysis: no git, no network. */
  readonly trusted: boolean;
}

/** Client → server, notification: the user has come to trust the workspace. */
export const TRUST_GRANTED = 'launchReady/trustGranted';

/** Server → client, notification: what the status bar shows. */
export const STATUS = 'launchReady/status';
export interface StatusParams {
  /** Files done and in all while the workspace is being checked; null otherwise. */
  readonly scanning: { readonly done: number; readonly total: number } | null;
  readonly counts: Readonly<Record<'blocker' | 'high' | 'medium' | 'low', number>>;
}

/** Client → server, request with empty parameters, cancellable: check every file of every folder now. */
export const CHECK_WORKSPACE = 'launchReady/checkWorkspace';
export interface CheckWorkspaceResult {
  readonly files: number;
  readonly cancelled: boolean;
  readonly counts: StatusParams['counts'];
}

/** Client → server, notification: stop the background check. */
export const STOP_CHECKING = 'launchReady/stopChecking';

/** Client → server, request: the edit that silences a finding, with the reason that the user gave. */
export const IGNORE = 'launchReady/ignore';
export interface IgnoreParams extends IgnoreTarget {
  readonly reason: string;
}
export interface IgnoreTarget {
  readonly uri: string;
  readonly ruleId: string;
  /** 0-based line of the finding. */
  readonly line: number;
  readonly scope: 'next-line' | 'file';
}

/** Client → server, request: the fix resolved last was applied; the answer is what the user must know and do next. */
export const FIX_APPLIED = 'launchReady/fixApplied';
export interface FixAppliedResult {
  readonly message: string;
  readonly link?: { readonly label: string; readonly url: string };
}

/** Commands that code actions carry; the client runs them. */
export const COMMANDS = {
  ignore: 'launchReady.ignore',
  fixApplied: 'launchReady.fixApplied',
  openRulePage: 'launchReady.openRulePage',
  explainRefusal: 'launchReady.explainRefusal',
} as const;
