import { InvalidArgumentError, Option, type Command } from 'commander';
import { addHelp } from './helpText.ts';
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
  addHelp(watch, {
    examples: [
      ['launch-ready watch --yes', 'all endpoints of launch-ready.yaml, until Ctrl-C'],
      ['launch-ready watch shop.example', 'the home page of one domain'],
      ['launch-ready watch --yes --once', 'one pass, for a scheduler'],
      ['launch-ready watch --yes --metrics-port 9464', 'with metrics for Prometheus'],
    ],
    notes: [
      'The address of a webhook is read from the environment variable that launch-ready.yaml names for it.',
    ],
    exitCodes:
      '0 ended by Ctrl-C, or all is up (--once), 1 something is down (--once), 2 wrong use, or something could not be asked.',
  });
  const generate = watch
    .command('generate')
    .description('Print what runs it elsewhere: a workflow, a CronJob, or alerting rules for its metrics.')
    .argument('<kind>', `what is to run it: ${KINDS.join(', ')}`)
    .option('--out <file>', 'write it to this file')
    .option('--force', 'overwrite the file', false)
    .exitOverride()
    .action(async (kind: string, _options: object, command: Command) => {
      // What both know (--config) is taken by the command above.
      const options = command.optsWithGlobals<GenerateOptions>();
      done(await (await import('./watchGenerate.ts')).generate(kind, options));
    });
  addHelp(generate, {
    examples: [
      ['launch-ready watch generate github-actions', 'a scheduled workflow, printed'],
      ['launch-ready watch generate kubernetes --out watch.yaml', 'a CronJob, in a file'],
      ['launch-ready watch generate prometheus', 'alerting rules for the metrics'],
    ],
    exitCodes: '0 printed or written, 2 wrong use, or the file is there already: nothing was written.',
  });
}

const KINDS = ['github-actions', 'kubernetes', 'prometheus'];

function portNumber(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new InvalidArgumentError('Write a number up to 65535.');
  return port;
}
