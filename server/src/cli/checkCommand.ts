import { InvalidArgumentError, Option, type Command } from 'commander';
import { IMPACTS } from '../core/finding.ts';
import { REPORT_FORMATS } from '../core/report/formatNames.ts';
import type { CheckOptions } from './check.ts';
import { addHelp, type HelpText } from './helpText.ts';
import { isReview, review } from './review.ts';

/** `launch-ready check`. `done` gets the exit code. */
export function addCheck(program: Command, done: (exitCode: number) => void): void {
  const check = program
    .command('check')
    .description('Check the files of this folder that are, or would be, committed.')
    .argument('[paths...]', 'files, folders or patterns ("src/**/*.ts"); this folder when left out')
    .addOption(new Option('--format <format>', 'how to report').choices(REPORT_FORMATS).default('text'))
    .addOption(
      new Option('--fail-on <impact>', 'exit with 1 from this impact on')
        .choices([...IMPACTS, 'never'])
        .default('blocker'),
    )
    .option('--fix', 'apply the fixes: move secrets to the environment, complete templates', false)
    .option(
      '--only <areas>',
      'check these areas or rules only, separated by commas (secrets, secrets/private-key)',
    )
    .option('--staged', 'review what the next commit would hold, as it is staged', false)
    .option('--since <revision>', 'review what changed since this branch left a commit, branch or tag')
    .option('--diff <file>', 'review a unified diff (“-” reads it from standard input)')
    .option('--history', 'look for secrets in the history instead: every version of every file', false)
    .option('--config <file>', 'use this file instead of launch-ready.yaml')
    .option('--baseline <file>', 'accept the findings in this file instead of launch-ready-baseline.json')
    .option(
      '--write-baseline [file]',
      'accept what is found now: write launch-ready-baseline.json, or this file',
    )
    .option(
      '--verify',
      'ask the providers which of the keys found are live: sends each key to its own',
      false,
    )
    .addOption(
      new Option('--ignore-pattern <pattern>', 'leave these files out, as in .gitignore; can be repeated')
        .default([])
        .argParser((pattern: string, before: readonly string[]) => [...before, pattern]),
    )
    .option('--stdin', 'check the text on standard input')
    .option('--stdin-filename <file>', 'the file that the text would stand in; it need not exist')
    .option('--list-files', 'print the files that would be checked, and check none')
    .addOption(
      new Option('--max-findings <number>', 'report the most severe ones only; all of them count').argParser(
        wholeNumber,
      ),
    )
    .option('--past', 'list what is about migrations that have run already too: nothing is left to do there')
    .option('--quiet', 'report only what makes the check fail, and nothing where nothing does')
    .option('-o, --output-file <file>', 'write the report to this file')
    .option('--no-color', 'no colours')
    .on('option:no-color', () => {
      process.env['NO_COLOR'] = '1';
    })
    .option('--cache', 'look only at files that changed since the last check', true)
    .option('--no-cache', 'look at every file again, also at those that did not change')
    .option(
      '--cache-location <folder>',
      'keep what is known of files here; not in a folder that is committed',
    )
    .exitOverride()
    .action(async (paths: string[], options: CheckOptions) => {
      // A review asks git while the engine is being loaded.
      if (isReview(options)) done(await review(paths, options));
      else done(await (await import('./check.ts')).check(paths, options));
    });
  addHelp(check, HELP);
}

function wholeNumber(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(count))
    throw new InvalidArgumentError('Write a whole number, 0 or more.');
  return count;
}

const HELP: HelpText = {
  examples: [
    ['launch-ready check', 'what blocks the launch of this folder'],
    ['launch-ready check --fail-on high', 'be stricter, in CI for example'],
    ['launch-ready check apps/web', 'one part of it'],
    ['launch-ready check "src/**/*.ts"', 'files by a pattern, also where the shell knows none'],
    ['launch-ready check --staged', 'what the next commit would hold'],
    ['launch-ready check --since main', 'what this branch changed'],
    ['launch-ready check --fix', 'move secrets to .env and say what to rotate'],
    ['launch-ready check --verify', 'ask the issuers which of the keys found are live'],
    ['launch-ready check --history', 'secrets in any commit, branch, tag or stash'],
    ['launch-ready check --format markdown', 'the risk list, as a document'],
    ['launch-ready check --format sarif -o launch-ready.sarif', 'the report in a file'],
    ['launch-ready check --stdin --stdin-filename src/pay.ts < draft.ts', 'a text that is in no file yet'],
    ['launch-ready check --write-baseline', 'accept what is there, so that only new findings count'],
  ],
  notes: [
    'Colours follow NO_COLOR and FORCE_COLOR. Nothing is sent anywhere, unless you ask for it with --verify.',
  ],
  exitCodes: '0 nothing at or above --fail-on, 1 something, 2 wrong use or a failure of our own.',
};
