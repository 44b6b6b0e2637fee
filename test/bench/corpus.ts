import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { classifyPath } from '../../server/src/core/classify.ts';
import { expand } from '../support/expand.ts';

const PACKAGES = path.join(import.meta.dirname, '../../node_modules');
const WANTED_BYTES = 100_000_000;

/**
 * A repository of some 100 MB of real text, with a made-up key here and there: the texts of the given repositories or,
 * without any, the sources of installed packages. Ours to delete.
 */
export function makeCorpus(folder: string, given: readonly string[]): string {
  let bytes = 0;
  const take = (file: string, name: string): void => {
    const target = path.join(folder, name);
    mkdirSync(path.dirname(target), { recursive: true });
    copyFileSync(file, target);
    bytes += statSync(file).size;
  };
  if (given.length > 0) takeRepositories(given, take, () => bytes < WANTED_BYTES);
  else takePackages(take, () => bytes < WANTED_BYTES);
  if (bytes === 0) throw new Error(`no sources below ${given.join(', ') || PACKAGES}`);
  for (let leak = 1; leak <= 20; leak++)
    writeFileSync(
      path.join(folder, `leak-${leak}.ts`),
      expand(`export const key = '{{stripe-secret-key:${leak}}}';\n`),
    );
  writeFileSync(path.join(folder, '.gitignore'), '.env\n');
  execFileSync('git', ['init', '--quiet'], { cwd: folder });
  execFileSync('git', ['add', '--all', '--force'], { cwd: folder });
  return folder;
}

type Take = (file: string, name: string) => void;

/** In turns, so that of several none is left out for its size. What is no text is left behind: it costs no tool time. */
function takeRepositories(given: readonly string[], take: Take, wantsMore: () => boolean): void {
  let open = given.map((root) => ({ root, files: filesBelow(root) }));
  while (open.length > 0 && wantsMore()) {
    for (const repository of open) {
      const next = repository.files.next();
      if (next.done) open = open.filter((other) => other !== repository);
      else if (classifyPath(next.value) !== 'binary' && path.basename(next.value) !== '.gitignore')
        take(
          next.value,
          path.join(path.basename(repository.root), path.relative(repository.root, next.value)),
        );
    }
  }
}

function takePackages(take: Take, wantsMore: () => boolean): void {
  for (const file of sources(PACKAGES)) {
    if (!wantsMore()) return;
    if (statSync(file).size > 400_000) continue;
    const name = path
      .relative(PACKAGES, file)
      .replaceAll('node_modules', 'packages')
      .replaceAll(/(^|\/)(dist|vendor)\//g, '$1lib/');
    take(file, path.join('src', name));
  }
}

/** What a tool has to look at: the regular files below a folder, .git left out. */
export function folderSize(folder: string): { files: number; bytes: number } {
  const sizes = [...filesBelow(folder)].map((file) => statSync(file).size);
  return { files: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

function* sources(folder: string): Generator<string> {
  for (const file of filesBelow(folder))
    if (/\.(m?[jt]s|tsx|json|md|ya?ml|py|html|css)$/.test(file) && !file.endsWith('.min.js')) yield file;
}

export function* filesBelow(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const item = path.join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== '.git') yield* filesBelow(item);
    else if (entry.isFile()) yield item;
  }
}
