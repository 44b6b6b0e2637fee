import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FileFacts } from '../core/collector.ts';
import { languageOf } from '../core/language.ts';
import { MIGRATION_COLLECTOR } from '../core/migrations/collector.ts';
import type { History } from '../core/migrations/model.ts';
import { printable } from '../core/printable.ts';
import { NEVER_CANCELLED } from '../core/workspace.ts';
import { today } from '../host/clock.ts';
import { createDiskWorkspace } from '../host/diskWorkspace.ts';
import { scan } from '../host/scan.ts';
import { isLoopback, parseAddress } from '../host/trace/address.ts';
import { countTraces, tracesAsJson, tracesAsText } from '../host/trace/report.ts';
import { PgliteMissing, type ScratchTarget } from '../host/trace/scratch.ts';
import type { HistoryTrace } from '../host/trace/trace.ts';
import { ScratchUnavailable, traceOnScratch } from '../host/trace/traceOnScratch.ts';
import { VERSION } from '../host/version.ts';
import { wholeWorkspace } from '../host/wholeWorkspace.ts';
import { paint } from './paint.ts';
import { resolveTarget } from './target.ts';
import { UsageError } from './usageError.ts';

export const MIGRATE_FORMATS = ['text', 'json'] as const;

/** Where the URL of the server may stand, so that its password is neither in a list of processes nor in a shell's history. */
const VARIABLE = 'LAUNCH_READY_SCRATCH_DATABASE_URL';

export interface MigrateOptions {
  readonly trace: boolean;
  readonly database?: string;
  readonly allowRemote: boolean;
  readonly format: (typeof MIGRATE_FORMATS)[number];
}

/**
 * Runs the migrations on a scratch database and prints what they really lock. Gives the exit code: 0 where all ran and what we
 * say without running them holds, 1 otherwise.
 */
export async function migrate(folder: string | undefined, options: MigrateOptions): Promise<number> {
  if (!options.trace)
    throw new UsageError('Say what to do with the migrations: launch-ready migrate --trace.');
  const target = resolveTarget(process.cwd(), folder === undefined ? [] : [folder]);
  const scratch = scratchFor(options, target.root);
  const workspace = createDiskWorkspace(target.root, {
    trusted: () => true,
    onNotice: (notice) => process.stderr.write(`${notice}\n`),
  });
  const [wanted = ''] = target.paths;
  const { histories: all, unread } = await historiesOf(target.root, workspace);
  const histories = all.filter(
    ({ folder: at, migrations }) =>
      isWithin(at, wanted) || migrations.some(({ file }) => isWithin(file, wanted)),
  );
  const traces: HistoryTrace[] = [];
  for (const history of histories) {
    if (history.dialect !== 'postgres') {
      process.stderr.write(
        `${nameOf(history)}: not run, since it is not for PostgreSQL (${history.dialect}).\n`,
      );
      continue;
    }
    process.stderr.write(`${nameOf(history)}: running ${history.migrations.length} migrations …\n`);
    traces.push(await trace(history, scratch, (file) => workspace.read(file)));
  }
  if (histories.length === 0) process.stderr.write('No migrations were found.\n');
  process.stdout.write(
    options.format === 'json'
      ? tracesAsJson(traces, { version: VERSION, root: target.root })
      : traces.length > 0
        ? tracesAsText(traces, paint())
        : '',
  );
  const { failed, differ } = countTraces(traces);
  if (unread > 0) return 2;
  return failed + differ > 0 ? 1 : 0;
}

function isWithin(file: string, wanted: string): boolean {
  return wanted === '' || file === wanted || file.startsWith(`${wanted}/`);
}

function nameOf({ folder, tool }: History): string {
  return printable(`${folder === '' ? 'this folder' : folder} (${tool})`);
}

/** The server that the user named, or PGlite. Never anything else. */
function scratchFor({ database, allowRemote }: MigrateOptions, root: string): ScratchTarget {
  const url = database ?? process.env[VARIABLE];
  if (url === undefined || url === '')
    return { kind: 'pglite', folders: [root, path.dirname(fileURLToPath(import.meta.url))] };
  const server = parseAddress(url);
  // The URL is not repeated: it may hold a password.
  if (!server)
    throw new UsageError('The database must be a URL such as postgres://user@localhost:5432/postgres.');
  if (!isLoopback(server.host) && !allowRemote)
    throw new UsageError(
      `The server ${printable(server.host)} is not on this machine. A scratch database would be created there and dropped again: say --allow-remote if that is what you want.`,
    );
  return { kind: 'server', server };
}

const INSTALL = `PGlite, a PostgreSQL that runs inside of this tool, is not installed here. Either
  npm i -D @electric-sql/pglite
or name a server, on which a database is created and dropped again:
  launch-ready migrate --trace --database postgres://postgres@localhost:5432/postgres`;

async function trace(
  history: History,
  target: ScratchTarget,
  read: (file: string) => string | undefined,
): Promise<HistoryTrace> {
  try {
    return await traceOnScratch(history, { target, read });
  } catch (error) {
    if (error instanceof PgliteMissing) throw new UsageError(INSTALL);
    if (error instanceof ScratchUnavailable)
      throw new UsageError(`The scratch database could not be opened: ${printable(error.message)}.`);
    throw error;
  }
}

async function historiesOf(
  root: string,
  workspace: ReturnType<typeof createDiskWorkspace>,
): Promise<{ readonly histories: readonly History[]; readonly unread: number }> {
  let unread = 0;
  const facts = new Map<string, FileFacts>();
  await scan(
    {
      root,
      configText: '',
      baselineText: '',
      today: today(),
      salt: randomBytes(16).toString('hex'),
      only: [],
      collect: true,
      facts: workspace.facts(),
    },
    {
      paths: (await workspace.list()).filter(
        (file) => MIGRATION_COLLECTOR.wants(file, languageOf(file)) !== 'never',
      ),
      cancellation: NEVER_CANCELLED,
      onResult(file, result) {
        if (result?.analysis.facts) facts.set(file, result.analysis.facts);
        for (const { file: at, message } of result?.analysis.errors ?? []) {
          unread++;
          process.stderr.write(`${printable(`${at}: ${message}`)}\n`);
        }
      },
    },
  );
  const { histories } = wholeWorkspace(facts, workspace, () => new Map()).model.migrations;
  return { histories, unread };
}
