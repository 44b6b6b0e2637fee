import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expand } from '../support/expand.ts';
import { randomNumbers } from '../support/fakeTokens.ts';
import { filesBelow } from './corpus.ts';
import { measure, median, type Measurement } from './measure.ts';
import type { Peer } from './peers.ts';

export interface HistorySpeed {
  readonly commits: number;
  readonly ours: Measurement;
  readonly logPatch: Measurement;
}

/** Our check of a history of 30,000 commits beside `git log -p` on it, in turns. */
export async function measureHistory(
  cli: string,
  folder: string,
  sources: string,
  rounds: number,
): Promise<HistorySpeed> {
  const commits = 30_000;
  await makeHistory(folder, sources, commits);
  const ours: Peer = {
    name: 'launch-ready --history',
    command: process.execPath,
    args: [cli, 'check', '--history', '--format', 'json'],
    cwd: folder,
  };
  const logPatch: Peer = { name: 'git log -p', command: 'git', args: ['log', '-p', '--all'], cwd: folder };
  const runs = new Map<Peer, Measurement[]>([
    [ours, []],
    [logPatch, []],
  ]);
  for (let round = 0; round < rounds; round++)
    for (const [peer, measurements] of runs) measurements.push(await measure(peer));
  return { commits, ours: middle(runs.get(ours)), logPatch: middle(runs.get(logPatch)) };
}

function middle(runs: readonly Measurement[] = []): Measurement {
  return { ms: median(runs.map(({ ms }) => ms)), peakRss: median(runs.map(({ peakRss }) => peakRss)) };
}

const FILES = 1_500;

/**
 * A repository as people leave it: real sources, one to four of which change with a commit, in one to three places each;
 * some files come and go, a key is committed now and then and taken out later, and everything is packed.
 */
async function makeHistory(folder: string, sources: string, commits: number): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const git = (...args: readonly string[]): unknown => execFileSync('git', args, { cwd: folder });
  git('init', '--quiet');
  const random = randomNumbers('history');
  const pick = (count: number): number => Math.floor(random() * count);
  const files = readSources(sources);
  const importer = spawn('git', ['fast-import', '--quiet'], {
    cwd: folder,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const write = async (text: string): Promise<void> => {
    if (!importer.stdin.write(text)) await once(importer.stdin, 'drain');
  };
  const modify = (name: string, lines: readonly string[]): string => {
    const text = lines.join('\n');
    return `M 100644 inline ${name}\ndata ${Buffer.byteLength(text)}\n${text}\n`;
  };
  for (let commit = 0; commit < commits; commit++) {
    const time = 1_500_000_000 + commit * 3_600;
    const message = `Change ${commit}\n\nWhat changed, and why, in a line or two of plain words.\n`;
    await write(
      `commit refs/heads/main\nauthor Ana <ana@example.invalid> ${time} +0000\ncommitter Ana <ana@example.invalid> ${time} +0000\ndata ${Buffer.byteLength(message)}\n${message}`,
    );
    // The first commits bring the files.
    const fresh = files.slice(commit * 15, commit * 15 + 15);
    const changed =
      fresh.length > 0 ? fresh : Array.from({ length: 1 + pick(4) }, () => files[pick(files.length)]);
    for (const file of new Set(changed)) {
      if (!file) continue;
      if (fresh.length === 0) edit(file.lines, commit, pick);
      await write(modify(file.name, file.lines));
    }
  }
  importer.stdin.end();
  await once(importer, 'close');
  // The import stores each version as a change of whatever came before it: packed anew, as a clone from a host is.
  git('repack', '-a', '-d', '-f', '-q');
}

interface SourceFile {
  readonly name: string;
  readonly lines: string[];
}

/** Of the sizes that a product’s files have, rather than those of a library’s bundles. */
function readSources(folder: string): readonly SourceFile[] {
  const files: SourceFile[] = [];
  for (const file of filesBelow(folder)) {
    const text = readFileSync(file, 'utf8');
    if (text.length < 2_000 || text.length > 60_000 || !/\.(m?[jt]s|tsx|json|md|ya?ml|py|css)$/.test(file))
      continue;
    files.push({
      name: `src/${files.length % 40}/${files.length}${path.extname(file)}`,
      lines: text.split('\n'),
    });
    if (files.length === FILES) break;
  }
  return files;
}

function edit(lines: string[], commit: number, pick: (count: number) => number): void {
  for (let place = 0; place <= pick(3); place++) {
    const at = pick(lines.length);
    const kind = pick(4);
    if (kind === 0) lines.splice(at, 0, `// note ${commit}: see the change before this one`);
    else if (kind === 1 && lines.length > 20) lines.splice(at, 1);
    else lines[at] = `${lines[at]?.slice(0, 200)} // ${commit}`;
  }
  if (commit % 1_000 === 0) lines.push(expand(`export const key = '{{stripe-secret-key:${commit}}}';`));
  else if (commit % 1_000 === 500) {
    const leak = lines.findIndex((line) => line.startsWith('export const key = '));
    if (leak !== -1) lines.splice(leak, 1);
  }
}
