import { compareImpact, needsDecision, type Finding, type Fix, type Impact } from '../finding.ts';
import { printable } from '../printable.ts';
import { docsUrl, PRODUCT_NAME } from '../product.ts';
import { areaOf, type RuleInfo } from '../rule.ts';
import { errorText, LEVELS, messageOf, presentRange, subjectOf } from './place.ts';
import type { CheckResult } from './report.ts';
import { plural } from './text.ts';
import { fileUri, folderUri } from './uri.ts';

/** What a report in SARIF 2.1.0 is made of (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html). */
export interface SarifInput extends Pick<
  CheckResult,
  'version' | 'root' | 'findings' | 'leftOut' | 'errors' | 'review'
> {
  /** What is shown of a rule; those without findings are left out. */
  readonly ruleInfoOf: (id: string) => RuleInfo | undefined;
}

/** A run for code scanning: one result a finding, with its rule's help and a fingerprint that stays when lines move. */
export function sarifReport(input: SarifInput): string {
  const { version, root, ruleInfoOf } = input;
  const findings = mostSevere(input.findings);
  const ids = [...new Set(findings.map(({ ruleId }) => ruleId))].sort();
  const indexes = new Map(ids.map((id, index) => [id, index]));
  const run = {
    tool: {
      driver: {
        name: PRODUCT_NAME,
        version,
        semanticVersion: version,
        informationUri: 'https://github.com/launch-ready/launch-ready',
        rules: ids.map((id) => ruleAsSarif(id, ruleInfoOf(id))),
      },
    },
    invocations: [invocationOf(input, input.findings.length - findings.length)],
    originalUriBaseIds: { [ROOT]: { uri: folderUri(root) } },
    columnKind: 'utf16CodeUnits',
    results: findings.map((finding) => resultAsSarif(finding, indexes.get(finding.ruleId) ?? -1)),
  };
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [run],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

const ROOT = '%SRCROOT%';

/** GitHub refuses a run with more, and shows the 5,000 most severe (https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support-for-code-scanning). */
const MOST_RESULTS = 25_000;

function mostSevere(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length <= MOST_RESULTS) return findings;
  return [...findings]
    .sort((a, b) => Number(!!a.suppressed) - Number(!!b.suppressed) || compareImpact(a.impact, b.impact))
    .slice(0, MOST_RESULTS);
}

/** Whether all was looked at, and what there is to say of what was not. */
function invocationOf(input: SarifInput, leftOut: number): Record<string, unknown> {
  const { errors, review } = input;
  const tooManyText = `Left out: ${plural(leftOut, 'finding')}. A report holds 25,000, the most severe first.`;
  return {
    executionSuccessful: errors.every(({ ruleId }) => ruleId !== ''),
    toolExecutionNotifications: [
      ...errors.map(({ file, ...error }) =>
        notification('error', `${printable(file)}: ${errorText(error)}`, error.ruleId),
      ),
      ...(review?.notices ?? []).map((notice) => notification('warning', printable(notice))),
      ...(leftOut > 0 ? [notification('warning', tooManyText)] : []),
      ...(input.leftOut ? [notification('note', notListedText(input.leftOut.length))] : []),
    ],
  };
}

function notListedText(count: number): string {
  return `Not listed, as it was asked for: ${plural(count, 'finding')}.`;
}

function notification(
  level: 'error' | 'warning' | 'note',
  text: string,
  ruleId = '',
): Record<string, unknown> {
  return { level, message: { text }, ...(ruleId === '' ? {} : { associatedRule: { id: ruleId } }) };
}

/** GitHub takes 20 tags a rule: these are three at most. A rule with a security-severity is a security alert there. */
function ruleAsSarif(id: string, info: RuleInfo | undefined): Record<string, unknown> {
  const url = docsUrl(id);
  const why = info?.why ?? 'The page of the rule says why it matters.';
  const title = info?.title ?? id;
  const isSecurity = info?.stage === 'security';
  return {
    id,
    name: id,
    shortDescription: { text: title },
    fullDescription: { text: why },
    helpUri: url,
    help: {
      text: `${why}\nWhat to do, and when to ignore it: ${url}`,
      markdown: `**${title}**\n\n${why}\n\n[What to do, and when to ignore it](${url})`,
    },
    ...(info ? { defaultConfiguration: { level: LEVELS[info.impact] } } : {}),
    properties: {
      tags: [...new Set([areaOf(id), ...(info ? [info.stage] : [])])],
      ...(info && isSecurity ? { 'security-severity': SEVERITIES[info.impact] } : {}),
      ...(info && !isSecurity ? { 'problem.severity': PROBLEM_SEVERITIES[info.impact] } : {}),
    },
  };
}

