/**
 * `npm run bench [-- FOLDER]`: ours against its peers on the same files in the same run, and the latencies that a person
 * feels. Ratios are what counts: absolute times depend on the machine and the hour.
 */
import os from 'node:os';
import path from 'node:path';
import { rmSync } from 'node:fs';
import { folderSize, makeCorpus } from './corpus.ts';
import { measureEditing } from './editing.ts';
import { measure, median, type Measurement } from './measure.ts';
import { findPeers, type Peer } from './peers.ts';
import { measureActivation } from './activation.ts';

const CLI = path.join(import.meta.dirname, '../../dist/cli.cjs');
const ROUNDS = Number(process.env['LAUNCH_READY_BENCH_ROUNDS'] ?? 5);
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const given = process.argv[2];
const corpus =
  given === undefined
    ? makeCorpus(path.join(os.tmpdir(), `launch-ready-bench-${process.pid}`))
    : path.resolve(given);
try {
  const { files, bytes } = folderSize(corpus);
  say(
    `Corpus: ${given ?? 'made from installed packages'}, ${files} files, ${(bytes / 1e6).toFixed(1)} MB; ${os.availableParallelism()} cores; ${ROUNDS} rounds\n`,
  );
  await compare(corpus);
  await startUp();
  await editing();
  await activation();
} finally {
  if (given === undefined) rmSync(corpus, { recursive: true, force: true });
}

/** Rounds alternate between the tools, so that a slow minute of the machine meets them all. */
async function compare(folder: string): Promise<void> {
  const ours: Peer = {
    name: 'launch-ready',
    command: process.execPath,
    args: [CLI, 'check', folder, '--only', 'secrets', '--format', 'json'],
    cwd: folder,
  };
  const tools = [ours, ...findPeers(folder, say)];
  const runs = new Map<string, Measurement[]>(tools.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const tool of tools) runs.get(tool.name)?.push(await measure(tool));
  }
  const mine = summary(runs.get(ours.name) ?? []);
  say('Whole folder           wall (median)   peak memory   their time / ours   their memory / ours');
  for (const { name } of tools) {
    const theirs = summary(runs.get(name) ?? []);
    const ratios =
      name === ours.name
        ? ''
        : `${(theirs.ms / mine.ms).toFixed(1)} ×               ${(theirs.rss / mine.rss).toFixed(1)} ×`;
    say(
      `${name.padEnd(22)} ${`${theirs.ms.toFixed(0)} ms`.padEnd(15)} ${`${(theirs.rss / 1e6).toFixed(0)} MB`.padEnd(13)} ${ratios}`,
    );
  }
  say('');
}

function summary(runs: readonly Measurement[]): { ms: number; rss: number } {
  return { ms: median(runs.map(({ ms }) => ms)), rss: median(runs.map(({ peakRss }) => peakRss)) };
}

async function startUp(): Promise<void> {
  const file = path.join(import.meta.dirname, '../../tsconfig.json');
  const runs: Measurement[] = [];
  for (let round = 0; round < 2 * ROUNDS; round++) {
    runs.push(
      await measure({
        name: 'start',
        command: process.execPath,
        args: [CLI, 'check', file],
        cwd: path.dirname(file),
      }),
    );
  }
  const bare: Measurement[] = [];
  for (let round = 0; round < 2 * ROUNDS; round++)
    bare.push(
      await measure({ name: 'node', command: process.execPath, args: ['-e', '0'], cwd: os.tmpdir() }),
    );
  say(
    `Command line on one small file: ${summary(runs).ms.toFixed(0)} ms (goal: under 250 ms); node alone: ${summary(bare).ms.toFixed(0)} ms`,
  );
}

async function editing(): Promise<void> {
  const { p50, p95, serverRss, scanMs, files } = await measureEditing();
  say(
    `Change in a 2,000-line file to its diagnostics, ${files} other files: p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms (goal: p95 under 50 ms)`,
  );
  say(
    `Language server on that workspace: peak ${(serverRss / 1e6).toFixed(0)} MB (goal: under 250 MB); first check of it ${scanMs.toFixed(0)} ms`,
  );
}

async function activation(): Promise<void> {
  const result = await measureActivation(say);
  if (result) say(`Activation in VS Code, as it reports it: ${result.join(', ')} ms`);
}
