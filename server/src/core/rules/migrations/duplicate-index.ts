import { indexesFor, placeKey } from '../../migrations/judging/finalTables.ts';
import { afterAll } from '../../migrations/judging/steps.ts';
import { UNKNOWN_NAME } from '../../migrations/operation.ts';
import type { History } from '../../migrations/model.ts';
import type { IndexState, TableState } from '../../migrations/schema.ts';
import { defineWorkspaceRule, type Texts } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/duplicate-index',
  impact: 'low',
  stage: 'deployment',
  title: 'Index that is there already',
  why: 'Both are kept up to date with every change of a row, and take space. Only one of them is ever needed.',
  *check({ migrations }, context) {
    for (const history of migrations.histories) {
      const { final } = history;
      if (dropsByProcedure(history)) continue;
      for (const table of final.tables.values()) {
        if (table.partitionOf !== undefined) continue;
        const kept: IndexState[] = [];
        for (const index of inOrder(indexesFor(final, table.name))) {
          if (!isComparable(index, table) || (history.tool === 'django' && index.ofConstraint)) continue;
          const other = kept.find(
            (one) => isSame(one, index) && placeKey(one.origin) !== placeKey(index.origin),
          );
          if (!other || isSpecial(other, context) || isSpecial(index, context)) {
            kept.push(index);
            continue;
          }
          yield afterAll(index.origin.file, {
            at: index.origin.at,
            kind: `${table.name} ${index.name ?? index.columns.join()}`,
            message: `${nameOf(other)} is an index on ${table.name} (${index.columns.join(', ')}) already. Drop one of the two: each slows down every change, and one is as fast as both.`,
            related: [{ file: other.origin.file, at: other.origin.at, message: 'Has the same index' }],
          });
        }
      }
    }
  },
});

/** What has to stay comes first: keys and unique ones forbid something as well. */
function inOrder(indexes: readonly IndexState[]): readonly IndexState[] {
  const rank = ({ ofConstraint, unique }: IndexState): number => (ofConstraint ? 0 : unique ? 1 : 2);
  return [...indexes].sort(
    (a, b) =>
      rank(a) - rank(b) || a.origin.migration - b.origin.migration || a.origin.at.start - b.origin.at.start,
  );
}

/** An index without a name of its own is dropped by one that can't be told: it may be gone. */
function isComparable({ name, table: of, columns, ofConstraint }: IndexState, table: TableState): boolean {
  return (
    name !== undefined &&
    of === table.name &&
    (!ofConstraint || isThere(columns, table)) &&
    columns.length > 0 &&
    columns.every((one) => one !== UNKNOWN_NAME && !one.startsWith('('))
  );
}

function isSame(a: IndexState, b: IndexState): boolean {
  return (
    a.columns.join('\0') === b.columns.join('\0') &&
    (a.method ?? 'btree') === (b.method ?? 'btree') &&
    (a.where?.text ?? '') === (b.where?.text ?? '') &&
    (a.include ?? []).join('\0') === (b.include ?? []).join('\0')
  );
}

/** A constraint that was renamed and dropped leaves no index behind. */
function isThere(columns: readonly string[], { constraints }: TableState): boolean {
  return constraints.some(
    (one) => (one.type === 'primary-key' || one.type === 'unique') && one.columns.join() === columns.join(),
  );
}

/** MySQL has no DROP INDEX IF EXISTS: many write a procedure for that. */
function dropsByProcedure({ steps, dialect }: History): boolean {
  return (
    dialect === 'mysql' &&
    steps.some(
      ({ operation }) => operation.kind === 'call' && operation.functions.some((name) => /index/.test(name)),
    )
  );
}

/** Sorted in another way, or compared by other rules: an index of its own kind. */
function isSpecial({ origin: { file, at }, ofConstraint }: IndexState, { read }: Texts): boolean {
  if (ofConstraint) return false;
  const [statement = ''] = (read(file) ?? '').slice(at.start, at.start + MOST_LOOKED_AT).split(';', 1);
  return SPECIAL.test(statement);
}

const MOST_LOOKED_AT = 600;
const SPECIAL =
  /\b(?:desc|nulls|collate|collation|length|opclass(?:es)?|nulls_not_distinct)\b|_ops\b|\(\s*\d+\s*\)/i;

function nameOf({ name, ofConstraint }: IndexState): string {
  return ofConstraint ? `A key (${name ?? 'without a name'})` : (name ?? 'Another one');
}
