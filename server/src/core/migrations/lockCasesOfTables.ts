/** The rows of the measured table for operations on tables, columns and constraints. */
import { plain, referencing, viewsOf, type LockCases, type LockFacts } from './lockFacts.ts';
import type { LockRole } from './lockTable.ts';
import type { ColumnDefinition, Constraint, ObjectName, OperationOf } from './operation.ts';
import type { ConstraintState, TableState } from './schema.ts';
import { costOfTypeChange, isKnownType, isPlainCast } from './typeChange.ts';

type Others = { readonly role: LockRole; readonly names: readonly ObjectName[] }[];

export function created(operation: OperationOf<'create-table'>, _facts: LockFacts): LockCases | undefined {
  const { table, columns, constraints, partitionOf, inherits, like } = operation;
  const referenced = [...columns, ...constraints].flatMap(({ references }) =>
    references && references.table !== table ? [references.table] : [],
  );
  const cases: string[] = [];
  const others: Others = [];
  if (referenced.length > 0) {
    cases.push('create-table/references');
    others.push({ role: 'referenced', names: referenced });
  }
  if (partitionOf !== undefined) {
    cases.push('create-table/partition');
    others.push({ role: 'parent', names: [partitionOf] });
  } else if (inherits) {
    cases.push('create-table/inherits');
    others.push({ role: 'parent', names: inherits });
  }
  if (like !== undefined) {
    cases.push('create-table/like');
    others.push({ role: 'read', names: [like] });
  }
  // A default partition is locked too: which one that is, migrations don't tell at a glance.
  return cases.length === 0 ? undefined : { cases, others, certain: partitionOf === undefined };
}

export function dropped({ table, cascade }: OperationOf<'drop-table'>, facts: LockFacts): LockCases {
  const cases = ['drop-table'];
  const others: Others = [];
  const referenced = referencedBy(facts.table);
  if (referenced.length > 0) {
    cases.push('drop-table/references');
    others.push({ role: 'referenced', names: referenced });
  }
  if (facts.table?.partitionOf !== undefined) {
    cases.push('drop-table/partition');
    others.push({ role: 'parent', names: [facts.table.partitionOf] });
  }
  if (cascade) {
    cases.push('drop-table/viewed');
    others.push({ role: 'referencing', names: referencing(table, facts) });
    others.push({ role: 'view', names: viewsOf(table, facts) });
  }
  return {
    on: table,
    cases,
    others,
    certain: facts.table?.complete === true && facts.table.partitionOf === undefined,
  };
}

export function addedColumn({ table, column }: OperationOf<'add-column'>, facts: LockFacts): LockCases {
  const rewrite = rewritesFor(column, facts);
  const cases = [
    rewrite === 'no' ? 'add-column' : 'add-column/rewrite',
    ...(column.generated === 'virtual'
      ? [column.notNull ? 'add-column/virtual-not-null' : 'add-column/virtual']
      : (column.notNull ?? column.primaryKey) && rewrite === 'no' && !column.default
        ? ['add-column/not-null']
        : []),
    ...(column.check ? ['add-column/check'] : []),
    ...((column.unique ?? column.primaryKey) ? ['add-column/unique'] : []),
    ...(column.index && !column.index.concurrently ? ['create-index'] : []),
  ];
  const referenced = column.references?.table;
  if (referenced !== undefined)
    cases.push(
      column.default || rewrite !== 'no' ? 'add-column/references-default' : 'add-column/references',
    );
  return {
    on: table,
    cases,
    others:
      referenced !== undefined && referenced !== table ? [{ role: 'referenced', names: [referenced] }] : [],
    certain: rewrite !== 'perhaps' && isOrdinaryType(column, facts),
  };
}

/** A default is worked out once and kept beside the table, unless it differs from row to row. */
function rewritesFor(
  column: ColumnDefinition,
  { serverVersion, before }: LockFacts,
): 'yes' | 'no' | 'perhaps' {
  if (column.generated === 'stored' || column.identity || column.type?.serial) return 'yes';
  if (before?.constrainedDomains.has(column.type?.name ?? '')) return 'yes';
  if (!column.default) return 'no';
  // PostgreSQL 11 was the first that didn't write a constant into every row.
  if (serverVersion !== undefined && serverVersion < 11) return 'yes';
  if (column.default.volatility === 'unknown') return 'perhaps';
  return column.default.volatility === 'volatile' ? 'yes' : 'no';
}

