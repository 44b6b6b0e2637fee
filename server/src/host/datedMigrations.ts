import { mayBeMigration } from '../core/migrations/migrationPath.ts';
import { git } from './git.ts';

/** So long before the newest one: nobody leaves a migration undeployed for a month, and goes on writing more of them. */
const SECONDS_UNTIL_RUN = 30 * 24 * 60 * 60;
/** What the newest commits touched may still wait for its deploy, however old it is. */
const COMMITS_TO_COME = 3;
/** How many commits git is asked for; what lies before them is older than all of them, and counts as not known. */
const MOST_COMMITS = 3_000;

/**
 * Which migrations have surely run, where there is no main branch of a remote to say so: files that were last touched a month
 * before the newest of them, and by none of the last three commits that touched one. What a commit after that formatted or
 * moved is as new as that commit, so that nothing is taken for run too early. Asks git once; throws GitError.
 */
export async function datedMigrations(
  root: string,
  commit: string,
  folders: readonly string[],
): Promise<ReadonlySet<string>> {
  const output = await git(root, [
    'log',
    `--max-count=${MOST_COMMITS}`,
    '--format=%x01%ct',
    '--name-only',
    '-z',
    '--no-renames',
    '--no-ext-diff',
    // What a merge brings is as new as the merge, not as the branch that it comes from.
    '-m',
    '--first-parent',
    '--relative',
    '--ignore-submodules=all',
    commit,
    '--',
    ...folders,
  ]);
  return runByNow(touchesIn(output.toString()));
}

interface Touch {
  /** Seconds since 1970. */
  readonly time: number;
  readonly paths: readonly string[];
}

/** Commits that touched a migration, the newest first. */
function touchesIn(log: string): readonly Touch[] {
  return log.split('\u{1}').flatMap((part): Touch[] => {
    const [time = '', ...names] = part.split('\0').map((one) => one.replace(/^\n/, ''));
    const paths = names.filter((name) => name !== '' && mayBeMigration(name));
    return paths.length > 0 ? [{ time: Number(time), paths }] : [];
  });
}

function runByNow(touches: readonly Touch[]): ReadonlySet<string> {
  // Clocks differ, and a rebase dates commits anew: no file is older than what came before it.
  const newest = touches.reduce((most, { time }) => Math.max(most, time), 0);
  const seen = new Set<string>();
  const run = new Set<string>();
  for (const [index, { time, paths }] of touches.entries())
    for (const name of paths) {
      if (seen.has(name)) continue;
      seen.add(name);
      if (index >= COMMITS_TO_COME && newest - time >= SECONDS_UNTIL_RUN) run.add(name);
    }
  return run;
}
