import { strict as assert } from 'node:assert';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { NO_FACTS } from '../../server/src/core/facts.ts';
import { NEVER_CANCELLED, type FileResult } from '../../server/src/core/workspace.ts';
import { createFileCheck, scan, scanInWorkers, type ScanSettings } from '../../server/src/host/scan.ts';
import { TODAY } from '../support/analyzeText.ts';
import { expand } from '../support/expand.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const LEAK = expand("export const key = '{{stripe-secret-key}}';\n");
/** A worker that answers as the product's own does, but never comes back from some files. */
const STUCK_WORKER = `
import { parentPort } from 'node:worker_threads';
parentPort.on('message', ({ batch }) => {
  if (!batch) return;
  if (batch.some(({ path }) => path.endsWith('stuck.ts'))) for (;;);
  if (batch.some(({ path }) => path.endsWith('huge.ts'))) for (const kept = []; ; ) kept.push(new Array(1e6).fill(0));
  parentPort.postMessage(batch.map(() => ({ stamp: 'judged', bytes: 1 })));
});
`;

/** Says of each file which of its kind of worker judged it. */
const NUMBERED_WORKER = `import { parentPort, threadId } from 'node:worker_threads';
parentPort.on('message', ({ batch }) => {
  if (batch) parentPort.postMessage(batch.map(() => ({ stamp: String(threadId), bytes: 1 })));
});
`;