/** Not a domain of which nothing is known: with a condition, every row is rewritten. */
function isOrdinaryType({ type }: ColumnDefinition, { before }: LockFacts): boolean {
  return (
    type === undefined ||
    isKnownType(type.name) ||
    before?.enums.has(type.name) === true ||
    before?.constrainedDomains.has(type.name) === true
  );
}

export function droppedColumn(operation: OperationOf<'drop-column'>, facts: LockFacts): LockCases {
  const { table, column, cascade } = operation;
  const cases = ['drop-column'];
  const others: Others = [];
  const referenced = referencedBy(facts.table, column);
  if (referenced.length > 0) {
    cases.push('drop-column/references');
    others.push({ role: 'referenced', names: referenced });
  }
  if (cascade) {
    cases.push('drop-column/viewed');
    others.push({ role: 'referencing', names: referencing(table, facts) });
    others.push({ role: 'view', names: viewsOf(table, facts) });
  }
  return { on: table, cases, others, certain: facts.table?.complete === true && !cascade };
}

export function changedType(operation: OperationOf<'change-type'>, facts: LockFacts): LockCases {
  const { table, column, type, using, collation } = operation;
  const from = facts.column?.type;
  const isCast = isPlainCast(using, column);
  const cost = isCast ? from && type && costOfTypeChange(from, type, 'postgres') : 'rewrite';
  const keeps = cost === 'none' || cost === 'indexes';
  const rebuilds = (cost === 'indexes' || collation !== undefined) && isIndexed(table, column, facts);
  // A domain is stored as the type that it is made of, which the migrations don't tell at a glance.
  const areKnown = [from, type].every((one) => one && (from?.name === type?.name || isKnownType(one.name)));
  const isSure = !isCast || keeps || (cost === 'rewrite' && areKnown);
  const cases = [`change-type/${keeps ? (rebuilds ? 'collation' : 'same-file') : 'rewrite'}`];
  const others: Others = [];
  if (keeps && checksOn(facts.table, column)) cases.push('change-type/check');
  const prefix = keeps ? 'change-type/same-file-' : 'change-type/';
  const referenced = referencedBy(facts.table, column);
  if (referenced.length > 0) {
    cases.push(`${prefix}references`);
    others.push({ role: 'referenced', names: referenced });
  }
  const users = facts.before ? referencingColumn(table, column, facts) : [];
  if (users.length > 0) {
    cases.push(`${prefix}referenced`);
    others.push({ role: 'referencing', names: users });
  }
  return { on: table, cases, others, certain: isSure && facts.table?.complete === true };
}

/** The whole definition anew, as frameworks send it: type, default and whether it may be empty. */
export function changedColumn(operation: OperationOf<'change-column'>, facts: LockFacts): LockCases {
  const { table, column, definition, at } = operation;
  const { type } = definition;
  const changes: LockCases[] = [plain(table, 'set-default')];
  if (type) changes.push(changedType({ kind: 'change-type', at, table, column, type }, facts));
  if (definition.notNull) changes.push(checkedNotNull({ kind: 'set-not-null', at, table, column }, facts));
  return {
    on: table,
    cases: changes.flatMap(({ cases }) => cases),
    others: changes.flatMap(({ others }) => others ?? []),
    certain: false,
  };
}

export function checkedNotNull(operation: OperationOf<'set-not-null'>, facts: LockFacts): LockCases {
  const { table, column } = operation;
  if (facts.column?.notNull) return plain(table, 'set-not-null/is-so');
  const { serverVersion } = facts;
  // PostgreSQL 12 was the first that believed a check.
  const believes = serverVersion === undefined || serverVersion >= 12;
  return believes && isProven(facts.table, column)
    ? plain(table, 'set-not-null/checked')
    : plain(table, 'set-not-null', facts.table !== undefined);
}