function resultAsSarif(finding: Finding, ruleIndex: number): Record<string, unknown> {
  const { ruleId, impact, fingerprint, suppressed, overdue, live, related } = finding;
  const fixes = finding.commit ? [] : finding.fixes.flatMap((fix) => fixAsSarif(fix, finding));
  return {
    ruleId,
    ruleIndex,
    level: LEVELS[impact],
    message: { text: messageOf(finding) },
    locations: [locationOf(finding)],
    ...(related.length > 0 ? { relatedLocations: related.slice(0, MOST_PLACES).map(relatedAsSarif) } : {}),
    partialFingerprints: { 'launchReady/v1': fingerprint },
    ...(fixes.length > 0 ? { fixes } : {}),
    ...(suppressed ? { suppressions: [suppressionAsSarif(suppressed)] } : {}),
    properties: {
      impact,
      ...(finding.commit ? { commit: finding.commit } : {}),
      ...(overdue ? { overdue } : {}),
      ...(live ? { host: live.host, evidence: live.evidence } : {}),
    },
  };
}

/** GitHub shows 100 places of a result. */
const MOST_PLACES = 100;

function suppressionAsSarif(suppressed: NonNullable<Finding['suppressed']>): Record<string, unknown> {
  const { by, reason, owner, until } = suppressed;
  return {
    kind: by === 'comment' ? 'inSource' : 'external',
    status: 'accepted',
    justification: reason,
    properties: { by, ...(owner === undefined ? {} : { owner }), ...(until === undefined ? {} : { until }) },
  };
}

/**
 * In a file, or at a host. GitHub refuses a result without a file, so that what is in none stands in one that is named like the
 * host or the commit, with a description that says so.
 */
function locationOf(finding: Finding): Record<string, unknown> {
  const { file, live } = finding;
  const range = presentRange(finding);
  const name = subjectOf(finding);
  const description = live ? `${name} itself: no file` : `The ${name}: no file`;
  return {
    ...(live ? { logicalLocations: [{ name: live.host, kind: 'resource' }] } : {}),
    physicalLocation: {
      artifactLocation: {
        uri: fileUri(name),
        uriBaseId: ROOT,
        ...(file === null ? { description: { text: printable(description) } } : {}),
      },
      ...(range ? { region: regionOf(range) } : {}),
    },
  };
}

function relatedAsSarif(place: Finding['related'][number], index: number): Record<string, unknown> {
  return {
    id: index + 1,
    message: { text: printable(place.message) },
    physicalLocation: {
      artifactLocation: { uri: fileUri(place.file), uriBaseId: ROOT },
      region: regionOf(place.range),
    },
  };
}

function regionOf({ start, end }: NonNullable<Finding['range']>): Record<string, number> {
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

/**
 * Only what needs nothing but these edits, and whose place is known by line and column: edits within the finding, on its one
 * line. Other fixes are worked out against the files when somebody asks for them, and some ask for a decision.
 */
function fixAsSarif(fix: Fix, { file, range, offsets }: Finding): readonly Record<string, unknown>[] {
  if (fix.kind !== 'edit' || fix.edits.length === 0 || needsDecision(fix)) return [];
  if (file === null || !range || !offsets || range.start.line !== range.end.line) return [];
  if (!fix.edits.every((edit) => edit.range.start >= offsets.start && edit.range.end <= offsets.end))
    return [];
  const column = (offset: number): number => range.start.column + offset - offsets.start;
  const replacements = fix.edits.map(({ range: { start, end }, newText }) => ({
    deletedRegion: {
      startLine: range.start.line,
      startColumn: column(start),
      endLine: range.start.line,
      endColumn: column(end),
    },
    ...(newText === '' ? {} : { insertedContent: { text: newText } }),
  }));
  const artifactLocation = { uri: fileUri(file), uriBaseId: ROOT };
  return [
    { description: { text: printable(fix.title) }, artifactChanges: [{ artifactLocation, replacements }] },
  ];
}

/** GitHub orders security alerts by it: critical from 9.0, high from 7.0, medium from 4.0. */
const SEVERITIES: Readonly<Record<Impact, string>> = {
  blocker: '9.5',
  high: '7.5',
  medium: '5.0',
  low: '2.0',
};

const PROBLEM_SEVERITIES: Readonly<Record<Impact, string>> = {
  blocker: 'error',
  high: 'error',
  medium: 'warning',
  low: 'recommendation',
};
