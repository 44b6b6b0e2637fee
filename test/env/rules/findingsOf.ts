import type { Finding } from '../../../server/src/core/finding.ts';
import { judgeFiles } from '../../support/wholeWorkspace.ts';

/** Judges files together, and gives what one rule finds, in the order of files. */
export function findingsOf(
  ruleId: string,
  files: Readonly<Record<string, string>>,
  ignored: readonly string[] = [],
): readonly Finding[] {
  return judgeFiles(files, { ignored })
    .filter((finding) => finding.ruleId === ruleId)
    .toSorted((a, b) => {
      if (a.file !== b.file) return (a.file ?? '') < (b.file ?? '') ? -1 : 1;
      return (a.offsets?.start ?? 0) - (b.offsets?.start ?? 0);
    });
}

/** The same in short: `impact text file`, one for each finding. */
export function linesOf(
  ruleId: string,
  files: Readonly<Record<string, string>>,
  ignored: readonly string[] = [],
): readonly string[] {
  return findingsOf(ruleId, files, ignored).map(({ file, offsets, impact }) => {
    const text = files[file ?? '']?.slice(offsets?.start, offsets?.end);
    return `${impact} ${text} ${file}`;
  });
}

/** A package.json with these dependencies. */
export function packageJson(...dependencies: readonly string[]): string {
  const versions = Object.fromEntries(dependencies.map((name) => [name, '1.0.0']));
  return JSON.stringify({ name: 'tidepool', dependencies: versions });
}
