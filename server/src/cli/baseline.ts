import { existsSync, lstatSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BASELINE_FILE, baselineText, parseBaseline } from '../core/baseline.ts';
import { printable } from '../core/printable.ts';
import type { CheckResult } from '../core/report/report.ts';
import { plural } from '../core/report/text.ts';
import { readSmallText } from '../host/readSources.ts';
import { UsageError } from './usageError.ts';

/** Bytes. A finding takes some 150 of them. */
const LARGEST = 16 * 1024 * 1024;

/** The text of the baseline that counts, "" where there is none. A named one must exist and be one. */
export function readBaseline(root: string, named: string | undefined): string {
  const file = named === undefined ? path.join(root, BASELINE_FILE) : path.resolve(named);
  const shown = named ?? BASELINE_FILE;
  if (lstatSync(file, { throwIfNoEntry: false }) === undefined) {
    if (named === undefined) return '';
    throw new UsageError(
      `--baseline: there is no file “${named}”. launch-ready check --write-baseline ${named} makes it.`,
    );
  }
  const text = readSmallText(file, LARGEST);
  if (text === undefined)
    throw new UsageError(`${shown} can't be used: it must be a plain text file under 16 MB.`);
  const { problem } = parseBaseline(text);
  if (problem && named !== undefined) throw new UsageError(`--baseline: ${named}: ${problem}.`);
  if (problem) process.stderr.write(`${BASELINE_FILE} is not used: ${printable(problem)}.\n`);
  return problem ? '' : text;
}

/**
 * Accepts the findings that stand: writes their fingerprints and says how many. Gives the exit code: 0, or 2 where a file
 * could not be checked, because its findings are not in it. What `kept`, another baseline, accepts is accepted still.
 */
export function writeBaseline(root: string, named: true | string, result: CheckResult, kept = ''): number {
  const file = named === true ? path.join(root, BASELINE_FILE) : path.resolve(named);
  const unchecked = result.errors.filter(({ ruleId }) => ruleId === '');
  for (const error of unchecked) process.stderr.write(`${printable(`${error.file}: ${error.message}`)}\n`);
  if (lstatSync(file, { throwIfNoEntry: false })?.isFile() === false)
    throw new UsageError(`--write-baseline: ${named === true ? BASELINE_FILE : named} is no plain file.`);
  const text = baselineText(result.findings, kept);
  if (!existsSync(path.dirname(file)))
    throw new UsageError(
      `--write-baseline: there is no folder “${path.dirname(String(named))}” to write it to.`,
    );
  writeFileSync(file, text);
  const count = parseBaseline(text).fingerprints.size;
  process.stdout.write(
    `${printable(path.relative(process.cwd(), file))} accepts ${plural(count, 'finding')}. ` +
      'From now on only new ones are reported: commit the file, and write it again when some are mended.\n',
  );
  return unchecked.length > 0 ? 2 : 0;
}
