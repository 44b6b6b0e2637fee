/** One connection to a scratch database. Statements run one after the other. */
export interface Session {
  /** Runs SQL as it is: one statement, or several separated by semicolons. Never throws for what the database says. */
  run(sql: string): Promise<Answer>;
}

/** A session that has to be ended. */
export interface OpenSession extends Session {
  /** As the server says it: "18.3". */
  readonly version: string;
  /** Makes a role where there is none of that name: one that can't log in, and that goes with the database. */
  createRole(name: string): Promise<Answer>;
  /** Leaves nothing behind. */
  close(): Promise<void>;
}

export interface Answer {
  /** Rows of the last statement that gives any. */
  readonly rows: readonly Row[];
  /** Messages of the database, DEBUG1 included once they are asked for. */
  readonly notices: readonly string[];
  readonly error?: DatabaseError;
}

export type Row = Readonly<Record<string, unknown>>;

export interface DatabaseError {
  readonly message: string;
  /** SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html */
  readonly code: string;
}

/** A server, taken apart from its URL. */
export interface ServerAddress {
  /** A name, an address, or the folder of a socket. */
  readonly host: string;
  readonly port: number;
  readonly user?: string;
  readonly password?: string;
  /** An existing one: connected to only in order to create and drop another beside it. */
  readonly database: string;
  readonly ssl: 'off' | 'unverified' | 'verified';
}

export interface PgliteOrder {
  /** Beside whose node_modules PGlite is looked for. */
  readonly folders: readonly string[];
  /** As CREATE EXTENSION names them: those that PGlite has are loaded. */
  readonly extensions: readonly string[];
}

/** What is asked of the process that talks to the database. */
export type ScratchRequest =
  | { readonly open: { readonly server: ServerAddress; readonly name: string } }
  | { readonly open: PgliteOrder }
  | { readonly run: string }
  | { readonly role: string }
  | { readonly close: true };

export type ScratchReply =
  | { readonly opened: string }
  | { readonly answer: Answer }
  | { readonly closed: true }
  | { readonly failed: string; readonly missing?: true };

/** What a driver throws, as data. */
export function errorFrom(error: unknown): DatabaseError {
  const code = (error as { code?: unknown }).code;
  return {
    // Where a name has several addresses and none answers, Node says no word.
    message: (error instanceof Error ? error.message : String(error)) || String(code),
    code: typeof code === 'string' ? code : '',
  };
}

/** The version that a server shows: "18.3", without what its distribution adds. */
export async function versionOf(session: Session): Promise<string> {
  const { rows } = await session.run('SHOW server_version');
  const shown = rows[0]?.['server_version'];
  return typeof shown === 'string' ? (shown.split(' ')[0] ?? '') : '';
}

/** A name as SQL writes it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
