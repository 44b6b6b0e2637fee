import { isOnLiveTable, stepsOfMigration, whileItRuns } from '../../migrations/judging/steps.ts';
import { lockedOutOf } from '../../migrations/judging/transactions.ts';
import type { History, Migration, Step } from '../../migrations/model.ts';
import { UNKNOWN_NAME, type ObjectName } from '../../migrations/operation.ts';
import { defineWorkspaceRule, type PlacedFinding } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/several-locked-tables',
  impact: 'low',
  stage: 'deployment',
  title: 'Several tables locked by one transaction',
  why: 'The first table stays locked until the transaction has the second one as well. Where the product uses the two in the other order, both wait for each other, and the database breaks one of them off.',
  *check({ migrations }) {
    for (const history of migrations.histories) {
      if (history.dialect !== 'postgres') continue;
      for (const migration of history.migrations) {
        if (migration.released !== 'yes') yield* reportOn(history, migration);
      }
    }
  },
});

/** Two are common, and go well nearly always. */
const MANY = 3;

function reportOn(history: History, migration: Migration): readonly PlacedFinding[] {
  /** By transaction, the tables that it has locked, each with the first step that did. */
  const locked = new Map<number, Map<ObjectName, Step>>();
  for (const step of stepsOfMigration(history, migration)) {
    const table = lockedFor(step);
    if (table === undefined) continue;
    const { id } = step.transaction;
    const tables = locked.get(id) ?? new Map<ObjectName, Step>();
    locked.set(id, tables.has(table) ? tables : tables.set(table, step));
    const [first, second] = tables;
    if (tables.size < MANY || !first || !second) continue;
    const [name, earlier] = first;
    return whileItRuns(step, {
      kind: `${name} ${table}`,
      message: `${name} and ${second[0]} are locked already, and stay so until this has ${table} as well and the transaction ends. A request that uses them in another order waits for this, and this for it. Change one table in each migration, or set lock_timeout.`,
      related: [{ file: migration.file, at: earlier.operation.at, message: `Locks ${name}` }],
    });
  }
  return [];
}

/** The table in use that this locks, and waits for without a limit. */
function lockedFor(step: Step): ObjectName | undefined {
  const { operation, limits, transaction, table } = step;
  if (limits.lock || transaction.inside !== 'yes' || operation.nested || !isOnLiveTable(step))
    return undefined;
  // In front of the first creation: there is nothing to lock.
  if (operation.kind === 'drop-table' && operation.ifExists && !table) return undefined;
  const name = lockedOutOf(step);
  return name === UNKNOWN_NAME ? undefined : name;
}
