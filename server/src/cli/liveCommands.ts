import { InvalidArgumentError, Option, type Command } from 'commander';
import { IMPACTS } from '../core/finding.ts';
import { addHelp } from './helpText.ts';
import type { LiveOptions } from './live.ts';
import { addNetworkOptions } from './networkOptions.ts';
import type { SpfOptions } from './spf.ts';

/** `launch-ready live`. `done` gets the exit code. */
export function addLive(program: Command, done: (exitCode: number) => void): void {
  const live = program
    .command('live')
    .description('Ask the running product: DNS, redirects, TLS, headers, caching, CORS, what is exposed.')
    .argument('[domains...]', 'the domains that are yours')
    .option('--yes', 'the domains that launch-ready.yaml names are yours: ask them', false)
    .option('--only <areas>', 'these areas only, separated by commas (dns, tls, cors)')
    .option('--config <file>', 'use this file instead of launch-ready.yaml')
    .addOption(new Option('--format <format>', 'how to report').choices(LIVE_FORMATS).default('text'))
    .addOption(
      new Option('--fail-on <impact>', 'exit with 1 from this impact on')
        .choices([...IMPACTS, 'never'])
        .default('blocker'),
    );
  addNetworkOptions(live)
    .addOption(new Option('--concurrency <number>', 'domains at a time').default(8).argParser(domainsAtATime))
    .exitOverride()
    .action(async (domains: string[], options: LiveOptions) => {
      done(await (await import('./live.ts')).live(domains, options));
    });
  addHelp(live, {
    examples: [
      ['launch-ready live shop.example', 'ask this domain'],
      ['launch-ready live --yes', 'ask those of launch-ready.yaml'],
      ['launch-ready live shop.example --only tls', 'its certificates alone'],
    ],
    exitCodes: '0 nothing at or above --fail-on, 1 something, 2 wrong use, or something could not be asked.',
  });
}

/** `launch-ready spf`. `done` gets the exit code. */
export function addSpf(program: Command, done: (exitCode: number) => void): void {
  const spf = program
    .command('spf')
    .description('Say whether a mail server may send as a sender: SPF as receivers evaluate it.')
    .argument('[sender]', 'the address that mail comes from, or its domain')
    .option('--ip <address>', 'the address of the mail server')
    .option('--helo <name>', 'the name that it gives itself')
    .option('--batch <file>', 'answer many questions: JSON lines with ip, sender and helo (“-” reads them)')
    .addOption(new Option('--format <format>', 'how to print it').choices(SPF_FORMATS).default('text'));
  addNetworkOptions(spf)
    .exitOverride()
    .action(async (sender: string | undefined, options: SpfOptions) => {
      done(await (await import('./spf.ts')).spf(sender, options));
    });
  addHelp(spf, {
    examples: [
      ['launch-ready spf shop.example --ip 192.0.2.1', 'may this server send as shop.example?'],
      ['launch-ready spf --batch questions.jsonl', 'many questions, one answer a line'],
    ],
    exitCodes: '0 it may, 1 it may not, 2 wrong use or a failure of our own.',
  });
}

/** Here, and not with the commands, which are loaded later. */
const SPF_FORMATS: readonly SpfOptions['format'][] = ['text', 'json'];
const LIVE_FORMATS: readonly LiveOptions['format'][] = ['text', 'json', 'markdown', 'sarif'];

function domainsAtATime(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 256)
    throw new InvalidArgumentError('Write a number from 1 to 256.');
  return count;
}
