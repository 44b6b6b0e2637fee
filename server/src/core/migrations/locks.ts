/** What an operation locks on PostgreSQL, and for how long: from the measured table, and never from memory. */
import { lockCasesOf } from './lockCases.ts';
import type { LockCases, LockFacts } from './lockFacts.ts';
import { blockedBy, isWeak, strongest, type Blocked, type LockMode } from './lockModes.ts';
import { LOCK_TABLE, type LockRole, type MeasuredStatement } from './lockTable.ts';
import { UNKNOWN_NAME, type ObjectName, type Operation } from './operation.ts';

export type { LockFacts } from './lockFacts.ts';
export { strongest, type LockMode } from './lockModes.ts';

export interface TableLock {
  readonly on: ObjectName;
  readonly lock: LockMode;
}

export interface LockVerdict extends TableLock {
  /** Every row is written anew. */
  readonly rewrite: boolean;
  /** Every row is read. */
  readonly scan: boolean;
  readonly buildsIndex: boolean;
  /** Other tables and indexes, each once. */
  readonly also: readonly TableLock[];
  /** Who waits for the lock on the table itself. */
  readonly blocks: Blocked;
  /** One or two sentences for people: who waits, and what it takes so long for. Without names. */
  readonly words: string;
  /** False where what decides is not in the migrations: then it is what happens as a rule. */
  readonly certain: boolean;
}

/**
 * What an operation locks. A `Step` is all the facts there can be; without any the answer is what happens as a rule.
 * Undefined for operations that lock no table, or of which nobody can say which.
 */
export function lockOf(operation: Operation, facts: LockFacts = {}): LockVerdict | undefined {
  const found = lockCasesOf(operation, facts);
  if (!found) return undefined;
  const rows = found.cases.flatMap((name) => rowOf(name, facts.serverVersion) ?? []);
  const locks = new Map<ObjectName, LockMode>();
  const add = (on: ObjectName, lock: LockMode): void => {
    const held = locks.get(on);
    locks.set(on, held ? strongest(held, lock) : lock);
  };
  for (const row of rows) {
    for (const { role, lock } of row.locks)
      for (const name of namesOf(role, found)) add(name, found.mode ?? lock);
  }
  if (found.on !== undefined)
    for (const one of partitionLocks(operation, found.on, facts)) add(one.on, one.lock);
  return verdictOf(found, rows, locks, facts);
}

function verdictOf(
  { on, certain }: LockCases,
  rows: readonly MeasuredStatement[],
  locks: ReadonlyMap<ObjectName, LockMode>,
  facts: LockFacts,
): LockVerdict | undefined {
  const [first] = locks;
  const main = on !== undefined && locks.has(on) ? ([on, locks.get(on) ?? 'AccessShare'] as const) : first;
  if (!main) return undefined;
  const [name, lock] = main;
  const rewrite = rows.some((row) => row.rewrite);
  const work = {
    rewrite,
    scan: rows.some((row) => row.scan),
    // A rewritten table gets its indexes built again: those that it has.
    buildsIndex: rows.some((row) => row.index && (!row.rewrite || hasIndexes(name, facts))),
  };
  const also = [...locks]
    .filter(([other]) => other !== name)
    .map(([other, mode]) => ({ on: other, lock: mode }));
  const blocks = blocksIndex(rows) ? 'reads and writes' : blockedBy(lock);
  return { on: name, lock, ...work, also, blocks, words: wordsOf(blocks, lock, work), certain };
}

/**
 * Every query looks at all indexes of its table while it is planned, so that one that is locked makes reads wait too
 * (https://www.postgresql.org/docs/current/sql-reindex.html#SQL-REINDEX-NOTES).
 */
function blocksIndex(rows: readonly MeasuredStatement[]): boolean {
  return rows.some(({ locks }) =>
    locks.some(({ role, lock }) => role === 'index' && lock === 'AccessExclusive'),
  );
}

const ROWS = grouped();

function grouped(): ReadonlyMap<string, readonly MeasuredStatement[]> {
  const rows = new Map<string, MeasuredStatement[]>();
  for (const row of LOCK_TABLE) rows.set(row.case, [...(rows.get(row.case) ?? []), row]);
  return rows;
}

/** The newest, where the version is not known. */
function rowOf(name: string, version = Infinity): MeasuredStatement | undefined {
  const rows = ROWS.get(name) ?? [];
  return rows.find(({ from = 0, to = Infinity }) => version >= from && version <= to) ?? rows.at(-1);
}

function namesOf(role: LockRole, { on, others = [] }: LockCases): readonly ObjectName[] {
  const named = others.flatMap((other) => (other.role === role ? other.names : []));
  return role === 'main' && on !== undefined ? [on, ...named] : named;
}

/** Partitions are changed together with their table, all the way down. */
function partitionLocks(operation: Operation, on: ObjectName, facts: LockFacts): readonly TableLock[] {
  if (facts.before?.tables.get(on)?.partitioned !== true) return [];
  const row = rowOf(`${operation.kind === 'drop-default' ? 'set-default' : operation.kind}/partitioned`);
  const lock = row?.locks.find(({ role }) => role === 'partition')?.lock;
  if (!lock || ('only' in operation && operation.only)) return [];
  const main = rowOf(lockCasesOf(operation, facts)?.cases[0] ?? '')?.locks[0]?.lock ?? lock;
  const found: TableLock[] = [];
  const queue = [on];
  for (let parent = queue.pop(); parent !== undefined; parent = queue.pop())
    for (const { name, partitionOf, partitioned } of facts.before.tables.values())
      if (partitionOf === parent) {
        found.push({ on: name, lock: main });
        if (partitioned) queue.push(name);
      }
  return found;
}

function hasIndexes(name: ObjectName, { before }: LockFacts): boolean {
  if (!before?.tables.get(name)?.complete || name === UNKNOWN_NAME) return true;
  return before.indexesByTable.has(name);
}

interface Work {
  readonly rewrite: boolean;
  readonly scan: boolean;
  readonly buildsIndex: boolean;
}

function wordsOf(blocks: Blocked, lock: LockMode, { rewrite, scan, buildsIndex }: Work): string {
  const takes = rewrite
    ? 'every row is written anew'
    : buildsIndex
      ? 'an index is built over all rows'
      : scan
        ? 'every row is checked'
        : undefined;
  if (blocks === 'schema changes')
    return isWeak(lock)
      ? 'Nobody waits but changes of the schema.'
      : `Nobody waits but other changes of the schema${takes ? `, while ${takes}` : ''}.`;
  const who = blocks === 'writes' ? 'Whoever writes to it waits' : 'Whoever reads or writes it waits';
  return takes
    ? `${who} while ${takes}: the more rows, the longer.`
    : `${who}, for a moment only, once all that is under way has ended.`;
}
