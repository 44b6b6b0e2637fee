/* What our reader makes of a statement, as lines that can be compared with those of PostgreSQL's own grammar. */
import type {
  ColumnDefinition,
  Constraint,
  IndexDefinition,
  Operation,
} from '../../../server/src/core/migrations/operation.ts';

/** The same for what our reader found. */
export function linesOfOperation(operation: Operation): string {
  switch (operation.kind) {
    case 'create-table': {
      const { table, columns, constraints } = operation;
      const marks = [
        operation.ifNotExists && 'if-not-exists',
        operation.temporary && 'temporary',
        operation.unlogged && 'unlogged',
        operation.partitionOf && `of ${operation.partitionOf}`,
        operation.partitioned && 'partitioned',
        operation.inherits && `inherits ${operation.inherits.join()}`,
        operation.asSelect && 'as',
      ];
      const parts = [...columns.map(columnLine), ...constraints.map(constraintLine)].sort();
      return line('create-table', table, marks, operation.asSelect ? [] : parts);
    }
    case 'create-index':
      return line('create-index', operation.table, [
        operation.concurrently && 'concurrently',
        operation.ifNotExists && 'if-not-exists',
        operation.only && 'only',
        indexLine(operation.index),
      ]);
    case 'add-column':
      return line('add-column', operation.table, [
        operation.ifNotExists && 'if-not-exists',
        columnLine(operation.column),
      ]);
    case 'add-constraint':
      return line('add-constraint', operation.table, [constraintLine(operation.constraint)]);
    case 'drop-column':
      return line('drop-column', operation.table, [
        operation.column,
        operation.ifExists && 'if-exists',
        operation.cascade && 'cascade',
      ]);
    case 'drop-constraint':
      return line('drop-constraint', operation.table, [
        operation.name,
        operation.ifExists && 'if-exists',
        operation.cascade && 'cascade',
      ]);
    case 'drop-index':
      return line('drop-index', operation.name, [
        operation.concurrently && 'concurrently',
        operation.ifExists && 'if-exists',
        operation.cascade && 'cascade',
      ]);
    case 'drop-table':
      return line('drop-table', operation.table, [
        operation.ifExists && 'if-exists',
        operation.cascade && 'cascade',
      ]);
    case 'drop-type':
    case 'drop-view':
    case 'drop-schema':
    case 'drop-function':
    case 'drop-extension':
    case 'drop-sequence':
      return line(operation.kind, operation.name, [
        operation.ifExists && 'if-exists',
        operation.cascade && 'cascade',
      ]);
    case 'change-type':
      return line('change-type', operation.table, [
        operation.column,
        operation.type?.name,
        operation.type?.array && '[]',
        operation.type?.args?.join(),
        operation.using && 'using',
      ]);
    case 'set-default':
    case 'drop-default':
    case 'set-not-null':
    case 'drop-not-null':
    case 'drop-expression':
      return line(operation.kind, operation.table, [operation.column]);
    case 'validate-constraint':
      return line(operation.kind, operation.table, [operation.name]);
    case 'attach-partition':
    case 'detach-partition':
      return line(operation.kind, operation.table, [
        operation.partition,
        operation.kind === 'detach-partition' && operation.concurrently && 'concurrently',
      ]);
    case 'rename-column':
      return line(operation.kind, operation.table, [operation.column, operation.to]);
    case 'rename-constraint':
      return line(operation.kind, operation.table, [operation.name, operation.to]);
    case 'rename-table':
      return line(operation.kind, operation.table, [operation.to]);
    case 'rename-index':
    case 'rename-type':
    case 'rename-schema':
      return line(operation.kind, operation.name, [operation.to]);
    case 'create-enum':
      return line(operation.kind, operation.name, [operation.values.join()]);
    case 'add-enum-value':
      return line(operation.kind, operation.name, [
        operation.value,
        operation.ifNotExists && 'if-not-exists',
        operation.position,
      ]);
    case 'rename-enum-value':
      return line(operation.kind, operation.name, [operation.value, operation.to]);
    case 'create-view':
      return line(operation.kind, operation.name, [
        operation.replace && 'replace',
        operation.materialized && 'materialized',
        operation.securityInvoker && 'invoker',
        operation.noData && 'no-data',
        operation.reads.toSorted().join(),
      ]);
    case 'refresh-materialized-view':
      return line(operation.kind, operation.name, [
        operation.concurrently && 'concurrently',
        operation.noData && 'no-data',
      ]);
    case 'create-function':
      return line(operation.kind, operation.name, [
        operation.routine,
        operation.replace && 'replace',
        operation.securityDefiner && 'definer',
        operation.language,
        operation.searchPath !== undefined && 'search-path',
        operation.returns === 'trigger' && 'trigger',
      ]);
    case 'alter-function':
      return line(operation.kind, operation.name, [
        operation.securityDefiner !== undefined && String(operation.securityDefiner),
        operation.searchPath !== undefined && 'search-path',
      ]);
    case 'create-trigger':
    case 'drop-trigger':
    case 'toggle-trigger':
      return line(operation.kind, operation.table, [operation.name]);
    case 'row-level-security':
      return line(operation.kind, operation.table, [operation.set]);
    case 'create-policy': {
      const { name, restrictive, command, roles, using, check } = operation.policy;
      return line(operation.kind, operation.table, [
        name,
        restrictive && 'restrictive',
        command,
        roles.join(),
        using && 'using',
        check && 'check',
      ]);
    }
    case 'alter-policy':
      return line(operation.kind, operation.table, [
        operation.name,
        operation.renameTo,
        operation.using && 'using',
        operation.check && 'check',
      ]);
    case 'drop-policy':
      return line(operation.kind, operation.table, [operation.name, operation.ifExists && 'if-exists']);
    case 'grant':
    case 'revoke':
      return line(operation.kind, operation.on, [
        operation.privileges.join(),
        operation.names.join(),
        operation.roles.join(),
      ]);
    case 'truncate':
      return line(operation.kind, operation.table, [operation.cascade && 'cascade']);
    case 'update':
      return line(operation.kind, operation.table, [operation.columns.join(), operation.where && 'where']);
    case 'delete':
      return line(operation.kind, operation.table, [operation.where && 'where']);
    case 'insert':
      return line(operation.kind, operation.table, [operation.fromTables?.toSorted().join()]);
    case 'set':
      return line(operation.kind, operation.name, [operation.local && 'local']);
    case 'lock-table':
      return line(operation.kind, operation.table, [operation.mode, operation.nowait && 'nowait']);
    case 'reindex':
      return line(operation.kind, operation.name, [
        operation.target,
        operation.concurrently && 'concurrently',
      ]);
    case 'vacuum':
      return line(operation.kind, operation.table, [operation.full && 'full']);
    case 'analyze':
    case 'cluster':
      return line(operation.kind, operation.table, []);
    case 'create-schema':
    case 'create-extension':
    case 'create-sequence':
    case 'create-role':
    case 'create-database':
    case 'create-domain':
    case 'drop-role':
    case 'drop-database':
      return line(operation.kind, operation.name, []);
    case 'set-schema':
      return line(operation.kind, operation.table, [operation.schema]);
    case 'alter-table-other':
      return line(operation.kind, operation.table, [operation.what]);
    default:
      return operation.kind;
  }
}