/** A validated CHECK (column IS NOT NULL), alone or joined to others with AND. */
export function isProven(table: TableState | undefined, column: string): boolean {
  return (table?.constraints ?? []).some(
    ({ valid, check, type }) =>
      valid &&
      (type === 'check' || type === 'not-null') &&
      (check?.text ?? '').split(/\s+and\s+/i).some((part) => {
        const plainPart = part.replaceAll(/[()"]/g, '').trim().toLowerCase();
        return plainPart.replaceAll(/\s+/g, ' ') === `${column.toLowerCase()} is not null`;
      }),
  );
}

export function addedConstraint(operation: OperationOf<'add-constraint'>, facts: LockFacts): LockCases {
  const { table, constraint } = operation;
  const referenced = constraint.references?.table;
  const self = referenced === table;
  return {
    ...plain(table, caseOfConstraint(constraint, self, facts)),
    others: referenced !== undefined && !self ? [{ role: 'referenced', names: [referenced] }] : [],
    certain: constraint.type !== 'primary-key' || facts.table?.complete === true,
  };
}

function caseOfConstraint(
  { type, notValid, usingIndex, columns: written }: Constraint,
  self: boolean,
  { table, before }: LockFacts,
): string {
  const columns = usingIndex === undefined ? written : (before?.indexes.get(usingIndex)?.columns ?? []);
  const nullable =
    columns.some((column) => table?.columns.get(column)?.notNull !== true) || columns.length === 0;
  switch (type) {
    case 'check':
    case 'not-null':
      return `add-constraint/${type}${notValid ? '-not-valid' : ''}`;
    case 'foreign-key':
      return `add-constraint/foreign-key${notValid ? '-not-valid' : self ? '-self' : ''}`;
    case 'primary-key':
      return `add-constraint/primary-key${usingIndex === undefined ? '' : '-using-index'}${nullable ? '-nullable' : ''}`;
    case 'unique':
      return `add-constraint/unique${usingIndex === undefined ? '' : '-using-index'}`;
    case 'exclude':
      return 'add-constraint/exclude';
  }
}

export function droppedConstraint(operation: OperationOf<'drop-constraint'>, facts: LockFacts): LockCases {
  const { table, name, type, columns, cascade } = operation;
  const found = facts.table?.constraints.find((one) =>
    name === undefined ? one.type === type && String(one.columns) === String(columns) : one.name === name,
  );
  const referenced = found?.references?.table;
  if (referenced !== undefined && referenced !== table)
    return {
      ...plain(table, 'drop-constraint/references'),
      others: [{ role: 'referenced', names: [referenced] }],
    };
  if (cascade)
    return {
      ...plain(table, 'drop-constraint/referenced', false),
      others: [{ role: 'referencing', names: referencing(table, facts) }],
    };
  return plain(table, 'drop-constraint', found !== undefined && type !== 'foreign-key');
}

function foreignKeys(table: TableState | undefined, column?: string): readonly ConstraintState[] {
  return (table?.constraints ?? []).filter(
    ({ references, columns }) => references && (column === undefined || columns.includes(column)),
  );
}

/** Tables that the foreign keys of this one, or of one of its columns, refer to. */
function referencedBy(table: TableState | undefined, column?: string): readonly ObjectName[] {
  return foreignKeys(table, column).flatMap(({ references }) =>
    references && references.table !== table?.name ? [references.table] : [],
  );
}

function referencingColumn(table: ObjectName, column: string, { before }: LockFacts): readonly ObjectName[] {
  const primary = before?.tables.get(table)?.constraints.find(({ type }) => type === 'primary-key')?.columns;
  return [...(before?.tables.values() ?? [])]
    .filter(({ name, constraints }) =>
      constraints.some(
        ({ references }) =>
          name !== table &&
          references?.table === table &&
          (references.columns.length > 0 ? references.columns : (primary ?? [])).includes(column),
      ),
    )
    .map(({ name }) => name);
}

function checksOn(table: TableState | undefined, column: string): boolean {
  return (table?.constraints ?? []).some(
    ({ type, columns, check }) =>
      type === 'check' && (columns.includes(column) || (check?.text ?? '').split(/\W+/).includes(column)),
  );
}

/** An index on it has to be sorted anew, although the rows stay as they are. */
function isIndexed(table: ObjectName, column: string, { before }: LockFacts): boolean {
  if (before?.tables.get(table)?.complete !== true) return true;
  return [...(before.indexesByTable.get(table)?.values() ?? [])].some((index) =>
    index.columns.includes(column),
  );
}
