import type { History, Step } from '../model.ts';
import { perHistory } from './perHistory.ts';
import type { JudgedStep } from './steps.ts';

/** Settings of a session that decide what a statement does. */
type Setting = 'timezone' | 'foreign_key_checks';

/** What the migration has set by then, in lower case; undefined where it has said nothing. */
export function settingAt({ history, operation }: JudgedStep, name: Setting): string | undefined {
  return SETTINGS[name](history).get(operation);
}

const SETTINGS: Readonly<Record<Setting, (history: History) => ReadonlyMap<Step['operation'], string>>> = {
  timezone: perHistory((history) => valuesDuring(history, 'timezone')),
  foreign_key_checks: perHistory((history) => valuesDuring(history, 'foreign_key_checks')),
};

/** By operation: only those that run while it is set. */
function valuesDuring({ steps }: History, name: Setting): ReadonlyMap<Step['operation'], string> {
  const values = new Map<Step['operation'], string>();
  let value: string | undefined;
  let migration = -1;
  for (const { operation, migration: own } of steps) {
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
