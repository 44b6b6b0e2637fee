import type { ObjectName, Operation } from './operation.ts';
import type { MigrationFacts, Statement } from './types.ts';

interface Found {
  readonly file: string;
  readonly facts: MigrationFacts;
}

/**
 * Django's migrations speak of models: where one says what its table is called (`db_table`), all operations on it from there on
 * are given that name. Files that come later don't repeat it. Takes and gives them in the order in which they run.
 */
export function withTableNames<T extends Found>(found: readonly T[]): readonly T[] {
  const names = new Map<ObjectName, ObjectName>();
  return found.map((one) => {
    for (const { name, table } of one.facts.tableNames ?? [])
      if (!isRenamedIn(one.facts, table)) names.set(name, table);
    if (names.size === 0 && one.facts.tableNames === undefined) return one;
    return Object.assign({}, one, { facts: renamed(one.facts, names) });
  });
}

/** The model gets the name by an operation of the file, and does not come with it. */
function isRenamedIn({ up }: MigrationFacts, table: ObjectName): boolean {
  return up.some(({ operations }) =>
    operations.some((operation) => operation.kind === 'rename-table' && operation.to === table),
  );
}

const before = new WeakMap<MigrationFacts, { readonly names: string; readonly facts: MigrationFacts }>();

/** The same facts each time, so that it shows what an edit left as it was. Notes the names that its operations give. */
function renamed(facts: MigrationFacts, names: Map<ObjectName, ObjectName>): MigrationFacts {
  const key = JSON.stringify([...names]);
  const known = before.get(facts);
  const own = new Map((facts.tableNames ?? []).map(({ name, table }) => [name, table] as const));
  const change = (statements: readonly Statement[]): readonly Statement[] =>
    statements.map((statement) => ({
      ...statement,
      operations: statement.operations.flatMap((operation) => named(operation, names, own)),
    }));
  const up = change(facts.up);
  if (known?.names === key) return known.facts;
  const made = { ...facts, up, ...(facts.down ? { down: change(facts.down) } : {}) };
  before.set(facts, { names: key, facts: made });
  return made;
}

function named(
  operation: Operation,
  names: Map<ObjectName, ObjectName>,
  own: ReadonlyMap<ObjectName, ObjectName>,
): readonly Operation[] {
  if (!('table' in operation) || operation.table === undefined) return [operation];
  const nameOf = (table: ObjectName): ObjectName => names.get(table) ?? table;
  if (operation.kind === 'rename-table') {
    const from = nameOf(operation.table);
    const isTableName = own.get(operation.table) === operation.to;
    // A model with a table name of its own may be renamed as it likes: its table stays.
    if (!isTableName && !names.has(operation.table)) return [operation];
    names.set(isTableName ? operation.table : operation.to, isTableName ? operation.to : from);
    return isTableName && from !== operation.to ? [{ ...operation, table: from }] : [];
  }
  const table = nameOf(operation.table);
  const at = <R extends { readonly table: ObjectName }>(reference: R): R => ({
    ...reference,
    table: nameOf(reference.table),
  });
  switch (operation.kind) {
    case 'create-table':
      return [
        {
          ...operation,
          table,
          columns: operation.columns.map((column) =>
            column.references ? { ...column, references: at(column.references) } : column,
          ),
          constraints: operation.constraints.map((constraint) =>
            constraint.references ? { ...constraint, references: at(constraint.references) } : constraint,
          ),
        },
      ];
    case 'add-column':
      return [
        {
          ...operation,
          table,
          column: operation.column.references
            ? { ...operation.column, references: at(operation.column.references) }
            : operation.column,
        },
      ];
    default:
      return [table === operation.table ? operation : { ...operation, table }];
  }
}
