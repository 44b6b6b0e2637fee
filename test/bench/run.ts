/**
 * `npm run bench [-- FOLDER…]`: ours against its peers on the same 100 MB in the same run, and the latencies that a person
 * feels. Ratios are what counts: absolute times depend on the machine and the hour.
 */
import os from 'node:os';
import path from 'node:path';
import { execFileSync } from 'node:child_process';
import { copyFileSync, readdirSync, rmSync } from 'node:fs';
import { build } from 'esbuild';
import { folderSize, makeCorpus } from './corpus.ts';
import { measureEditing } from './editing.ts';
import type { EngineSpeed, KeystrokeTimes } from './engine.ts';
import { measureHistory } from './history.ts';
import { measureLive } from './live.ts';
import { measure, median, type Measurement } from './measure.ts';
import { makeMigrations, type MigrationTimes } from './migrations.ts';
import { dotenvDiff, findPeers, squawk, type Peer } from './peers.ts';
import { makeMonorepo, type VariableTimes } from './variables.ts';
import { measureReview } from './review.ts';
import { makeProduct, type WebTimes } from './web.ts';
import { measureActivation } from './activation.ts';

const CLI = path.join(import.meta.dirname, '../../dist/cli.cjs');
const ROUNDS = Number(process.env['LAUNCH_READY_BENCH_ROUNDS'] ?? 5);
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const given = process.argv.slice(2).map((folder) => path.resolve(folder));
const work = path.join(os.tmpdir(), `launch-ready-bench-${process.pid}`);
const corpus = makeCorpus(path.join(work, 'corpus'), given);
try {
  const { files, bytes } = folderSize(corpus);
  say(
    `Corpus: made from ${given.length > 0 ? given.join(', ') : 'installed packages'}, ${files} files, ${(bytes / 1e6).toFixed(1)} MB; ${os.availableParallelism()} cores; ${ROUNDS} rounds\n`,
  );
  await engine(corpus, bytes);
  await variables();
  await migrations(given);
  await web();
  await live();
  await compare(corpus);
  await review();
  await history();
  await startUp();
  await editing();
  await activation();
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** The scan alone, in a process that is warm: what the engine does, whatever starts it. */
async function engine(folder: string, bytes: number): Promise<void> {
  const bundle = await bundleEngine(path.join(work, 'engine'));
  const run = (...args: readonly string[]): unknown =>
    JSON.parse(execFileSync(process.execPath, [bundle, ...args], { encoding: 'utf8' }));
  const scans: readonly (readonly [threads: number, name: string, goal: string, ...areas: string[]])[] = [
    [0, 'one thread, secrets', ' (goal: 40)', 'secrets'],
    [2, 'two workers, secrets', ' (goal: 70)', 'secrets'],
    [2, 'two workers, all areas', ''],
  ];
  for (const [threads, name, goal, ...areas] of scans) {
    const speed = run('scan', folder, `${threads}`, `${ROUNDS}`, ...areas) as EngineSpeed;
    const read = (speed.bytes / 1e3 / speed.ms).toFixed(0);
    say(
      `Scan with ${name}: ${speed.ms.toFixed(0)} ms; ${read} MB/s of the ${(speed.bytes / 1e6).toFixed(0)} MB that are read${goal}, ${(bytes / 1e3 / speed.ms).toFixed(0)} MB/s of the folder`,
    );
  }
  const { first, p50, p99 } = run('keystrokes') as KeystrokeTimes;
  say(
    `Analysis of a 2,000-line file: first ${first.toFixed(1)} ms; after a keystroke p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms (goal: under 5 ms)\n`,
  );
}

/** What the code, env files and manifests of a monorepo say about variables. */
async function variables(): Promise<void> {
  const bundle = await bundleEngine(path.join(work, 'engine'));
  const { root, remove } = makeMonorepo();
  try {
    const rounds = Array.from(
      { length: ROUNDS },
      () =>
        JSON.parse(
          execFileSync(process.execPath, [bundle, 'variables', root], { encoding: 'utf8' }),
        ) as VariableTimes,
    );
    const middle = (pick: (times: VariableTimes) => number): number => median(rounds.map(pick));
    say(
      `Variables of ${rounds[0]?.files} files: ${middle(({ cold }) => cold).toFixed(0)} ms from cold (goal: 1,500); after an edit p50 ${middle(({ p50 }) => p50).toFixed(1)} ms, p99 ${middle(({ p99 }) => p99).toFixed(1)} ms (goal: 30)`,
    );
    const ours: Peer = { name: 'launch-ready env', command: process.execPath, args: [CLI, 'env'], cwd: root };
    const peer = dotenvDiff(root, say);
    const times = new Map<Peer, number[]>();
    for (let round = 0; round < ROUNDS; round++) {
      for (const tool of [ours, ...(peer ? [peer] : [])])
        times.set(tool, [...(times.get(tool) ?? []), (await measure(tool)).ms]);
    }
    const [mine = 1, theirs] = [...times.values()].map(median);
    const ratio =
      theirs === undefined
        ? ''
        : `; ${peer?.name} ${theirs.toFixed(0)} ms, ${(theirs / mine).toFixed(1)} × ours`;
    say(`The inventory of them on the command line: ${mine.toFixed(0)} ms${ratio}\n`);
  } finally {
    remove();
  }
}

/** SQL migrations, from cold against the fastest of the peers, and while one is typed. */
async function migrations(repositories: readonly string[]): Promise<void> {
  const bundle = await bundleEngine(path.join(work, 'engine'));
  const folder = path.join(work, 'migrations');
  const files = makeMigrations(folder, repositories);
  const ours: Peer = {
    name: 'launch-ready',
    command: process.execPath,
    args: [
      CLI,
      'check',
      folder,
      '--only',
      'migrations',
      '--format',
      'json',
      '--no-cache',
      '--fail-on',
      'never',
    ],
    cwd: folder,
  };
  const peer = squawk(folder, files, say);
  const times = new Map<Peer, number[]>();
  for (let round = 0; round < ROUNDS; round++)
    for (const tool of [ours, ...(peer ? [peer] : [])])
      times.set(tool, [...(times.get(tool) ?? []), (await measure(tool)).ms]);
  const [mine = 1, theirs] = [...times.values()].map(median);
  const ratio =
    theirs === undefined
      ? ''
      : `; ${peer?.name} ${theirs.toFixed(0)} ms, ${(theirs / mine).toFixed(2)} × ours (goal: 1)`;
  say(`Migrations, ${files.length} SQL files from cold: ${mine.toFixed(0)} ms${ratio}`);
  const { p50, p99 } = JSON.parse(
    execFileSync(process.execPath, [bundle, 'migrations'], { encoding: 'utf8' }),
  ) as MigrationTimes;
  say(
    `A change in a migration with 500 earlier ones: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms (goal: under 20 ms)\n`,
  );
}

/** Caching, CORS and routes of a product, from cold and while a handler is typed. No peer reads them. */
async function web(): Promise<void> {
  const bundle = await bundleEngine(path.join(work, 'engine'));
  const { root, remove } = makeProduct();
  try {
    const rounds = Array.from(
      { length: ROUNDS },
      () =>
        JSON.parse(execFileSync(process.execPath, [bundle, 'web', root], { encoding: 'utf8' })) as WebTimes,
    );
    const middle = (pick: (times: WebTimes) => number): number => median(rounds.map(pick));
    const [first] = rounds;
    say(
      `Caching and CORS, ${first?.files} files with ${first?.routes} routes and ${first?.policies} policies: ${middle(({ cold }) => cold).toFixed(0)} ms from cold (goal: 1,000); after an edit p50 ${middle(({ p50 }) => p50).toFixed(1)} ms, p99 ${middle(({ p99 }) => p99).toFixed(1)} ms (goal: under 20 ms)\n`,
    );
  } finally {
    remove();
  }
}

/** The running product: one domain and a hundred, beside the TLS part of it alone as testssl.sh does it. */
async function live(): Promise<void> {
  const { warm, thread, cold, questions, requests, many, testssl } = await measureLive(
    path.dirname(CLI),
    work,
    ROUNDS,
    say,
  );
  say(
    `Live checks of one domain: ${warm.toFixed(0)} ms warm (goal: 120), ${thread.toFixed(0)} ms in a new thread, ${cold.toFixed(0)} ms on the command line (goal: 400); ${questions} DNS questions (goal: at most 30), ${requests} requests (goal: at most 20)`,
  );
  if (testssl !== undefined)
    say(
      `testssl.sh on the same host: ${(testssl / 1_000).toFixed(1)} s, ${(testssl / warm).toFixed(0)} × ours warm (goal: 300), ${(testssl / cold).toFixed(0)} × on the command line`,
    );
  say(
    `Live checks of ${many.domains} domains, 8 at a time: ${(many.ms / 1_000).toFixed(1)} s (goal: 6); peak ${(many.peakRss / 1e6).toFixed(0)} MB (goal: under 300 MB)\n`,
  );
}

/** A commit of 20 files in a repository of 5,000, from a cold process, beside the tools that look at parts of it. */
async function review(): Promise<void> {
  const { first, again, peers } = await measureReview(CLI, path.join(work, 'review'), ROUNDS, say);
  const ratio = peers
    ? `; ${peers.names} ${peers.ms.toFixed(0)} ms, ${(peers.ms / again).toFixed(2)} × ours`
    : '';
  say(
    `Review of 20 staged files of 5,000: ${again.toFixed(0)} ms (goal: 300), the first time ${first.toFixed(0)} ms${ratio}\n`,
  );
}

/** Beside the worker's bundle, where the engine looks for it. */
async function bundleEngine(folder: string): Promise<string> {
  const outfile = path.join(folder, 'engine.cjs');
  await build({
    entryPoints: [path.join(import.meta.dirname, 'engineMain.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    define: { 'import.meta.url': '__bundleUrl' },
    banner: { js: "const __bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
  });
  const dist = path.dirname(CLI);
  for (const name of readdirSync(dist).filter((file) => /^(?:worker|engine-\w+)\.mjs$/.test(file)))
    copyFileSync(path.join(dist, name), path.join(folder, name));
  return outfile;
}

/** Rounds alternate between the tools, so that a slow minute of the machine meets them all. */
async function compare(folder: string): Promise<void> {
  const ours: Peer = {
    name: 'launch-ready',
    command: process.execPath,
    args: [CLI, 'check', folder, '--only', 'secrets', '--format', 'json', '--no-cache'],
    cwd: folder,
  };
  const again: Peer = {
    ...ours,
    name: 'launch-ready, again',
    args: ours.args.filter((arg) => arg !== '--no-cache'),
    env: { XDG_CACHE_HOME: path.join(work, 'cache'), LOCALAPPDATA: path.join(work, 'cache') },
  };
  // Files that were written a moment ago are not taken for known: nobody could tell that they did not change.
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  await measure(again);
  const tools = [ours, again, ...findPeers(folder, say)];
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

async function history(): Promise<void> {
  const rounds = Math.min(ROUNDS, 3);
  const { commits, ours, logPatch } = await measureHistory(CLI, path.join(work, 'history'), corpus, rounds);
  say(
    `History of ${commits} commits: ${(ours.ms / 1_000).toFixed(1)} s, ${(ours.ms / logPatch.ms).toFixed(2)} × git log -p (${(logPatch.ms / 1_000).toFixed(1)} s; goal: 1 × at most); peak ${(ours.peakRss / 1e6).toFixed(0)} MB (goal: under 300 MB)\n`,
  );
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
