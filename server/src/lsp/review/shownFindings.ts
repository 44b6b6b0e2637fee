import { compareImpact, isApplicable, type Finding, type Impact } from '../../core/finding.ts';
import { compareFindings } from '../../core/postprocess.ts';
import { printable } from '../../core/printable.ts';
import type { ChangedFile } from '../../host/review/types.ts';
import type { ReviewFinding } from '../../protocol.ts';
import { toRange, toUri } from '../convert.ts';

/** Least severe that is shown: what the user wants to see, and whatever stands against the commit. */
interface Limits {
  readonly minimum: Impact;
  readonly failOn: Impact | 'never';
}

/** Findings of a review as the view shows them, most severe first. */
export function shownFindings(
  root: string,
  findings: readonly Finding[],
  changes: readonly ChangedFile[],
  { minimum, failOn }: Limits,
): readonly ReviewFinding[] {
  const changed = new Map(changes.map((change) => [change.path, change]));
  const isShown = ({ impact, overdue }: Finding): boolean =>
    overdue !== undefined ||
    compareImpact(impact, minimum) <= 0 ||
    (failOn !== 'never' && compareImpact(impact, failOn) <= 0);
  return [...findings]
    .filter(isShown)
    .sort(compareFindings)
    .flatMap((finding) => shown(root, finding, changed) ?? []);
}

function shown(
  root: string,
  finding: Finding,
  changed: ReadonlyMap<string, ChangedFile>,
): ReviewFinding | undefined {
  const { fingerprint, ruleId, impact, message, file, range, fixes, overdue } = finding;
  if (file === null) return undefined;
  const change = changed.get(file);
  const fix = fixes[0];
  return {
    id: fingerprint,
    ruleId,
    impact,
    message: printable(message),
    file: printable(file),
    uri: toUri(root, file),
    range: toRange(range),
    status: change?.status ?? 'untouched',
    ...(change?.from === undefined ? {} : { from: toUri(root, change.from) }),
    ...(fix && isApplicable(fix) ? { fix: printable(fix.title) } : {}),
    ...(overdue ? { overdue: overdue.until } : {}),
  };
}
