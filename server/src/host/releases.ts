import { createHash } from 'node:crypto';
import type { Releases } from '../core/facts.ts';
import { folderOfMigrations, mayBeMigration } from '../core/migrations/migrationPath.ts';
import type { Workspace } from '../core/workspace.ts';
import { datedMigrations } from './datedMigrations.ts';
import { git, GitError } from './git.ts';

/**
 * Which migrations production has: those on the main branch. Asks git twice, and twice more where one of them was changed or
 * taken away; not at all where nothing looks like a migration. Where the remote's main branch is not known, it asks for the dates
 * of commits, too. Undefined where there is no main branch to compare with and the dates tell nothing, as in clones of CI that
 * fetch one commit.
 */
export async function findReleases(
  root: string,
  tracked: readonly string[],
  open: Workspace['open'],
): Promise<Releases | undefined> {
  const migrations = tracked.filter(mayBeMigration);
  if (migrations.length === 0) return undefined;
  try {
    const folders = foldersOf(migrations);
    const main = await mainBranch(root);
    const branch = main ?? (await head(root));
    if (!branch) return undefined;
    const past = branch.isShared ? NONE : await datedMigrations(root, branch.commit, folders);
    if (!main && past.size === 0) return undefined;
    const changesSince = changesIn(root, { folders, open });
    const changes = await changesSince(branch.commit);
    const isOwn = !changes.some(({ status }) => status !== 'added');
    const fork = isOwn ? branch.commit : await forkFrom(root, branch.commit);
    // What others did on the main branch since is no deletion and no edit here.
    const own = fork === branch.commit ? changes : fork === undefined ? [] : await changesSince(fork);
    return releasesOf(branch.name, migrations, { changes, own, past });
  } catch (error) {
    // What is released is good to know, and no check depends on it.
    if (error instanceof GitError) return undefined;
    throw error;
  }
}

interface Branch {
  /** As people write it: "origin/main". */
  readonly name: string;
  readonly commit: string;
  /** It is a branch of the remote, as it was fetched last. */
  readonly isShared: boolean;
}

const NONE: ReadonlySet<string> = new Set();

/** What a clone calls the main branch, the most telling first. */
const MAIN_BRANCHES = [
  'refs/remotes/origin/HEAD',
  'refs/remotes/origin/main',
  'refs/remotes/origin/master',
  'refs/heads/main',
  'refs/heads/master',
];

async function mainBranch(root: string): Promise<Branch | undefined> {
  const format = '%(refname) %(objectname) %(objecttype) %(symref)';
  const output = (await git(root, ['for-each-ref', `--format=${format}`, ...MAIN_BRANCHES])).toString();
  const found = new Map(
    output.split('\n').map((line) => {
      const [ref = '', commit = '', type = '', target = ''] = line.split(' ');
      const name = (target || ref).replace(/^refs\/(?:remotes|heads)\//, '');
      return [ref, { commit, type, name, isShared: ref.startsWith('refs/remotes/') }];
    }),
  );
  for (const ref of MAIN_BRANCHES) {
    const branch = found.get(ref);
    if (branch?.type === 'commit' && COMMIT.test(branch.commit)) return branch;
  }
  return undefined;
}

/** Where only another branch was cloned: what is committed here. */
async function head(root: string): Promise<Branch | undefined> {
  const output = await git(root, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], { expected: [0, 1] });
  const commit = COMMIT.exec(output.toString())?.[0];
  return commit === undefined ? undefined : { name: 'HEAD', commit, isShared: false };
}

const COMMIT = /^[\da-f]{40,64}$/m;

/** With more than these, git looks at all files. */
const MOST_FOLDERS = 100;

/** Where git looks: the folders that hold migrations, so that files taken from them are noticed. */
function foldersOf(migrations: readonly string[]): readonly string[] {
  const folders = new Set(migrations.map(folderOfMigrations));
  return folders.has('') || folders.size > MOST_FOLDERS ? [] : [...folders];
}

interface Change {
  readonly path: string;
  readonly status: 'added' | 'deleted' | 'edited';
}

interface Places {
  readonly folders: readonly string[];
  readonly open: Workspace['open'];
}

/** How the files differ from a commit, as they lie on disk. */
function changesIn(root: string, { folders, open }: Places): (commit: string) => Promise<readonly Change[]> {
  const options = [
    'diff-index',
    '--raw',
    '-z',
    '--no-renames',
    '--no-abbrev',
    '--no-ext-diff',
    '--relative',
    // To look into a submodule, git would start another git there, under the configuration that it finds.
    '--ignore-submodules=all',
  ];
  return async (commit) => {
    const parts = (await git(root, [...options, commit, '--', ...folders])).toString().split('\0');
    const changes: Change[] = [];
    for (let at = 0; at + 1 < parts.length; at += 2) {
      const [, , before = '', after = '', letter = ''] = (parts[at] ?? '').split(' ');
      const path = parts[at + 1] ?? '';
      if (!mayBeMigration(path) || letter.startsWith('U')) continue;
      if (letter.startsWith('A')) changes.push({ path, status: 'added' });
      else if (letter.startsWith('D')) changes.push({ path, status: 'deleted' });
      else if (/^0+$/.test(after) ? !hasContents(open(path), before) : before !== after)
        changes.push({ path, status: 'edited' });
    }
    return changes;
  };
}

/** git names no contents where it only saw that the times of a file changed: they are compared here. */
function hasContents(file: ReturnType<Workspace['open']>, id: string): boolean {
  if (!file) return false;
  for (const { bytes } of file.chunks)
    // Of a file in pieces nothing is said.
    return bytes.length > LARGEST || idOf(bytes, id) === id || idOf(withLineFeeds(bytes), id) === id;
  return idOf(new Uint8Array(), id) === id;
}

const LARGEST = 2_000_000;

function idOf(bytes: Uint8Array, like: string): string {
  return createHash(like.length === 64 ? 'sha256' : 'sha1')
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest('hex');
}

/** As git keeps them where it writes \r\n into the work tree. */
function withLineFeeds(bytes: Uint8Array): Buffer {
  return Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
}

/** Where this branch left the main one; undefined where a clone doesn't reach back to it. */
async function forkFrom(root: string, main: string): Promise<string | undefined> {
  const output = await git(root, ['merge-base', main, 'HEAD'], { expected: [0, 1, 128] });
  return COMMIT.exec(output.toString())?.[0];
}

function releasesOf(
  ref: string,
  migrations: readonly string[],
  {
    changes,
    own,
    past,
  }: {
    readonly changes: readonly Change[];
    readonly own: readonly Change[];
    readonly past: ReadonlySet<string>;
  },
): Releases {
  const statuses = new Map(changes.map(({ path: name, status }) => [name, status]));
  const ownEdits = new Set(own.flatMap(({ path: name, status }) => (status === 'edited' ? [name] : [])));
  const ownDeletions = new Set(own.flatMap(({ path: name, status }) => (status === 'deleted' ? [name] : [])));
  const paths = migrations.flatMap((name): [string, Releases['paths'][string]][] => {
    const status = statuses.get(name);
    if (status === 'added' || status === 'deleted') return [];
    if (status === 'edited' && ownEdits.has(name)) return [[name, 'edited']];
    return [[name, past.has(name) ? 'past' : 'same']];
  });
  const deleted = changes.flatMap(({ path: name, status }) =>
    status === 'deleted' && ownDeletions.has(name) ? [name] : [],
  );
  return { ref, paths: Object.fromEntries(paths), deleted };
}
