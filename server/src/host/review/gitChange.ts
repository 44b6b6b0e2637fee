import { isUtf8 } from 'node:buffer';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { git, GitError, type GitOptions } from '../git.ts';

/** A file of the index, or of a commit. */
export interface TreeEntry {
  /** Relative to the root, forward slashes. */
  readonly path: string;
  /** git's object id of the contents. */
  readonly id: string;
}

/** A file that differs between two states; only plain files have ids. */
export interface RawChange {
  readonly path: string;
  /** The path before, where git found a rename. */
  readonly from: string | undefined;
  /** git's id of the contents, or `ON_DISK`; undefined where there was no plain file: nothing, a link, a submodule. */
  readonly before: string | undefined;
  /** The same of the later state. */
  readonly after: string | undefined;
  readonly isConflict: boolean;
  /** Either side is a submodule. */
  readonly isSubmodule: boolean;
}

/** Instead of an id: git does not have these contents. */
export const ON_DISK = 'disk';

/** Where a change is read: the folder, and the variables by which git tells a hook which index it is about. */
export interface GitPlace {
  readonly root: string;
  readonly options: GitOptions;
}

export interface GitState {
  /** Against each commit that the next one follows: nothing for the first one, several while a merge is under way. */
  readonly changes: readonly (readonly RawChange[])[];
  readonly index: readonly TreeEntry[];
}

/** git's hooks get these: they name the index that will be committed, which `git commit -a` and `git commit PATH` make anew. */
const OF_HOOKS = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_COMMON_DIR',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
];

/** The place that a hook is about. Relative paths in the variables count from where the hook runs: the present folder. */
export function hookPlace(root: string, environment: NodeJS.ProcessEnv, cwd: string): GitPlace {
  const kept: Record<string, string> = {};
  for (const name of OF_HOOKS) {
    const value = environment[name];
    if (value === undefined || value === '') continue;
    kept[name] = name === 'GIT_ALTERNATE_OBJECT_DIRECTORIES' ? value : path.resolve(cwd, value);
  }
  // A relative one that is not here was meant from the top of the work tree; git would take a missing index for an empty one.
  const index = environment['GIT_INDEX_FILE'];
  if (index && !path.isAbsolute(index) && !existsSync(path.resolve(cwd, index))) {
    kept['GIT_INDEX_FILE'] = path.resolve(workTreeOf(root) ?? root, index);
    if (!existsSync(kept['GIT_INDEX_FILE'])) delete kept['GIT_INDEX_FILE'];
  }
  // A repository without its work tree would take the present folder for it.
  if (kept['GIT_DIR'] !== undefined && kept['GIT_WORK_TREE'] === undefined) {
    const top = workTreeOf(root);
    if (top !== undefined) kept['GIT_WORK_TREE'] = top;
  }
  return { root, options: { environment: kept, before: NO_REPLACEMENTS } };
}

export function plainPlace(root: string): GitPlace {
  return { root, options: { before: NO_REPLACEMENTS } };
}

/** A stranger's `refs/replace` could show other contents than those that are committed. */
const NO_REPLACEMENTS = ['--no-replace-objects'];

function workTreeOf(root: string): string | undefined {
  for (let at = root; ; at = path.dirname(at)) {
    if (existsSync(path.join(at, '.git'))) return at;
    if (path.dirname(at) === at) return undefined;
  }
}

/** What is staged, against what it follows. Rejects with GitError. */
export async function readStaged(place: GitPlace): Promise<GitState> {
  const [index, { heads, prefix }] = await Promise.all([readTracked(place), readHeads(place)]);
  if (heads.length > 1) {
    const changes = await Promise.all(heads.map((commit) => diffIndex(place, prefix, ['--cached', commit])));
    return { changes, index };
  }
  const [head] = heads;
  if (head === undefined) return { changes: [index.map(added)], index };
  const changes = await diffIndex(place, prefix, ['--cached', head]);
  return { changes: [changes], index };
}

/** The files on disk against the place where this branch left a revision. Rejects with GitError. */
export async function readSince(place: GitPlace, revision: string): Promise<GitState> {
  const { root, options } = place;
  const commit = await resolveCommit(place, revision);
  const found = await git(root, ['merge-base', commit, 'HEAD'], { ...options, expected: [0, 1] });
  const base = /^[\da-f]{40,64}$/m.exec(found.toString())?.[0];
  if (base === undefined)
    throw new GitError(
      `“${revision}” and HEAD have no commit in common here. In CI, fetch the history (fetch-depth: 0).`,
      false,
    );
  const { prefix } = await readHeads(place);
  const [index, changed, untracked] = await Promise.all([
    readTracked(place),
    diffIndex(place, prefix, [base]),
    git(root, ['ls-files', '-z', '--others', '--exclude-standard'], options),
  ]);
  // For a file that was renamed, git works out an id of what is on disk: it has no such contents.
  const ids = new Map(index.map(({ path: name, id }) => [name, id]));
  const isOnDisk = ({ path: name, after }: RawChange): boolean =>
    after !== undefined && ids.get(name) !== after;
  const onDisk = changed.map((change) =>
    isOnDisk(change) ? Object.assign({}, change, { after: ON_DISK }) : change,
  );
  const others = names(untracked).filter((name) => !name.endsWith('/'));
  return { changes: [[...onDisk, ...others.map(addedOnDisk)]], index };
}

/** The files of the index that differ on disk. Rejects with GitError. */
export async function readDirty({ root, options }: GitPlace): Promise<readonly RawChange[]> {
  const output = await git(root, ['diff-files', '--relative', ...RAW], options);
  return parseRaw(output);
}

