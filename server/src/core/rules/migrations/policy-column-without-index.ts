import { indexedColumns } from '../../migrations/judging/finalTables.ts';
import { foreignKeysOf } from '../../migrations/judging/foreignKeys.ts';
import { columnsComparedWithUser, conditionsOf } from '../../migrations/judging/policyCalls.ts';
import { indexName, sqlColumns, sqlTable } from '../../migrations/judging/sqlNames.ts';
import { afterAll } from '../../migrations/judging/steps.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/policy-column-without-index',
  impact: 'low',
  stage: 'deployment',
  title: 'Policy that asks for a column without an index',
  why: 'Every request of every user goes through this policy. Without an index it reads the whole table to find the rows of one user, and gets slower with each new customer.',
  *check({ migrations }) {
    for (const history of migrations.histories) {
      if (history.platform !== 'supabase') continue;
      // A foreign key without an index is reported as that.
      const told = new Set(
        foreignKeysOf(history).map(({ table, columns }) => `${table.name} ${columns.join()}`),
      );
      for (const condition of conditionsOf(history)) {
        const { table, expression, from, part } = condition;
        if (part === 'check' || !table.created || !table.complete) continue;
        const isIndexed = indexedColumns(history.final, table);
        for (const column of columnsComparedWithUser(condition)) {
          const kind = `${table.name} ${column}`;
          if (told.has(kind) || isIndexed(column)) continue;
          told.add(kind);
          yield afterAll(from.file, {
            at: expression.at,
            kind,
            message: `No index begins with ${column}: each request reads the whole of ${table.name} to find the rows of one user. Add CREATE INDEX ${indexName(table.name, [column])} ON ${sqlTable(table.name)} (${sqlColumns([column])}).`,
          });
        }
      }
    }
  },
});
