import { isLiveTable } from '../../migrations/judging/liveObjects.ts';
import { withRewrite } from '../../migrations/judging/offers.ts';
import { addedConstraints, type AddedConstraint } from '../../migrations/judging/addedConstraints.ts';
import { isToldToRunOnline } from '../../migrations/judging/servers.ts';
import { isEmptyAtFirst } from '../../migrations/judging/newColumns.ts';
import { settingAt } from '../../migrations/judging/sessionSettings.ts';
import { tableWord, whileItRuns } from '../../migrations/judging/steps.ts';
import { addNotValid } from '../../migrations/judging/toolWords.ts';
import type { Impact } from '../../finding.ts';
import { UNKNOWN_NAME, type Constraint } from '../../migrations/operation.ts';
import type { ToolId } from '../../migrations/types.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/blocking-foreign-key',
  impact: 'high',
  stage: 'deployment',
  title: 'Foreign key that blocks writes to two tables',
  why: 'The database looks at every row before it accepts a new foreign key. Until it is through, nobody can save anything in either of the two tables.',
  *check(workspace) {
    for (const added of addedConstraints(workspace, 'foreign-key', 'postgres', 'mysql')) {
      const { step, kind } = added;
      const verdict =
        step.history.dialect === 'mysql'
          ? verdictOnMysql(added, /^(?:0|off|false)$/.test(settingAt(step, 'foreign_key_checks') ?? ''))
          : verdictOnPostgres(added);
      const fix = verdict && verdict.impact !== 'low' ? withRewrite(step, 'validate-later') : {};
      if (verdict)
        yield* whileItRuns(step, { kind, message: verdict.message, ...fix, impact: verdict.impact });
    }
  },
});

interface Verdict {
  readonly message: string;
  readonly impact: Impact;
}

function verdictOnPostgres(added: AddedConstraint): Verdict | undefined {
  const { step, constraint, column, isNew } = added;
  if (constraint.notValid) return undefined;
  const { operation, table } = step;
  const both = bothTables(added);
  if (column && isNew && isEmptyAtFirst(column, step) && !sendsKeyApart(added))
    return {
      impact: 'low',
      message: `The foreign key locks ${both} against writes for a moment. It waits for all transactions that write to them, and everybody who comes later waits behind it. Set lock_timeout, and run it when few people are at work.`,
    };
  const message = `While the rows of ${tableWord(operation.table)} are compared with ${otherTable(constraint)}, nobody can write to ${both}, and that takes longer the more rows there are.`;
  // https://www.postgresql.org/docs/17/sql-altertable.html: foreign keys of partitioned tables can't be NOT VALID before 18.
  if (table?.partitioned)
    return {
      impact: 'high',
      message: `${message} Before PostgreSQL 18 a partitioned table takes no NOT VALID: add the key to each partition with NOT VALID, validate it there, and add it to ${tableWord(operation.table)} last.`,
    };
  return {
    impact: isFilledLater(added) ? 'medium' : 'high',
    message: `${message} ${addNotValid(step, 'foreign-key')}`,
  };
}

/** https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html#online-ddl-foreign-key-operations */
function verdictOnMysql({ step, constraint }: AddedConstraint, isUnchecked: boolean): Verdict | undefined {
  if (isUnchecked || isToldToRunOnline(step.operation)) return undefined;
  const table = tableWord(step.operation.table);
  return {
    impact: 'high',
    message: `MySQL copies all of ${table} to add a foreign key to ${otherTable(constraint)}. Until that is done nobody can write to ${table}, and it takes longer the larger the table is. Make sure that all rows fit, and add the key with SET foreign_key_checks = 0 before it and ALGORITHM=INPLACE in it: that copies nothing.`,
  };
}

/** Both names, where both are in use. */
function bothTables({ step, constraint }: AddedConstraint): string {
  const own = step.operation.table;
  const other = constraint.references?.table;
  if (other === undefined || other === own || !isLiveTable(step, other)) return tableWord(own);
  return `${tableWord(own)} and ${otherTable(constraint)}`;
}

function otherTable({ references }: Constraint): string {
  return references === undefined || references.table === UNKNOWN_NAME
    ? 'the table that it refers to'
    : references.table;
}

/** The column came with this migration and has no value yet: a quick look at each row, but a look. */
function isFilledLater({ step, constraint, column }: AddedConstraint): boolean {
  if (column) return true;
  return constraint.columns.every((name) => {
    const known = step.table?.columns.get(name);
    return known?.origin.migration === step.migration.index && !known.default && !known.notNull;
  });
}

/** The column comes first, the foreign key in a statement of its own. */
function sendsKeyApart({ step }: AddedConstraint): boolean {
  return !step.statement.embedded && APART.has(step.history.tool);
}

const APART: ReadonlySet<ToolId> = new Set(['rails', 'laravel', 'knex', 'alembic']);
