/**
 * `npm run prepare`: builds dist/ for whoever takes this package from git, as pre-commit does (`npm install --global git+…`).
 * npm doesn't install what the build needs then, so that it is installed here. Plain JavaScript: Node 20 runs no TypeScript.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '..');
const command = process.env['npm_command'];
const isBuilt = existsSync(path.join(ROOT, 'dist/cli.cjs'));

// Whoever develops builds when they want; what is packed is always built.
if (command !== 'ci' && !(isBuilt && command === 'install')) {
  if (!existsSync(path.join(ROOT, 'node_modules/esbuild'))) installForBuild();
  const { transform } = await import('esbuild');
  const script = readFileSync(path.join(ROOT, '.scripts/build.ts'), 'utf8');
  const { code } = await transform(script, { loader: 'ts' });
  mkdirSync(path.join(ROOT, 'dist'), { recursive: true });
  writeFileSync(path.join(ROOT, 'dist/build.mjs'), code);
  process.argv.push('--minify');
  // It clears dist/, itself included, when it has begun.
  await import('../dist/build.mjs');
}

/** What the npm that calls us was told (`--global`, and where to) is not for this one. */
function installForBuild() {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_config_/i.test(name)));
  execFileSync('npm', ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund'], {
    cwd: ROOT,
    env,
    // npm pack gives the name of its file on standard output, which is left to it.
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
}
