/** What migrations make of a schema, in short words for assertions. */
import { strict as assert } from 'node:assert';
import type { History } from '../../server/src/core/migrations/model.ts';
import { indexesOf } from '../../server/src/core/migrations/replay.ts';
import type { TableState } from '../../server/src/core/migrations/schema.ts';
import { historyOf } from '../support/migrationHistory.ts';

export const after = (...texts: readonly string[]): History =>
  historyOf(
    Object.fromEntries(
      texts.map((text, index) => [`migrations/${String(index + 1).padStart(4, '0')}_m.sql`, text]),
    ),
  );

export const table = ({ final }: History, name: string): TableState => {
  const found = final.tables.get(name);
  assert.ok(found, `no table ${name}: ${[...final.tables.keys()].join()}`);
  return found;
};

/** "id!" is NOT NULL. */
export const columns = (history: History, name: string): readonly string[] =>
  [...table(history, name).columns.values()].map((one) => `${one.name}${one.notNull ? '!' : ''}`);

export const constraints = (history: History, name: string): readonly string[] =>
  table(history, name).constraints.map(
    ({ type, name: own = '', columns: on, references: to, valid }) =>
      `${type} ${own}(${on.join()})${to ? ` > ${to.table}(${to.columns.join()})` : ''}${valid ? '' : ' not valid'}`,
  );

export const indexes = ({ final }: History, name: string): readonly string[] =>
  indexesOf(final, name).map(
    ({ name: own, columns: on, ofConstraint }) =>
      `${own ?? '-'}(${on.join()})${ofConstraint ? ' of constraint' : ''}`,
  );
