/** What a rule or a check has to say, before and after postprocessing. Plain data: it crosses threads and sockets. */
import type { Mend } from './check.ts';
import type { Dialect } from './migrations/operation.ts';
import type { ToolId } from './migrations/types.ts';
import type { KeyObservation } from './observations.ts';

export const IMPACTS = ['blocker', 'high', 'medium', 'low'] as const;

/** Launch impact, most severe first: do not launch, fix before paid traffic, fix soon, can wait. */
export type Impact = (typeof IMPACTS)[number];

/** The launch stage that a finding belongs to. */
export type Stage =
  'audit' | 'domain' | 'deployment' | 'security' | 'performance' | 'monitoring' | 'handover';

/** Offsets into a document's text in UTF-16 code units, end exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** 1-based line and column; columns count UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** End exclusive. */
export interface PositionRange {
  readonly start: Position;
  readonly end: Position;
}

/** A fix that can be offered. It carries no text of the document: the edits are made when it is applied. */
export type Fix = MoveToEnvironmentFix | EditFix | DeclareVariableFix | WriteSchemaFix | RewriteMigrationFix;

export interface MoveToEnvironmentFix {
  readonly kind: 'move-to-environment';
  readonly title: string;
  /** The conventional name of the variable, before it is made unique. */
  readonly variable: string;
  /** The literal's value, as offsets: what is moved. */
  readonly range: TextRange;
  /** False where the file's format reads no variables: asked for, the fix explains what to do instead. */
  readonly supported: boolean;
}

/** Edits in the finding's own file that need nothing but their places. No new text holds a secret. */
export interface EditFix {
  readonly kind: 'edit';
  readonly title: string;
  /** Offsets into the text that was judged; not overlapping. */
  readonly edits: readonly { readonly range: TextRange; readonly newText: string }[];
  /** It takes a line away, or may not be what was meant: the editor offers it, and `--fix` leaves it to people. */
  readonly needsDecision?: true;
}

/** Adds `NAME=` to an env file, at its end or beside its kin. */
export interface DeclareVariableFix {
  readonly kind: 'declare-variable';
  readonly title: string;
  readonly variable: string;
  /** The env file, which need not exist. Relative to the root. */
  readonly file: string;
}

/** Writes a schema that checks the variables of a package when it starts. */
export interface WriteSchemaFix {
  readonly kind: 'write-schema';
  readonly title: string;
  /** The package's folder, "" for the root. */
  readonly folder: string;
  /** The file to write, which must not exist. Relative to the root. */
  readonly path: string;
  readonly language: 'typescript' | 'javascript' | 'commonjs' | 'python';
  /** What the package has already; `none` checks by hand, and needs nothing to be installed. */
  readonly library:
    'zod' | 'valibot' | 'envalid' | 'joi' | 't3-env-nextjs' | 't3-env-core' | 'pydantic-settings' | 'none';
  readonly source: 'process.env' | 'import.meta.env' | 'Deno.env.toObject()' | 'os.environ';
  /** In the order in which they are written. */
  readonly variables: readonly SchemaVariable[];
}

/** Writes the safe form of a statement in a migration, in the file's own format; what has to run later goes into a new file. */
export interface RewriteMigrationFix {
  readonly kind: 'rewrite-migration';
  readonly title: string;
  readonly form: RewriteForm;
  /** The migration that has the statement. Relative to the root. */
  readonly file: string;
  /** Offset of the statement, and which of its operations it is about. */
  readonly statement: number;
  readonly operation: number;
  readonly tool: ToolId;
  readonly dialect: Dialect;
  /** Whether the statement runs in a transaction, as far as the workspace tells; who opened it. */
  readonly transaction: {
    readonly inside: 'yes' | 'no' | 'unknown';
    readonly by?: 'tool' | 'file' | 'batch';
  };
  /** The last migration of the history: a new one comes after it, and is named like it. */
  readonly latest: { readonly file: string; readonly version: string };
  /** The journal that lists migrations, where the tool goes by one. */
  readonly journal?: string;
  /** Of `expand-contract`: the type of the column, as SQL writes it. */
  readonly columnType?: string;
  /** Of `index-foreign-key`: the columns of the key. */
  readonly columns?: readonly string[];
  /** Of `grant-to-api`: what each role is to be given. */
  readonly grants?: readonly { readonly role: string; readonly privileges: readonly string[] }[];
  /** The statement has run in production: what changes it goes into a new migration. */
  readonly inNewFile?: true;
  readonly needsDecision?: true;
}

/**
 * - `concurrently`: CREATE, DROP INDEX, REINDEX, REFRESH, DETACH with CONCURRENTLY, outside of a transaction
 * - `leave-transaction`: the transaction is switched off, or the statement gets a file of its own
 * - `validate-later`: NOT VALID now, VALIDATE in a new migration
 * - `unique-by-index`: the index first, concurrently, and the constraint by it in a new migration
 * - `not-null-by-check`: a CHECK that is validated in a new migration, and NOT NULL then
 * - `column-in-steps`: the column without what rewrites or fails, and what fills it in a new migration
 * - `lock-timeout`: a limit for waiting
 * - `expand-contract`: another column beside the old one, with what has to follow written out
 * - `own-file`: the statement moves into a new migration
 * - `refuse-to-copy`: MySQL's ALGORITHM=INPLACE, LOCK=NONE
 * - `row-level-security`, `security-invoker`, `search-path`, `evaluate-once`: Supabase's and PostgreSQL's own switches
 * - `index-foreign-key`: an index for a foreign key, in this file where the table is new, else in a new one
 */
