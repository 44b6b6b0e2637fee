import type { Finding } from '../../core/finding.ts';
import type { LiveResult } from '../../core/judgeLive.ts';
import type { MendCopy } from '../../core/check.ts';
import { LIVE_AREAS } from '../../core/observations/domain.ts';
import { printable } from '../../core/printable.ts';
import { copyText } from '../../core/report/live.ts';
import type { LiveAreaReport, LiveCheckResult, LiveCopy, LiveDomainReport } from '../../protocol.ts';
import { toRange, toUri } from '../convert.ts';
import { uriOf, type Folder } from '../folder.ts';
import type { KnownDomain } from './keptReports.ts';

/** What the view shows of a domain. `folder` is the one whose configuration counted. */
export function shownReport({ report, areas }: KnownDomain, folder: Folder | undefined): LiveDomainReport {
  const findings = new Map(report.findings.map((finding) => [finding.fingerprint, finding]));
  return {
    domain: report.domain,
    ...(folder ? { folder: toUri(folder.root, '') } : {}),
    ...(report.observatory ? { grade: report.observatory.grade } : {}),
    areas: LIVE_AREAS.flatMap((area): LiveAreaReport[] => {
      const at = areas[area];
      if (at === undefined) return [];
      const results = report.results
        .filter((result) => result.area === area)
        .map((result, index) => shownResult(result, index, findings.get(result.fingerprint ?? ''), folder));
      return [{ area, at, results: [...results, ...brokenChecks(report.errors, area)] }];
    }),
  };
}

/** A check that failed itself has not passed. */
function brokenChecks(errors: KnownDomain['report']['errors'], area: string): readonly LiveCheckResult[] {
  return errors
    .filter(({ ruleId }) => ruleId.startsWith(`${area}/`))
    .map(({ ruleId }) => ({
      key: `${ruleId} error`,
      checkId: ruleId,
      title: ruleId,
      state: 'unknown',
      message: 'Could not tell: this check failed itself, which is our mistake.',
      evidence: [],
    }));
}

function shownResult(
  { checkId, title, state, message, host, evidence, mend, impact, fingerprint }: LiveResult,
  index: number,
  finding: Finding | undefined,
  folder: Folder | undefined,
): LiveCheckResult {
  const range = folder && finding?.file ? presentRange(finding, folder) : undefined;
  return {
    key: fingerprint ?? `${checkId} ${index}`,
    checkId,
    title,
    state: finding?.suppressed ? 'accepted' : state,
    ...(impact ? { impact } : {}),
    message,
    ...(host === undefined ? {} : { host }),
    evidence: evidence.map(printable),
    ...(mend
      ? {
          mend: {
            how: mend.how,
            copy: (mend.copy ?? []).map(shownCopy),
            ...(mend.link?.url.startsWith('https://') ? { link: mend.link } : {}),
          },
        }
      : {}),
    ...(folder && finding?.file && range
      ? { place: { uri: uriOf(folder, finding.file), file: finding.file, ...range } }
      : {}),
  };
}

/** Where the line stands now, or else where it stood: a place to look at in any case. */
function presentRange(
  { file, fingerprint, range }: Finding,
  { live }: Folder,
): { line: number; character: number; length: number } {
  const now = live.findings(file ?? '').find((finding) => finding.fingerprint === fingerprint);
  const { start, end } = toRange(now?.range ?? range);
  return {
    ...start,
    length: end.line === start.line ? Math.max(0, end.character - start.character) : 0,
  };
}

function shownCopy(copy: MendCopy): LiveCopy {
  const text = copyText(copy);
  if (copy.kind === 'text') return { label: printable(copy.label), value: printable(text), text };
  const { name, type, value } = copy;
  return { label: printable(`${type} ${name}`), value: printable(value), text, valueText: value };
}
