import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';

/**
 * Runs git on a workspace that is hostile input. Its configuration can name programs for git to run (fsmonitor, hooks,
 * external diff, pagers, signature checks, transports); each is switched off by hand, only plumbing is used, and nothing
 * is ever written. Only for trusted workspaces all the same.
 */
const HARDENED = [
  '--no-optional-locks',
  '--no-pager',
  '--literal-pathspecs',
  ...settings({
    'advice.graftFileDeprecated': 'false',
    'core.fsmonitor': 'false',
    'core.hooksPath': '/dev/null',
    'core.pager': 'cat',
    'core.untrackedCache': 'false',
    'core.sshCommand': 'false',
    'core.gitProxy': 'false',
    'diff.external': '',
    'gpg.program': 'false',
    'gpg.ssh.program': 'false',
    'gpg.x509.program': 'false',
    'log.showSignature': 'false',
    'protocol.allow': 'never',
    'safe.bareRepository': 'explicit',
  }),
];

function settings(values: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** git's own environment variables could point it at another repository or configuration: none is passed on. */
function gitEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.toUpperCase().startsWith('GIT_'));
  const own = {
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_GRAFT_FILE: os.devNull, // grafts could hide a part of the history
  };
  return { ...Object.fromEntries(kept), ...own };
}

/** git is not installed, took too long, or did not like what it was asked. */
export class GitError extends Error {
  override name = 'GitError';
  /** True where there is just no git here: not installed, or no repository. */
  readonly absent: boolean;

  constructor(message: string, absent: boolean) {
    super(message);
    this.absent = absent;
  }
}

/** The message of the GitError of a git that was ended on request. */
export const STOPPED = 'stopped';

export interface GitOptions {
  /** A text, or pieces of one that are made as git reads them. */
  readonly input?: string | Iterable<string>;
  /** Exit codes that are answers rather than failures. */
  readonly expected?: readonly number[];
  /** Milliseconds after which git is ended; 0 for never. */
  readonly timeout?: number;
  /** Ends git when it is aborted: that is a failure too. */
  readonly signal?: AbortSignal | undefined;
  /** Options of git itself, before the command. */
  readonly before?: readonly string[];
  /** Variables of git's own that are passed on: those by which it tells a hook what it is about. */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Hands the output of a git command over as it comes; gives its exit code. Rejects with GitError on failure. While
 * `onChunk` works git waits, so that no more of its output than a pipe holds is in memory.
 */
export function streamGit(
  cwd: string,
  args: readonly string[],
  onChunk: (chunk: Buffer) => void,
  { input, expected = [0], timeout = 20_000, signal, before = [], environment = {} }: GitOptions = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const executable = gitExecutable();
    if (executable === undefined) return reject(new GitError('git is not installed', true));
    if (signal?.aborted) return reject(new GitError(STOPPED, false));
    const child = spawn(executable, [...HARDENED, ...before, ...args], {
      cwd,
      env: { ...gitEnvironment(), ...environment },
      timeout,
      windowsHide: true,
    });
    let complaint = '';
    const end = (): void => void child.kill('SIGKILL');
    signal?.addEventListener('abort', end, { once: true });
    child.stdout.on('data', (chunk: Buffer) => {
      try {
        if (!signal?.aborted) onChunk(chunk);
      } catch (error) {
        end();
        reject(error instanceof Error ? error : new Error('the output of git could not be read'));
      }
    });
    child.stderr.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-800)));
    // A command that doesn't read its input closes the pipe early; its exit code tells whether that mattered.
    child.stdin.on('error', () => undefined);
    child.on('error', (error) => reject(new GitError(`git could not be started: ${error.message}`, true)));
    child.on('close', (code, killedBy) => {
      signal?.removeEventListener('abort', end);
      if (signal?.aborted) return reject(new GitError(STOPPED, false));
      if (code !== null && expected.includes(code)) return resolve(code);
      const why =
        killedBy === null ? inOneLine(complaint) : `ended by ${killedBy}, after ${timeout} ms perhaps`;
      return reject(new GitError(`git ${args[0] ?? ''}: ${why}`, /not a git repository/.test(complaint)));
    });
    if (input === undefined || typeof input === 'string') child.stdin.end(input);
    else Readable.from(input).pipe(child.stdin);
    return undefined;
  });
}

/** What git complains of in several lines, some indented: messages have one, and terminals are shown no line breaks of others. */
function inOneLine(complaint: string): string {
  const lines = complaint.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '').join(' ');
}

/** All of a command's output: for those that say little. */
export async function git(cwd: string, args: readonly string[], options?: GitOptions): Promise<Buffer> {
  const chunks: Buffer[] = [];
  await streamGit(cwd, args, (chunk) => chunks.push(chunk), options);
  return Buffer.concat(chunks);
}

