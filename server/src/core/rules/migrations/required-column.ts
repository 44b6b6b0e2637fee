import { withRewrite } from '../../migrations/judging/offers.ts';
import { columnWord } from '../../migrations/judging/lockWords.ts';
import { needsValue } from '../../migrations/judging/newColumns.ts';
import { perHistory } from '../../migrations/judging/perHistory.ts';
import { addedColumns, rebuildsIn } from '../../migrations/judging/rebuilds.ts';
import {
  isOnLiveTable,
  stepsOf,
  tableWord,
  whileItRuns,
  type JudgedStep,
} from '../../migrations/judging/steps.ts';
import type { Impact } from '../../finding.ts';
import type { History } from '../../migrations/model.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/required-column',
  impact: 'high',
  stage: 'deployment',
  title: 'New column that must be filled, without a value for it',
  why: 'Rows that are there have no value for the new column, so the migration fails as soon as there is one. And the release that is running knows nothing of the column: it can no longer save anything.',
  *check(workspace, texts) {
    for (const step of stepsOf(workspace, ['add-column'])) {
      const { operation } = step;
      if (!isOnLiveTable(step)) continue;
      const verdict = verdictOn(step);
      const kind = columnWord(operation.table, operation.column.name);
      const fix = needsValue(operation.column) ? withRewrite(step, 'column-in-steps') : {};
      if (verdict)
        yield* whileItRuns(step, { kind, message: verdict.message, ...fix, impact: verdict.impact });
    }
    for (const rebuild of rebuildsIn(workspace)) {
      const { copy, drop, table } = rebuild;
      if (!copy) continue;
      for (const column of addedColumns(rebuild, texts).filter(needsValue))
        yield* whileItRuns(drop, {
          kind: columnWord(table, column.name),
          at: copy.operation.at,
          message: `This fails as soon as ${tableWord(table)} has a row, because nothing is copied into ${column.name}, which must be filled. ${ADVICE}`,
        });
    }
  },
});

const ADVICE =
  'Let it be empty or give it a default, fill it in small steps, and set NOT NULL in a later release.';

interface Verdict {
  readonly message: string;
  readonly impact: Impact;
}

function verdictOn(step: JudgedStep<'add-column'>): Verdict | undefined {
  const { operation, history, migration } = step;
  const { table, column } = operation;
  const name = columnWord(table, column.name);
  if (!needsValue(column)) {
    // A default for the rows that are there, and none for those that come.
    if (
      !column.notNull ||
      !circumstancesIn(history).withoutDefault.has(keyOf(migration.index, table, column.name))
    )
      return undefined;
    return {
      impact: 'medium',
      message: `Once the default of ${name} is gone, the release that is running can’t save anything in ${tableWord(table)} any more: it doesn’t know the column. ${keepDefault(history)}`,
    };
  }
  if (history.dialect === 'mysql')
    return {
      impact: 'medium',
      message: `MySQL fills ${name} of all rows that are there with 0, an empty text or the like, and the release that is running can’t save anything in ${tableWord(table)} any more: it gives no value for the column. ${ADVICE}`,
    };
  if (history.dialect === 'sqlite' && !copiesTable(step))
    return {
      impact: 'high',
      message: `SQLite refuses to add ${name}: a column that must be filled needs a default. ${ADVICE}`,
    };
  if (
    (circumstancesIn(history).emptied.get(keyOf(migration.index, table)) ?? Infinity) <
    step.statement.range.start
  )
    return {
      impact: 'medium',
      message: `From here on the release that is running can’t save anything in ${tableWord(table)} any more: it gives no value for ${name}. ${ADVICE}`,
    };
  return {
    impact: 'high',
    message: `This fails as soon as ${tableWord(table)} has a row, because ${name} would be empty there. Where it succeeds, the release that is running can’t save anything in it any more: it doesn’t know the column. ${ADVICE}`,
  };
}

/** On SQLite these tools make a new table and copy the rows, which fails at the first one. */
function copiesTable({ history, statement }: JudgedStep): boolean {
  return !statement.embedded && (history.tool === 'django' || history.tool === 'rails');
}

function keepDefault({ tool }: History): string {
  return tool === 'django'
    ? 'Django takes it away at once: give the field a db_default (Django 5), which stays in the database.'
    : 'Keep the default until the new release has replaced it.';
}

/** What else a migration does to the tables that get a column. */
interface Circumstances {
  /** Columns whose default is dropped. */
  readonly withoutDefault: ReadonlySet<string>;
  /** Tables that lose all rows, and where. */
  readonly emptied: ReadonlyMap<string, number>;
}

const circumstancesIn = perHistory(({ steps }): Circumstances => {
  const withoutDefault = new Set<string>();
  const emptied = new Map<string, number>();
  for (const { operation, migration, statement } of steps) {
    if (operation.kind === 'drop-default')
      withoutDefault.add(keyOf(migration.index, operation.table, operation.column));
    if (operation.kind !== 'truncate' && (operation.kind !== 'delete' || operation.where)) continue;
    const key = keyOf(migration.index, operation.table);
    if (!emptied.has(key)) emptied.set(key, statement.range.start);
  }
  return { withoutDefault, emptied };
});

function keyOf(migration: number, ...names: readonly string[]): string {
  return [String(migration), ...names].join('\0');
}
