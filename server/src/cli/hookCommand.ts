import { Option, type Command } from 'commander';
import { IMPACTS } from '../core/finding.ts';
import { addHelp, type HelpText } from './helpText.ts';
import type { HookOptions } from './hook.ts';
import type { HookRunOptions } from './hookRun.ts';

/** `launch-ready hook`. `done` gets the exit code. */
export function addHook(program: Command, done: (exitCode: number) => void): void {
  const hook = program
    .command('hook')
    .description('Have every commit reviewed, through the hook manager that the project uses.')
    .exitOverride();
  addHelp(hook, HELP);
  const managed = (name: string, description: string): Command =>
    hook.command(name).description(description).exitOverride();
  managed('install', 'add the review to the pre-commit hook; what is there stays')
    .addOption(new Option('--manager <name>', 'write for this manager').choices(MANAGERS))
    .option('--dry-run', 'show what would be written, and write nothing', false)
    .action(async (options: HookOptions) => {
      done(await (await import('./hook.ts')).installHook(options));
    });
  managed('uninstall', 'take out what install added, and nothing else')
    .option('--dry-run', 'show what would be taken out, and write nothing', false)
    .action(async (options: HookOptions) => {
      done(await (await import('./hook.ts')).uninstallHook(options));
    });
  managed('status', 'say where the review stands and whether it would run: exit with 1 if not').action(
    async () => {
      done(await (await import('./hook.ts')).showHookStatus());
    },
  );
  managed('run', 'review what is staged: this is what the hook calls')
    .addOption(
      new Option(
        '--fail-on <impact>',
        'stop the commit from this impact on, instead of review.failOn',
      ).choices([...IMPACTS, 'never']),
    )
    .action(async (options: HookRunOptions) => {
      done(await (await import('./hookRun.ts')).runHook(options));
    });
}

/** Here, and not with the code that knows them, which is loaded later. prek reads the file of pre-commit. */
const MANAGERS = ['husky', 'lefthook', 'pre-commit', 'prek', 'simple-git-hooks', 'git'];

const HELP: HelpText = {
  examples: [
    ['launch-ready hook install', 'through husky, lefthook, pre-commit, simple-git-hooks, or git alone'],
    ['launch-ready hook install --dry-run', 'what that would write'],
    ['launch-ready hook status', 'whether the next commit will be reviewed'],
  ],
  notes: [
    'A commit is stopped by blockers, or from the impact on that launch-ready.yaml says (review: failOn: high). If the review itself fails, that is said and the commit passes (review: onFailure: block stops it). Once without it: git commit --no-verify',
  ],
  exitCodes:
    '0 done, or the commit may pass, 1 the review would not run, or stops the commit, 2 wrong use or a failure of our own.',
};
