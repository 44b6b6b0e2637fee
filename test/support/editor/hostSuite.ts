import { writeFileSync } from 'node:fs';
import { format } from 'node:util';

/** Starts every line of the suite's report, among the other things that the extension host logs. */
export const REPORT_MARK = '[host suite] ';
/** Environment variable: where the extension host writes its `HostCounts` as JSON. */
export const COUNTS_FILE = 'LAUNCH_READY_HOST_COUNTS';

export interface HostCounts {
  readonly passed: number;
  readonly failed: number;
}

const TEST_TIMEOUT_MS = 30_000;

/**
 * Runs in the extension host: loads the test files into one mocha suite and runs it. Rejects when a test fails, which VS
 * Code turns into exit code 1.
 */
export async function runHostSuite(testFiles: readonly (() => Promise<unknown>)[]): Promise<void> {
  // From node_modules at run time: mocha loads its parts by path, which a bundle does not have.
  const { default: Mocha } = await import('mocha');
  Mocha.reporters.Base.consoleLog = report;
  const mocha = new Mocha({
    timeout: TEST_TIMEOUT_MS,
    forbidOnly: true,
    forbidPending: true,
    reporter: 'spec',
  });
  // Mocha does this for a file that it loads itself: it defines describe, it and so on.
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  await loadFiles(testFiles);
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.once('end', () => writeCounts(runner.stats?.passes ?? 0, runner.failures));
  });
  if (failures > 0) throw new Error(`Failed tests: ${failures}`);
}

async function loadFiles(testFiles: readonly (() => Promise<unknown>)[]): Promise<void> {
  try {
    for (const load of testFiles) await load();
  } catch (error) {
    report(error);
    throw error;
  }
}

function report(...values: unknown[]): void {
  for (const line of format(...values).split('\n')) console.log(REPORT_MARK + line);
}

function writeCounts(passed: number, failed: number): void {
  const file = process.env[COUNTS_FILE];
  if (file !== undefined) writeFileSync(file, JSON.stringify({ passed, failed } satisfies HostCounts));
}
