import { InvalidArgumentError, Option, type Command } from 'commander';
import { addNetworkOptions } from './networkOptions.ts';
import type { WatchOptions } from './watch.ts';
import type { GenerateOptions } from './watchGenerate.ts';

/** `launch-ready watch` and `launch-ready watch generate`. `done` gets the exit code. */
export function addWatch(program: Command, done: (exitCode: number) => void): void {
  const watch = program
    .command('watch')
    .description('Ask the running product again and again, and tell Slack, Discord or Teams when it is down.')
    .argument('[domains...]', 'the domains that are yours')
    .option('--once', 'ask everything once, for a scheduler: exit with 1 if something is down', false)
    .option('--yes', 'what launch-ready.yaml names is yours: ask it', false)
    .option('--config <file>', 'use this file instead of launch-ready.yaml')
    .option('--state <file>', 'keep what is known in this file instead of .launch-ready/watch/state.json')
    .option('--metrics-file <file>', 'write OpenMetrics text to this file')
    .addOption(
      new Option(
        '--metrics-port <number>',
        'show OpenMetrics text at this port, on this machine alone',
      ).argParser(portNumber),
    )
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'));
  addNetworkOptions(watch)
    .exitOverride()
    .action(async (domains: string[], options: WatchOptions) => {
      done(await (await import('./watch.ts')).watch(domains, options));
    });
  watch
    .command('generate')
    .description('Print what runs it elsewhere: a workflow, a CronJob, or alerting rules for its metrics.')
    .argument('<kind>', KINDS.join(', '))
    .option('--out <file>', 'write it to this file')
    .option('--force', 'overwrite the file', false)
    .exitOverride()
    .action(async (kind: string, _options: object, command: Command) => {
      // What both know (--config) is taken by the command above.
      const options = command.optsWithGlobals<GenerateOptions>();
      done(await (await import('./watchGenerate.ts')).generate(kind, options));
    });
}

const KINDS = ['github-actions', 'kubernetes', 'prometheus'];

function portNumber(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new InvalidArgumentError('Write a number up to 65535.');
  return port;
}
