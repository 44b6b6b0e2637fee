import { existsSync, lstatSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseConfig } from '../core/config.ts';
import { compareImpact, type Impact } from '../core/finding.ts';
import { printable } from '../core/printable.ts';
import type { CheckResult } from '../core/report/report.ts';
import { diffAsJson, diffAsMarkdown, diffAsText } from '../core/report/snapshot.ts';
import { plural } from '../core/report/text.ts';
import { parseSnapshot, SNAPSHOT_FILE, snapshotText, takeSnapshot, type Snapshot } from '../core/snapshot.ts';
import { diffSnapshots, type ChangeKind, type SnapshotDiff } from '../core/snapshotDiff.ts';
import { git } from '../host/git.ts';
import { readSmallText } from '../host/readSources.ts';
import type { AnalyzerSettings } from '../host/scan.ts';
import { VERSION } from '../host/version.ts';
import { cacheFor } from './cacheLocation.ts';
import { readSettings } from './checkSettings.ts';
import { paint } from './paint.ts';
import { openFolder } from './readFolder.ts';
import { isMeant, resolveTarget, type Target } from './target.ts';
import { UsageError } from './usageError.ts';
import { runCheck } from './wholeCheck.ts';

export interface SnapshotOptions {
  readonly out?: string;
  /** True for the default file, or the name of one. */
  readonly since?: true | string;
  readonly format: 'text' | 'markdown' | 'json';
  readonly failOn: Impact | 'never';
  readonly config?: string;
  readonly baseline?: string;
  readonly cache: boolean;
}

/** Bytes. A finding takes some 400 of them. */
const LARGEST = 64 * 1024 * 1024;

/** Writes a snapshot, or says what changed since one. Gives the exit code. */
export async function snapshot(folder: string | undefined, options: SnapshotOptions): Promise<number> {
  const { out, since, format } = options;
  if (since !== undefined && out !== undefined)
    throw new UsageError('--since writes nothing: leave out --out, or run launch-ready snapshot afterwards.');
  if (since === undefined && format !== 'text')
    throw new UsageError('--format goes with --since. A snapshot itself is JSON.');
  const target = targetOf(folder);
  const file = fileOf(target, since ?? out);
  // Before the work is done whose result could not be used.
  const earlier = since === undefined ? undefined : readSnapshot(file);
  if (!earlier) demandWritable(file);
  const checked = await checkAll(target, options);
  return earlier ? report(earlier, checked, options) : write(file, checked);
}

interface Checked {
  readonly target: Target;
  readonly now: Snapshot;
  readonly settings: AnalyzerSettings;
  /** What could not be checked, relative to the root. */
  readonly unchecked: ReadonlySet<string>;
}

