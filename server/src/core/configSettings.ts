import * as v from 'valibot';

/** A mapping with these settings and no others. */
export function settings<const Entries extends v.ObjectEntries>(entries: Entries) {
  const names = Object.keys(entries).join(', ');
  return v.strictObject(entries, ({ expected, path }) => {
    if (expected === 'never') return `Unknown setting: there may be ${names} here.`;
    return path ? 'This setting is missing.' : `Write settings here: ${names}.`;
  });
}
