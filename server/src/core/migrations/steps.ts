/** Plays a history: every operation with what the database looks like when it comes to it. */
import { withColumnsOfKeys } from './djangoColumns.ts';
import type { Migration, Step, TransactionPlace } from './model.ts';
import { UNKNOWN_NAME, type Dialect, type Operation } from './operation.ts';
import { applied, emptySchema } from './replay.ts';
import { indexNamed } from './replaying/indexes.ts';
import type { ColumnState, Origin, SchemaState, TableState } from './schema.ts';
import { TOOLS } from './toolTable.ts';
import type { MigrationSettings, Statement } from './types.ts';

export interface Played {
  readonly steps: readonly Step[];
  readonly final: SchemaState;
}

export interface PlayOptions {
  readonly dialect: Dialect;
  readonly settings: readonly MigrationSettings[];
  /** Statements of this kind are sent alone, although their file has others (Prisma 7.4, Supabase CLI 2.109). */
  readonly sendsConcurrentlyAlone: 'yes' | 'no' | 'unknown';
}

/** What is known already: the steps of the migrations before one, and what they made. */
export interface PlayedSoFar {
  readonly steps: readonly Step[];
  readonly schema: SchemaState;
  /** Index of the first that is to be played. */
  readonly migration: number;
}

export function playHistory(
  migrations: readonly Migration[],
  options: PlayOptions,
  from?: PlayedSoFar,
): Played {
  const steps: Step[] = [...(from?.steps ?? [])];
  const session = createSession(options, (steps.at(-1)?.transaction.id ?? -1) + 1);
  let schema = from?.schema ?? emptySchema();
  for (const migration of migrations.slice(from?.migration ?? 0)) {
    session.begin(migration, steps.at(-1));
    for (const statement of migration.facts.up) {
      for (const written of statement.operations) {
        const operation = migration.facts.tool === 'django' ? withColumnsOfKeys(written, schema) : written;
        const transaction = session.placeOf(operation, statement);
        const table = tableOf(schema, operation);
        const column = columnOf(table, operation);
        const step: Step & { table?: TableState; column?: ColumnState } = {
          migration,
          statement,
          operation,
          before: schema,
          liveness: livenessOf(table, migration, migrations),
          transaction,
          limits: session.limits(),
        };
        // There are thousands of them: spreading makes each twice.
        if (table) step.table = table;
        if (column) step.column = column;
        steps.push(step);
        schema = applied(schema, operation, originOf(migration, operation));
      }
    }
  }
  return { steps, final: schema };
}

function originOf({ file, index }: Migration, { at }: Operation): Origin {
  return { file, at, migration: index };
}

function tableOf(schema: SchemaState, operation: Operation): TableState | undefined {
  if ('table' in operation && operation.table !== undefined) return schema.tables.get(operation.table);
  const index =
    operation.kind === 'drop-index' || operation.kind === 'rename-index' || operation.kind === 'reindex'
      ? indexNamed(schema, operation.name ?? UNKNOWN_NAME)
      : undefined;
  return index && schema.tables.get(index.table);
}

function columnOf(table: TableState | undefined, operation: Operation): ColumnState | undefined {
  return 'column' in operation && typeof operation.column === 'string'
    ? table?.columns.get(operation.column)
    : undefined;
}

/** A table is new to customers where everything that made it is deployed together with the migration that changes it. */
export function livenessOf(
  table: TableState | undefined,
  migration: Migration,
  migrations: readonly Migration[],
): Step['liveness'] {
  if (!table?.created) return 'unknown';
  if (table.created.migration === migration.index) return 'new';
  const creator = migrations[table.created.migration];
  return creator?.released === 'no' && migration.released === 'no' ? 'new' : 'live';
}

interface Session {
  /** `last`: what ran before it. */
  begin(migration: Migration, last: Step | undefined): void;
  placeOf(operation: Operation, statement: Statement): TransactionPlace;
  limits(): Step['limits'];
}

