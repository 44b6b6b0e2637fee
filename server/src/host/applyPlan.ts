import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { hasUtf16Mark } from '../core/classify.ts';
import { applyTextEdits, type FileEdit } from '../core/edit.ts';
import type { Files } from '../core/workspace.ts';

/** Files as they will be after the edits made so far; nothing is written before `write`. */
export interface PendingFiles extends Files {
  apply(edit: FileEdit): void;
  /** Writes every changed file. Throws before the first write when one of them can't be written as it was read. */
  write(root: string): readonly string[];
}

interface Pending {
  readonly text: string;
  readonly create?: { readonly mode?: number };
}

export function createPendingFiles(files: Files): PendingFiles {
  const pending = new Map<string, Pending>();
  return {
    read: (file) => pending.get(file)?.text ?? files.read(file),
    isIgnored: (file) => files.isIgnored(file) || isIgnoredByPending(file, pending),
    apply({ path: file, create, edits }) {
      const before = pending.get(file);
      const text = applyTextEdits(before?.text ?? files.read(file) ?? '', edits);
      const created = before?.create ?? create;
      pending.set(file, created ? { text, create: created } : { text });
    },
    write(root) {
      const jobs = [...pending].map(([file, change]) => ({
        file,
        job: prepare(path.join(root, file), change),
      }));
      for (const { job } of jobs) job();
      return jobs.map(({ file }) => file);
    },
  };
}

/** A `.gitignore` that an earlier fix added to covers the file that it was added for. */
function isIgnoredByPending(file: string, pending: ReadonlyMap<string, Pending>): boolean {
  const name = file.slice(file.lastIndexOf('/') + 1);
  return [...pending].some(
    ([changed, { text }]) =>
      /(^|\/)\.gitignore$/.test(changed) &&
      text.split(/\r?\n/).some((line) => line.replace(/^\//, '') === name),
  );
}

function prepare(target: string, { text, create }: Pending): () => void {
  if (create) {
    // `wx` refuses to follow a link or to overwrite what came into being meanwhile.
    return () => {
      writeFileSync(target, text, { flag: 'wx', mode: create.mode ?? 0o644 });
      if (create.mode !== undefined) chmodSync(target, create.mode);
    };
  }
  const before = readFileSync(target);
  if (hasUtf16Mark(before))
    throw new Error(`${target} is encoded in UTF-16, which can't be edited here. Convert it to UTF-8 first.`);
  const mark = before[0] === 0xef && before[1] === 0xbb && before[2] === 0xbf ? '\uFEFF' : '';
  return () => writeFileSync(target, mark + text);
}
