import { spawn } from 'node:child_process';

/**
 * Runs git on a workspace that is hostile input. Its configuration can name programs for git to run (fsmonitor,
 * hooks, external diff, pagers, credential helpers); each is switched off by hand, and nothing is ever written.
 * Only for trusted workspaces all the same.
 */
const HARDENED = [
  '--no-optional-locks',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'core.pager=cat',
  '-c',
  'core.untrackedCache=false',
  '-c',
  'diff.external=',
  '-c',
  'protocol.allow=never',
  '-c',
  'safe.bareRepository=explicit',
];

/** git's own environment variables could point it at another repository or configuration: none is passed on. */
function gitEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  return { ...Object.fromEntries(kept), LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1' };
}

/** git is not installed, took too long, or this is no repository. */
export class GitError extends Error {
  override name = 'GitError';
}

/** Output of a git command, as bytes. Rejects with GitError on failure; kills git when it outlasts `timeout` (ms). */
export function git(cwd: string, args: readonly string[], input?: string, timeout = 30_000): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', [...HARDENED, ...args], {
      cwd,
      env: gitEnvironment(),
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout,
    });
    const out: Buffer[] = [];
    let complaint = '';
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-500)));
    // A command that doesn't read its input closes the pipe early; its exit code tells whether that mattered.
    child.stdin.on('error', () => undefined);
    child.on('error', (error) => reject(new GitError(`git could not be started: ${error.message}`)));
    child.on('close', (code) =>
      code === 0
        ? resolve(Buffer.concat(out))
        : reject(new GitError(`git ${args[0] ?? ''} failed (${code}): ${complaint.trim()}`)),
    );
    child.stdin.end(input);
  });
}

export interface GitListing {
  /** Files in the index, relative to the folder asked about. */
  readonly tracked: readonly string[];
  /** Files outside it that git does not ignore: what `git add .` would take. */
  readonly untracked: readonly string[];
}

/** The files of a folder that are committed or would be. Rejects with GitError outside a repository. */
export async function listGitFiles(folder: string): Promise<GitListing> {
  const [tracked, untracked] = await Promise.all([
    git(folder, ['ls-files', '-z', '--cached']),
    git(folder, ['ls-files', '-z', '--others', '--exclude-standard']),
  ]);
  return { tracked: splitNul(tracked), untracked: splitNul(untracked) };
}

/** Where the index or the history of one file holds a value. The value goes to no command line and no other process. */
export async function findInHistory(
  folder: string,
  path: string,
  value: string,
): Promise<'history' | 'index' | undefined> {
  const needle = Buffer.from(value);
  const indexed = (await git(folder, ['ls-files', '-s', '-z', '--', path])).toString();
  const commits = (
    await git(folder, [
      'log',
      '--all',
      '--max-count=500',
      '--raw',
      '--no-abbrev',
      '--no-renames',
      '--format=',
      '-z',
      '--',
      path,
    ])
  ).toString();
  const inHistory = await anyBlobHolds(folder, blobIds(commits), needle);
  if (inHistory) return 'history';
  return (await anyBlobHolds(folder, blobIds(indexed), needle)) ? 'index' : undefined;
}

function blobIds(text: string): readonly string[] {
  return [...new Set(text.match(/\b[0-9a-f]{40,64}\b/g) ?? [])].filter((id) => !/^0+$/.test(id));
}

async function anyBlobHolds(folder: string, ids: readonly string[], needle: Buffer): Promise<boolean> {
  if (ids.length === 0) return false;
  const blobs = await git(folder, ['cat-file', '--batch', '--buffer'], `${ids.join('\n')}\n`);
  return blobs.includes(needle);
}

function splitNul(bytes: Buffer): readonly string[] {
  return bytes
    .toString('utf8')
    .split('\0')
    .filter((name) => name !== '');
}
