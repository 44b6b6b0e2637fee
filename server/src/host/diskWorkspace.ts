import { existsSync, lstatSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { NO_FACTS, type WorkspaceFacts } from '../core/facts.ts';
import type { Files, Workspace } from '../core/workspace.ts';
import { fileNamesIn, findBuildOutput } from './buildOutput.ts';
import { collectFacts } from './facts.ts';
import { GitError, listGitFiles } from './git.ts';
import { createIgnoreRules, walk } from './ignoreRules.ts';
import {
  createScratch,
  isMissing,
  openSource,
  readSmallText,
  REFUSES_LINKS,
  stampOf,
} from './readSources.ts';
import { findReleases } from './releases.ts';

/** A folder on disk. Paths are relative to it, with forward slashes. */
export interface DiskWorkspace extends Workspace, Files {
  readonly root: string;
  /**
   * Files that are committed or would be, what builds left for browsers, and this machine's own env files. Remembers which
   * ones git tracks, for `isIgnored`.
   */
  list(): Promise<readonly string[]>;
  isFolder(path: string): boolean;
  /** True for what a build made for browsers, also where git ignores it. */
  isBuilt(path: string): boolean;
  /** Forgets what is known of ignore files. */
  forgetIgnoreRules(): void;
}

export interface DiskWorkspaceOptions {
  /** In an untrusted workspace git is not run: only files are read. */
  readonly trusted: () => boolean;
  /**
   * What happens when git won't list a repository (it belongs to another user, say): a gate must fail rather than look
   * away, so by default `list` rejects with GitError. With this, it is told and the ignore files alone decide.
   */
  readonly onGitFailure?: (error: GitError) => void;
  /** Told in a sentence when a listing leaves something out. */
  readonly onNotice?: (notice: string) => void;
}

export function createDiskWorkspace(
  root: string,
  { trusted, onGitFailure, onNotice }: DiskWorkspaceOptions,
): DiskWorkspace {
  const ignoreRules = createIgnoreRules(root);
  let tracked: ReadonlySet<string> = new Set();
  let built: ReadonlySet<string> = new Set();
  let facts = NO_FACTS;
  const absolute = (relative: string): string => path.join(root, relative);
  const readInside = (relative: string): string | undefined =>
    isWithin(root, relative) ? readSmallText(absolute(relative)) : undefined;
  const reader = createFileReader(root, () => facts);

  return {
    root,
    ...reader,
    read: readInside,
    isBuilt: (relative) => built.has(relative) || isBuiltFile(relative, facts),
    isIgnored: (relative) => !tracked.has(relative) && ignoreRules.ignores(relative),
    isFolder: (relative) => statSync(absolute(relative), { throwIfNoEntry: false })?.isDirectory() === true,
    forgetIgnoreRules: () => ignoreRules.clear(),
    async list() {
      const listed = trusted() && mayBeRepository(root) ? await listWithGit(root, onGitFailure) : undefined;
      if (listed) {
        tracked = new Set(listed.tracked);
        ignoreRules.useUserFile(listed.excludesFile);
      }
      const paths = listed
        ? [...new Set([...listed.tracked, ...listed.untracked])].filter(isBelow)
        : await walk(root, ignoreRules);
      const output = findBuildOutput(root, paths);
      if (output.cut) onNotice?.(CUT);
      built = new Set(output.files);
      facts = collectFacts(paths, {
        tracked: listed && tracked,
        read: readInside,
        namesIn: (folder) => fileNamesIn(root, folder),
        built: output.folders,
        released: listed && (await findReleases(root, listed.tracked, (file) => reader.open(file))),
      });
      return [...new Set([...paths, ...output.files, ...(facts.ignoredEnv ?? [])])];
    },
  };
}

const CUT =
  'There are more built files than are looked at (5,000 files, 200 MB): some of the build output was not checked.';

function isBuiltFile(relative: string, { built = [] }: WorkspaceFacts): boolean {
  return built.some(({ folder }) => relative.startsWith(`${folder}/`));
}

/** A look at the folders above: to start git for hearing that there is no repository takes ten times as long. */
function mayBeRepository(root: string): boolean {
  try {
    for (let at = realpathSync(root); ; at = path.dirname(at)) {
      // What has a HEAD is a repository without files: git says what it thinks of that.
      if (existsSync(path.join(at, '.git')) || existsSync(path.join(at, 'HEAD'))) return true;
      if (path.dirname(at) === at) return false;
    }
  } catch {
    return true;
  }
}

/** An index can be crafted to name files elsewhere. */
function isBelow(name: string): boolean {
  return !path.isAbsolute(name) && !name.split(/[\\/]/).includes('..');
}

/** The part that reads files, which worker threads make for themselves. */
export function createFileReader(root: string, facts: () => WorkspaceFacts): Workspace {
  const scratch = createScratch();
  const isInside = createContainment(root);
  const isReachable = (relative: string): boolean => {
    try {
      return isInside(relative);
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  };
  const stamp = (relative: string): string | undefined => {
    const status = lstatSync(path.join(root, relative), { throwIfNoEntry: false });
    return status?.isFile() && isInside(relative) ? stampOf(status) : undefined;
  };
  return {
    stamp,
    open(relative) {
      // Windows can't be told not to follow a link when it opens a file: it is asked before.
      const before = REFUSES_LINKS ? undefined : stamp(relative);
      if (REFUSES_LINKS ? !isReachable(relative) : before === undefined) return undefined;
      const file = openSource(path.join(root, relative), scratch);
      return file && { ...file, stamp: before ?? file.stamp };
    },
    facts,
  };
}

/**
 * Whether a file really is in the folder: one of the folders on its way may be a link that leads out of it. Remembers the
 * folders that it has looked at, so that each of them is asked for once and not with all those above it.
 */
export function createContainment(root: string): (relative: string) => boolean {
  const inRoot = (real: string): boolean => real === top() || real.startsWith(below(top()));
  let realRoot: string | undefined; // asked for late: a folder of a workspace may be missing
  const top = (): string => (realRoot ??= realpathSync(root));
  /** By folder, where it really is. */
  const known = new Map<string, string>();
  const realOf = (folder: string): string => {
    if (folder === '.' || folder === '') return top();
    let real = known.get(folder);
    if (real === undefined) {
      const parent = realOf(path.dirname(folder));
      const step = path.join(parent, path.basename(folder));
      real = lstatSync(step).isSymbolicLink() ? realpathSync(step) : step;
      known.set(folder, real);
    }
    return real;
  };
  return (relative) => inRoot(realOf(path.dirname(relative)));
}

/** Asked anew each time: this is for single files, long after a folder was looked at. */
function isWithin(root: string, relative: string): boolean {
  try {
    return createContainment(root)(relative);
  } catch {
    return false; // the folder is gone
  }
}

function below(folder: string): string {
  return folder.endsWith(path.sep) ? folder : folder + path.sep;
}

interface Listing {
  readonly tracked: readonly string[];
  readonly untracked: readonly string[];
  readonly excludesFile: string | undefined;
}

/** Undefined where there is no git or no repository: then ignore files alone decide. */
async function listWithGit(
  root: string,
  onFailure: DiskWorkspaceOptions['onGitFailure'],
): Promise<Listing | undefined> {
  try {
    const { tracked, untracked, excludesFile } = await listGitFiles(root);
    // git names a repository inside this one (untracked, or a submodule) as a folder: its files are asked for there.
    const nested = untracked
      .filter((name) => name.endsWith('/'))
      .concat(tracked.filter((name) => isRepository(root, name)))
      .map((name) => name.replace(/\/$/, ''))
      .filter(isBelow);
    const inner = await Promise.all(nested.map((folder) => listNested(root, folder, onFailure)));
    return {
      tracked: [...tracked, ...inner.flatMap((listing) => listing.tracked)],
      untracked: [
        ...untracked.filter((name) => !name.endsWith('/')),
        ...inner.flatMap((listing) => listing.untracked),
      ],
      excludesFile,
    };
  } catch (error) {
    if (!(error instanceof GitError) || (!error.absent && !onFailure)) throw error;
    if (!error.absent) onFailure?.(error);
    return undefined;
  }
}

function isRepository(root: string, name: string): boolean {
  // Only names without an extension can be submodules in practice; a stat for each of them is cheap enough.
  return !/\.[a-z0-9]+$/i.test(name) && existsSync(path.join(root, name, '.git'));
}

async function listNested(
  root: string,
  folder: string,
  onFailure: DiskWorkspaceOptions['onGitFailure'],
): Promise<Pick<Listing, 'tracked' | 'untracked'>> {
  const inner = await listWithGit(path.join(root, folder), onFailure);
  const prefixed = (names: readonly string[] = []): readonly string[] =>
    names.map((name) => `${folder}/${name}`);
  return { tracked: prefixed(inner?.tracked), untracked: prefixed(inner?.untracked) };
}
