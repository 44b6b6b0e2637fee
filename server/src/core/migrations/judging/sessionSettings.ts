import type { History, Step } from '../model.ts';

/** What a migration has set so far, by name: `settingBefore(history, 'timezone')(step)`. Lower case. */
export function settingBefore(history: History, name: string): (step: Step) => string | undefined {
  let values: ReadonlyMap<Step['operation'], string> | undefined;
  return ({ operation }) => (values ??= valuesDuring(history, name)).get(operation);
}

/** By operation: only those that run while it is set. */
function valuesDuring(history: History, name: string): ReadonlyMap<Step['operation'], string> {
  const values = new Map<Step['operation'], string>();
  let value: string | undefined;
  let migration = -1;
  for (const { operation, migration: own } of history.steps) {
    if (own.index !== migration) value = undefined;
    migration = own.index;
    if (operation.kind === 'set' && nameOf(operation.name) === name) value = operation.value?.toLowerCase();
    if (value !== undefined) values.set(operation, value);
  }
  return values;
}

/** MySQL: `@@session.foreign_key_checks`; PostgreSQL: SET TIME ZONE. */
function nameOf(name: string): string {
  const own = name.slice(name.lastIndexOf('.') + 1).replace(/^@+/, '');
  return own === 'time zone' ? 'timezone' : own;
}
