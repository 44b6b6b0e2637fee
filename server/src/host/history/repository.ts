import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { git, streamGit, type GitOptions } from '../git.ts';

/** One repository as the history scan asks it: nothing in it may run a program, hide a commit, or fetch what is missing. */
export interface Repository {
  /** Where the folder stands in the repository: "" or "apps/web/". */
  readonly prefix: string;
  run(args: readonly string[], options?: GitOptions): Promise<Buffer>;
  stream(args: readonly string[], onChunk: (chunk: Buffer) => void, options?: GitOptions): Promise<number>;
  /** The full id of a commit that a person named; undefined where there is none. */
  resolve(revision: string): Promise<string | undefined>;
  /** Objects that a partial clone has not fetched yet. git would end where one of them is asked for. */
  unfetched(): Promise<ReadonlySet<string>>;
  /** The commits at which a shallow clone was cut off. */
  shallowEnds(): Promise<ReadonlySet<string>>;
}

/** Rejects with GitError; `absent` is set outside a repository and without git. */
export async function openRepository(folder: string, signal?: AbortSignal): Promise<Repository> {
  const before = [...WHOLE_HISTORY, ...(isBare(folder) ? [`--git-dir=${folder}`] : [])];
  const run = (args: readonly string[], options: GitOptions = {}): Promise<Buffer> =>
    git(folder, args, { before, signal, timeout: NO_LIMIT, ...options });
  const prefix = await run(['rev-parse', '--show-prefix']);

  return {
    prefix: prefix.toString('utf8').replace(/\n$/, ''),
    run,
    stream: (args, onChunk, options = {}) =>
      streamGit(folder, args, onChunk, { before, signal, timeout: NO_LIMIT, ...options }),
    async resolve(revision) {
      // Handed to git as an argument: it must not read as an option, and an argument can't hold a NUL.
      if (revision === '' || revision.startsWith('-') || revision.includes('\0')) return undefined;
      const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
      const answer = await run(args, { expected: [0, 1, 128] });
      return /^[0-9a-f]{40,64}$/m.exec(answer.toString('latin1'))?.[0];
    },
    async unfetched() {
      const partial = await run(['config', '--get-regexp', PARTIAL_CLONE], { expected: [0, 1] });
      if (partial.length === 0) return new Set();
      const missing: string[] = [];
      const read = lineReader((line) => {
        if (line.startsWith('?')) missing.push(line.slice(1));
      });
      await streamGit(folder, LIST_MISSING, read, { before, signal, timeout: NO_LIMIT });
      return new Set(missing);
    },
    async shallowEnds() {
      const common = await run(['rev-parse', '--git-common-dir']);
      const file = path.resolve(folder, common.toString('utf8').trim(), 'shallow');
      return new Set(existsSync(file) ? readFileSync(file, 'latin1').split('\n').filter(Boolean) : []);
    },
  };
}

const PARTIAL_CLONE = String.raw`^(extensions\.partialclone|remote\..*\.(promisor|partialclonefilter))$`;
const LIST_MISSING = [
  'rev-list',
  '--all',
  '--reflog', // stashes
  '--objects',
  '--no-object-names',
  '--missing=print',
];

function lineReader(onLine: (line: string) => void): (chunk: Buffer) => void {
  let rest = '';
  return (chunk) => {
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(onLine);
  };
}

/** A history is as long as it is: whoever waits for it can stop it. */
const NO_LIMIT = 0;

/**
 * Replacement objects, and a commit graph that was tampered with, could show another history than the one that a clone
 * gets.
 */
const WHOLE_HISTORY = ['--no-replace-objects', '-c', 'core.commitGraph=false'];

/** git itself finds no bare repositories here, because one may be planted in a folder: the folder itself was asked for. */
function isBare(folder: string): boolean {
  const has = (name: string): boolean => existsSync(path.join(folder, name));
  return !has('.git') && has('HEAD') && has('objects') && has('refs');
}
