import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expand } from '../support/expand.ts';

const PACKAGES = path.join(import.meta.dirname, '../../node_modules');
const WANTED_BYTES = 30_000_000;

/** A repository of some 30 MB of real sources (those of installed packages), with a made-up key here and there. */
export function makeCorpus(folder: string): string {
  let bytes = 0;
  let count = 0;
  for (const file of sources(PACKAGES)) {
    const size = statSync(file).size;
    if (size > 400_000) continue;
    const target = path.join(
      folder,
      'src',
      path
        .relative(PACKAGES, file)
        .replaceAll('node_modules', 'packages')
        .replaceAll(/(^|\/)(dist|vendor)\//g, '$1lib/'),
    );
    mkdirSync(path.dirname(target), { recursive: true });
    copyFileSync(file, target);
    count++;
    bytes += size;
    if (bytes > WANTED_BYTES) break;
  }
  for (let leak = 1; leak <= 20; leak++)
    writeFileSync(
      path.join(folder, `src/leak-${leak}.ts`),
      expand(`export const key = '{{stripe-secret-key:${leak}}}';\n`),
    );
  writeFileSync(path.join(folder, '.gitignore'), '.env\n');
  if (count === 0) throw new Error(`no sources below ${PACKAGES}`);
  execFileSync('git', ['init', '--quiet'], { cwd: folder });
  execFileSync('git', ['add', '--all'], { cwd: folder });
  return folder;
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

function* filesBelow(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const item = path.join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== '.git') yield* filesBelow(item);
    else if (entry.isFile()) yield item;
  }
}
