/** Which safe forms can be written in a migration that is code: what each tool has words for, or can run as SQL. */
import type { RewriteForm } from '../../finding.ts';
import { TOOLS } from '../toolTable.ts';
import type { JudgedStep } from './steps.ts';

export function isWrittenInCode(step: JudgedStep, form: RewriteForm): boolean {
  const { operation, statement, history } = step;
  const isSql = statement.embedded !== undefined;
  const { columnsWithOptions, followsModels, pooled } = TOOLS[history.tool];
  switch (form) {
    case 'concurrently':
    case 'leave-transaction':
      if (operation.kind === 'add-column') return columnsWithOptions === true && !isSql;
      // A unique one is a constraint of the model.
      if (operation.kind === 'create-index') return isSql || !followsModels || !operation.index.unique;
      return isSql || operation.kind === 'drop-index';
    case 'validate-later':
      if (operation.kind === 'add-column')
        return columnsWithOptions === true && !isSql && operation.column.references !== undefined;
      if (operation.kind !== 'add-constraint') return false;
      return isSql || !followsModels || operation.constraint.type === 'check';
    case 'unique-by-index':
      return (
        operation.kind === 'add-constraint' &&
        operation.constraint.type === 'unique' &&
        (isSql || !followsModels)
      );
    case 'not-null-by-check':
      return operation.kind === 'set-not-null' && (isSql || !followsModels);
    case 'own-file':
      return isSql;
    case 'lock-timeout':
      return step.transaction.inside === 'yes' || !pooled;
    case 'index-foreign-key':
      return !followsModels && history.dialect === 'postgres';
    default:
      return false;
  }
}
