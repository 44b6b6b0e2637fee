import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { randomNumbers } from '../support/fakeTokens.ts';
import { measure, median } from './measure.ts';
import { dotenvLinter, gitleaks, squawk, type Peer } from './peers.ts';

export interface ReviewSpeed {
  /** Milliseconds from a cold process: with nothing kept of an earlier review, and with what one has kept. */
  readonly first: number;
  readonly again: number;
  /** The peers one after the other, and which they are; undefined where one of them is missing. */
  readonly peers: { readonly names: string; readonly ms: number } | undefined;
}

const MIGRATION = 'prisma/migrations/20260201000000_nick/migration.sql';
const TEMPLATE = '.env.example';

/** A commit of 20 files in a repository of 5,000: 18 of code, a migration, a template of variables. */
export async function measureReview(
  cli: string,
  folder: string,
  rounds: number,
  say: (line: string) => void,
): Promise<ReviewSpeed> {
  makeRepository(folder);
  const cache = path.join(folder, '..', 'review-cache');
  const env = { XDG_CACHE_HOME: cache, LOCALAPPDATA: cache };
  const staged = { name: 'launch-ready', command: process.execPath, cwd: folder, env };
  const again: Peer = { ...staged, args: [cli, 'check', '--staged'] };
  const first: Peer = { ...staged, args: [cli, 'check', '--staged', '--no-cache'] };
  const wanted = peersIn(folder, say);
  const peers = wanted.filter((peer) => peer !== undefined);
  const times = new Map<Peer, number[]>([first, again, ...peers].map((peer) => [peer, []]));
  await measure(again);
  for (let round = 0; round < rounds; round++)
    for (const [peer, measured] of times) measured.push((await measure(peer)).ms);
  const middle = (peer: Peer): number => median(times.get(peer) ?? []);
  return {
    first: middle(first),
    again: middle(again),
    peers:
      peers.length < wanted.length
        ? undefined
        : {
            names: peers.map(({ name }) => name).join(' + '),
            ms: peers.reduce((sum, peer) => sum + middle(peer), 0),
          },
  };
}

/** One after the other, as a hook would run them. */
function peersIn(folder: string, say: (line: string) => void): readonly (Peer | undefined)[] {
  return [
    gitleaks(folder, ['git', '--staged', '--no-banner', '--exit-code', '1'], say),
    squawk(folder, [MIGRATION], say),
    dotenvLinter(folder, [TEMPLATE], say),
  ];
}

const FILES = 5_000;

function makeRepository(folder: string): void {
  const random = randomNumbers('review');
  const number = (below: number): number => Math.floor(random() * below);
  const fileOf = (index: number): string => `packages/p${index % 20}/src/d${index % 7}/m${index}.ts`;
  const write = (file: string, text: string): void => {
    mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  };
  for (let index = 0; index < FILES; index++) {
    const lines = Array.from(
      { length: 25 },
      (_, at) => `export const v${at} = (a: number) => a * ${number(1e6)};\n`,
    );
    const reads = index % 25 === 0 ? `export const url = process.env.URL_${number(40)};\n` : '';
    write(fileOf(index), reads + lines.join(''));
  }
  write(
    'package.json',
    '{ "name": "shop", "dependencies": { "next": "15.0.0", "@prisma/client": "6.0.0" } }\n',
  );
  write(TEMPLATE, Array.from({ length: 40 }, (_, index) => `URL_${index}=\n`).join(''));
  write('prisma/migrations/migration_lock.toml', 'provider = "postgresql"\n');
  write(
    'prisma/migrations/20260101000000_start/migration.sql',
    'CREATE TABLE "users" ("id" SERIAL PRIMARY KEY);\n',
  );
  const git = (...args: readonly string[]): void => {
    execFileSync('git', ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.invalid', ...args], {
      cwd: folder,
      stdio: 'ignore',
    });
  };
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'first');
  for (let index = 0; index < 18; index++)
    appendFileSync(path.join(folder, fileOf(index * 97)), 'export const added = (a: number) => a + 1;\n');
  appendFileSync(path.join(folder, fileOf(0)), 'export const added2 = process.env.URL_41;\n');
  appendFileSync(path.join(folder, TEMPLATE), 'URL_41=\n');
  write(MIGRATION, 'ALTER TABLE "users" ADD COLUMN "nick" TEXT;\n');
  git('add', '--all');
}
