import { lstatSync, type Stats } from 'node:fs';

/** What stands under a name, links not followed; undefined where there is nothing, also where a file stands in place of a folder on the way. */
export function statusOf(file: string): Stats | undefined {
  try {
    return lstatSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
