import { Option, type Command } from 'commander';
import type { EnvOptions } from './env.ts';
import { addHelp } from './helpText.ts';
import type { MigrateOptions } from './migrate.ts';
import type { RoutesOptions } from './routes.ts';

/** `launch-ready env`, `routes` and `migrate`: what the files of a product come to. `done` gets the exit code. */
export function addInspect(program: Command, done: (exitCode: number) => void): void {
  addEnv(program, done);
  addRoutes(program, done);
  addMigrate(program, done);
}

function addEnv(program: Command, done: (exitCode: number) => void): void {
  const env = program
    .command('env')
    .description(
      'List the environment variables: who reads them, and which environments set them. Never a value.',
    )
    .argument('[folder]', 'a package; all of this folder when left out')
    .addOption(new Option('--format <format>', 'how to print it').choices(ENV_FORMATS).default('text'))
    .exitOverride()
    .action(async (folder: string | undefined, options: EnvOptions) => {
      done(await (await import('./env.ts')).env(folder, options));
    });
  addHelp(env, {
    examples: [
      ['launch-ready env', 'every variable, and where it is missing'],
      ['launch-ready env apps/web', 'those of one package'],
      ['launch-ready env --format markdown', 'as a document to hand over'],
    ],
    exitCodes: '0 printed, 2 wrong use or a failure of our own.',
  });
}

function addRoutes(program: Command, done: (exitCode: number) => void): void {
  const routes = program
    .command('routes')
    .description('List the routes: who may see each, and what caches and other sites may do with its answer.')
    .argument('[folder]', 'a part of the product; all of this folder when left out')
    .addOption(new Option('--format <format>', 'how to print it').choices(ROUTES_FORMATS).default('text'))
    .exitOverride()
    .action(async (folder: string | undefined, options: RoutesOptions) => {
      done(await (await import('./routes.ts')).routes(folder, options));
    });
  addHelp(routes, {
    examples: [
      ['launch-ready routes', 'every route, who may see it, how it is cached'],
      ['launch-ready routes --format markdown', 'as a document to hand over'],
    ],
    exitCodes: '0 printed, 2 wrong use or a failure of our own.',
  });
}

function addMigrate(program: Command, done: (exitCode: number) => void): void {
  const migrate = program
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
    .action(async (folder: string | undefined, options: MigrateOptions) => {
      done(await (await import('./migrate.ts')).migrate(folder, options));
    });
  addHelp(migrate, {
    examples: [
      ['launch-ready migrate --trace', 'on a PostgreSQL in memory (PGlite)'],
      ['launch-ready migrate --trace --database postgres://localhost', 'on a server of yours'],
    ],
    notes: [
      'LAUNCH_READY_SCRATCH_DATABASE_URL names the server too: there its password is neither in a list of processes nor in the history of a shell.',
    ],
    exitCodes:
      '0 all ran, and lock what was foretold, 1 one failed or locks something else, 2 wrong use or a failure of our own.',
  });
}

/** Here, and not with the commands, which are loaded later. */
const ENV_FORMATS: readonly EnvOptions['format'][] = ['text', 'markdown', 'json'];
const MIGRATE_FORMATS: readonly MigrateOptions['format'][] = ['text', 'json'];
const ROUTES_FORMATS: readonly RoutesOptions['format'][] = ['text', 'markdown', 'json'];
