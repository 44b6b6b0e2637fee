/** Which safe forms can be written in a migration that is code: what each tool has words for, or can run as SQL. */
import type { RewriteForm } from '../../finding.ts';
import type { ToolId } from '../types.ts';
import type { JudgedStep } from './steps.ts';

export function isWrittenInCode(step: JudgedStep, form: RewriteForm): boolean {
  const { operation, statement, history } = step;
  const isSql = statement.embedded !== undefined;
  const { tool } = history;
  switch (form) {
    case 'concurrently':
    case 'leave-transaction':
      if (operation.kind === 'add-column') return tool === 'rails' && !isSql;
      // Django's unique index is a constraint of its model, for which it has no such operation.
      if (operation.kind === 'create-index') return isSql || tool !== 'django' || !operation.index.unique;
      return isSql || operation.kind === 'drop-index';
    case 'validate-later':
      if (operation.kind === 'add-column')
        return tool === 'rails' && !isSql && operation.column.references !== undefined;
      if (operation.kind !== 'add-constraint') return false;
      return isSql || tool !== 'django' || operation.constraint.type === 'check';
    case 'unique-by-index':
      return (
        operation.kind === 'add-constraint' &&
        operation.constraint.type === 'unique' &&
        (isSql || tool !== 'django')
      );
    case 'not-null-by-check':
      return operation.kind === 'set-not-null' && (isSql || tool !== 'django');
    case 'own-file':
      return isSql;
    case 'lock-timeout':
      return step.transaction.inside === 'yes' || !POOLED.has(tool);
    case 'index-foreign-key':
      return tool !== 'django' && history.dialect === 'postgres';
    default:
      return false;
  }
}

/** Outside of a transaction each query may use another connection of a pool: what one sets says nothing about the next. */
const POOLED: ReadonlySet<ToolId> = new Set<ToolId>(['sequelize', 'knex', 'mikro-orm']);
