import type { Operation } from './operation.ts';
import type { SchemaState } from './schema.ts';

/** Django names fields; the column of a foreign key ends in "_id". */
export function withColumnsOfKeys(operation: Operation, schema: SchemaState): Operation {
  if (!('table' in operation) || operation.table === undefined) return operation;
  const columns = schema.tables.get(operation.table)?.columns;
  if (!columns) return operation;
  const isKey = (name: string): boolean => !columns.has(name) && columns.has(`${name}_id`);
  const columnOfField = (name: string): string => (isKey(name) ? `${name}_id` : name);
  switch (operation.kind) {
    case 'rename-column':
      return isKey(operation.column)
        ? { ...operation, column: `${operation.column}_id`, to: withEnding(operation.to) }
        : operation;
    case 'create-index': {
      const { index } = operation;
      if (!index.columns.some(isKey)) return operation;
      return { ...operation, index: { ...index, columns: index.columns.map(columnOfField) } };
    }
    case 'add-constraint': {
      const { constraint } = operation;
      if (!constraint.columns.some(isKey)) return operation;
      return { ...operation, constraint: { ...constraint, columns: constraint.columns.map(columnOfField) } };
    }
    default:
      return 'column' in operation && typeof operation.column === 'string' && isKey(operation.column)
        ? ({ ...operation, column: `${operation.column}_id` } as Operation)
        : operation;
  }
}

function withEnding(field: string): string {
  return field.endsWith('_id') ? field : `${field}_id`;
}
