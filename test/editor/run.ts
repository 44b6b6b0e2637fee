// Tests in a real VS Code: node test/editor/run.ts [--only host|user]
//
// host  test/editor/host, inside the extension host: the VS Code API as the extension sees it.
// user  test/editor/user, in this process: a window of VS Code, used with keyboard and mouse.
//
// Both run in code-server and Chromium, because the user tests need a window that Playwright drives without a display.
// Where that cannot be installed, the host tests run in the desktop build and the user tests fail with words on what is
// missing. See test/support/editor/install.ts.
import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Mocha from 'mocha';
import type { HostCounts as Counts } from '../support/editor/hostSuite.ts';
import { runHostTests } from '../support/editor/hostTests.ts';
import { installEditor, installWindowEditor } from '../support/editor/install.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const USER_TESTS = 'test/editor/user/*.test.ts';
const USER_TEST_TIMEOUT_MS = 180_000;
const FAILED: Counts = { passed: 0, failed: 1 };

const parts = chosenParts();
const counts: Counts[] = [];
// First, because the host tests then use the same editor.
const [windowEditor] = await Promise.allSettled(
  parts.includes('user') ? [installWindowEditor(console.log)] : [],
);
if (parts.includes('host')) counts.push(await count('host tests', hostTests));
if (windowEditor !== undefined) counts.push(await count('user tests', userTests));

console.log(`editor: ${sum('passed')} passed, ${sum('failed')} failed`);
const countFile = process.env['LAUNCH_READY_TEST_COUNT'];
if (countFile !== undefined)
  writeFileSync(countFile, JSON.stringify({ passes: sum('passed'), failures: sum('failed') }));
// Ends windows that a failed test has left open, too.
process.exit(sum('failed') === 0 ? 0 : 1);

function sum(outcome: keyof Counts): number {
  return counts.reduce((total, part) => total + part[outcome], 0);
}

function chosenParts(): readonly string[] {
  const { only } = parseArgs({ options: { only: { type: 'string' } } }).values;
  if (only === undefined) return ['host', 'user'];
  if (only !== 'host' && only !== 'user') throw new Error(`--only takes host or user, not ${only}`);
  return [only];
}

/** A part that breaks off, or that has run nothing, counts as a failure. */
async function count(name: string, run: () => Promise<Counts>): Promise<Counts> {
  console.log(`\n${name}`);
  try {
    const result = await run();
    if (result.passed + result.failed > 0) return result;
    console.log(`No ${name} have run.`);
  } catch (error) {
    console.log(error instanceof Error ? error.message : error);
  }
  return FAILED;
}

async function hostTests(): Promise<Counts> {
  const editor = await installEditor(console.log);
  const workspace = mkdtempSync(join(tmpdir(), 'launch-ready-host-tests-'));
  try {
    const { exitCode, passed, failed } = await runHostTests({
      editor,
      extension: ROOT,
      workspace,
      log: console.log,
    });
    // The extension host can break down after the last test.
    return { passed, failed: exitCode === 0 ? failed : Math.max(failed, 1) };
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

async function userTests(): Promise<Counts> {
  if (windowEditor?.status === 'rejected') throw windowEditor.reason;
  const mocha = new Mocha({
    timeout: USER_TEST_TIMEOUT_MS,
    forbidOnly: true,
    forbidPending: true,
    reporter: 'spec',
  });
  for (const file of globSync(USER_TESTS, { cwd: ROOT }).sort()) mocha.addFile(join(ROOT, file));
  await mocha.loadFilesAsync();
  return new Promise((resolve) => {
    const runner = mocha.run((failures) => resolve({ passed: runner.stats?.passes ?? 0, failed: failures }));
  });
}
