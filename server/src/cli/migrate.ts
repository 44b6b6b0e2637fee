import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { languageOf } from '../core/language.ts';
import { MIGRATION_COLLECTOR } from '../core/migrations/collector.ts';
import type { History } from '../core/migrations/model.ts';
import { printable } from '../core/printable.ts';
import { plural } from '../core/report/text.ts';
import type { DiskWorkspace } from '../host/diskWorkspace.ts';
import { isLoopback, parseAddress, WRONG_ADDRESS } from '../host/trace/address.ts';
import { countTraces, nameOfHistory, tracesAsJson, tracesAsText } from '../host/trace/report.ts';
import { PgliteMissing, type ScratchTarget } from '../host/trace/scratch.ts';
import type { HistoryTrace } from '../host/trace/trace.ts';
import { ScratchUnavailable, traceOnScratch } from '../host/trace/traceOnScratch.ts';
import { VERSION } from '../host/version.ts';
import { wholeWorkspace } from '../host/wholeWorkspace.ts';
import { paint } from './paint.ts';
import { openFolder, readFacts } from './readFolder.ts';
import { isWithin, resolveTarget, type Target } from './target.ts';
import { UsageError } from './usageError.ts';

/** Where the URL of the server may stand, so that its password is neither in a list of processes nor in a shell's history. */
const VARIABLE = 'LAUNCH_READY_SCRATCH_DATABASE_URL';

export interface MigrateOptions {
  readonly trace: boolean;
  readonly database?: string;
  readonly allowRemote: boolean;
  readonly format: 'text' | 'json';
}

/**
 * Runs the migrations on a scratch database and prints what they really lock. Gives the exit code: 0 where all ran and what we
 * say without running them holds, 1 otherwise.
 */
export async function migrate(folder: string | undefined, options: MigrateOptions): Promise<number> {
  if (!options.trace)
    throw new UsageError('Say what to do with the migrations: launch-ready migrate --trace.');
  const target = resolveTarget(process.cwd(), folder === undefined ? [] : [folder]);
  const scratch = scratchFor(options, target);
  const workspace = openFolder(target.root);
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
        `${printable(nameOfHistory(history))}: not run, since it is not for PostgreSQL (${history.dialect}).\n`,
      );
      continue;
    }
    process.stderr.write(
      `${printable(nameOfHistory(history))}: running ${plural(history.migrations.length, 'migration')} …\n`,
    );
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

/** The server that the user named, or PGlite. Never anything else. */
function scratchFor({ database, allowRemote }: MigrateOptions, { root, paths }: Target): ScratchTarget {
  const url = database ?? process.env[VARIABLE];
  const asked = paths.map((item) => path.join(root, item));
  if (url === undefined || url === '')
    // A package of a monorepo has its own: what is looked for from there is looked for above it too.
    return { kind: 'pglite', folders: [...asked, root, path.dirname(fileURLToPath(import.meta.url))] };
  const server = parseAddress(url);
  if (!server) throw new UsageError(WRONG_ADDRESS);
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
    if (error instanceof ScratchUnavailable) throw new UsageError(error.message);
    throw error;
  }
}

async function historiesOf(
  root: string,
  workspace: DiskWorkspace,
): Promise<{ readonly histories: readonly History[]; readonly unread: number }> {
  const files = (await workspace.list()).filter(
    (file) => MIGRATION_COLLECTOR.wants(file, languageOf(file)) !== 'never',
  );
  const { facts, unread } = await readFacts(root, workspace, files);
  const { histories } = wholeWorkspace(facts, workspace, () => new Map()).model.migrations;
  return { histories, unread };
}
