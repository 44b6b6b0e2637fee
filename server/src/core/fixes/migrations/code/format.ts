import type { Refusal, TextEdit } from '../../../edit.ts';
import type { Draft, NewFile, Rewritten } from './rewritten.ts';
import type { Site } from './site.ts';

/** How one tool writes migrations. What it has no words for is written as SQL. */
export interface Format {
  /** A statement that runs SQL, without `await` and what ends it. */
  runSql(site: Site, sql: string): string;
  /** The same of a statement that may not run in a transaction, where the tool says so at the statement. */
  outside?(line: string): string;
  readonly concurrently?: (site: Site) => Rewritten | Refusal | undefined;
  readonly notValid?: (site: Site) => Rewritten | Refusal | undefined;
  readonly unique?: (site: Site) => Rewritten | Refusal | undefined;
  readonly notNull?: (site: Site) => Rewritten | Refusal | undefined;
  /** What is put before the statement to limit how long it waits. */
  limit?(site: Site, sql: string): string;
  /** An index that is built without holding others up, and how it is taken back; else SQL does it. */
  addIndex?(
    site: Site,
    index: { readonly table: string; readonly columns: readonly string[]; readonly name: string },
  ): { readonly up: readonly string[]; readonly down?: readonly string[] };
  /** Switches the transaction of the file off. */
  leave(site: Site): readonly TextEdit[] | Refusal;
  /** What has to be imported for these lines. */
  imports(site: Site, lines: readonly string[], named: readonly string[]): readonly TextEdit[];
  newFile(site: Site, draft: Draft): NewFile | Refusal;
  /** What stands before a statement: `await `. */
  readonly lead?: string;
  /** What ends a statement in a file of this tool. */
  readonly ending: ';' | ',' | '';
  /** What a function that does nothing holds. */
  readonly nothing?: string;
}