describe('a scan', () => {
  it('gives the same in this thread and in workers', async () => {
    const settings = settingsFor(manyFiles(130));
    const paths = Object.keys(manyFiles(130));
    const here = await resultsOf((options) => scan(settings, { ...options, threads: 0 }), paths);
    const there = await resultsOf((options) => scanInWorkers(settings, options, { threads: 2 }), paths);
    assert.equal(here.size, 130);
    assert.deepEqual(inOrder(there), inOrder(here));
    assert.equal(here.get('file-7.ts')?.analysis.findings.length, 1);
  });

  it('hands back what is known of files that did not change, and tells of those that are gone', async () => {
    const settings = settingsFor(manyFiles(3));
    const paths = ['file-0.ts', 'file-1.ts', 'gone.ts'];
    const check = createFileCheck(settings);
    const known = new Map(paths.flatMap((name) => [[name, check(name)] as const]).filter(isThere));
    for (const run of [
      (options: Options) => scan(settings, { ...options, known, threads: 0 }),
      (options: Options) => scanInWorkers(settings, { ...options, known }, { threads: 1 }),
    ]) {
      const found = await resultsOf(run, paths);
      assert.equal(found.get('file-0.ts'), known.get('file-0.ts'));
      assert.ok(!found.has('gone.ts'));
    }
  });

  it('ends a worker that is stuck or grows without end, names the file, and judges all others', async () => {
    const bad = ['in/the/middle/stuck.ts', 'zz/huge.ts', 'zz/stuck.ts'];
    const files = [...Object.keys(manyFiles(120)), ...bad].sort();
    const workerFile = pathToFileURL(
      path.join(temporaryFolder({ 'worker.mjs': STUCK_WORKER }), 'worker.mjs'),
    );
    const found = await resultsOf(
      (options) => scanInWorkers(settingsFor({}), options, { threads: 2, patience: 4_000, workerFile }),
      files,
    );
    assert.deepEqual([...found.keys()].sort(), files);
    const failed = [...found.values()].filter(({ analysis }) => analysis.errors.length > 0);
    assert.deepEqual(
      inOrder(new Map(failed.map((result) => [result.path, result]))).map(([name, { analysis }]) => [
        name,
        analysis.errors[0]?.message,
      ]),
      [
        ['in/the/middle/stuck.ts', 'took longer than 4 s to check, and was given up'],
        ['zz/huge.ts', 'needs too much memory to check, and was given up'],
        ['zz/stuck.ts', 'took longer than 4 s to check, and was given up'],
      ],
    );
    assert.ok(
      failed.every(({ stamp }) => stamp === ''),
      'they are tried again the next time',
    );
    assert.equal([...found.values()].filter(({ stamp }) => stamp === 'judged').length, 120);
  });

  it('keeps its workers for the next one, which may be under other settings', async () => {
    const workerFile = pathToFileURL(
      path.join(temporaryFolder({ 'worker.mjs': NUMBERED_WORKER }), 'worker.mjs'),
    );
    const workerOf = async (): Promise<string | undefined> =>
      (
        await resultsOf(
          (options) => scanInWorkers(settingsFor({}), options, { threads: 1, workerFile }),
          ['a'],
        )
      ).get('a')?.stamp;
    assert.equal(await workerOf(), await workerOf());

    const files = manyFiles(2);
    const judgedUnder = async (configText: string): Promise<number> => {
      const settings = { ...settingsFor(files), configText };
      const found = await resultsOf(
        (options) => scanInWorkers(settings, options, { threads: 1 }),
        ['file-0.ts'],
      );
      return found.get('file-0.ts')?.analysis.findings.length ?? 0;
    };
    assert.equal(await judgedUnder(''), 1);
    assert.equal(await judgedUnder('rules: { secrets/provider-token: off }\n'), 0);
  });

  it('judges by the areas and rules that are wanted only, and gathers facts where a rule needs them', () => {
    const settings = settingsFor({ 'a.ts': `${LEAK}send(process.env.MAIL_FROM!);\n` });
    const judgedBy = (only?: readonly string[], collect?: true): readonly [number, boolean] => {
      const check = createFileCheck({ ...settings, ...(only && { only }), ...(collect && { collect }) });
      const { findings = [], facts } = check('a.ts')?.analysis ?? {};
      return [findings.length, facts !== undefined];
    };
    assert.deepEqual(judgedBy(), [1, true]);
    assert.deepEqual(judgedBy(['secrets']), [1, false]);
    assert.deepEqual(judgedBy(['secrets/provider-token']), [1, false]);
    assert.deepEqual(judgedBy(['secrets/private-key']), [0, false]);
    assert.deepEqual(judgedBy(['env']), [0, true]);
    assert.deepEqual(judgedBy(['env/missing-variable']), [0, true]);
    assert.deepEqual(judgedBy(['env/duplicate-variable']), [0, false]);
    assert.deepEqual(judgedBy([]), [0, false]);
    assert.deepEqual(judgedBy([], true), [0, true]);
    assert.deepEqual(judgedBy(['secrets'], true), [1, true]);
  });

  it('brings the facts of files without findings out of workers', async () => {
    const settings = settingsFor({ 'a.ts': 'send(process.env.MAIL_FROM!);\n' });
    const found = await resultsOf((options) => scanInWorkers(settings, options, { threads: 1 }), ['a.ts']);
    assert.deepEqual(
      found.get('a.ts')?.analysis.facts?.env?.uses?.map(({ name }) => name),
      ['MAIL_FROM'],
    );
  });

  it('stops soon after it was cancelled', async () => {
    const settings = settingsFor(manyFiles(600));
    for (const threads of [0, 2]) {
      const cancellation = { cancelled: false };
      let seen = 0;
      await scan(settings, {
        paths: Object.keys(manyFiles(600)),
        threads,
        cancellation,
        onResult: () => {
          seen++;
          cancellation.cancelled = true;
        },
      });
      assert.ok(seen < 600, `${seen} files with ${threads} threads`);
    }
  });

  it('fails when a worker does, instead of waiting for it', async () => {
    const broken = pathToFileURL(
      path.join(temporaryFolder({ 'worker.mjs': 'throw new Error("broken");' }), 'worker.mjs'),
    );
    const settings = settingsFor(manyFiles(2));
    await assert.rejects(
      resultsOf(
        (options) => scanInWorkers(settings, options, { threads: 1, workerFile: broken }),
        ['file-0.ts'],
      ),
      /broken/,
    );
  });
});

type Options = Omit<Parameters<typeof scanInWorkers>[1], 'threads'>;

async function resultsOf(
  run: (options: Options) => Promise<void>,
  paths: readonly string[],
): Promise<Map<string, FileResult>> {
  const found = new Map<string, FileResult>();
  await run({
    paths,
    cancellation: NEVER_CANCELLED,
    onResult: (name, result) => {
      if (result) found.set(name, result);
    },
  });
  return found;
}

function inOrder(results: ReadonlyMap<string, FileResult>): readonly (readonly [string, FileResult])[] {
  return [...results].sort(([a], [b]) => (a < b ? -1 : 1));
}

function isThere(entry: readonly [string, FileResult | undefined]): entry is readonly [string, FileResult] {
  return entry[1] !== undefined;
}

function manyFiles(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`file-${index}.ts`, LEAK]));
}

function settingsFor(files: Readonly<Record<string, string>>): ScanSettings {
  const root = temporaryFolder(files);
  return { root, configText: '', baselineText: '', today: TODAY, salt: 'salt of the tests', facts: NO_FACTS };
}