/** One folder: what stands in a part of it would be taken for all there is. */
function targetOf(folder: string | undefined): Target {
  const at = path.resolve(folder ?? '.');
  if (statSync(at, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new UsageError(`“${printable(folder ?? at)}” is no folder: name the folder of the product.`);
  return resolveTarget(realpathSync(at), []);
}

function fileOf({ root, paths }: Target, named: true | string | undefined): string {
  return typeof named === 'string' ? path.resolve(named) : path.join(root, paths[0] ?? '', SNAPSHOT_FILE);
}

async function checkAll(target: Target, options: SnapshotOptions): Promise<Checked> {
  const settings = readSettings(target.root, options);
  const cache = await cacheFor(target, { cache: options.cache });
  const result = await runCheck(openFolder(target.root), target, settings, cache);
  const date = new Date().toISOString();
  const commit = await headOf(target.root);
  const now = takeSnapshot(result.findings, { version: VERSION, files: result.files, date, commit });
  return { target, now, settings, unchecked: toldUnchecked(result) };
}

/** Which files could not be checked. Says so. */
function toldUnchecked({ errors }: CheckResult): ReadonlySet<string> {
  const unchecked = errors.filter(({ ruleId }) => ruleId === '');
  for (const { file, message } of unchecked) process.stderr.write(`${printable(`${file}: ${message}`)}\n`);
  return new Set(unchecked.map(({ file }) => file));
}

async function headOf(root: string): Promise<string | null> {
  try {
    const id = (await git(root, ['rev-parse', '--verify', '--quiet', 'HEAD'])).toString().trim();
    return /^[\da-f]{40,64}$/.test(id) ? id : null;
  } catch {
    return null; // no git, no repository, or nothing committed yet
  }
}

/** As somebody in the present folder would name it. */
function shownAs(file: string): string {
  return printable(path.relative(process.cwd(), file) || '.');
}

function readSnapshot(file: string): Snapshot {
  const shown = shownAs(file);
  if (lstatSync(file, { throwIfNoEntry: false }) === undefined)
    throw new UsageError(
      `There is no snapshot “${shown}” to compare with. launch-ready snapshot writes one: do that first, and again whenever you want to start from there.`,
    );
  const text = readSmallText(file, LARGEST);
  if (text === undefined)
    throw new UsageError(`“${shown}” can’t be used: it must be a plain text file under 64 MB.`);
  const parsed = parseSnapshot(text);
  if ('problem' in parsed)
    throw new UsageError(
      `“${shown}” can’t be used: ${parsed.problem}. Name a file that launch-ready snapshot wrote, or write a new one.`,
    );
  return parsed;
}

/** Only what is no file yet, or a snapshot, is written to. */
function demandWritable(file: string): void {
  const shown = shownAs(file);
  const there = lstatSync(file, { throwIfNoEntry: false });
  if (there && !there.isFile()) throw new UsageError(`“${shown}” is no plain file: name another with --out.`);
  if (!existsSync(path.dirname(file)))
    throw new UsageError(`There is no folder “${printable(path.dirname(file))}” to write the snapshot to.`);
  if (there && there.size > 0 && 'problem' in parseSnapshot(readSmallText(file, LARGEST) ?? ''))
    throw new UsageError(
      `“${shown}” is there and is no snapshot: remove it, or name another file with --out.`,
    );
}

/** 2 where a file could not be checked: its findings are not in it. */
function write(file: string, { now, unchecked }: Checked): number {
  writeFileSync(file, snapshotText(now));
  const open = now.findings.filter(({ state }) => state === 'open').length;
  const shown = shownAs(file);
  process.stdout.write(
    `${shown} has ${plural(open, 'finding')} of ${plural(now.files, 'file')}, readiness ${now.score} of 100. ` +
      'Commit it; launch-ready snapshot --since says what changed.\n',
  );
  return unchecked.size > 0 ? 2 : 0;
}

function report(
  earlier: Snapshot,
  { target, now, settings, unchecked }: Checked,
  { format, failOn }: SnapshotOptions,
): number {
  const { config } = parseConfig(settings.configText);
  const diff = diffSnapshots(earlier, now, {
    isThere: (file) => isBelow(file) && existsSync(path.join(target.root, file)),
    isUnchecked: ({ rule, file }) =>
      config.impactOf(rule) === 'off' || (file !== null && (unchecked.has(file) || !isMeant(file, target))),
  });
  process.stdout.write(textOf(diff, format, target));
  if (fails(diff, failOn)) return 1;
  return unchecked.size > 0 ? 2 : 0;
}

function textOf(diff: SnapshotDiff, format: SnapshotOptions['format'], { root }: Target): string {
  if (format === 'json') return diffAsJson(diff, root);
  if (format === 'markdown') return diffAsMarkdown(diff);
  return diffAsText(diff, paint(), Math.max(60, Math.min(process.stdout.columns ?? 100, 120)));
}

/** What a snapshot names is a stranger's word: nothing outside of the folder is looked at. */
function isBelow(file: string): boolean {
  return !path.isAbsolute(file) && !file.split(/[\\/]/).includes('..');
}

const FAILING: ReadonlySet<ChangeKind> = new Set(['new', 'back', 'worse']);

function fails({ changes }: SnapshotDiff, failOn: Impact | 'never'): boolean {
  return (
    failOn !== 'never' &&
    changes.some(({ kind, finding }) => FAILING.has(kind) && compareImpact(finding.impact, failOn) <= 0)
  );
}
