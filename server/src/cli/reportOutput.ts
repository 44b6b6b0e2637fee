import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { printable } from '../core/printable.ts';
import { makeFolder } from '../host/makeFolder.ts';
import { statusOf } from './statusOf.ts';
import { UsageError } from './usageError.ts';

/**
 * Writes a report to a file that the user named: whoever reads meanwhile sees the old report or the new one. Makes the folders
 * on the way. Fails where it can't be written, or where something else than a plain file is in its place: a link may have been
 * committed by a stranger, and /dev/stdout is one that nobody may replace.
 */
export function writeReportFile(named: string, report: string): void {
  const file = path.resolve(named);
  if (statusOf(file)?.isFile() === false)
    throw new UsageError(
      `--output-file: “${printable(named)}” is no plain file but a folder, a link or a device.`,
    );
  const temporary = path.join(
    path.dirname(file),
    `.${path.basename(file).slice(0, 100)}.${randomBytes(6).toString('hex')}.tmp`,
  );
  try {
    makeFolder(path.dirname(file));
    writeFileSync(temporary, report, { flag: 'wx' });
    renameSync(temporary, file);
  } catch (error) {
    if (statusOf(temporary)) rmSync(temporary, { force: true });
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new UsageError(`--output-file: “${printable(named)}” can’t be written${code}.`);
  }
}