/** The contents of a blob, for whoever can't wait; undefined where the repository does not have it. */
export function readBlobNow(
  cwd: string,
  id: string,
  { before = [], environment = {} }: GitOptions,
): Buffer | undefined {
  const executable = gitExecutable();
  if (executable === undefined) return undefined;
  const { status, stdout } = spawnSync(executable, [...HARDENED, ...before, 'cat-file', 'blob', id], {
    cwd,
    env: { ...gitEnvironment(), ...environment },
    timeout: 20_000,
    maxBuffer: 128 * 1024 * 1024,
    windowsHide: true,
  });
  return status === 0 ? stdout : undefined;
}

/** By its full path: on Windows, a program named git.exe in the workspace would come before the PATH. */
function gitExecutable(): string | undefined {
  const programs = process.platform === 'win32' ? ['git.exe', 'git.cmd'] : ['git'];
  const folders = (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder));
  return folders
    .flatMap((folder) => programs.map((program) => path.join(folder, program)))
    .find((file) => existsSync(file));
}

export interface GitListing {
  /** Files in the index, relative to the folder asked about. */
  readonly tracked: readonly string[];
  /** Files outside it that git does not ignore: what `git add .` would take. */
  readonly untracked: readonly string[];
  /** The user's own ignore file (core.excludesFile), absolute, where one is set. */
  readonly excludesFile: string | undefined;
}

/** The files of a folder that are committed or would be. Rejects with GitError outside a repository. */
export async function listGitFiles(folder: string): Promise<GitListing> {
  const [tracked, untracked, excludesFile] = await Promise.all([
    git(folder, ['ls-files', '-z', '--cached']),
    git(folder, ['ls-files', '-z', '--others', '--exclude-standard']),
    excludesFileOf(folder),
  ]);
  return { tracked: names(tracked), untracked: names(untracked), excludesFile };
}

/** The user's own ignore file (core.excludesFile), absolute; undefined where none is set. Rejects with GitError. */
export async function excludesFileOf(folder: string, options?: GitOptions): Promise<string | undefined> {
  const asked = ['config', '-z', '--type=path', '--get', 'core.excludesFile'];
  return names(await git(folder, asked, { ...options, expected: [0, 1] }))[0];
}

/** What git knows of a value: `unknown` where it can't tell for sure. */
export type Sighting = 'history' | 'index' | 'unseen' | 'unknown';

const MOST_COMMITS = 5_000;

/**
 * Where the history of one file, or the index, holds a value. The value goes to no command line; it is compared by its
 * longest line, since line breaks differ between work tree and repository. Rejects with GitError.
 */
export async function findValue(root: string, file: string, value: string): Promise<Sighting> {
  // In the file's own folder, which may belong to a repository inside the workspace's.
  const folder = path.join(root, path.dirname(file));
  const needle = Buffer.from(
    value.split(/\r?\n/).reduce((longest, line) => (line.length > longest.length ? line : longest), ''),
  );
  const limit = `--max-count=${MOST_COMMITS}`;
  const objects = (
    await git(folder, ['rev-list', '--all', '--objects', limit, '--', path.basename(file)])
  ).toString();
  const commits = (await git(folder, ['rev-list', '--all', limit, '--', path.basename(file)])).toString();
  const blobs = idsOf(objects).filter((id) => !commits.includes(id));
  const { found, missing } = await searchObjects(folder, blobs, needle);
  if (found) return 'history';
  const grep = ['grep', '--cached', '--quiet', '--fixed-strings', '--text', '--full-name', '-f', '-'];
  const top = (await git(folder, ['rev-parse', '--show-toplevel'])).toString().trim();
  const staged = await streamGit(top, grep, () => undefined, {
    input: `${needle.toString()}\n`,
    expected: [0, 1],
  });
  if (staged === 0) return 'index';
  const shallow = (await git(folder, ['rev-parse', '--is-shallow-repository'])).toString().trim() === 'true';
  const cut = idsOf(commits).length >= MOST_COMMITS;
  return missing || shallow || cut ? 'unknown' : 'unseen';
}

function idsOf(text: string): readonly string[] {
  return [...new Set(text.match(/^[0-9a-f]{40,64}\b/gm) ?? [])];
}

/** Looks through objects as they come, so that a long history of a large file costs no memory. */
async function searchObjects(
  folder: string,
  ids: readonly string[],
  needle: Buffer,
): Promise<{ found: boolean; missing: boolean }> {
  if (ids.length === 0) return { found: false, missing: false };
  let found = false;
  let missing = false;
  let tail = Buffer.alloc(0);
  await streamGit(
    folder,
    ['cat-file', '--batch', '--buffer'],
    (chunk) => {
      const seen = Buffer.concat([tail, chunk]);
      found ||= seen.includes(needle);
      missing ||= seen.includes(' missing\n');
      tail = Buffer.from(seen.subarray(-(needle.length + 16)));
    },
    { input: `${ids.join('\n')}\n`, timeout: 30_000 },
  );
  return { found, missing };
}

function names(bytes: Buffer): readonly string[] {
  return bytes
    .toString('utf8')
    .split('\0')
    .filter((name) => name !== '');
}
