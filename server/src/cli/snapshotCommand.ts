import { Option, type Command } from 'commander';
import { IMPACTS } from '../core/finding.ts';
import { addHelp, type HelpText } from './helpText.ts';
import type { SnapshotOptions } from './snapshot.ts';
import { UsageError } from './usageError.ts';

/** `launch-ready snapshot`. `done` gets the exit code. */
export function addSnapshot(program: Command, done: (exitCode: number) => void): void {
  const snapshot = program
    .command('snapshot')
    .description('Keep what is found now, and say later what changed since.')
    .argument('[folder]', 'the product; this folder when left out')
    .option('--out <file>', 'write it to this file instead of launch-ready-snapshot.json')
    .option(
      '--since [file]',
      'write nothing: say what changed since launch-ready-snapshot.json, or this file',
    )
    .addOption(
      new Option('--format <format>', 'with --since: how to print it').choices(FORMATS).default('text'),
    )
    .addOption(
      new Option(
        '--fail-on <impact>',
        'with --since: exit with 1 for what is new or worse, from this impact on',
      )
        .choices([...IMPACTS, 'never'])
        .default('blocker'),
    )
    .option('--config <file>', 'use this file instead of launch-ready.yaml')
    .option('--baseline <file>', 'accept the findings in this file instead of launch-ready-baseline.json')
    .option('--no-cache', 'look at every file again, also at those that did not change')
    .exitOverride()
    .action(async (folder: string | undefined, options: SnapshotOptions, command: Command) => {
      if (options.since === undefined && command.getOptionValueSource('failOn') === 'cli')
        throw new UsageError('--fail-on goes with --since. A snapshot alone compares nothing.');
      done(await (await import('./snapshot.ts')).snapshot(folder, options));
    });
  addHelp(snapshot, HELP);
}

const FORMATS: readonly SnapshotOptions['format'][] = ['text', 'markdown', 'json'];

const HELP: HelpText = {
  examples: [
    ['launch-ready snapshot', 'write launch-ready-snapshot.json, to be committed'],
    ['launch-ready snapshot --since', 'what is new, fixed, worse or better since then'],
    ['launch-ready snapshot --since --format markdown', 'the same for an issue or a pull request'],
  ],
  exitCodes:
    '0 nothing new, worse or come back at or above --fail-on, 1 something, 2 wrong use or a failure of our own.',
};
