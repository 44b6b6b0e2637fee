import { Option, type Command } from 'commander';
import type { DeferOptions } from './defer.ts';
import type { DeferredOptions } from './deferred.ts';
import { addHelp, type HelpText } from './helpText.ts';

/** `launch-ready defer` and `launch-ready deferred`. `done` gets the exit code. */
export function addDeferred(program: Command, done: (exitCode: number) => void): void {
  const defer = program
    .command('defer')
    .description('Put a finding off until a day, with an owner and a reason: writes launch-ready.yaml.')
    .argument('<what>', 'where it stands (src/pay.ts:12), its fingerprint, a rule, or an area (cors/*)')
    .requiredOption('--owner <name>', 'who will see to it')
    .requiredOption('--until <day>', 'the day on which it comes back: YYYY-MM-DD, a year ahead at most')
    .requiredOption('--reason <text>', 'why it can wait')
    .option('--config <file>', 'write this file instead of launch-ready.yaml')
    .exitOverride()
    .action(async (what: string, options: DeferOptions) => {
      done(await (await import('./defer.ts')).defer(what, options));
    });
  addHelp(defer, DEFER_HELP);
  const deferred = program
    .command('deferred')
    .description('List what is put off: until when, by whom, why, and whether it is still there.')
    .addOption(
      new Option('--format <format>', 'how to print it')
        .choices(['text', 'markdown', 'json'])
        .default('text'),
    )
    .option('--prune', 'take out the entries whose finding is gone', false)
    .option('--config <file>', 'use this file instead of launch-ready.yaml')
    .exitOverride()
    .action(async (options: DeferredOptions) => {
      done(await (await import('./deferred.ts')).deferred(options));
    });
  addHelp(deferred, DEFERRED_HELP);
}

const DEFER_HELP: HelpText = {
  examples: [
    [
      'launch-ready defer src/pay.ts:12 --owner Ann --until 2027-01-31 --reason "…"',
      'what stands on that line',
    ],
    [
      'launch-ready defer tls/old-protocol --owner Ann --until 2027-01-31 --reason "…"',
      'all findings of a rule',
    ],
  ],
  notes: [
    'On that day it is back, one impact higher, and fails every check until it is mended or put off again.',
  ],
  exitCodes: '0 written, 2 wrong use or a failure of our own: nothing was written.',
};

const DEFERRED_HELP: HelpText = {
  examples: [
    ['launch-ready deferred', 'what is put off, the soonest first'],
    ['launch-ready deferred --prune', 'take out what nothing is left of'],
  ],
  exitCodes:
    '0 nothing is put off for too long, 1 a day has passed and what was put off still stands, 2 wrong use, or something could not be checked.',
};
