import { withRewrite } from '../../migrations/judging/offers.ts';
import { isNewToCustomers } from '../../migrations/judging/liveObjects.ts';
import { columnWord, nobodyCanWrite } from '../../migrations/judging/lockWords.ts';
import { isToldToRunOnline } from '../../migrations/judging/servers.ts';
import {
  isOnLiveTable,
  stepsOf,
  tableWord,
  whileItRuns,
  type JudgedStep,
} from '../../migrations/judging/steps.ts';
import { buildConcurrently, concurrently, outsideOfTransaction } from '../../migrations/judging/toolWords.ts';
import type { Impact } from '../../finding.ts';
import { indexesOf } from '../../migrations/replay.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/blocking-index',
  impact: 'high',
  stage: 'deployment',
  title: 'Index that blocks writes while it is built',
  why: 'Until the index is built nobody can save anything in that table: sign-ups, orders and edits hang, then fail. It takes seconds on a small table and many minutes on a large one.',
  *check(workspace) {
    for (const step of stepsOf(workspace, ['create-index'], 'postgres', 'mysql')) {
      const { operation } = step;
      if (!isOnLiveTable(step) || isThere(step, operation.index.name)) continue;
      const verdict = step.history.dialect === 'mysql' ? verdictOnMysql(step) : verdictOnPostgres(step);
      const kind = `${operation.table} ${operation.index.name ?? operation.index.columns.join(',')}`;
      if (verdict)
        yield* whileItRuns(step, {
          kind,
          message: verdict.message,
          ...withRewrite(step, 'concurrently'),
          impact: verdict.impact,
        });
    }
    for (const step of stepsOf(workspace, ['add-column', 'change-column'], 'postgres')) {
      const { operation } = step;
      const column = operation.kind === 'add-column' ? operation.column : operation.definition;
      if (!column.index || column.index.concurrently || column.unique || !isOnLiveTable(step)) continue;
      if (operation.kind === 'change-column' && (!step.column || hasIndex(step, column.name))) continue;
      yield* whileItRuns(step, {
        kind: `${operation.table} ${column.name}`,
        message: `${columnWord(operation.table, column.name)} gets an index. ${nobodyCanWrite(operation.table, 'it is built')} Leave it out here, and build it with ${concurrently(step)}, ${outsideOfTransaction(step)}.`,
        ...withRewrite(step, 'concurrently'),
      });
    }
  },
});

interface Verdict {
  readonly message: string;
  readonly impact: Impact;
}

function verdictOnPostgres(step: JudgedStep<'create-index'>): Verdict | undefined {
  const { operation, table, before } = step;
  if (operation.concurrently || operation.only) return undefined;
  const view = before.views.get(operation.table);
  if (view?.materialized) {
    if (isNewToCustomers(step, view.origin)) return undefined;
    return {
      impact: 'low',
      message: `While this index is built, ${tableWord(operation.table)} can’t be refreshed. Reading it goes on. ${buildConcurrently(step)}`,
    };
  }
  const waiting = nobodyCanWrite(operation.table, 'this index is built');
  // https://www.postgresql.org/docs/current/sql-createindex.html: not possible on a partitioned table.
  if (table?.partitioned)
    return {
      impact: 'high',
      message: `${waiting} CONCURRENTLY doesn’t work on a partitioned table: create the index with ON ONLY ${tableWord(operation.table)}, build one on each partition with CONCURRENTLY, and join them with ALTER INDEX … ATTACH PARTITION.`,
    };
  return { impact: 'high', message: `${waiting} ${buildConcurrently(step)}` };
}

/** https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html: these two alone hold writes up. */
function verdictOnMysql(step: JudgedStep<'create-index'>): Verdict | undefined {
  const { index, table } = step.operation;
  if ((index.method !== 'fulltext' && index.method !== 'spatial') || isToldToRunOnline(step.operation))
    return undefined;
  return {
    impact: 'medium',
    message: `${nobodyCanWrite(table, `this ${index.method} index is built`)} MySQL has no way round that: run it when few people are at work, or build it in a copy of the table with gh-ost or pt-online-schema-change.`,
  };
}

/** IF NOT EXISTS, and it exists. */
function isThere({ operation, before }: JudgedStep<'create-index'>, name: string | undefined): boolean {
  return operation.ifNotExists === true && name !== undefined && before.indexes.has(name);
}

function hasIndex(
  { before, operation }: JudgedStep<'add-column' | 'change-column'>,
  column: string,
): boolean {
  return indexesOf(before, operation.table).some(({ columns }) => columns[0] === column);
}
