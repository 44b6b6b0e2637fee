import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { isBinary } from '../core/classify.ts';
import { printable } from '../core/printable.ts';
import type { CheckResult } from '../core/report/report.ts';
import { mergeSameSecrets } from '../core/sameSecrets.ts';
import { checkFile, type FileResult } from '../core/workspace.ts';
import { createContainment, type DiskWorkspace } from '../host/diskWorkspace.ts';
import { chunksOfBytes, decode, encodingOf } from '../host/readSources.ts';
import { analyzerFor, type AnalyzerSettings } from '../host/scan.ts';
import { traceToSources } from '../host/sourceMaps.ts';
import { VERSION } from '../host/version.ts';
import type { CheckOptions } from './check.ts';
import { readSettings } from './checkSettings.ts';
import { namedRules } from './namedRules.ts';
import { patternsBelow } from './patterns.ts';
import { openFolder } from './readFolder.ts';
import { statusOf } from './statusOf.ts';
import { resolveTarget } from './target.ts';
import { UsageError } from './usageError.ts';
import { wholeOf } from './wholeCheck.ts';
import { writeReport } from './writeReport.ts';

/**
 * Checks the text on standard input as if it stood in a file, which need not exist: what is wrong with that file by itself. Writes
 * the report to standard output, and gives the exit code.
 */
export async function checkStdin(paths: readonly string[], options: CheckOptions): Promise<number> {
  refuseOthers(paths, options);
  const cwd = process.cwd();
  const place = placeOf(cwd, options.stdinFilename);
  const only = namedRules(options.only);
  const settings = { ...readSettings(place.root, options), ...(only ? { only } : {}) };
  const isLeftOut = patternsBelow(place.root, cwd, options.ignorePattern).match(place.file);
  const bytes = await readInput();
  const result = await checkText(openFolder(place.root), { ...place, settings, bytes, isLeftOut });
  return writeReport({ ...result, findings: mergeSameSecrets(result.findings) }, options);
}

function refuseOthers(paths: readonly string[], options: CheckOptions): void {
  if (options.stdinFilename === undefined || options.stdinFilename === '')
    throw new UsageError(
      '--stdin needs a name for the text, since what is wrong depends on the kind of file: --stdin-filename src/pay.ts, say. The file need not exist.',
    );
  if (paths.length > 0)
    throw new UsageError('--stdin checks one text: name no files or folders, but --stdin-filename.');
  if (
    options.fix ||
    options.verify ||
    options.history ||
    options.writeBaseline !== undefined ||
    options.listFiles
  )
    throw new UsageError(
      '--stdin checks a text: it goes with none of --fix, --verify, --history, --write-baseline and --list-files.',
    );
}

interface Place {
  readonly root: string;
  /** Relative, forward slashes. */
  readonly file: string;
}

/** Where a text would stand: the root is that of the folder, as far as it exists. */
function placeOf(cwd: string, named = ''): Place {
  const wanted = path.resolve(cwd, named);
  if (/[\\/]$/.test(named) || statusOf(wanted)?.isDirectory() === true)
    throw new UsageError(
      `--stdin-filename: “${printable(named)}” is a folder. Name a file: it need not exist.`,
    );
  let there = path.dirname(wanted);
  while (!existsSync(there)) there = path.dirname(there);
  const { root } = resolveTarget(cwd, [there]);
  const absolute = path.join(realpathSync(there), path.relative(there, wanted));
  return { root, file: path.relative(root, absolute).split(path.sep).join('/') };
}

/** Bytes. What is larger is a dump, which is better checked as the file that it is. */
const LARGEST = 64 * 1024 * 1024;

const END_OF_INPUT = process.platform === 'win32' ? 'Ctrl-Z and Enter' : 'Ctrl-D';

async function readInput(): Promise<Buffer> {
  if (process.stdin.isTTY) process.stderr.write(`Type or paste the text, and end it with ${END_OF_INPUT}.\n`);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin) {
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    if (size > LARGEST)
      throw new UsageError('--stdin: the text is over 64 MB. Write it to a file, and check that.');
  }
  return Buffer.concat(chunks);
}

interface Text extends Place {
  readonly settings: AnalyzerSettings;
  readonly bytes: Buffer;
  readonly isLeftOut: boolean;
}

async function checkText(disk: DiskWorkspace, { isLeftOut, ...text }: Text): Promise<CheckResult> {
  const start = performance.now();
  const { root, file, settings } = text;
  const listed = await disk.list();
  const why = isLeftOut
    ? 'is left out by --ignore-pattern'
    : !listed.includes(file) && disk.isIgnored(file)
      ? 'is ignored by git, so it is not committed'
      : undefined;
  if (why !== undefined) process.stderr.write(`Nothing to check: ${printable(file)} ${why}.\n`);
  const workspace = overlaid(disk, text);
  const analyzed = why === undefined ? checkFile(workspace, analyzerFor(settings), file) : undefined;
  const result = analyzed && traceToSources(analyzed, { root, isInside: createContainment(root) });
  const judged = new Map<string, FileResult>(result ? [[file, result]] : []);
  const whole = await wholeOf(workspace, {
    target: { root, paths: [file] },
    settings,
    listed: [...new Set([...listed, file])],
    files: [file],
    judged,
  });
  return {
    version: VERSION,
    root,
    files: judged.size,
    bytes: result?.bytes ?? 0,
    durationMs: performance.now() - start,
    findings: [
      ...(result?.analysis.findings ?? []),
      ...(whole?.findings ?? []).filter((finding) => finding.file === file),
    ],
    errors: [...(result?.analysis.errors ?? []), ...(whole?.errors ?? [])],
  };
}

/** The files on disk, with the text in place of what stands there. */
function overlaid(disk: DiskWorkspace, { file, bytes }: Pick<Text, 'file' | 'bytes'>): DiskWorkspace {
  const opened = { stamp: 'standard input', close: () => undefined };
  return {
    ...disk,
    stamp: (wanted) => (wanted === file ? opened.stamp : disk.stamp(wanted)),
    open: (wanted) => (wanted === file ? { ...opened, chunks: chunksOfBytes(bytes) } : disk.open(wanted)),
    read: (wanted) => (wanted === file ? smallText(bytes) : disk.read(wanted)),
  };
}

/** As a file of that size is read. */
function smallText(bytes: Buffer): string | undefined {
  return bytes.length > 1024 * 1024 || isBinary(bytes) ? undefined : decode(bytes, encodingOf(bytes));
}
