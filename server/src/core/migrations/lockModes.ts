/** PostgreSQL's table locks: https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES */
export type LockMode =
  | 'AccessShare'
  | 'RowShare'
  | 'RowExclusive'
  | 'ShareUpdateExclusive'
  | 'Share'
  | 'ShareRowExclusive'
  | 'Exclusive'
  | 'AccessExclusive';

/** Who has to wait for a lock. */
export type Blocked = 'reads and writes' | 'writes' | 'schema changes';

/** From the weakest to the strongest. */
const ORDER: readonly LockMode[] = [
  'AccessShare',
  'RowShare',
  'RowExclusive',
  'ShareUpdateExclusive',
  'Share',
  'ShareRowExclusive',
  'Exclusive',
  'AccessExclusive',
];

export function strongest(a: LockMode, b: LockMode): LockMode {
  return ORDER.indexOf(a) >= ORDER.indexOf(b) ? a : b;
}

/** What statements of a running product take: nobody waits for these but changes of the schema. */
export function isWeak(lock: LockMode): boolean {
  return ORDER.indexOf(lock) <= ORDER.indexOf('RowExclusive');
}

export function blockedBy(lock: LockMode): Blocked {
  if (lock === 'AccessExclusive') return 'reads and writes';
  return isWeak(lock) || lock === 'ShareUpdateExclusive' ? 'schema changes' : 'writes';
}

/** As the manual and LOCK TABLE write it: "ACCESS EXCLUSIVE". */
export function lockName(lock: LockMode): string {
  return lock.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toUpperCase();
}

/** From "access exclusive", "ACCESS EXCLUSIVE MODE", "AccessExclusive". */
export function lockModeFrom(written: string): LockMode | undefined {
  const plain = written
    .replace(/\bmode$/i, '')
    .replaceAll(/[\s_-]/g, '')
    .toLowerCase();
  return ORDER.find((mode) => mode.toLowerCase() === plain);
}
