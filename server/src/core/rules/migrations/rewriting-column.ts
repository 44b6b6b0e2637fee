import { withRewrite } from '../../migrations/judging/offers.ts';
import { isToldToRunOnline } from '../../migrations/judging/servers.ts';
import { columnWord } from '../../migrations/judging/lockWords.ts';
import { rewriteReason, type RewriteReason } from '../../migrations/judging/newColumns.ts';
import {
  isOnLiveTable,
  stepsOf,
  tableWord,
  whileItRuns,
  type JudgedStep,
} from '../../migrations/judging/steps.ts';
import type { ToolId } from '../../migrations/types.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/rewriting-column',
  impact: 'high',
  stage: 'deployment',
  title: 'New column for which every row is written anew',
  why: 'The whole table is written again to fill the new column. Until that is done nobody can read or save anything in it, and it needs as much free space again as the table takes.',
  *check(workspace) {
    for (const step of stepsOf(workspace, ['add-column'], 'postgres', 'mysql')) {
      const { operation, history } = step;
      const reason = rewriteReason(operation.column, step);
      if (!reason || !isOnLiveTable(step) || (reason === 'unknown' && isWorkedOutByCode(step))) continue;
      if (history.dialect === 'mysql' && isToldToRunOnline(operation)) continue;
      yield* whileItRuns(step, {
        kind: columnWord(operation.table, operation.column.name),
        message: messageFor(step, reason),
        ...(reason === 'unknown' || reason === 'domain' ? {} : withRewrite(step, 'column-in-steps')),
        impact: reason === 'unknown' ? 'low' : 'high',
      });
    }
  },
});

/** A default that these tools take as a value of their own language is the same for all rows: `process.env.LANG`, `json.dumps({})`. */
function isWorkedOutByCode({ statement, history }: JudgedStep<'add-column'>): boolean {
  return !statement.embedded && CODE.has(history.tool);
}

const CODE: ReadonlySet<ToolId> = new Set(['sequelize', 'alembic', 'django', 'laravel', 'knex']);

function messageFor(step: JudgedStep<'add-column'>, reason: RewriteReason): string {
  const { operation, history } = step;
  const table = tableWord(operation.table);
  const name = columnWord(operation.table, operation.column.name);
  if (history.dialect === 'mysql')
    return `MySQL writes every row of ${table} anew to fill ${name}. Until that is done nobody can write to the table, and it takes longer the larger it is. ${adviceOnMysql(reason)}`;
  const what = `PostgreSQL writes every row of ${table} anew to fill ${name}. Until that is done nobody can read or write the table, and it takes longer the larger it is.`;
  return reason === 'unknown'
    ? `Unless the function in its default is declared as STABLE or IMMUTABLE: ${what} ${ADVICE.volatile}`
    : `${what} ${ADVICE[reason]}`;
}

function adviceOnMysql(reason: RewriteReason): string {
  return reason === 'stored'
    ? 'Make it VIRTUAL: then no row is touched, and an index can still be built on it.'
    : 'Run it when few people are at work, or with gh-ost or pt-online-schema-change.';
}

const ADVICE: Readonly<Record<Exclude<RewriteReason, 'unknown'>, string>> = {
  volatile:
    'Add the column without a default, set the default in a statement of its own, and fill the rows that are there in small steps.',
  numbered:
    'Add it as a plain bigint without a default, give it a sequence as its default, and fill the rows that are there in small steps.',
  stored:
    'Add a plain column, fill it in small steps, and keep it up to date with a trigger or in your code; from PostgreSQL 18 on a VIRTUAL column does it without touching a row.',
  domain:
    'Give the column the type that the domain is made of, and put the domain’s condition on the table with NOT VALID: the rows are checked in a later migration.',
  'old-server':
    'From PostgreSQL 11 on no row is touched. Until then, add the column without a default, set the default in a statement of its own, and fill the rows in small steps.',
};
