/** Which rows of the measured table an operation is, and which tables the rows' roles are. */
import {
  addedColumn,
  addedConstraint,
  changedColumn,
  changedType,
  checkedNotNull,
  created,
  dropped,
  droppedColumn,
  droppedConstraint,
} from './lockCasesOfTables.ts';
import {
  indexesOf,
  plain,
  referencing,
  tableOfIndex,
  viewsOf,
  type LockCases,
  type LockFacts,
} from './lockFacts.ts';
import { lockModeFrom } from './lockModes.ts';
import type { ObjectName, Operation, OperationKind, OperationOf } from './operation.ts';

/** Undefined for operations that lock no table, and for those of which nothing can be said. */
export function lockCasesOf(operation: Operation, facts: LockFacts): LockCases | undefined {
  const cases = CASES[operation.kind];
  return cases?.(operation as never, facts);
}

type CasesOf<K extends OperationKind> = (
  operation: OperationOf<K>,
  facts: LockFacts,
) => LockCases | undefined;

/** Operations on a table that have no variants: the row has the name of the kind. */
function onTable(operation: Operation & { readonly table: ObjectName }): LockCases {
  return plain(operation.table, operation.kind);
}

/** The same where it may name no table. */
function onSomeTable({ kind, table }: Operation & { readonly table?: ObjectName }): LockCases | undefined {
  return table === undefined ? undefined : plain(table, kind);
}

const CASES: { readonly [K in OperationKind]?: CasesOf<K> } = {
  'create-table': created,
  'drop-table': dropped,
  'rename-table': onTable,
  'set-schema': onTable,
  'alter-table-other': ({ table, what }) => {
    if (OTHER_SYSTEMS.has(what)) return undefined;
    if (what === 'other') return plain(table, 'alter-table-other', false);
    // The other table is not in the operation.
    return plain(table, what, what !== 'inherit' && what !== 'no-inherit');
  },
  'add-column': addedColumn,
  'drop-column': droppedColumn,
  'rename-column': onTable,
  'change-type': changedType,
  'change-column': changedColumn,
  'set-not-null': checkedNotNull,
  'drop-not-null': onTable,
  'set-default': onTable,
  'drop-default': onTable,
  'drop-expression': onTable,
  'add-constraint': addedConstraint,
  'drop-constraint': droppedConstraint,
  'rename-constraint': onTable,
  'validate-constraint': ({ table, name }, facts) => {
    const constraint = facts.table?.constraints.find((one) => one.name === name);
    const referenced = constraint?.references?.table;
    if (constraint?.valid === true) return plain(table, 'validate-constraint/is-so');
    if (referenced === undefined) return plain(table, 'validate-constraint', constraint !== undefined);
    return {
      ...plain(table, 'validate-constraint/references'),
      others: [{ role: 'referenced', names: [referenced] }],
    };
  },
  'create-index': ({ table, concurrently, only }, { before }) => {
    if (concurrently) return plain(table, 'create-index-concurrently');
    const isView = before?.views.get(table)?.materialized === true;
    return plain(table, `create-index${only ? '/only' : isView ? '/materialized-view' : ''}`);
  },
  'drop-index': ({ name, table, concurrently }, facts) => {
    const on = table ?? tableOfIndex(name, facts);
    return on === undefined ? undefined : plain(on, concurrently ? 'drop-index-concurrently' : 'drop-index');
  },
  'rename-index': ({ name }) => plain(name, 'rename-index'),
  reindex: ({ target, name, concurrently }, facts) => {
    const table = target === 'table' ? name : target === 'index' ? tableOfIndex(name, facts) : undefined;
    if (table === undefined) return undefined;
    if (concurrently) return plain(table, 'reindex-concurrently');
    const names = target === 'index' ? [name] : indexesOf(table, facts);
    return { ...plain(table, `reindex/${target}`), others: [{ role: 'index', names }] };
  },
  'drop-type': ({ name, cascade }, facts) =>
    cascade ? onTablesWith(name, 'drop-type/used', facts) : undefined,
  'alter-domain': ({ name, constraint }, facts) =>
    constraint && !constraint.notValid
      ? onTablesWith(
          name,
          constraint.type === 'not-null' ? 'alter-domain/not-null' : 'alter-domain/check',
          facts,
        )
      : undefined,
  'create-view': ({ name, replace, reads }, { before }) => {
    const others = [{ role: 'read', names: reads }] as const;
    return replace && before?.views.has(name) === true
      ? { ...plain(name, 'create-view/replace'), others }
      : { cases: ['create-view'], others, certain: true };
  },
  'drop-view': ({ name, materialized, cascade }, facts) =>
    cascade
      ? { ...plain(name, 'drop-view/viewed'), others: [{ role: 'view', names: viewsOf(name, facts) }] }
      : plain(name, materialized ? 'drop-view/materialized' : 'drop-view'),
  'alter-view': ({ name }) => plain(name, 'alter-view'),
  'refresh-materialized-view': ({ kind, name, concurrently, noData }, { before }) => ({
    ...plain(name, `${kind}${concurrently ? '/concurrently' : noData ? '/no-data' : ''}`),
    others: [{ role: 'read', names: before?.views.get(name)?.reads ?? [] }],
  }),
  'create-trigger': onTable,
  'drop-trigger': onTable,
  'toggle-trigger': onTable,
  'row-level-security': onTable,
  'create-policy': onTable,
  'alter-policy': onTable,
  'drop-policy': onTable,
  // Whether a check of the partition makes reading it unnecessary is not worked out.
  'attach-partition': ({ table, partition }) => ({
    ...plain(table, 'attach-partition', false),
    others: [{ role: 'partition', names: [partition] }],
  }),
  'detach-partition': ({ kind, table, partition, concurrently, finalize }) => ({
    ...plain(table, (concurrently ?? finalize) ? 'detach-partition-concurrently' : kind, false),
    others: [{ role: 'partition', names: [partition] }],
  }),
  truncate: ({ kind, table, cascade }, facts) =>
    cascade
      ? {
          ...plain(table, 'truncate/referenced'),
          others: [{ role: 'referencing', names: referencing(table, facts) }],
        }
      : plain(table, kind),
  delete: onTable,
  update: onTable,
  insert: ({ kind, table, fromTables }) =>
    fromTables
      ? { ...plain(table, 'insert/select'), others: [{ role: 'read', names: fromTables }] }
      : plain(table, kind),
  'lock-table': ({ table, mode: written }) => {
    const mode = written === '' ? 'AccessExclusive' : lockModeFrom(written);
    return mode && { ...plain(table, 'lock-table/share'), mode };
  },
  vacuum: ({ table, full }) =>
    table === undefined ? undefined : plain(table, full ? 'vacuum-full' : 'vacuum'),
  cluster: onSomeTable,
  analyze: onSomeTable,
  statistics: onSomeTable,
};

/** MySQL's own. */
const OTHER_SYSTEMS: ReadonlySet<string> = new Set(['engine', 'convert-charset', 'auto-increment']);

/** What changes a type changes the tables that have a column of it. */
function onTablesWith(type: ObjectName, name: string, { before }: LockFacts): LockCases | undefined {
  const [on, ...names] = [...(before?.tables.values() ?? [])]
    .filter(({ columns }) => [...columns.values()].some((column) => column.type?.name === type))
    .map((table) => table.name);
  return on === undefined ? undefined : { ...plain(on, name), others: [{ role: 'main', names }] };
}
