import { existsSync, lstatSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  BASELINE_FILE,
  baselineOf,
  baselineText,
  goneFrom,
  parseBaseline,
  type BaselineEntry,
} from '../core/baseline.ts';
import { printable } from '../core/printable.ts';
import type { CheckResult } from '../core/report/report.ts';
import { plural } from '../core/report/text.ts';
import { WORKSPACE_RULES } from '../core/rules/registry.ts';
import { readSmallText } from '../host/readSources.ts';
import { isWanted } from '../host/scan.ts';
import { isMeant, namesAFolder, type Target } from './target.ts';
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

/** Whether a check would have found what an entry accepts, if it were still there. */
export type Judges = (entry: BaselineEntry) => boolean;

/** What the check of files judges: not the history, not other files and rules, and nothing that it could not look at. */
export function judgesOf(target: Target, only: readonly string[] | undefined, result: CheckResult): Judges {
  // Of single files nobody knows what is wrong with all files together.
  const together = new Set(namesAFolder(target) ? [] : WORKSPACE_RULES.map(({ id }) => id));
  return ({ file, rule, history }) =>
    !history &&
    isMeant(file, target) &&
    (only === undefined || isWanted(rule, only)) &&
    !together.has(rule) &&
    !result.errors.some(
      (error) => (error.file === file || error.file === '') && (error.ruleId === '' || error.ruleId === rule),
    );
}

/** Says how many entries of a baseline are about what is no longer there; "" where none is. */
export function goneNotice(
  text: string,
  named: string | undefined,
  result: CheckResult,
  isJudged: Judges,
): string {
  const { length } = goneFrom(text, result.findings, isJudged);
  if (length === 0) return '';
  const file = printable(named ?? BASELINE_FILE);
  const [stand, them] = length === 1 ? ['stands', 'it'] : ['stand', 'them'];
  const command = named === undefined ? '--write-baseline' : `--baseline ${file} --write-baseline ${file}`;
  return `${plural(length, 'entry', 'entries')} of ${file} no longer ${stand}: launch-ready check ${command} drops ${them}.\n`;
}

/**
 * Accepts the findings that stand: writes their fingerprints and says how many. What the baseline in force and the one that is
 * written accept elsewhere is accepted still. Gives the exit code: 0, or 2 where a file could not be checked.
 */
export function writeBaseline(
  root: string,
  named: true | string,
  result: CheckResult,
  {
    inForce,
    isJudged,
    from,
  }: { readonly inForce: string; readonly isJudged: Judges; readonly from: 'files' | 'history' },
): number {
  const file = named === true ? path.join(root, BASELINE_FILE) : path.resolve(named);
  const unchecked = result.errors.filter(({ ruleId }) => ruleId === '');
  for (const error of unchecked) process.stderr.write(`${printable(`${error.file}: ${error.message}`)}\n`);
  if (lstatSync(file, { throwIfNoEntry: false })?.isFile() === false)
    throw new UsageError(`--write-baseline: ${named === true ? BASELINE_FILE : named} is no plain file.`);
  const before = [inForce, readSmallText(file, LARGEST) ?? ''];
  const text = baselineText(
    result.findings,
    before.map((each) => baselineOf(each, (entry) => !isJudged(entry))),
    from,
  );
  if (!existsSync(path.dirname(file)))
    throw new UsageError(
      `--write-baseline: there is no folder “${path.dirname(String(named))}” to write it to.`,
    );
  writeFileSync(file, text);
  const accepted = parseBaseline(text).fingerprints;
  const dropped = new Set<string>();
  for (const each of before)
    for (const fingerprint of parseBaseline(each).fingerprints)
      if (!accepted.has(fingerprint)) dropped.add(fingerprint);
  const left =
    dropped.size === 0 ? '' : `; ${plural(dropped.size, 'entry', 'entries')} of what is gone left it`;
  process.stdout.write(
    `${printable(path.relative(process.cwd(), file))} accepts ${plural(accepted.size, 'finding')}${left}. ` +
      'From now on only new ones are reported: commit the file, and write it again when some are mended.\n',
  );
  const overdue = result.findings.filter((finding) => finding.overdue && !finding.suppressed).length;
  if (overdue > 0)
    process.stderr.write(
      `${plural(overdue, 'finding')} put off until a day that has passed ${overdue === 1 ? 'is' : 'are'} not accepted: mend ${overdue === 1 ? 'it' : 'them'}, or agree on a new day.\n`,
    );
  return unchecked.length > 0 ? 2 : 0;
}