/** What a connection knows: the transaction that is open, and the time limits that are set. */
function createSession({ dialect, settings, sendsConcurrentlyAlone }: PlayOptions, firstId: number): Session {
  const configured = new Set(settings.flatMap(({ timeouts = [] }) => timeouts));
  let migration: Migration | undefined;
  let isOpen = false;
  let id = firstId;
  /** The file has ended the transaction that the tool opened. */
  let isEnded = false;
  let limits: Step['limits'] = { lock: false, statement: false };
  const setLimit = (name: string, isSet: boolean): void => {
    if (name === 'lock_timeout') limits = { ...limits, lock: isSet };
    if (name === 'statement_timeout') limits = { ...limits, statement: isSet };
  };
  return {
    begin(next, last) {
      migration = next;
      isOpen = isEnded = false;
      id = last && goOnTogether(last, next) ? last.transaction.id : id + 1;
      limits = { lock: configured.has('lock_timeout'), statement: configured.has('statement_timeout') };
    },
    placeOf(operation, { operations, begins }) {
      const { kind } = operation;
      if (begins && operations[0] === operation) id++;
      if (kind === 'set')
        setLimit(operation.name, operation.value !== undefined && !isNoLimit(operation.value));
      // Which parameter set_config() sets can't be told: whoever calls it in a migration means a limit.
      if (kind === 'call' && operation.functions.some((name) => /(?:^|\.)set_config$|timeout/.test(name)))
        limits = { lock: true, statement: true };
      if (kind === 'begin') isOpen = true;
      if (kind === 'begin' || kind === 'commit' || kind === 'rollback') id++;
      if (kind === 'commit' || kind === 'rollback') {
        isOpen = false;
        isEnded = true;
      }
      // MySQL ends the transaction at every change of the schema.
      if (dialect === 'mysql' || operation.outside) return { inside: 'no', id: id++ };
      if (isOpen) return { inside: 'yes', by: 'file', id };
      switch (migration?.transaction) {
        case 'file':
        case 'all':
          if (runsAlone(migration) || (isEnded && kind !== 'commit' && migration.facts.tool !== 'sql'))
            return { inside: 'no', id };
          return { inside: migration.facts.tool === 'sql' ? 'unknown' : 'yes', by: 'tool', id };
        case 'batch': {
          if (migration.facts.up.length <= 1) return { inside: 'no', id };
          const isAlone =
            sendsConcurrentlyAlone !== 'no' &&
            operations.some((one) => migration !== undefined && isSentAlone(one, migration));
          if (!isAlone) return { inside: 'yes', by: 'batch', id };
          return sendsConcurrentlyAlone === 'yes'
            ? { inside: 'no', id }
            : { inside: 'unknown', by: 'batch', id };
        }
        default:
          return { inside: 'no', id };
      }
    },
    limits: () => limits,
  };
}

/** All that is pending runs in one transaction: what is new to production is, as a rule, deployed at once. */
function goOnTogether({ migration, transaction }: Step, next: Migration): boolean {
  return (
    next.transaction === 'all' &&
    next.released === 'no' &&
    migration.transaction === 'all' &&
    migration.released === 'no' &&
    transaction.inside === 'yes' &&
    transaction.by === 'tool'
  );
}

/** Some tools see what can't run in a transaction. */
function runsAlone({ facts: { tool, up } }: Migration): boolean {
  return (
    TOOLS[tool].seesWhatRunsAlone === true &&
    up.every(({ operations }) =>
      operations.every((one) => one.kind === 'set' || isConcurrent(one) || one.kind === 'vacuum'),
    )
  );
}

function isNoLimit(value: string): boolean {
  return /^0\s*(?:ms|s|min)?$/.test(value);
}

function isSentAlone(operation: Operation, { facts }: Migration): boolean {
  const kinds = TOOLS[facts.tool].sendsAlone?.kinds;
  return isConcurrent(operation) && (kinds?.includes(operation.kind) ?? true);
}

function isConcurrent(operation: Operation): boolean {
  return 'concurrently' in operation && (operation.concurrently ?? false);
}
