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
  const managed = (name: keyof typeof HELP_BELOW, description: string): Command =>
    addHelp(hook.command(name).description(description).exitOverride(), HELP_BELOW[name]);
  managed('install', 'Add the review to the pre-commit hook; what is there stays.')
    .addOption(new Option('--manager <name>', 'write for this manager').choices(MANAGERS))
    .option('--dry-run', 'show what would be written, and write nothing', false)
    .action(async (options: HookOptions) => {
      done(await (await import('./hook.ts')).installHook(options));
    });
  managed('uninstall', 'Take out what install added, and nothing else.')
    .option('--dry-run', 'show what would be taken out, and write nothing', false)
    .action(async (options: HookOptions) => {
      done(await (await import('./hook.ts')).uninstallHook(options));
    });
  managed('status', 'Say where the review stands, and whether it would run.').action(async () => {
    done(await (await import('./hook.ts')).showHookStatus());
  });
  managed('run', 'Review what is staged: this is what the hook calls.')
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

const HELP_BELOW = {
  install: {
    examples: [
      ['launch-ready hook install', 'through what the project uses, or git alone'],
      ['launch-ready hook install --dry-run', 'what that would write'],
      ['launch-ready hook install --manager husky', 'where the project has several'],
    ],
    exitCodes: '0 written, or there already, 2 wrong use, or it would not work: nothing was written.',
  },
  uninstall: {
    examples: [['launch-ready hook uninstall', 'no review of commits from now on']],
    exitCodes: '0 taken out, or not there, 2 wrong use or a failure of our own.',
  },
  status: {
    examples: [['launch-ready hook status', 'whether the next commit will be reviewed']],
    exitCodes: '0 it would run, 1 it would not, 2 wrong use or a failure of our own.',
  },
  run: {
    examples: [
      ['launch-ready hook run', 'what git would be told about the commit that is staged'],
      ['launch-ready hook run --fail-on high', 'stricter than launch-ready.yaml says'],
    ],
    notes: [
      'A failure of the review itself lets the commit pass and says so, unless launch-ready.yaml says otherwise (review: onFailure: block).',
    ],
    exitCodes: '0 the commit may pass, 1 it is stopped, 2 wrong use.',
  },
} as const satisfies Readonly<Record<string, HelpText>>;
