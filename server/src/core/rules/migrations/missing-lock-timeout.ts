import { withRewrite } from '../../migrations/judging/offers.ts';
import {
  isOnLiveTable,
  stepsOfMigration,
  tableWord,
  whileItRuns,
  type JudgedStep,
} from '../../migrations/judging/steps.ts';
import { lockedOutOf } from '../../migrations/judging/transactions.ts';
import type { History, Migration, Step } from '../../migrations/model.ts';
import { indexesOf } from '../../migrations/replay.ts';
import { isSameType } from '../../migrations/typeChange.ts';
import { defineWorkspaceRule, type PlacedFinding } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/missing-lock-timeout',
  impact: 'low',
  stage: 'deployment',
  title: 'Lock that is waited for without a limit',
  why: 'The lock takes an instant once it is there. But while the migration waits for it behind one long query, everybody else queues up behind the migration: a report that runs for ten minutes stops the product for ten minutes.',
  *check({ migrations }) {
    for (const history of migrations.histories) {
      if (history.dialect !== 'postgres') continue;
      // Who never says how long to wait is told once, where the next migration is written.
      const isHabit = history.steps.some(({ limits }) => limits.lock);
      for (const migration of history.migrations.toReversed()) {
        const step = migration.released === 'yes' ? undefined : firstWait(history, migration);
        const findings = step ? reportOn({ ...step, history }) : [];
        yield* findings;
        if (findings.length > 0 && !isHabit) break;
      }
    }
  },
});

/** The first statement that waits for a lock which keeps everybody out, without a limit. */
function firstWait(history: History, migration: Migration): Step | undefined {
  return stepsOfMigration(history, migration).find(
    (step) =>
      !step.limits.lock &&
      isOnLiveTable(step) &&
      !step.operation.nested &&
      lockedOutOf(step) !== undefined &&
      !(history.tool === 'django' && isColumnAsItWas(step)),
  );
}

/**
 * The definition of a column is written anew and nothing in it is new to the database: a help text or the choices of a form. Django
 * then runs no statement, https://docs.djangoproject.com/en/5.2/ref/migration-operations/#alterfield. Columns with more to compare
 * than a type and NOT NULL count as changed.
 */
function isColumnAsItWas({ operation, column, table, before }: Step): boolean {
  if (operation.kind !== 'change-column' || !column?.type || !table?.complete) return false;
  const { name, type, notNull, ...rest } = operation.definition;
  const { at: _place, nullable: _saysSo, ...more } = rest;
  return (
    name === column.name &&
    type !== undefined &&
    isSameType(type, column.type) &&
    !WHOLE_NUMBERS.has(type.name) &&
    (notNull ?? false) === column.notNull &&
    Object.values(more).every((one) => one === undefined) &&
    !column.default &&
    !column.generated &&
    !column.identity &&
    !table.constraints.some(({ columns }) => columns.includes(name)) &&
    !indexesOf(before, operation.table).some(({ columns }) => columns.includes(name))
  );
}

/** Types of PositiveIntegerField and its like too, which differ from IntegerField by a CHECK that no definition here holds. */
const WHOLE_NUMBERS: ReadonlySet<string> = new Set(['integer', 'bigint', 'smallint']);

function reportOn(step: JudgedStep): readonly PlacedFinding[] {
  return whileItRuns(step, {
    kind: 'lock_timeout',
    message: `If a long query holds ${tableWord(lockedOutOf(step))}, this waits for it, and everybody who needs the table waits behind this. Say how long it may wait (SET lock_timeout = '5s') and try again later.`,
    ...withRewrite(step, 'lock-timeout'),
  });
}
