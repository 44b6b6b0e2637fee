import * as vscode from 'vscode';
import { gitApi, type GitApi, type Repository } from './gitApi.ts';
import type { ReviewModel } from './reviewModel.ts';

/** Milliseconds of quiet before a review: who stages stages several files. */
const PAUSE = 500;
const SETTING = 'review.onStage';

/** Reviews by itself when the index changes, quietly: only the view shows it. */
export function registerReviewOnStage(model: ReviewModel): vscode.Disposable {
  const watched = new Map<string, vscode.Disposable>();
  const watch = (repository: Repository): void => {
    const key = repository.rootUri.toString();
    if (!watched.has(key)) watched.set(key, watchRepository(repository, model));
  };
  const start = (git: GitApi): vscode.Disposable[] => {
    git.repositories.forEach(watch);
    return [
      git.onDidOpenRepository(watch),
      git.onDidCloseRepository((repository) => {
        const key = repository.rootUri.toString();
        watched.get(key)?.dispose();
        watched.delete(key);
        model.forget(repository);
      }),
    ];
  };
  const started: vscode.Disposable[] = [];
  void gitApi().then((git) => git && started.push(...start(git)));
  return new vscode.Disposable(() => {
    for (const one of [...started, ...watched.values()]) one.dispose();
  });
}

function watchRepository(repository: Repository, model: ReviewModel): vscode.Disposable {
  let seen: string | undefined;
  let pause: NodeJS.Timeout | undefined;
  let running: vscode.CancellationTokenSource | undefined;
  const review = async (): Promise<void> => {
    // What it would find was staged a moment ago.
    running?.cancel();
    const stop = (running = new vscode.CancellationTokenSource());
    await model.review(repository, stop.token);
    stop.dispose();
  };
  const look = async (): Promise<void> => {
    const now = await indexStamp(repository);
    if (now === seen) return;
    seen = now;
    const isEmpty = repository.state.indexChanges.length === 0;
    const isShown = model.reviews().some((one) => one.repository.rootUri.path === repository.rootUri.path);
    // The Git extension may be behind: that nothing is staged any more is for the review to say.
    if (isEmpty ? isShown : isWanted(repository)) await review();
  };
  const lookSoon = (): void => {
    clearTimeout(pause);
    pause = setTimeout(() => void look(), PAUSE);
  };
  lookSoon();
  const listener = repository.state.onDidChange(lookSoon);
  return new vscode.Disposable(() => {
    clearTimeout(pause);
    running?.cancel();
    listener.dispose();
  });
}

function isWanted({ rootUri }: Repository): boolean {
  const settings = vscode.workspace.getConfiguration('launchReady', rootUri);
  return vscode.workspace.isTrusted && settings.get<boolean>(SETTING) === true;
}

/** Another one when something was staged or unstaged. Where the index is not in its usual place, the list of files is all there is. */
async function indexStamp({ rootUri, state }: Repository): Promise<string> {
  const files = state.indexChanges.map(({ uri }) => uri.path).join('\0');
  try {
    const { mtime, size } = await vscode.workspace.fs.stat(vscode.Uri.joinPath(rootUri, '.git', 'index'));
    return `${mtime} ${size} ${files}`;
  } catch {
    return files; // a worktree or a submodule, whose .git is a file
  }
}
