import { overdueText } from '../deferrals.ts';
import { compareImpact, type Finding, type Impact } from '../finding.ts';
import { printable } from '../printable.ts';

/** Where a finding stands, for a person: "src/pay.ts:12:7", "src/pay.ts:12:7 in commit 1a2b3c4d5e", "shop.example". */
export function placeOf(finding: Finding): string {
  const { file, range, commit, live } = finding;
  const at = range && !(file === null && live) ? `:${range.start.line}:${range.start.column}` : '';
  const since = file !== null && commit ? ` in ${commitName(commit.id)}` : '';
  return printable(`${subjectOf(finding)}${at}${since}`);
}

/** What it stands in, for formats that must name something: a file, the host that answered, or the message of a commit. */
export function subjectOf({ file, live, commit }: Finding): string {
  if (file !== null) return file;
  if (live) return live.host;
  return commit ? `message of ${commitName(commit.id)}` : 'workspace';
}

/** Its lines in the file as it is now. What stands in the history has none: the file may have changed since. */
export function presentRange({ file, range, commit }: Finding): Finding['range'] {
  return file === null || commit ? null : range;
}

/** The findings that are not suppressed, most severe first, otherwise as they were sorted. */
export function standing(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ suppressed }) => !suppressed).sort((a, b) => compareImpact(a.impact, b.impact));
}

/** The message, with until when it was put off if that has passed. */
export function textOf({ message, overdue }: Finding): string {
  return printable(overdue ? `${message} ${overdueText(overdue)}` : message);
}

/** The same, with where it stands if that is in the history: lines of other formats can't say it. */
export function messageOf(finding: Finding): string {
  return finding.commit ? `${textOf(finding)} (${placeOf(finding)})` : textOf(finding);
}

/** What could not be checked, with the reason. */
export function errorText({
  ruleId,
  message,
}: {
  readonly ruleId: string;
  readonly message: string;
}): string {
  return printable(ruleId === '' ? message : `${ruleId} ${message}`);
}

/** The three levels that most formats know. */
export const LEVELS: Readonly<Record<Impact, 'error' | 'warning' | 'note'>> = {
  blocker: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
};

function commitName(id: string): string {
  return id === '' ? 'a tag' : `commit ${id.slice(0, 10)}`;
}
