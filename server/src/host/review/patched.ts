import { applyPatch, parsePatch, reversePatch, type StructuredPatch } from 'diff';
import { printable } from '../../core/printable.ts';
import { createDiskWorkspace } from '../diskWorkspace.ts';
import { GitError } from '../git.ts';
import { readSmallText } from '../readSources.ts';
import type { Change } from './change.ts';
import { ON_DISK, plainPlace, readDirty, readTracked, type RawChange, type TreeEntry } from './gitChange.ts';
import path from 'node:path';

/** A diff that can't be read, or that fits nothing here. The message says what to do. */
export class PatchError extends Error {
  override name = 'PatchError';
}

/** UTF-16 units of a file that a diff is applied to. */
const LARGEST = 16 * 1024 * 1024;

/**
 * The change that a unified diff describes, whether it was applied to the files on disk already or not yet. Outside of a repository
 * too. Rejects with PatchError, and with GitError where git fails.
 */
export async function readPatched(root: string, text: string): Promise<Change> {
  const patch = text.replaceAll(SIGNATURE, '');
  const files = parse(patch).map((file) =>
    withoutPrefixes(file, hasPrefixes(patch), /^diff --git /m.test(patch)),
  );
  const place = plainPlace(root);
  const tracked = await trackedFiles(root);
  const before = new Map<string, Buffer>();
  const after = new Map<string, Buffer>();
  const changes = files.map((file): RawChange => {
    const [from, to] = [nameOf(file.oldFileName), nameOf(file.newFileName)];
    const shown = to ?? from ?? '';
    const states = statesOf(root, file, from, to);
    if (!states)
      throw new PatchError(
        `--diff: ${printable(shown)} is neither as the diff expects it nor as it leaves it. Review the commit that the diff was made of.`,
      );
    if (from !== undefined) before.set(from, Buffer.from(states.before));
    if (to !== undefined) after.set(to, Buffer.from(states.after));
    return {
      path: shown,
      from: from !== undefined && to !== undefined && from !== to ? from : undefined,
      before: from === undefined ? undefined : ON_DISK,
      after: to === undefined ? undefined : ON_DISK,
      isConflict: false,
      isSubmodule: false,
    };
  });
  return { place, ...tracked, changes: [changes], texts: { before, after } };
}

/** What `git format-patch` puts behind each patch. Within one, every line begins with a sign of the diff. */
const SIGNATURE = /^-- \r?\n\d+\.\d[\w. ()-]*(?:\r?\n|$)(?=\r?\n|From |$(?![^]))/gm;

/**
 * Whether names have `a/` and `b/`, or what diff.mnemonicPrefix puts there, in front: undefined where the diff does not tell, and it
 * is taken for granted.
 */
function hasPrefixes(patch: string): boolean {
  const head = /^diff --git "?([^\n]{1,4000})$/m.exec(patch)?.[1]?.replaceAll('"', '').trimEnd();
  if (head === undefined || head.length % 2 === 0) return true;
  const half = (head.length - 1) / 2;
  const [from, to] = [head.slice(0, half), head.slice(half + 1)];
  // Without a prefix, both halves of a file that keeps its name are the same.
  return from !== to;
}

function withoutPrefixes(file: StructuredPatch, isPrefixed: boolean, isGits: boolean): StructuredPatch {
  const bare = (name: string | undefined): string | undefined =>
    name === undefined || name === '/dev/null' || !isPrefixed
      ? name
      : name.replace(isGits ? /^[abciow]\// : /^[ab]\//, '');
  return Object.assign({}, file, {
    oldFileName: bare(file.oldFileName),
    newFileName: bare(file.newFileName),
  });
}

function parse(text: string): readonly StructuredPatch[] {
  const files = parsed(text).filter(
    ({ oldFileName, newFileName }) => nameOf(oldFileName) !== undefined || nameOf(newFileName) !== undefined,
  );
  if (files.length > 0 || text.trim() === '') return files;
  throw new PatchError(NO_DIFF);
}

function parsed(text: string): readonly StructuredPatch[] {
  try {
    return parsePatch(text);
  } catch {
    throw new PatchError(NO_DIFF); // what the parser says quotes the diff
  }
}

const NO_DIFF = '--diff: this is no unified diff. Make one with: git diff main... > change.diff';

/** Undefined for the side on which there is no file. Nothing that leaves the root. */
function nameOf(given: string | undefined): string | undefined {
  if (given === undefined || given === '/dev/null') return undefined;
  const name = path.sep === '\\' ? given.replaceAll('\\', '/') : given;
  if (path.posix.isAbsolute(name) || name.split('/').includes('..'))
    throw new PatchError(`--diff: ${printable(name)} lies outside of this folder.`);
  return name;
}

interface States {
  readonly before: string;
  readonly after: string;
}

function statesOf(
  root: string,
  file: StructuredPatch,
  from: string | undefined,
  to: string | undefined,
): States | undefined {
  const read = (name: string | undefined): string | undefined =>
    name === undefined ? '' : readSmallText(path.join(root, name), LARGEST);
  const [old, now] = [read(from), read(to)];
  // A few lines that only go or come may fit both ways, some lines further down: where they are to stand decides.
  const isToCome =
    old !== undefined && stands(file, 'old', old) && !(now !== undefined && stands(file, 'new', now));
  if (now !== undefined && !isToCome) {
    const undone = applyPatch(now, reversePatch(file));
    if (undone !== false) return { before: undone, after: now };
  }
  if (old !== undefined) {
    const done = applyPatch(old, file);
    if (done !== false) return { before: old, after: done };
  }
  return undefined;
}

/** Whether the text has the lines of one side of the diff at the very places that it names. */
function stands({ hunks }: StructuredPatch, side: 'old' | 'new', text: string): boolean {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  return hunks.every((hunk) => {
    const other = side === 'old' ? '+' : '-';
    const own = hunk.lines.filter((line) => !line.startsWith(other) && !line.startsWith('\\'));
    const start = (side === 'old' ? hunk.oldStart : hunk.newStart) - 1;
    return own.every((line, index) => lines[start + index] === line.slice(1).replace(/\r$/, ''));
  });
}

/** What git knows of the folder; outside of a repository all files that are not ignored. */
async function trackedFiles(root: string): Promise<{
  readonly tracked: readonly TreeEntry[];
  readonly onDisk: readonly string[];
}> {
  try {
    const place = plainPlace(root);
    const [index, dirty] = await Promise.all([readTracked(place), readDirty(place)]);
    const edited = new Set(dirty.map((change) => change.path));
    return {
      tracked: index.filter((entry) => !edited.has(entry.path)),
      onDisk: dirty.flatMap((change) => (change.after === undefined ? [] : [change.path])),
    };
  } catch (error) {
    if (!(error instanceof GitError) || !error.absent) throw error;
    const workspace = createDiskWorkspace(root, { trusted: () => false });
    return { tracked: [], onDisk: await workspace.list() };
  }
}
