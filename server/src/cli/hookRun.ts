import type { Impact } from '../core/finding.ts';
import { printable } from '../core/printable.ts';
import { GitError } from '../host/git.ts';
import { repositoryTop } from '../host/ignoreRules.ts';
import { readChange, type Change } from '../host/review/change.ts';
import { UsageError } from './usageError.ts';

export interface HookRunOptions {
  readonly failOn?: Impact | 'never';
}

/** Milliseconds. Whoever commits waits for it. */
const LONGEST = 60_000;
const PASS = 0;
const STOP = 1;

/**
 * Reviews what is staged, for a hook. The exit code is 1 where the commit is to be stopped, and 0 otherwise: no failure of the
 * review loses or stops a commit, unless launch-ready.yaml says so.
 */
export async function runHook(options: HookRunOptions): Promise<number> {
  // A hook may have gone elsewhere; git's variables are relative to the top.
  const top = repositoryTop(process.cwd()) ?? process.cwd();
  process.chdir(top);
  let codeOfFailure = (): number => PASS;
  const fail = (error: unknown): number => tellFailure(error, codeOfFailure());
  process.once('uncaughtException', (error) => process.exit(fail(error)));
  const tooLong = setTimeout(() => process.exit(fail(new UsageError(TOO_LONG))), LONGEST).unref();
  try {
    // git is asked while the engine is being loaded.
    const reading: Promise<Change> = readChange(top, { kind: 'staged' }, process.env);
    reading.catch(() => undefined);
    const { prepareHookReview } = await import('./hookReview.ts');
    const review = prepareHookReview(top, options.failOn);
    codeOfFailure = () => (review.onFailure() === 'block' ? STOP : PASS);
    return (await review.run(reading)) === 'stop' ? STOP : PASS;
  } catch (error) {
    return fail(error);
  } finally {
    clearTimeout(tooLong);
  }
}

const TOO_LONG = `it took more than ${LONGEST / 1000} seconds`;

function tellFailure(error: unknown, exitCode: number): number {
  const outcome =
    exitCode === PASS
      ? 'This commit was not reviewed'
      : 'This commit is stopped because it could not be reviewed (review.onFailure in launch-ready.yaml)';
  process.stderr.write(`Launch Ready: ${outcome}: ${printable(reasonOf(error))}.\n`);
  return exitCode;
}

/** What an exception of ours says may quote a file: only what was made for people is repeated. */
function reasonOf(error: unknown): string {
  if (error instanceof GitError) return error.absent ? 'there is no git, or no repository' : error.message;
  if (error instanceof UsageError) return error.message.replace(/\.$/, '');
  return 'the review failed. “launch-ready check --staged” may say more';
}
