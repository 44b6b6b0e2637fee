import type { Config } from './config.ts';
import type { MailModel } from './email/model.ts';
import type { EnvModel } from './env/model.ts';
import type { LiveModel } from './live/model.ts';
import type { MigrationModel } from './migrations/model.ts';
import type { Source } from './source.ts';
import type { UptimeModel } from './uptime/found/types.ts';
import type { WebModel } from './web/model.ts';
import type { Span } from './span.ts';
import type { Fix, HelpLink, Impact } from './finding.ts';
import type { RuleInfo } from './rule.ts';

/** A rule that judges what all files together say. It runs when all of them were read, and again after a change. */
export interface WorkspaceRule extends RuleInfo {
  check(workspace: WorkspaceModel, context: WorkspaceContext): Iterable<PlacedFinding>;
}

/** What the files say about a subject, joined. */
export interface WorkspaceModel {
  readonly env: EnvModel;
  readonly migrations: MigrationModel;
  readonly web: WebModel;
  readonly live: LiveModel;
  readonly mail: MailModel;
  readonly uptime: UptimeModel;
}

export interface WorkspaceContext {
  readonly config: Config;
  /** ISO date (YYYY-MM-DD). */
  readonly today: string;
  /** The text of a small file, as the editor shows it or as it is on disk: values are read when they are needed, not kept. */
  read(path: string): string | undefined;
  readonly searchCode: SearchCode;
  /** PostgreSQL's own grammar; absent where no migration is for PostgreSQL, or where it couldn't be loaded. */
  readonly postgresSyntax?: SyntaxCheck | undefined;
  /** Nothing is left out: see `AnalyzerOptions`. */
  readonly everything?: boolean | undefined;
}

/** Asks about one statement: undefined where it is right, else where the parser stopped (UTF-16 units). */
export type SyntaxCheck = (sql: string) => { readonly offset: number } | undefined;

/** Looks for what may be many files away, when a rule asks. */
export type SearchCode = (queries: readonly CodeQuery[]) => ReadonlyMap<string, readonly CodePlace[]>;

export interface CodeQuery {
  /** Tells it from other questions; the same key means the same question. */
  readonly key: string;
  /** Only files that have one of these (ASCII, in this very case, as whole words) are looked at. */
  readonly words: readonly string[];
  /** It is about what code does, so that code that stays as it is says nothing new: the review of a change need not look there. */
  readonly isAboutCode?: true;
  /** The places in one file. */
  find(source: Source): readonly Span[];
}

export interface CodePlace {
  readonly file: string;
  readonly at: Span;
}

/** Where values, and what else is not kept, are read again. */
export type Texts = Pick<WorkspaceContext, 'read'>;

/** What such a rule yields. The message holds no value. */
export interface PlacedFinding {
  /** Relative to the root, forward slashes. */
  readonly file: string;
  readonly at: Span;
  readonly message: string;
  readonly impact?: Impact;
  /** See `Finding.past`. */
  readonly past?: true;
  /** What it is about, a variable's name as a rule: part of the fingerprint. */
  readonly kind: string;
  readonly related?: readonly { readonly file: string; readonly at: Span; readonly message: string }[];
  readonly help?: HelpLink;
  readonly fix?: Fix;
}

export function defineWorkspaceRule(rule: WorkspaceRule): WorkspaceRule {
  return rule;
}
