/** What a statement really did: the locks that it holds, the files that it wrote anew, what PostgreSQL says it did. */
import { strongest, type LockMode } from '../../core/migrations/lockModes.ts';
import type { ObjectName } from '../../core/migrations/operation.ts';
import type { DatabaseError, Session } from './session.ts';

export interface Measured {
  /** The strongest new lock on each table, view and materialized view that was there before, and on indexes where it is more than their table's. */
  readonly locks: ReadonlyMap<ObjectName, LockMode>;
  /** What the transaction held before the statement, on an index what it held on its table too. */
  readonly held: ReadonlyMap<ObjectName, LockMode>;
  /** What was there before and is still: the names that it has when the statement comes to it. */
  readonly known: ReadonlySet<ObjectName>;
  /** Tables that were there before and are in another file now. */
  readonly rewritten: readonly ObjectName[];
  /** Every row was read to check a constraint. */
  readonly scanned: boolean;
  /** An index was built on a table that was there before. */
  readonly indexed: boolean;
  readonly error?: DatabaseError;
}

/** What there is, and what this session has locked. */
export interface Snapshot {
  readonly relations: ReadonlyMap<number, Relation>;
  readonly locks: ReadonlyMap<number, readonly LockMode[]>;
}

interface Relation {
  readonly oid: number;
  /** "public." left out. */
  readonly name: ObjectName;
  readonly kind: string;
  readonly file: number;
  /** Of an index: its table. */
  readonly table: number | null;
}

/** Has PostgreSQL say which tables it rewrites and checks. */
export const TALKATIVE = 'SET client_min_messages = debug1';

/** `existing`: what counts as having been there before; locks on anything younger make nobody wait. */
export async function measure(
  session: Session,
  sql: string,
  before: Snapshot,
  existing: Snapshot = before,
): Promise<{ readonly measured: Measured; readonly after: Snapshot }> {
  const { notices, error } = await session.run(sql);
  if (error) return { measured: { ...nothing(before, existing), error }, after: before };
  const after = await takeSnapshot(session);
  return { measured: compare(before, after, existing, sql, notices), after };
}

export async function takeSnapshot(session: Session): Promise<Snapshot> {
  const { rows, error } = await session.run(SNAPSHOT);
  const text = rows[0]?.['snapshot'];
  if (error || typeof text !== 'string')
    throw new Error(`The scratch database does not answer: ${error?.message ?? 'no rows'}.`);
  const { relations, locks } = JSON.parse(text) as {
    readonly relations: readonly Relation[];
    readonly locks: readonly { readonly oid: number; readonly mode: string }[];
  };
  const modes = new Map<number, LockMode[]>();
  for (const { oid, mode } of locks)
    modes.set(oid, [...(modes.get(oid) ?? []), mode.replace(/Lock$/, '') as LockMode]);
  return { relations: new Map(relations.map((one) => [one.oid, one])), locks: modes };
}

/** Tables, partitioned ones, views, materialized views and indexes of everybody's schemas; their locks in this session. */
const SNAPSHOT = `SELECT pg_catalog.json_build_object(
  'relations', (SELECT coalesce(pg_catalog.json_agg(pg_catalog.json_build_object(
      'oid', c.oid::bigint, 'kind', c.relkind, 'file', c.relfilenode::bigint, 'table', i.indrelid::bigint,
      'name', CASE n.nspname WHEN 'public' THEN c.relname ELSE n.nspname || '.' || c.relname END)), '[]')
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
    WHERE c.relkind IN ('r', 'p', 'm', 'v', 'i', 'I') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'),
  'locks', (SELECT coalesce(pg_catalog.json_agg(pg_catalog.json_build_object('oid', relation::bigint, 'mode', mode)), '[]')
    FROM pg_catalog.pg_locks
    WHERE pid = pg_catalog.pg_backend_pid() AND locktype = 'relation' AND granted)
)::text AS snapshot`;

function compare(
  before: Snapshot,
  after: Snapshot,
  existing: Snapshot,
  sql: string,
  notices: readonly string[],
): Measured {
  const known = knownIn(before, existing);
  const tables = known.filter(({ table }) => table === null);
  const moved = tables.filter(({ oid, file }) => (after.relations.get(oid)?.file ?? file) !== file);
  // An emptied table gets a new file too, and nobody waits for that.
  const emptied = /^\s*truncate\b/i.test(sql);
  // PostgreSQL's messages leave the schema out: a younger table of the same name may be meant.
  const young = new Set(
    [...after.relations.values()].filter(({ oid }) => !existing.relations.has(oid)).map(shortName),
  );
  const names = new Set(tables.map(shortName).filter((name) => !young.has(name)));
  const said = (pattern: RegExp): boolean =>
    !emptied && notices.some((notice) => names.has(pattern.exec(notice)?.groups?.['table'] ?? ''));
  return {
    ...nothing(before, existing),
    locks: newLocks(known, before, after),
    rewritten: emptied ? [] : moved.map(({ name }) => name),
    scanned: said(/^verifying table "(?<table>[^"]+)"/) || notices.some((notice) => FOREIGN_KEY.test(notice)),
    indexed: said(/^building index "[^"]*" on table "(?<table>[^"]+)"/),
  };
}

function shortName({ name }: Relation): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

const FOREIGN_KEY = /^validating foreign key constraint "/;

function nothing(before: Snapshot, existing: Snapshot): Measured {
  const known = knownIn(before, existing);
  return {
    locks: new Map(),
    held: new Map(
      known.flatMap(({ oid, table, name }) => {
        const modes = [...(before.locks.get(oid) ?? []), ...(before.locks.get(table ?? 0) ?? [])];
        const [first, ...others] = modes;
        return first ? [[name, others.reduce(strongest, first)]] : [];
      }),
    ),
    known: new Set(known.map(({ name }) => name)),
    rewritten: [],
    scanned: false,
    indexed: false,
  };
}

/** What is older than the migration, by the names that an earlier statement of it may have changed. */
function knownIn(before: Snapshot, existing: Snapshot): readonly Relation[] {
  return [...before.relations.values()].filter(({ oid }) => existing.relations.has(oid));
}

function newLocks(
  known: readonly Relation[],
  before: Snapshot,
  after: Snapshot,
): ReadonlyMap<ObjectName, LockMode> {
  return new Map(
    known.flatMap(({ oid, name, table }) => {
      const held = before.locks.get(oid) ?? [];
      const [mode, ...others] = (after.locks.get(oid) ?? []).filter((one) => !held.includes(one));
      if (!mode) return [];
      const lock = others.reduce(strongest, mode);
      // Whoever uses an index locks its table first.
      const ofTable = table === null ? [] : (after.locks.get(table) ?? []);
      return ofTable.some((one) => strongest(one, lock) === one) ? [] : [[name, lock]];
    }),
  );
}

/** The same after the end of the transaction. */
export function unlocked({ relations }: Snapshot): Snapshot {
  return { relations, locks: new Map() };
}