async function resolveCommit({ root, options }: GitPlace, revision: string): Promise<string> {
  const asked = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  const found = await git(root, asked, { ...options, expected: [0, 1, 128] });
  const commit = /^[\da-f]{40,64}$/m.exec(found.toString())?.[0];
  if (commit === undefined)
    throw new GitError(`There is no commit, branch or tag “${revision}” here. In CI, fetch it first.`, false);
  return commit;
}

interface Heads {
  /** HEAD, and what is being merged into it; nothing before the first commit. */
  readonly heads: readonly string[];
  /** Of the root within the work tree, with a slash at its end; "" for the top. */
  readonly prefix: string;
}

async function readHeads({ root, options }: GitPlace): Promise<Heads> {
  const asked = ['rev-parse', '--show-prefix', '--git-path', 'MERGE_HEAD', 'HEAD'];
  const lines = (await git(root, asked, { ...options, expected: [0, 128] })).toString().split('\n');
  // From the end: the name of a folder may have a line break.
  const [mergeFile = '', head = ''] = lines.slice(-3);
  const prefix = lines.slice(0, -3).join('\n');
  const heads = /^[\da-f]{40,64}$/.test(head) ? [head, ...commitsIn(path.resolve(root, mergeFile))] : [];
  return { heads, prefix };
}

function commitsIn(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').match(/^[\da-f]{40,64}$/gm) ?? [];
  } catch {
    return []; // no merge
  }
}

const RAW = ['--raw', '-z', '--no-abbrev', '--no-ext-diff', '--ignore-submodules=dirty'];
/** As many as that are compared with each other; the repository's own settings have no say in it. */
const RENAMES = ['--find-renames', '-l2000', '-O/dev/null'];

/** The files below the root, with the renames that lead into it: with `--relative`, git would take them for new ones. */
async function diffIndex(
  { root, options }: GitPlace,
  prefix: string,
  what: readonly string[],
): Promise<readonly RawChange[]> {
  const all = parseRaw(await git(root, ['diff-index', ...RAW, ...RENAMES, ...what, '--'], options));
  return prefix === '' ? all : all.flatMap((change) => below(prefix, change));
}

function below(prefix: string, change: RawChange): readonly RawChange[] {
  const isBelow = (name: string): boolean => name.startsWith(prefix);
  const { path: name, from } = change;
  const stays = from !== undefined && isBelow(from);
  if (!isBelow(name))
    // It left: what is gone from here.
    return stays ? [{ ...change, path: from.slice(prefix.length), from: undefined, after: undefined }] : [];
  return [
    { ...change, path: name.slice(prefix.length), from: stays ? from.slice(prefix.length) : undefined },
  ];
}

/** `:mode mode id id status\0path\0[path\0]`: git-scm.com/docs/diff-format#_raw_output_format */
function parseRaw(output: Buffer): readonly RawChange[] {
  const parts = partsOf(output);
  const changes: RawChange[] = [];
  for (let at = 0; at + 1 < parts.length;) {
    const [oldMode = '', newMode = '', oldId = '', newId = '', status = ''] = (parts[at] ?? '')
      .slice(1)
      .split(' ');
    const [first = '', second = ''] = [parts[at + 1], parts[at + 2]];
    const isRename = /^[RC]/.test(status);
    at += isRename ? 3 : 2;
    changes.push({
      path: isRename ? second : first,
      from: isRename ? first : undefined,
      before: isPlain(oldMode) ? oldId : undefined,
      after: isPlain(newMode) ? (/^0+$/.test(newId) ? ON_DISK : newId) : undefined,
      isConflict: status.startsWith('U'),
      isSubmodule: oldMode === SUBMODULE || newMode === SUBMODULE,
    });
  }
  return changes;
}

const SUBMODULE = '160000';

function isPlain(mode: string): boolean {
  return mode.startsWith('100');
}

/** Plain files of the index; of a path in conflict nothing. */
export async function readTracked({ root, options }: GitPlace): Promise<readonly TreeEntry[]> {
  const output = await git(root, ['ls-files', '-z', '--cached', '--stage'], options);
  const entries: TreeEntry[] = [];
  for (const line of partsOf(output)) {
    const tab = line.indexOf('\t');
    const [mode = '', id = '', stage = ''] = line.slice(0, Math.max(0, tab)).split(' ');
    if (tab !== -1 && isPlain(mode) && stage === '0') entries.push({ path: line.slice(tab + 1), id });
  }
  return entries;
}

function added({ path: name, id }: TreeEntry): RawChange {
  return { path: name, from: undefined, before: undefined, after: id, isConflict: false, isSubmodule: false };
}

function addedOnDisk(name: string): RawChange {
  return {
    path: name,
    from: undefined,
    before: undefined,
    after: ON_DISK,
    isConflict: false,
    isSubmodule: false,
  };
}

function names(bytes: Buffer): readonly string[] {
  return partsOf(bytes).filter((name) => name !== '');
}

/** What stands between zeros. A name that is not UTF-8 is taken for Latin-1: two such names never become one. */
function partsOf(output: Buffer): readonly string[] {
  if (isUtf8(output)) return output.toString('utf8').split('\0');
  const parts: string[] = [];
  for (let at = 0; at <= output.length;) {
    const end = output.indexOf(0, at);
    const part = output.subarray(at, end === -1 ? output.length : end);
    parts.push(part.toString(isUtf8(part) ? 'utf8' : 'latin1'));
    at += part.length + 1;
  }
  return parts;
}
