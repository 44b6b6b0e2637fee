/** Which tables a platform serves to browsers, and what its policies let them do. */
import type { History, MigrationModel } from '../model.ts';
import { UNKNOWN_NAME, type Expression, type ObjectName, type Policy } from '../operation.ts';
import { isTemporary } from './finalTables.ts';
import { perHistory } from './perHistory.ts';
import type { TableState } from '../schema.ts';

/** All that says what a platform serves: migrations, and files that are pasted into its SQL editor. */
export function exposingHistories({ histories, scripts }: MigrationModel): readonly History[] {
  return scripts ? [...histories, scripts] : histories;
}

/** Tables for which a file that no tool runs switches row-level security on: nobody knows when, so it counts. */
export function securedByHand(model: MigrationModel): ReadonlySet<ObjectName> {
  const byHand = exposingHistories(model).filter(({ tool }) => tool === 'sql');
  return new Set(
    byHand.flatMap(({ steps }) =>
      steps.flatMap(({ operation }) =>
        operation.kind === 'row-level-security' && operation.set === 'enable' ? [operation.table] : [],
      ),
    ),
  );
}

/** Tables that Supabase answers requests for: in the schemas that its API serves, unless browsers were shut out of them. */
export function servedTables(history: History): readonly TableState[] {
  if (history.platform !== 'supabase') return [];
  return [...history.final.tables.values()].filter(
    (table) =>
      table.created !== undefined &&
      !isTemporary(history, table) &&
      isServed(history, table.name) &&
      !isShutOut(history, table.name),
  );
}

export function isServed({ platform, exposedSchemas }: History, name: ObjectName): boolean {
  const dot = name.indexOf('.');
  return platform === 'supabase' && exposedSchemas.includes(dot === -1 ? 'public' : name.slice(0, dot));
}

/** Rights were taken from `anon` for this table, for all of them, or for the schema, and not given back. */
function isShutOut(history: History, table: ObjectName): boolean {
  const { schemas, all, tables } = accessOf(history);
  if (schemas.isRevoked) return true;
  const own = tables.get(table);
  if (own === undefined || all.place > own.place) return all.isRevoked;
  return own.isRevoked;
}

/** The last word on what `anon` may do. */
interface Access {
  readonly schemas: Word;
  readonly all: Word;
  readonly tables: ReadonlyMap<ObjectName, Word>;
}

interface Word {
  readonly place: number;
  readonly isRevoked: boolean;
}

const NO_WORD: Word = { place: -1, isRevoked: false };
const accessOf = perHistory(({ steps }): Access => {
  let [schemas, all] = [NO_WORD, NO_WORD];
  const tables = new Map<ObjectName, Word>();
  for (const [place, { operation }] of steps.entries()) {
    if (operation.kind !== 'grant' && operation.kind !== 'revoke') continue;
    const { roles, on, names, privileges } = operation;
    const word = { place, isRevoked: operation.kind === 'revoke' };
    if (!roles.includes('anon') && (word.isRevoked || !roles.includes('public'))) continue;
    const isAboutRows = privileges.some((one) => one === 'all' || one === 'select' || one === 'usage');
    if (on === 'table' && (word.isRevoked || privileges.some((one) => ROW_RIGHTS.has(one))))
      for (const name of names) tables.set(name, word);
    if (on === 'all-tables' && isAboutRows) all = word;
    if (on === 'schema' && isAboutRows) schemas = word;
  }
  return { schemas, all, tables };
});

const ROW_RIGHTS: ReadonlySet<string> = new Set(['all', 'select', 'insert', 'update', 'delete']);

/** Row-level security is switched on by code that works the names out, for tables that can't be told. */
export function isSecuredByCode({ steps }: History): boolean {
  return steps.some(
    ({ operation }) =>
      (operation.kind === 'row-level-security' && operation.table === UNKNOWN_NAME) ||
      (operation.kind === 'create-function' &&
        /rls|row_level/.test(operation.name) &&
        operation.returns === 'event_trigger'),
  );
}

export type Audience = 'everybody' | 'users' | 'nobody';

/** Whose requests a policy is about. */
export function audienceOf({ roles }: Policy): Audience {
  if (roles.length === 0 || roles.includes('public') || roles.includes('anon')) return 'everybody';
  return roles.includes('authenticated') ? 'users' : 'nobody';
}

/** Who passes a condition that looks at no row: everybody, whoever is logged in; undefined where it looks at the row. */
export function passedBy(expression: Expression | undefined): 'everybody' | 'users' | undefined {
  if (!expression) return undefined;
  const text = expression.text.toLowerCase().replace(/[\s()]+|::text/g, '');
  if (/^(?:true|1=1|nottrueisfalse)$/.test(text)) return 'everybody';
  if (/^(?:select)?auth\.uid(?:asuid)?isnotnull$/.test(text)) return 'users';
  if (/^(?:select)?auth\.role=?'authenticated'$/.test(text)) return 'users';
  if (/^'authenticated'=(?:select)?auth\.role$/.test(text)) return 'users';
  return undefined;
}

/** Columns that nobody else is to read. */
export function privateColumn({ columns }: TableState): string | undefined {
  return [...columns.keys()].find((name) => PRIVATE.test(name));
}

const PRIVATE =
  /^(?:e?mail(?:_address)?|phone(?:_number)?|password.*|.*_(?:secret|token|password)|(?:api|access|secret)_?(?:key|token)|ssn|iban|card_number|date_of_birth|birth_?date|stripe_customer_id)$/i;
