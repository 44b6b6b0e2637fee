import { indexesFor, lastingTables } from '../../migrations/judging/finalTables.ts';
import { afterAll } from '../../migrations/judging/steps.ts';
import { UNKNOWN_NAME } from '../../migrations/operation.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/table-without-primary-key',
  impact: 'low',
  stage: 'deployment',
  title: 'Table without a primary key',
  why: 'Nothing tells two rows apart: one of two equal rows can’t be changed or deleted by itself, and replicas and many tools can’t follow changes of the table.',
  *check({ migrations }) {
    for (const history of migrations.histories) {
      // SQLite’s tables have a rowid.
      if (history.dialect === 'sqlite') continue;
      for (const { table, created, creation } of lastingTables(history)) {
        const { name, complete, columns, constraints } = table;
        if (
          !complete ||
          creation.unlogged ||
          creation.nested ||
          name === UNKNOWN_NAME ||
          columns.has(UNKNOWN_NAME)
        )
          continue;
        if (history.tool === 'laravel' && SCAFFOLDED.test(name)) continue;
        if (columns.size === 0 || constraints.some(({ type }) => KEYS.has(type))) continue;
        if (indexesFor(history.final, name).some(({ unique }) => unique)) continue;
        yield afterAll(created.file, {
          at: created.at,
          kind: name,
          message: `${name} has no primary key: of two equal rows, neither can be changed or deleted by itself, and replication can’t follow its changes. Add one, an id or the columns that belong together: PRIMARY KEY (…).`,
        });
      }
    }
  },
});

const KEYS: ReadonlySet<string> = new Set(['primary-key', 'unique', 'exclude']);

/** Laravel’s own, before it gave it a key. */
const SCAFFOLDED = /(?:^|_)password_resets$/;
