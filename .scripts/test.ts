/**
 * Runs every check and test of the project, the real editor's included. Each step says what it is; the first that fails
 * ends the run, except that after a failed unit test the editor is still tried. The last line counts the tests.
 */
import { readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ROOT, run } from './run.ts';

const STEPS: readonly (readonly [what: string, tool: string, args: readonly string[]])[] = [
  ['generated files are up to date', 'node', ['.scripts/generate.ts', '--check']],
  ['types', 'tsc', ['-p', 'tsconfig.json']],
  ['types of the core, which knows no platform', 'tsc', ['-p', 'server/src/core']],
  ['lint', 'oxlint', ['--type-aware', '--deny-warnings']],
  ['format', 'prettier', ['--check', '--log-level', 'warn', '.']],
  ['dead code', 'knip', ['--no-progress']],
  ['build', 'node', ['.scripts/build.ts', '--minify']],
  ['package', 'node', ['.scripts/package.ts']],
  ['a PostgreSQL server for the tests', 'node', ['test/support/installPostgres.ts']],
  ['our own repository is ready', 'node', ['dist/cli.cjs', 'check', '.', '--fail-on', 'low', '--no-cache']],
];

for (const [what, tool, args] of STEPS) {
  process.stdout.write(`\n── ${what}\n`);
  const exitCode = await run(tool, args);
  if (exitCode !== 0) {
    process.stderr.write(`\nFailed: ${what} (${tool} ${args.join(' ')})\n0 passed, 1 failed\n`);
    process.exit(1);
  }
}

interface Stats {
  readonly passes: number;
  readonly failures: number;
}

const total: { passes: number; failures: number } = { passes: 0, failures: 0 };
process.stdout.write('\n── unit, workspace, server and command-line tests\n');
await count((file) =>
  run('mocha', [
    '--reporter',
    path.join(ROOT, 'test/support/countingReporter.cjs'),
    '--reporter-option',
    `output=${file}`,
  ]),
);
process.stdout.write('\n── in a real VS Code\n');
await count((file) => run('node', ['test/editor/run.ts'], { LAUNCH_READY_TEST_COUNT: file }));

process.stdout.write(`\n${total.passes} passed, ${total.failures} failed\n`);
process.exitCode = total.failures === 0 ? 0 : 1;

/** Runs tests that write their counts into a file; a run that ends without counts is a failure. */
async function count(start: (file: string) => Promise<number>): Promise<void> {
  const file = path.join(os.tmpdir(), `launch-ready-tests-${process.pid}.json`);
  const exitCode = await start(file);
  const { passes, failures } = readStats(file);
  rmSync(file, { force: true });
  total.passes += passes;
  total.failures += failures;
  if ((exitCode !== 0 && failures === 0) || passes === 0) total.failures++;
}

function readStats(file: string): Stats {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Stats;
  } catch {
    return { passes: 0, failures: 1 }; // it ended before it could count
  }
}