export function line(
  kind: string,
  name: string | undefined,
  marks: readonly (string | false | undefined)[],
  parts: readonly string[] = [],
): string {
  return [
    kind,
    name ?? '',
    ...marks.filter((mark) => mark !== undefined && mark !== false && mark !== ''),
    ...parts,
  ].join(' | ');
}

function columnLine(column: ColumnDefinition): string {
  const { type, references } = column;
  return [
    column.name,
    type &&
      `${type.name}${type.serial ? ' serial' : ''}${type.array ? '[]' : ''}${type.args && type.name !== 'interval' && !(type.name === 'character' && type.args[0] === 1) ? `(${type.args.join()})` : ''}`,
    column.notNull && 'not-null',
    column.default && 'default',
    column.generated,
    column.identity && 'identity',
    column.primaryKey && 'pk',
    column.unique && 'unique',
    column.check && 'check',
    references && referenceLine(references),
    column.collation && `collate ${column.collation}`,
  ]
    .filter(Boolean)
    .join(' ');
}

function referenceLine(references: NonNullable<Constraint['references']>): string {
  return `-> ${references.table}(${references.columns.join()}) ${references.onDelete === 'no action' ? '' : (references.onDelete ?? '')}`.trim();
}

function constraintLine(constraint: Constraint): string {
  const { type, name, columns, references, usingIndex, notValid } = constraint;
  return [
    `[${type}`,
    name,
    `(${columns.join()})`,
    references && referenceLine(references),
    usingIndex && `using ${usingIndex}`,
    notValid && 'not-valid',
    ']',
  ]
    .filter(Boolean)
    .join(' ');
}

function indexLine(index: IndexDefinition): string {
  const columns = index.columns.map((column) => (column.startsWith('(') ? '(…)' : column));
  return [
    index.name,
    index.unique && 'unique',
    `(${columns.join()})`,
    index.method,
    index.where && 'where',
    index.include && `include ${index.include.join()}`,
  ]
    .filter(Boolean)
    .join(' ');
}
