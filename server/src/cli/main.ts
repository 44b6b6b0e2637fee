import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { IMPACTS } from '../core/finding.ts';
import { printable } from '../core/printable.ts';
import { VERSION } from '../host/version.ts';
import { addCheck } from './checkCommand.ts';
import { addDeferred } from './deferredCommand.ts';
import { addHook } from './hookCommand.ts';
import type { LiveOptions } from './live.ts';
import type { EnvOptions } from './env.ts';
import type { MigrateOptions } from './migrate.ts';
import type { RoutesOptions } from './routes.ts';
import { addNetworkOptions } from './networkOptions.ts';
import { addLoad, addSmoke } from './smokeAndLoadCommands.ts';
import { addSnapshot } from './snapshotCommand.ts';
import type { SpfOptions } from './spf.ts';
import { UsageError } from './usageError.ts';
import { addWatch } from './watchCommand.ts';

/** The command line. Exit codes: 0 nothing at or above --fail-on; 1 something; 2 wrong use or a failure of our own. */
const WRONG_USE = 2;

async function main(argv: readonly string[]): Promise<number> {
  let exitCode = 0;
  const done = (code: number): void => void (exitCode = code);
  // Each command is loaded when it is wanted: what it needs takes longer to start than the rest.
  const program = createProgram(
    {
      async env(folder, options) {
        exitCode = await (await import('./env.ts')).env(folder, options);
      },
      async migrate(folder, options) {
        exitCode = await (await import('./migrate.ts')).migrate(folder, options);
      },
      async routes(folder, options) {
        exitCode = await (await import('./routes.ts')).routes(folder, options);
      },
      async live(domains, options) {
        exitCode = await (await import('./live.ts')).live(domains, options);
      },
      async spf(sender, options) {
        exitCode = await (await import('./spf.ts')).spf(sender, options);
      },
    },
    done,
  );
  addDeferred(program, done);
  addHook(program, done);
  addSnapshot(program, done);
  addWatch(program, done);
  addSmoke(program, done);
  addLoad(program, done);
  try {
    await program.parseAsync([...argv]);
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USE;
    // The message alone: a stack says nothing to a person, and CI logs are kept.
    const told = error instanceof Error ? error.message : String(error);
    const message = error instanceof UsageError ? told : `Launch Ready failed: ${printable(told)}`;
    process.stderr.write(`${message}\n`);
    return WRONG_USE;
  }
}

interface Handlers {
  env(folder: string | undefined, options: EnvOptions): Promise<void>;
  migrate(folder: string | undefined, options: MigrateOptions): Promise<void>;
  routes(folder: string | undefined, options: RoutesOptions): Promise<void>;
  live(domains: readonly string[], options: LiveOptions): Promise<void>;
  spf(sender: string | undefined, options: SpfOptions): Promise<void>;
}

function createProgram(on: Handlers, done: (exitCode: number) => void): Command {
  const program = new Command('launch-ready')
    .description('Finds what would break your launch: run it before you let customers in.')
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError('(launch-ready --help shows what there is)');
  addCheck(program, done);
  program
    .command('env')
    .description(
      'List the environment variables: who reads them, and which environments set them. Never a value.',
    )
    .argument('[folder]', 'a package; all of this folder when left out')
    .addOption(new Option('--format <format>', 'how to print it').choices(ENV_FORMATS).default('text'))
    .exitOverride()
    .action((folder: string | undefined, options: EnvOptions) => on.env(folder, options));
  program
    .command('migrate')
    .description('Run the migrations on a scratch PostgreSQL, and say what each statement really locks.')
    .argument('[folder]', 'where the migrations are; all of this folder when left out')
    .option('--trace', 'run them: in memory, or on the server that --database names', false)
    .option(
      '--database <url>',
      'a PostgreSQL server on which a database of its own is created, and dropped again',
    )
    .option('--allow-remote', 'the server may be another machine', false)
    .addOption(new Option('--format <format>', 'how to print it').choices(MIGRATE_FORMATS).default('text'))
    .exitOverride()
    .action((folder: string | undefined, options: MigrateOptions) => on.migrate(folder, options));
  program
    .command('routes')
    .description('List the routes: who may see each, and what caches and other sites may do with its answer.')
    .argument('[folder]', 'a part of the product; all of this folder when left out')
    .addOption(new Option('--format <format>', 'how to print it').choices(ROUTES_FORMATS).default('text'))
    .exitOverride()
    .action((folder: string | undefined, options: RoutesOptions) => on.routes(folder, options));
  addLive(program, on);
  addSpf(program, on);
  return program;
}

function addLive(program: Command, on: Handlers): void {
  const live = program
    .command('live')
    .description('Ask the running product: DNS, redirects, TLS, headers, caching, CORS, what is exposed.')
    .argument('[domains...]', 'the domains that are yours')
    .addOption(new Option('--format <format>', 'how to report').choices(LIVE_FORMATS).default('text'))
    .addOption(
      new Option('--fail-on <impact>', 'exit with 1 from this impact on')
        .choices([...IMPACTS, 'never'])
        .default('blocker'),
    )
    .option('--only <areas>', 'these areas only, separated by commas (dns, tls, cors)')
    .option('--yes', 'the domains that launch-ready.yaml names are yours: ask them', false)
    .option('--config <file>', 'use this file instead of launch-ready.yaml');
  addNetworkOptions(live)
    .addOption(new Option('--concurrency <number>', 'domains at a time').default(8).argParser(domainsAtATime))
    .exitOverride()
    .action((domains: string[], options: LiveOptions) => on.live(domains, options));
}

function addSpf(program: Command, on: Handlers): void {
  const spf = program
    .command('spf')
    .description('Say whether a mail server may send as a sender: SPF as receivers evaluate it.')
    .argument('[sender]', 'the address that mail comes from, or its domain')
    .option('--ip <address>', 'the address of the mail server')
    .option('--helo <name>', 'the name that it gives itself')
    .addOption(new Option('--format <format>', 'how to print it').choices(SPF_FORMATS).default('text'))
    .option('--batch <file>', 'answer many questions: JSON lines with ip, sender and helo (“-” reads them)');
  addNetworkOptions(spf)
    .exitOverride()
    .action((sender: string | undefined, options: SpfOptions) => on.spf(sender, options));
}

/** Here, and not with the commands, which are loaded later. */
const ENV_FORMATS: readonly EnvOptions['format'][] = ['text', 'markdown', 'json'];
const MIGRATE_FORMATS: readonly MigrateOptions['format'][] = ['text', 'json'];
const ROUTES_FORMATS: readonly RoutesOptions['format'][] = ['text', 'markdown', 'json'];
const SPF_FORMATS: readonly SpfOptions['format'][] = ['text', 'json'];
const LIVE_FORMATS: readonly LiveOptions['format'][] = ['text', 'json', 'markdown', 'sarif'];

function domainsAtATime(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 256)
    throw new InvalidArgumentError('Write a number from 1 to 256.');
  return count;
}

// Whoever reads the report may have seen enough (`| head`): that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(process.exitCode ?? 0);
});

main(process.argv).then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = WRONG_USE;
  },
);
