import type { Finding, Impact } from '../finding.ts';
import { PRODUCT_NAME } from '../product.ts';
import { docsUrl } from '../product.ts';
import type { RuleInfo } from '../rule.ts';

/** What a report in SARIF 2.1.0 is made of (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html). */
export interface SarifInput {
  readonly version: string;
  readonly findings: readonly Finding[];
  /** What is shown of a rule; those without findings are left out. */
  readonly ruleInfoOf: (id: string) => RuleInfo | undefined;
}

/** A run for code scanning: one result a finding, with its rule's help and a fingerprint that stays when lines move. */
export function sarifReport({ version, findings, ruleInfoOf }: SarifInput): string {
  const ids = [...new Set(findings.map(({ ruleId }) => ruleId))].sort();
  const indexes = new Map(ids.map((id, index) => [id, index]));
  const run = {
    tool: {
      driver: {
        name: PRODUCT_NAME,
        version,
        informationUri: 'https://github.com/launch-ready/launch-ready',
        rules: ids.map((id) => ruleAsSarif(id, ruleInfoOf(id))),
      },
    },
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

function ruleAsSarif(id: string, info: RuleInfo | undefined): Record<string, unknown> {
  if (!info) return { id };
  return {
    id,
    name: id,
    shortDescription: { text: info.title },
    fullDescription: { text: info.why },
    helpUri: docsUrl(id),
    help: { text: `${info.why} ${docsUrl(id)}` },
    defaultConfiguration: { level: LEVELS[info.impact] },
    properties: {
      'security-severity': SEVERITIES[info.impact],
      tags: [id.slice(0, id.indexOf('/')), info.stage],
    },
  };
}

function resultAsSarif(finding: Finding, ruleIndex: number): Record<string, unknown> {
  const { ruleId, impact, message, fingerprint, suppressed } = finding;
  return {
    ruleId,
    ruleIndex,
    level: LEVELS[impact],
    message: { text: message },
    locations: [placeOf(finding)],
    partialFingerprints: { 'launchReady/v1': fingerprint },
    ...(suppressed
      ? {
          suppressions: [
            { kind: suppressed.by === 'comment' ? 'inSource' : 'external', justification: suppressed.reason },
          ],
        }
      : {}),
    properties: {
      impact,
      ...(finding.live ? { host: finding.live.host, evidence: finding.live.evidence } : {}),
    },
  };
}

/** In a file, or at a host. */
function placeOf({ file, range, live }: Finding): Record<string, unknown> {
  const logical = live ? { logicalLocations: [{ name: live.host, kind: 'resource' }] } : {};
  if (file === null) return logical;
  return {
    ...logical,
    physicalLocation: {
      artifactLocation: { uri: encodeURI(file).replaceAll('#', '%23').replaceAll('?', '%3F') },
      ...(range
        ? {
            region: {
              startLine: range.start.line,
              startColumn: range.start.column,
              endLine: range.end.line,
              endColumn: range.end.column,
            },
          }
        : {}),
    },
  };
}

const LEVELS: Readonly<Record<Impact, 'error' | 'warning' | 'note'>> = {
  blocker: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
};

/** GitHub orders by it: critical from 9.0, high from 7.0, medium from 4.0. */
const SEVERITIES: Readonly<Record<Impact, string>> = {
  blocker: '9.5',
  high: '7.5',
  medium: '5.0',
  low: '2.0',
};
