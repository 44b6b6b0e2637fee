import * as vscode from 'vscode';
import { plain } from '../plain.ts';
import { askForTrust } from '../trust.ts';

/**
 * What we use of the API of VS Code's own git extension, version 1 (extensions/git/src/api/git.d.ts). Paths are absolute, but
 * those after a revision.
 */
export interface GitApi {
  /** Until it is initialized it knows no repositories. */
  readonly state: 'uninitialized' | 'initialized';
  readonly onDidChangeState: vscode.Event<GitApi['state']>;
  readonly repositories: readonly Repository[];
  readonly onDidOpenRepository: vscode.Event<Repository>;
  readonly onDidCloseRepository: vscode.Event<Repository>;
  getRepository(uri: vscode.Uri): Repository | null;
  /** A version of a file: of a revision, or of the index where that is "". */
  toGitUri(uri: vscode.Uri, revision: string): vscode.Uri;
}

export interface Repository {
  readonly rootUri: vscode.Uri;
  readonly inputBox: { value: string };
  readonly state: {
    readonly HEAD: { readonly name?: string; readonly commit?: string } | undefined;
    readonly indexChanges: readonly Change[];
    readonly mergeChanges: readonly Change[];
    readonly workingTreeChanges: readonly Change[];
    readonly untrackedChanges: readonly Change[];
    readonly onDidChange: vscode.Event<void>;
  };
  add(paths: string[]): Promise<void>;
  commit(message: string, options: CommitOptions): Promise<void>;
  checkIgnore(paths: string[]): Promise<Set<string>>;
  getConfig(key: string): Promise<string>;
  getGlobalConfig(key: string): Promise<string>;
  isBranchProtected(): boolean;
}

interface Change {
  readonly uri: vscode.Uri;
}

export interface CommitOptions {
  readonly signCommit?: boolean;
  readonly signoff?: boolean;
  readonly useEditor?: boolean;
  readonly verbose?: boolean;
}

interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): GitApi;
}

/** Undefined where the git extension is disabled, or where it finds no git. */
export async function gitApi(): Promise<GitApi | undefined> {
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  try {
    const git = await extension?.activate();
    return git?.enabled ? await initialized(git.getAPI(1)) : undefined;
  } catch {
    return undefined; // no git on this machine: it has no model, and throws
  }
}

async function initialized(git: GitApi): Promise<GitApi> {
  if (git.state === 'uninitialized')
    await new Promise<void>((resolve) => {
      const listener = git.onDidChangeState(() => {
        listener.dispose();
        resolve();
      });
    });
  return git;
}

/** The same, told to the user where it is missing. */
export async function requireGit(): Promise<GitApi | undefined> {
  const git = await gitApi();
  if (git) return git;
  if (vscode.workspace.isTrusted)
    void vscode.window.showErrorMessage(
      vscode.l10n.t(
        'Launch Ready: what is staged is known through VS Code’s own Git extension, which is disabled here or found no git. Enable it, and try again.',
      ),
    );
  else
    askForTrust(
      vscode.l10n.t(
        'Launch Ready: what is staged is read with git, which runs only where you trust the workspace.',
      ),
    );
  return undefined;
}

/**
 * The repository that a command is about: that of the Source Control view from which it came, else the active editor's, else
 * the only one, else the one that the user picks.
 */
export async function chooseRepository(git: GitApi, from: unknown): Promise<Repository | undefined> {
  const root = rootUriOf(from);
  const editor = vscode.window.activeTextEditor?.document.uri;
  const known =
    (root && git.getRepository(root)) ??
    (editor?.scheme === 'file' ? git.getRepository(editor) : null) ??
    (git.repositories.length === 1 ? git.repositories[0] : undefined);
  if (known) return known;
  if (git.repositories.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Launch Ready: no folder of this workspace is in a git repository.'),
    );
    return undefined;
  }
  const choice = await vscode.window.showQuickPick(
    git.repositories.map((repository) => ({
      label: nameOf(repository),
      description: repository.rootUri.fsPath,
      repository,
    })),
    { title: vscode.l10n.t('Which repository?') },
  );
  return choice?.repository;
}

/** A SourceControl, where a menu of the Source Control view gave it. */
function rootUriOf(from: unknown): vscode.Uri | undefined {
  if (typeof from !== 'object' || from === null || !('rootUri' in from)) return undefined;
  return from.rootUri instanceof vscode.Uri ? from.rootUri : undefined;
}

export function nameOf({ rootUri }: Repository): string {
  return rootUri.path.split('/').findLast((part) => part !== '') ?? rootUri.path;
}

export function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => isSameFile(document.uri, uri));
}

export function isSameFile(a: vscode.Uri, b: vscode.Uri): boolean {
  return a.scheme === b.scheme && a.fsPath === b.fsPath;
}

/** What git said, for a notification. */
export function gitComplaint(error: unknown): string {
  const said =
    typeof error === 'object' && error !== null && 'stderr' in error && typeof error.stderr === 'string'
      ? error.stderr.trim()
      : '';
  const reason = said === '' && error instanceof Error ? error.message : said;
  return plain(reason.slice(0, MOST_SAID));
}

const MOST_SAID = 300;

/** As git knows whoever works there; undefined where it does not. Rejects where a setting that is missing is an error to git. */
export async function userNameOf(repository: Repository): Promise<string | undefined> {
  const name = (await repository.getConfig('user.name')) || (await repository.getGlobalConfig('user.name'));
  return name.trim() || undefined;
}