export type RewriteForm =
  | 'concurrently'
  | 'leave-transaction'
  | 'validate-later'
  | 'unique-by-index'
  | 'not-null-by-check'
  | 'column-in-steps'
  | 'lock-timeout'
  | 'expand-contract'
  | 'own-file'
  | 'refuse-to-copy'
  | 'row-level-security'
  | 'grant-to-api'
  | 'security-invoker'
  | 'search-path'
  | 'evaluate-once'
  | 'index-foreign-key';

export interface SchemaVariable {
  readonly name: string;
  readonly optional: boolean;
  readonly type: 'string' | 'url' | 'number';
  /** A build writes its value into what browsers get. */
  readonly isPublic: boolean;
}

/** False where all that a fix has to offer is an explanation. */
export function isApplicable(fix: Fix): boolean {
  return fix.kind !== 'move-to-environment' || fix.supported;
}

/** Whether somebody has to choose it: it is not made unseen. */
export function needsDecision(fix: Fix): boolean {
  return (fix.kind === 'edit' || fix.kind === 'rewrite-migration') && fix.needsDecision === true;
}

/** What a rule yields: positions are offsets, and the message may still contain the secret. */
export interface RawFinding {
  readonly range: TextRange;
  readonly message: string;
  /** Where the secret value stands; postprocessing masks that text wherever the message repeats it. */
  readonly secret?: TextRange;
  /** Overrides the impact of the rule, for a finding that is known to matter less or more. */
  readonly impact?: Impact;
  /** What was found, in one or two words ("stripe-secret-key"); part of the fingerprint. */
  readonly kind?: string;
  /** Where the value is rotated or the problem is read up: shown beside the message. */
  readonly help?: HelpLink;
  readonly fix?: Fix;
}

export interface HelpLink {
  readonly label: string;
  readonly url: string;
}

export interface Suppression {
  readonly by: 'comment' | 'config' | 'baseline';
  readonly owner?: string;
  /** ISO date (YYYY-MM-DD) on which the finding comes back. */
  readonly until?: string;
  readonly reason: string;
}

/** Another place that a finding is about: where the same value stands, or the source that a bundle was built from. */
export interface RelatedPlace {
  /** Relative to the root, forward slashes. */
  readonly file: string;
  readonly range: PositionRange;
  /** What it has to do with the finding: "The same value". */
  readonly message: string;
}

/** Where in the history of the repository a finding stands. */
export interface CommitPlace {
  /** The full id of the oldest commit that has it. */
  readonly id: string;
  /** ISO 8601 with offset. */
  readonly authorDate: string;
  /** Whether the newest commit still has the value. */
  readonly inHead: boolean;
}

/** What the editor, the command line and the reports show. Holds no secret. */
export interface Finding {
  readonly ruleId: string;
  readonly area: string;
  readonly impact: Impact;
  readonly message: string;
  /** Relative to the root, forward slashes; null for a live finding. */
  readonly file: string | null;
  readonly range: PositionRange | null;
  /** Offsets of `range` within the document that was analysed. */
  readonly offsets: TextRange | null;
  /** Stays the same when lines above move. */
  readonly fingerprint: string;
  /** What was found, as the rule calls it ("stripe-secret-key"); absent where a rule finds one thing only. */
  readonly kind?: string;
  /**
   * The same for the same secret wherever it stands, and for this run only: made with a salt that is never shown.
   * No report has it.
   */
  readonly valueId?: string;
  readonly related: readonly RelatedPlace[];
  /** For findings of the history. */
  readonly commit?: CommitPlace;
  /** What the provider said of the key, where the user had it asked. */
  readonly verification?: Pick<KeyObservation, 'state' | 'host'>;
  /** For what is wrong with a running product. */
  readonly live?: LivePlace;
  readonly help?: HelpLink;
  readonly fixes: readonly Fix[];
  readonly docs: string;
  readonly suppressed: Suppression | null;
  /** About what has happened already, a migration that production has run: nothing is left to do there. */
  readonly past?: true;
  /** It was put off until a date that has passed: it is back, one impact higher. */
  readonly overdue?: { readonly owner: string; readonly until: string; readonly reason: string };
}

/** Which host a live finding is about, what was seen there, and how it is mended. */
export interface LivePlace {
  readonly domain: string;
  readonly host: string;
  readonly evidence: readonly string[];
  readonly mend?: Mend;
}

/** Whether it asks something of somebody: it is neither suppressed nor about what has happened already. */
export function isToDo({ suppressed, past }: Finding): boolean {
  return !suppressed && past !== true;
}

/** Negative when `a` is the more severe. */
export function compareImpact(a: Impact, b: Impact): number {
  return IMPACTS.indexOf(a) - IMPACTS.indexOf(b);
}
