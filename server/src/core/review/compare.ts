import { compareImpact, type Finding } from '../finding.ts';
import { UNCHANGED, type LineMap } from './lineMap.ts';

/** What one earlier state had: for a merge there are several. */
export interface EarlierState {
  /** Of the files that the change touches, and of those that are judged otherwise because of it. */
  readonly fileFindings: readonly Finding[];
  /** What was wrong with all files together. */
  readonly wholeFindings: readonly Finding[];
  /** By the path after the change: what became of a file. Those that are not in it are as they were. */
  readonly changes: ReadonlyMap<string, FileChange>;
}

export interface FileChange {
  /** Its path before; undefined where it was not there. */
  readonly from: string | undefined;
  readonly lines: LineMap;
}

/** What is wrong after the change. */
export interface LaterState {
  readonly fileFindings: readonly Finding[];
  readonly wholeFindings: readonly Finding[];
}

/**
 * The findings that a change answers for: those on lines that it brought, and those elsewhere that were not there before, or were
 * less severe, or silenced. With several earlier states: those that count against each of them.
 */
export function findingsOfChange(
  { fileFindings, wholeFindings }: LaterState,
  earlier: readonly EarlierState[],
): readonly Finding[] {
  const judges = earlier.map((state) => ({
    ofFile: judgeOf(fileFindings, state.fileFindings, state.changes, keyInFile),
    ofWhole: judgeOf(wholeFindings, state.wholeFindings, state.changes, keyAnywhere),
  }));
  return [
    ...fileFindings.filter((finding) => judges.every(({ ofFile }) => ofFile(finding))),
    ...wholeFindings.filter((finding) => judges.every(({ ofWhole }) => ofWhole(finding))),
  ];
}

/** What a finding is about, with the file's path before the change. */
type KeyOf = (finding: Finding, file: string | null | undefined) => string;

const keyInFile: KeyOf = ({ ruleId, kind }, file) => [ruleId, kind, file].join('\0');
/** A rule that looks at all files tells a thing once, and at another place where the first one is gone. */
const keyAnywhere: KeyOf = ({ ruleId, kind }) => [ruleId, kind].join('\0');

function judgeOf(
  later: readonly Finding[],
  earlier: readonly Finding[],
  changes: EarlierState['changes'],
  keyOf: KeyOf,
): (finding: Finding) => boolean {
  const places = new Map<string, Finding>();
  const counts = new Map<string, number>();
  for (const finding of earlier) {
    places.set(placeKey(finding, finding.file, finding.range?.start.line), finding);
    if (!finding.suppressed) count(counts, keyOf(finding, finding.file), 1);
  }
  const pathBefore = (file: string | null): string | null | undefined => {
    const change = file === null ? undefined : changes.get(file);
    return change ? change.from : file;
  };
  for (const finding of later)
    if (!finding.suppressed) count(counts, keyOf(finding, pathBefore(finding.file)), -1);
  return (finding) => {
    const { file, range, suppressed } = finding;
    if (isBrought(finding, changes)) return true;
    const lines = (file === null ? undefined : changes.get(file)?.lines) ?? UNCHANGED;
    const line = range ? lines.before(range.start.line) : undefined;
    const known = places.get(placeKey(finding, pathBefore(file), line));
    if (known) return compareImpact(finding.impact, known.impact) < 0 || (!!known.suppressed && !suppressed);
    return !suppressed && (counts.get(keyOf(finding, pathBefore(file))) ?? 0) < 0;
  };
}

/** Whether it stands in a file, or on a line, that the change brought. */
export function isBrought(finding: Finding, changes: EarlierState['changes']): boolean {
  const change = finding.file === null ? undefined : changes.get(finding.file);
  return change !== undefined && (change.from === undefined || touches(finding, change.lines));
}

function count(counts: Map<string, number>, key: string, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}

function placeKey(
  { ruleId, kind, range }: Finding,
  file: string | null | undefined,
  line: number | undefined,
): string {
  return [ruleId, kind, file, line, range?.start.column].join('\0');
}

/** Whether one of its lines is new. A range that ends at the start of a line has nothing of that line. */
function touches({ range }: Finding, lines: LineMap): boolean {
  if (!range) return false;
  const { start, end } = range;
  const last = end.column === 1 && end.line > start.line ? end.line - 1 : end.line;
  for (let line = start.line; line <= last; line++) if (lines.before(line) === undefined) return true;
  return false;
}
