import { strict as assert } from 'node:assert';
import { judgeFiles } from '../../support/wholeWorkspace.ts';

export type Files = Readonly<Record<string, string>>;

/** Rule, impact, line. */
export function found(files: Files, isLoud = true): readonly string[] {
  return judgeFiles(files)
    .filter(({ area, impact }) => area === 'cors' && (!isLoud || impact !== 'low'))
    .map(({ ruleId, impact, file, range }) => `${impact} ${ruleId.slice(5)} ${file}:${range?.start.line}`)
    .sort();
}

export function says(what: string, files: Files, ...wanted: readonly string[]): void {
  it(what, () => assert.deepEqual(found(files), wanted));
}

export const EVERYBODY = 'blocker credentials-for-every-origin';
export const LOOSE = 'blocker loose-origin-pattern';
