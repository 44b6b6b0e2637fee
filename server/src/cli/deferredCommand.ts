import { Option, type Command } from 'commander';
import type { DeferOptions } from './defer.ts';
import type { DeferredOptions } from './deferred.ts';

/** `launch-ready defer` and `launch-ready deferred`. `done` gets the exit code. */
export function addDeferred(program: Command, done: (exitCode: number) => void): void {
  program
    .command('defer')
    .description('Put a finding off until a day, with an owner and a reason: writes launch-ready.yaml.')
    .argument('<what>', 'where it stands (src/pay.ts:12), its fingerprint, a rule, or an area (cors/*)')
    .requiredOption('--owner <name>', 'who will see to it')
    .requiredOption('--until <day>', 'the day on which it comes back: YYYY-MM-DD, a year ahead at most')
    .requiredOption('--reason <text>', 'why it can wait')
    .option('--config <file>', 'write this file instead of launch-ready.yaml')
    .addHelpText('after', EXAMPLES)
    .exitOverride()
    .action(async (what: string, options: DeferOptions) => {
      done(await (await import('./defer.ts')).defer(what, options));
    });
  program
    .command('deferred')
    .description('List what is put off: until when, by whom, why, and whether it is still there.')
    .addOption(
      new Option('--format <format>', 'how to print it')
        .choices(['text', 'markdown', 'json'])
        .default('text'),
    )
    .option('--prune', 'take out the entries whose finding is gone', false)
    .option('--config <file>', 'use this file instead of launch-ready.yaml')
    .addHelpText('after', EXIT_CODES)
    .exitOverride()
    .action(async (options: DeferredOptions) => {
      done(await (await import('./deferred.ts')).deferred(options));
    });
}

const EXAMPLES = `
Examples:
  launch-ready defer src/pay.ts:12 --owner Ann --until 2027-01-31 --reason "The supplier answers in January"
  launch-ready defer tls/old-protocol --owner Ann --until 2027-01-31 --reason "Until the old app is gone"

On that day it is back, one impact higher, and fails every check until it is mended or put off again.`;

const EXIT_CODES = `
Exit codes: 0 nothing is put off for too long, 1 a day has passed and what was put off still stands,
2 wrong use, or something could not be checked.`;
