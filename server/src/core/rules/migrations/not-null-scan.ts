import { withRewrite } from '../../migrations/judging/offers.ts';
import { isOlderThan, isToldToRunOnline } from '../../migrations/judging/servers.ts';
import { columnWord, nobodyCanUse } from '../../migrations/judging/lockWords.ts';
import { isKnownNotNull, isProvenElsewhere } from '../../migrations/judging/notNull.ts';
import { sqlName } from '../../migrations/judging/sqlNames.ts';
import {
  isOnLiveTable,
  stepsOf,
  tableWord,
  whileItRuns,
  type JudgedStep,
} from '../../migrations/judging/steps.ts';
import type { Impact } from '../../finding.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/not-null-scan',
  impact: 'high',
  stage: 'deployment',
  title: 'NOT NULL that locks the table while every row is checked',
  why: 'The database looks at every row before it believes that none is empty. Until it is through, nobody can read or save anything in that table.',
  *check(workspace) {
    for (const step of stepsOf(
      workspace,
      ['set-not-null', 'change-column', 'add-constraint'],
      'postgres',
      'mysql',
    )) {
      const column = columnOf(step);
      if (column === undefined || !isOnLiveTable(step) || isSaidAgain(step, column)) continue;
      const { history } = step;
      const verdict =
        history.dialect === 'mysql'
          ? verdictOnMysql(step, column)
          : isProvenElsewhere(step, column) && !isOlderThan(step, 12)
            ? undefined
            : verdictOnPostgres(step, column);
      const kind = columnWord(step.operation.table, column);
      const form = history.dialect === 'mysql' ? 'refuse-to-copy' : 'not-null-by-check';
      if (verdict)
        yield* whileItRuns(step, {
          kind,
          message: verdict.message,
          ...withRewrite(step, form),
          impact: verdict.impact,
        });
    }
  },
});

type NotNullStep = JudgedStep<'set-not-null' | 'change-column' | 'add-constraint'>;

interface Verdict {
  readonly message: string;
  readonly impact: Impact;
}

function columnOf({ operation }: NotNullStep): string | undefined {
  if (operation.kind === 'set-not-null') return operation.column;
  if (operation.kind === 'change-column') return operation.definition.notNull ? operation.column : undefined;
  const { type, notValid, columns } = operation.constraint;
  return type === 'not-null' && !notValid ? columns[0] : undefined;
}

/** It is NOT NULL already, and the statement is about something else. */
function isSaidAgain(step: NotNullStep, column: string): boolean {
  return step.table?.columns.get(column)?.notNull === true;
}

function verdictOnPostgres(step: NotNullStep, column: string): Verdict | undefined {
  const { operation, table } = step;
  if (isKnownNotNull(table, column, { trustsChecks: !isOlderThan(step, 12) })) return undefined;
  const name = columnWord(operation.table, column);
  const message = `${nobodyCanUse(operation.table, `every row is checked for an empty ${name}`)} Add CHECK (${sqlName(column)} IS NOT NULL) with NOT VALID, validate it in a later migration, and set NOT NULL after that: then no row is looked at.`;
  // What a framework says of the whole column may be what it said before; Django writes it for every change of a help text.
  if (operation.kind === 'change-column' && !step.column && step.history.tool === 'django') return undefined;
  return operation.kind === 'change-column' && !step.column
    ? { impact: 'low', message: `Where ${name} may be empty until now: ${message}` }
    : { impact: 'high', message };
}

/** https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html#online-ddl-column-operations */
function verdictOnMysql(step: NotNullStep, column: string): Verdict | undefined {
  const { operation, column: known } = step;
  if (isToldToRunOnline(operation)) return undefined;
  if (!known) return undefined;
  const table = tableWord(operation.table);
  return {
    impact: 'medium',
    message: `MySQL builds all of ${table} anew to make ${columnWord(operation.table, column)} NOT NULL, and that takes longer the larger the table is. Where it has to copy the table, nobody can write to it meanwhile. Say ALGORITHM=INPLACE, LOCK=NONE: MySQL then refuses instead of holding people up.`,
  };
}
