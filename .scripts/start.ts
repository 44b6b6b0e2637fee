/**
 * `npm start [-- FOLDER]`: builds, checks the bundled sample project (or the folder) in the terminal and, where a person
 * watches, opens the editor on it with the extension installed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '../test/support/editor/codeServer.ts';
import { findOnPath } from '../test/support/editor/commandLine.ts';
import { unpackSample } from '../test/support/sample.ts';
import { openBrowserEditor } from './browserEditor.ts';
import { ROOT, run } from './run.ts';

const given = process.argv[2];
const folder =
  given === undefined ? await unpackSample(path.join(cacheFolder(), 'sample')) : path.resolve(given);
if (!existsSync(folder)) {
  process.stderr.write(`There is no folder ${folder}.\n`);
  process.exit(2);
}
await must('node', ['.scripts/build.ts', '--minify']);
if (given === undefined) process.stdout.write(`\nA sample product was unpacked into ${folder}\n`);
process.stdout.write(`\n$ launch-ready check ${folder}\n\n`);
const exitCode = await run('node', ['dist/cli.cjs', 'check', folder]);
if (exitCode > 1) process.exit(exitCode);

if (process.stdin.isTTY && process.stdout.isTTY) await openEditor();
else process.stdout.write('In a terminal, the editor would open here with the extension installed.\n');

async function openEditor(): Promise<void> {
  await must('node', ['.scripts/package.ts']);
  const vsix = path.join(ROOT, 'launch-ready.vsix');
  const code = findOnPath('code', 'code.cmd');
  if (code === undefined) return openBrowserEditor(folder, vsix);
  process.stdout.write('\nOpening VS Code with the extension installed…\n');
  for (const args of [['--install-extension', vsix, '--force'], [folder]]) {
    const { status } = spawnSync(code, args, { stdio: 'inherit', shell: process.platform === 'win32' });
    if (status !== 0) process.exit(2);
  }
}

async function must(tool: string, args: readonly string[]): Promise<void> {
  const code = await run(tool, args);
  if (code !== 0) process.exit(code);
}
