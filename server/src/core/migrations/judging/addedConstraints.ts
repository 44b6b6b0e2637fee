import type { WorkspaceModel } from '../../workspaceRule.ts';
import type { ColumnDefinition, Constraint, Dialect } from '../operation.ts';
import type { TableState } from '../schema.ts';
import { isOnLiveTable, stepsOf, type JudgedStep } from './steps.ts';

/** A constraint that comes to a table with customers at work, alone or beside a column. */
export interface AddedConstraint {
  readonly step: JudgedStep<'add-constraint' | 'add-column' | 'change-column'>;
  readonly constraint: Constraint;
  /** "orders orders_total_check": what tells it from others in the file. */
  readonly kind: string;
  /** The column that it stands beside; `isNew`: which comes with it. */
  readonly column?: ColumnDefinition;
  readonly isNew: boolean;
}

export function* addedConstraints(
  workspace: WorkspaceModel,
  type: Constraint['type'],
  ...dialects: readonly Dialect[]
): Iterable<AddedConstraint> {
  for (const step of stepsOf(workspace, ['add-constraint', 'add-column', 'change-column'], ...dialects)) {
    if (!isOnLiveTable(step)) continue;
    const { operation, table } = step;
    if (operation.kind === 'add-constraint') {
      const { constraint } = operation;
      if (constraint.type === type)
        yield { step, constraint, kind: kindOf(operation.table, constraint), isNew: false };
      continue;
    }
    const isNew = operation.kind === 'add-column';
    // Frameworks say a column's whole definition again when they change it: only what differs from before is new.
    if (!isNew && !step.column) continue;
    const column = isNew ? operation.column : operation.definition;
    const before = operation.kind === 'change-column' ? operation.column : column.name;
    const constraint = constraintBeside(column, type);
    if (constraint && (isNew || !hasOne(table, before, type)))
      yield { step, constraint, kind: kindOf(operation.table, constraint), column, isNew };
  }
}

function kindOf(table: string, { name, columns }: Constraint): string {
  return `${table} ${name ?? columns.join(',')}`;
}

function constraintBeside(column: ColumnDefinition, type: Constraint['type']): Constraint | undefined {
  const { name, at, unique, primaryKey, references, check } = column;
  const base = { columns: [name], at };
  if (type === 'unique' && unique) return { ...base, type };
  if (type === 'primary-key' && primaryKey) return { ...base, type };
  if (type === 'foreign-key' && references) return { ...base, type, references };
  if (type === 'check' && check) return { ...base, type, check };
  return undefined;
}

function hasOne(table: TableState | undefined, column: string, type: Constraint['type']): boolean {
  return (
    table?.constraints.some(
      (one) => one.type === type && one.columns.length === 1 && one.columns[0] === column,
    ) === true
  );
}
