import { InvalidArgumentError, Option, type Command } from 'commander';
import { addHelp, type HelpText } from './helpText.ts';
import type { LoadOptions } from './load.ts';
import { addNetworkOptions } from './networkOptions.ts';
import type { SmokeOptions } from './smoke.ts';

/** `launch-ready smoke`. `done` gets the exit code. */
export function addSmoke(program: Command, done: (exitCode: number) => void): void {
  const command = program
    .command('smoke')
    .description(
      'After a deploy: send the requests of launch-ready.yaml, and see whether the answers are right.',
    )
    .option('--environment <name>', 'an environment of launch-ready.yaml: staging, production')
    .option('--base <url>', 'where the product is: https://staging.shop.example')
    .option('--config <file>', 'use this file instead of launch-ready.yaml')
    .option('--only <names>', 'these flows only, separated by commas')
    .addOption(new Option('--format <format>', 'how to report').choices(SMOKE_FORMATS).default('text'))
    .option('--save <file>', 'write the result as JSON')
    .option('--baseline <file>', 'say what changed since this result')
    .option('--yes', 'production may be asked, and what changes something may be sent to it', false);
  addNetworkOptions(command)
    .exitOverride()
    .action(async (options: SmokeOptions) => done(await (await import('./smoke.ts')).smoke(options)));
  addHelp(command, SMOKE_HELP);
}

/** `launch-ready load`. `done` gets the exit code. */
export function addLoad(program: Command, done: (exitCode: number) => void): void {
  const command = program
    .command('load')
    .description('Put endpoints under load until they are too slow: how many at a time they hold.')
    .option('--environment <name>', 'an environment of launch-ready.yaml: staging')
    .option('--base <url>', 'where the product is: https://staging.shop.example')
    .option('--endpoint <request...>', 'an endpoint of launch-ready.yaml, or what to read: “GET /products”')
    .option('--config <file>', 'use this file instead of launch-ready.yaml')
    .addOption(
      new Option('--max-requests <number>', 'requests in all').default(1000).argParser(requestsInAll),
    )
    .option('--max-time <time>', 'for all of it', '60s')
    .addOption(new Option('--format <format>', 'how to report').choices(LOAD_FORMATS).default('text'))
    .option('--save <file>', 'write the result as JSON')
    .option('--baseline <file>', 'compare with this result')
    .option('--yes-production', 'production may be put under load', false);
  addNetworkOptions(command)
    .exitOverride()
    .action(async (options: LoadOptions) => done(await (await import('./load.ts')).load(options)));
  addHelp(command, LOAD_HELP);
}

const SMOKE_FORMATS: readonly SmokeOptions['format'][] = ['text', 'json', 'junit', 'markdown'];
const LOAD_FORMATS: readonly LoadOptions['format'][] = ['text', 'json', 'markdown'];

function requestsInAll(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 100_000)
    throw new InvalidArgumentError('Write a number from 1 to 100000.');
  return count;
}

const SMOKE_HELP: HelpText = {
  examples: [
    ['launch-ready smoke --environment staging', 'the requests of launch-ready.yaml, sent to staging'],
    ['launch-ready smoke --environment production --yes', 'those that change something, too'],
    [
      'launch-ready smoke --base https://staging.shop.example',
      'a product that launch-ready.yaml does not name',
    ],
    ['launch-ready smoke --environment staging --format junit', 'the report as CI systems read it'],
  ],
  notes: [
    'Without requests in launch-ready.yaml the home page, a file that it loads, the health route and a page that is not there are asked for.',
  ],
  exitCodes: '0 everything passed, 1 something failed, 2 wrong use: nothing was asked.',
};

const LOAD_HELP: HelpText = {
  examples: [
    ['launch-ready load --environment staging', 'the endpoints of launch-ready.yaml, on staging'],
    ['launch-ready load --environment staging --endpoint "GET /products"', 'one that it does not name'],
    ['launch-ready load --environment staging --save load.json', 'keep the result, to compare with'],
    ['launch-ready load --environment staging --baseline load.json', 'say what got slower since'],
  ],
  notes: ['Production is put under load with --yes-production only: people may have to wait meanwhile.'],
  exitCodes:
    '0 measured, 1 an endpoint does not hold one request at a time, or something is worse than in the baseline, 2 wrong use, or something could not be told.',
};
