import { existsSync, globSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { format } from 'node:util';
import { runTests, TestRunFailedError } from '@vscode/test-electron';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { openPage, workbenchUrl } from './chromiumWindow.ts';
import type { CodeServerEditor } from './codeServer.ts';
import type { Log } from './commandLine.ts';
import type { ElectronEditor } from './electron.ts';
import { COUNTS_FILE, REPORT_MARK, type HostCounts } from './hostSuite.ts';
import type { Editor } from './install.ts';
import { createProfile, type Profile } from './profile.ts';
import { startServer } from './serverProcess.ts';
import { until } from './until.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const TESTS = 'test/editor/host/*.test.ts';
const BUNDLE = join(ROOT, 'dist', 'test', 'host.cjs');
const RUN_TIMEOUT_MS = 300_000;
const REST_LINES = 100;
const NO_COUNTS: HostCounts = { passed: 0, failed: 0 };

export interface HostTestOptions {
  readonly editor: Editor;
  /** Folder of the built extension. */
  readonly extension: string;
  /** Folder that the window opens; tests may write into it. */
  readonly workspace: string;
  /** Receives the report of the suite line by line; when it fails, the other output of the extension host too. */
  readonly log: Log;
}

export interface HostResult extends HostCounts {
  /** 0 when every test passed; counts are 0 when the suite did not come to its end. */
  readonly exitCode: number;
}

/** Runs the mocha tests of test/editor/host inside the extension host of a real VS Code. */
export async function runHostTests(options: HostTestOptions): Promise<HostResult> {
  await bundleTests();
  const profile = createProfile({});
  const countsFile = join(profile.root, 'counts.json');
  const { onLine, showRest } = splitOutput(options.log);
  const run: Run = {
    extension: resolve(options.extension),
    workspace: resolve(options.workspace),
    profile,
    onLine,
    env: { [COUNTS_FILE]: countsFile },
  };
  try {
    const { editor } = options;
    const exitCode = await (editor.kind === 'electron'
      ? runInElectron(editor, run)
      : runInCodeServer(editor, run));
    const counts = readCounts(countsFile);
    if (exitCode !== 0 || counts === undefined) showRest();
    return { exitCode, ...(counts ?? NO_COUNTS) };
  } finally {
    profile.remove();
  }
}

interface Run {
  readonly extension: string;
  readonly workspace: string;
  readonly profile: Profile;
  readonly onLine: Log;
  readonly env: Record<string, string>;
}

/** Undefined when the suite did not come to its end. */
function readCounts(file: string): HostCounts | undefined {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** One CommonJS file: the desktop build's extension host neither strips types nor follows imports of TypeScript. */
async function bundleTests(): Promise<void> {
  const files = globSync(TESTS, { cwd: ROOT }).sort();
  if (files.length === 0) throw new Error(`There are no tests in ${TESTS}`);
  const imports = files.map((file) => `() => import(${JSON.stringify(`./${file}`)})`);
  const contents = `import { runHostSuite } from './test/support/editor/hostSuite.ts';
export const run = () => runHostSuite([${imports.join(', ')}]);`;
  await build({
    stdin: { contents, resolveDir: ROOT, loader: 'ts' },
    bundle: true,
    external: ['vscode', 'mocha'],
    format: 'cjs',
    logLevel: 'warning',
    outfile: BUNDLE,
    platform: 'node',
    sourcemap: true,
    target: 'node22',
  });
}

/** Lines of the report go to `log` at once, the others when asked for. */
function splitOutput(log: Log) {
  const rest: string[] = [];
  const toSource = sourceLocations();
  const onLine = (line: string) => {
    const start = line.indexOf(REPORT_MARK);
    if (start === -1) rest.push(line);
    else log(toSource(line.slice(start + REPORT_MARK.length)));
  };
  const showRest = () => {
    log(`Other output of VS Code, last ${REST_LINES} lines:`);
    for (const line of rest.slice(-REST_LINES)) log(`  ${line}`);
  };
  return { onLine, showRest };
}

/** Replaces positions in the bundle: VS Code formats stack traces itself, without Node's source maps. */
function sourceLocations(): (line: string) => string {
  const map = new SourceMap(JSON.parse(readFileSync(`${BUNDLE}.map`, 'utf8')));
  return (report) =>
    report.replace(/[^\s(]*host\.cjs:(\d+):(\d+)/g, (position, line: string, column: string) => {
      const entry = map.findEntry(Number(line) - 1, Number(column) - 1);
      if (!('originalSource' in entry)) return position;
      const file = relative(ROOT, resolve(dirname(BUNDLE), entry.originalSource));
      return `${file}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
    });
}

async function runInElectron({ executable }: ElectronEditor, run: Run): Promise<number> {
  const lines = new PassThrough();
  createInterface(lines).on('line', run.onLine);
  const { userData, extensions } = run.profile;
  try {
    return await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: run.extension,
      extensionTestsPath: BUNDLE,
      extensionTestsEnv: run.env,
      launchArgs: [run.workspace, `--user-data-dir=${userData}`, `--extensions-dir=${extensions}`],
      stdout: lines,
      stderr: lines,
    });
  } catch (error) {
    if (error instanceof TestRunFailedError) return error.code ?? 1;
    throw error;
  }
}

async function runInCodeServer(editor: CodeServerEditor, run: Run): Promise<number> {
  // The flag makes a built VS Code accept the payload. It also suppresses notifications and dialogs.
  const flags = ['--enable-smoke-test-driver'];
  const server = await startServer(editor, { profile: run.profile, flags, env: run.env });
  try {
    const { browser, page } = await openPage(editor.chromium);
    try {
      return await runInPage(page, server.port, run);
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
  }
}

/** The workbench calls two functions of the page: one for each line of the extension host's console, one at the end. */
async function runInPage(page: Page, port: number, run: Run): Promise<number> {
  let exitCode: number | undefined;
  await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => {
    for (const line of format(...args).split('\n')) run.onLine(line);
  });
  await page.exposeFunction('codeAutomationExit', (code: number) => (exitCode = code));
  const remote = `vscode-remote://127.0.0.1:${port}`;
  const payload = { extensionDevelopmentPath: remote + run.extension, extensionTestsPath: remote + BUNDLE };
  await page.goto(workbenchUrl(port, run.workspace, payload));
  const ended = () => (exitCode === undefined ? undefined : { exitCode });
  return (await until('the end of the host tests', ended, RUN_TIMEOUT_MS)).exitCode;
}
