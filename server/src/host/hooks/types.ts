/** What can call the review before a commit. `git` is git's own hook file, in `core.hooksPath` or `.git/hooks`. */
export const MANAGERS = ['husky', 'lefthook', 'pre-commit', 'simple-git-hooks', 'git'] as const;
export type Manager = (typeof MANAGERS)[number];

/** A repository, as far as hooks are concerned. All paths are absolute. */
export interface HookRepository {
  /** The top of the work tree: hooks are run here. */
  readonly top: string;
  /** Where all work trees of the repository have their hooks; the folder of git's own files. */
  readonly commonFolder: string;
  /** Where git looks for hooks. */
  readonly hooksFolder: string;
  /** What `core.hooksPath` says, and whose setting it is (local, worktree, global, system); absent where it is not set. */
  readonly hooksPath?: { readonly value: string; readonly scope: string };
}

/** Where one manager keeps what it runs before a commit. */
export interface HookPlace {
  readonly manager: Manager;
  /** Absolute. It need not exist yet. */
  readonly file: string;
  readonly form: HookForm;
}

export type HookForm =
  | 'shell'
  | 'lefthook-yaml'
  | 'lefthook-toml'
  | 'lefthook-json'
  | 'pre-commit-yaml'
  /** Commands of hooks by the name of the hook: `simple-git-hooks` in package.json, `husky.hooks` in it … */
  | { readonly commandsAt: readonly string[] };

/** A text with the review in it, or without it, or why that can't be. */
export type Edited = { readonly text: string; readonly notes: readonly string[] } | Refused;

/** Why nothing is written, in sentences that say what to do. */
export interface Refused {
  readonly refused: string;
}

/** One file to write. Texts hold one character for each byte, so that whatever else is in the file stays as it is. */
export interface HookPlan {
  readonly place: HookPlace;
  /** Undefined where there is no file. */
  readonly before: string | undefined;
  /** Undefined where the file goes. */
  readonly after: string | undefined;
  readonly notes: readonly string[];
}
