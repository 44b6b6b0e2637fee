import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { applyTextEdits, type EditPlan, type FileEdit } from '../core/edit.ts';
import { nameOf } from '../core/paths.ts';
import type { Files } from '../core/workspace.ts';
import { createContainment } from './diskWorkspace.ts';

/** Files as they will be after the plans accepted so far; nothing is written before `write`. */
export interface PendingFiles extends Files {
  /** Takes a plan in, or says why it can't be carried out on this disk; then nothing of it is kept. */
  accept(plan: EditPlan): { readonly refused: string } | undefined;
  /** Writes every changed file, or none: what was written before a failure is put back. Gives their paths. */
  write(): readonly string[];
}

interface Pending {
  readonly text: string;
  readonly create?: { readonly mode?: number };
}

export function createPendingFiles(root: string, files: Files): PendingFiles {
  const pending = new Map<string, Pending>();
  const isInside = createContainment(root);
  return {
    read: (file) => pending.get(file)?.text ?? files.read(file),
    isIgnored: (file) => files.isIgnored(file) || isIgnoredByPending(file, pending),
    accept({ edits }) {
      for (const { path: file, create } of edits) {
        const refused = pending.has(file) ? undefined : obstacle(root, file, create !== undefined, isInside);
        if (refused !== undefined) return { refused };
      }
      for (const edit of edits) pending.set(edit.path, edited(edit, pending.get(edit.path), files));
      return undefined;
    },
    write() {
      // The value has to be safe in its new place before it is taken out of the old one.
      const order = [...pending].sort(
        ([, a], [, b]) => Number(b.create !== undefined) - Number(a.create !== undefined),
      );
      writeAll(order.map(([file, change]) => ({ target: path.join(root, file), ...change })));
      return order.map(([file]) => file);
    },
  };
}

function edited({ path: file, create, edits }: FileEdit, before: Pending | undefined, files: Files): Pending {
  const text = applyTextEdits(before?.text ?? files.read(file) ?? '', edits);
  const created = before?.create ?? create;
  return created ? { text, create: created } : { text };
}

/** A `.gitignore` that an earlier fix added to covers the file that it was added for. */
function isIgnoredByPending(file: string, pending: ReadonlyMap<string, Pending>): boolean {
  const name = nameOf(file);
  return [...pending].some(
    ([changed, { text }]) =>
      /(^|\/)\.gitignore$/.test(changed) &&
      text.split(/\r?\n/).some((line) => line.replace(/^\//, '') === name),
  );
}

/** Why a file can't be written as planned. */
function obstacle(
  root: string,
  file: string,
  creates: boolean,
  isInside: (file: string) => boolean,
): string | undefined {
  const target = path.join(root, file);
  try {
    // A folder that will be made is inside where the one above it is.
    const known = path.relative(root, path.join(nearestFolder(path.dirname(target)), path.basename(target)));
    if (!isInside(known)) return `${file} is reached through a link that leads out of the folder.`;
    const status = lstatSync(target, { throwIfNoEntry: false });
    if (creates) {
      accessSync(path.join(root, path.dirname(known)), constants.W_OK);
      return status
        ? `${file} is there, but it is a link, a folder, or too large to be changed here.`
        : undefined;
    }
    if (!status?.isFile()) return `${file} is no plain file.`;
    accessSync(target, constants.W_OK);
    const bytes = readFileSync(target);
    const round = Buffer.from(new TextDecoder().decode(bytes));
    const mark = bytes.subarray(0, 3).equals(UTF8_MARK) ? 3 : 0;
    return round.equals(bytes.subarray(mark))
      ? undefined
      : `${file} is not encoded in UTF-8: convert it first.`;
  } catch (error) {
    return `${file} can't be written (${error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'}).`;
  }
}

/** The folder itself, or the one above in which it will be made. */
function nearestFolder(folder: string): string {
  let found = folder;
  while (!existsSync(found) && path.dirname(found) !== found) found = path.dirname(found);
  return found;
}

const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

interface Job extends Pending {
  readonly target: string;
}

function writeAll(jobs: readonly Job[]): void {
  const done: (() => void)[] = [];
  try {
    for (const job of jobs) done.push(writeOne(job));
  } catch (error) {
    for (const undo of done.reverse()) undo();
    throw error;
  }
}

/** Writes a file and gives what undoes that. */
function writeOne({ target, text, create }: Job): () => void {
  if (create) {
    const made = mkdirSync(path.dirname(target), { recursive: true });
    // `wx` neither follows a link nor overwrites what came into being meanwhile.
    writeFileSync(target, text, { flag: 'wx', mode: create.mode ?? 0o644 });
    return () => rmSync(made ?? target, { force: true, recursive: true });
  }
  const before = readFileSync(target);
  const mark = before.subarray(0, 3).equals(UTF8_MARK) ? '\uFEFF' : '';
  replace(target, mark + text);
  return () => replace(target, before);
}

/** By way of a file beside it, so that a full disk leaves the old text; permissions stay. */
function replace(target: string, contents: string | Buffer): void {
  const beside = `${target}.launch-ready-${process.pid}`;
  try {
    writeFileSync(beside, contents, { flag: 'wx', mode: lstatSync(target).mode & 0o777 });
    renameSync(beside, target);
  } finally {
    rmSync(beside, { force: true });
  }
}
