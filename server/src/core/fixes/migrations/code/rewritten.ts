/** What a safe form comes to, before it is put into a file. */

/** The form in the words of a tool. Lines are statements without what ends them; relative indentation is kept. */
export interface Rewritten {
  /** Instead of the call. */
  readonly lines: readonly string[];
  /** The first line is the SQL as it is written in the file, escapes and all, with something put into it. */
  readonly isOwnSql?: boolean;
  /** How a file of its own takes it back; absent where the tool does that by itself. */
  readonly back?: readonly string[];
  /** What has to run outside of a transaction. */
  readonly outside?: true;
  /** What runs in a migration after this one. */
  readonly later?: Later;
  /** What the way back of this migration has to do as well, before it takes the call back. */
  readonly alsoBack?: readonly string[];
  readonly imports?: readonly string[];
  readonly slug: string;
  readonly notes?: readonly string[];
}

export interface Later {
  readonly slug: string;
  readonly up: readonly string[];
  readonly down?: readonly string[];
  readonly imports?: readonly string[];
}

/** A new migration, in the words of a tool. */
export interface Draft {
  readonly slug: string;
  readonly up: readonly string[];
  /** Absent where the tool turns `up` round by itself. */
  readonly down?: readonly string[];
  readonly outside: boolean;
  readonly imports: readonly string[];
  /** The migration that it comes after. */
  readonly after: { readonly version: string; readonly file: string };
}

export interface NewFile {
  readonly path: string;
  readonly text: string;
}
