/** SQLite's way to change a table: another one takes its name and its rows (https://sqlite.org/lang_altertable.html#otheralter). */
import { splitAtCommas } from '../../parsers/expression/functions.ts';
import type { Texts, WorkspaceModel } from '../../workspaceRule.ts';
import type { Step } from '../model.ts';
import type { ColumnDefinition, OperationOf } from '../operation.ts';
import { textFrom } from './statementText.ts';
import { isOnLiveTable, stepsOf, stepsOfMigration, type JudgedStep } from './steps.ts';
import { laterInMigration } from './vanishing.ts';

/** A table that is dropped, and there again when its migration has run. */
export interface Rebuild {
  /** The old one, under whatever name it has by then. */
  readonly drop: JudgedStep<'drop-table'>;
  /** What it is called before and after. */
  readonly table: string;
  readonly create: OperationOf<'create-table'>;
  /** INSERT … SELECT from the old one into the new one. */
  readonly copy: Step | undefined;
}

export function rebuildOf(drop: JudgedStep<'drop-table'>): Rebuild | undefined {
  const old = drop.operation.table;
  const own = stepsOfMigration(drop.history, drop.migration);
  const back = laterInMigration(drop).find(
    ({ operation }) => operation.kind === 'rename-table' && operation.to === old,
  )?.operation;
  const away = own.find(
    ({ operation }) => operation.kind === 'rename-table' && operation.to === old,
  )?.operation;
  // The new one is made under another name and takes the old one's, or the old one makes room for it.
  const [fresh, table] =
    back?.kind === 'rename-table'
      ? [back.table, old]
      : away?.kind === 'rename-table'
        ? [away.table, away.table]
        : [];
  if (fresh === undefined || table === undefined) return undefined;
  const create = own.find(
    ({ operation }) => operation.kind === 'create-table' && operation.table === fresh,
  )?.operation;
  if (create?.kind !== 'create-table' || create.open || create.like || create.asSelect) return undefined;
  const copy = own.find(
    ({ operation }) =>
      operation.kind === 'insert' && operation.table === fresh && operation.fromTables?.includes(old),
  );
  return { drop, table, create, copy };
}

/** Those of tables that customers use. */
export function* rebuildsIn(workspace: WorkspaceModel): Iterable<Rebuild> {
  for (const step of stepsOf(workspace, ['drop-table'])) {
    const rebuild = isOnLiveTable(step) ? rebuildOf(step) : undefined;
    if (rebuild) yield rebuild;
  }
}

/** What is the same of all that becomes of the table's columns: it is told where the old table goes. */
export function whereItGoes({
  drop,
  table,
}: Rebuild): Pick<OperationOf<'drop-column'>, 'table' | 'at' | 'assured'> {
  const { at, assured } = drop.operation;
  return { table, at, ...(assured ? { assured } : {}) };
}

/** What becomes of a column, as if its table had been altered. */
export function asColumnStep<K extends 'drop-column' | 'rename-column'>(
  { drop }: Rebuild,
  operation: OperationOf<K> & { readonly column: string },
): JudgedStep<K> {
  const column = drop.table?.columns.get(operation.column);
  return { ...drop, operation, ...(column ? { column } : {}) };
}

/** No statement says so by itself. */
export function isOfRebuild({ statement, operation }: JudgedStep): boolean {
  return statement.operations.every(({ kind }) => kind !== operation.kind);
}

/** What the rows don't take along: columns that the new table lacks, and that no other column of it is filled from. */
export function lostColumns(rebuild: Rebuild, texts: Texts): readonly string[] {
  const { copy } = rebuild;
  if (!copy) return [];
  const text = textFrom(copy, texts);
  // Columns are taken by their places.
  if (/select\s+\*/.test(text)) return [];
  return missingColumns(rebuild).filter((name) => !isWordIn(text, name));
}

/** Columns whose rows are copied, as they are, into one that has another name. */
export function renamedColumns(
  rebuild: Rebuild,
  texts: Texts,
): readonly { readonly column: string; readonly to: string }[] {
  const sources = sourcesOf(rebuild, texts);
  const missing = missingColumns(rebuild);
  const before = new Set(columnsBefore(rebuild).map((name) => name.toLowerCase()));
  return rebuild.create.columns.flatMap(({ name }) => {
    const source = sources?.get(name.toLowerCase());
    const column = missing.find((one) => one.toLowerCase() === source);
    return column === undefined || before.has(name.toLowerCase()) ? [] : [{ column, to: name }];
  });
}

/** Columns of the new table that the rows of the old one are not asked for. */
export function addedColumns(rebuild: Rebuild, texts: Texts): readonly ColumnDefinition[] {
  const sources = sourcesOf(rebuild, texts);
  const before = new Set(columnsBefore(rebuild).map((name) => name.toLowerCase()));
  return sources
    ? rebuild.create.columns.filter(
        ({ name }) => !sources.has(name.toLowerCase()) && !before.has(name.toLowerCase()),
      )
    : [];
}

function columnsBefore({ drop: { table } }: Rebuild): readonly string[] {
  return [...(table?.columns.values() ?? [])].map(({ name }) => name);
}

function missingColumns(rebuild: Rebuild): readonly string[] {
  const after = new Set(rebuild.create.columns.map(({ name }) => name.toLowerCase()));
  return columnsBefore(rebuild).filter((name) => !after.has(name.toLowerCase()));
}

/**
 * What fills each column that the copy names (`INSERT INTO new (a, b) SELECT a, c FROM old`), in lower case: the name of a column,
 * or "" for all else. Undefined where the columns are not written out.
 */
function sourcesOf({ copy }: Rebuild, texts: Texts): ReadonlyMap<string, string> | undefined {
  if (!copy) return undefined;
  const match = INSERT.exec(textFrom(copy, texts));
  const columns = match?.[1]?.split(',').map(unquoted);
  if (!columns) return undefined;
  const sources = splitAtCommas(match?.[2] ?? '');
  if (sources.length !== columns.length) return undefined;
  return new Map(
    columns.map((name, index) => [
      name,
      NAME.test(sources[index] ?? '') ? unquoted(sources[index] ?? '') : '',
    ]),
  );
}

const INSERT = /^[^(]{0,300}\(([^()]{1,20000})\)\s{0,200}select\s([^]{1,20000}?)\sfrom\s/;
const NAME = /^\s{0,200}["`[]?\w{1,100}["`\]]?\s{0,200}$/;

function unquoted(name: string): string {
  return name.trim().replace(/^["`[]|["`\]]$/g, '');
}

function isWordIn(text: string, name: string): boolean {
  const wanted = name.toLowerCase();
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1))
    if (!/\w/.test(text[at - 1] ?? '') && !/\w/.test(text[at + wanted.length] ?? '')) return true;
  return false;
}
