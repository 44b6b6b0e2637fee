import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { LiveReport, LiveResult } from '../../core/judgeLive.ts';
import { LIVE_AREAS, type LiveArea } from '../../core/observations/domain.ts';
import { makeFolder } from '../../host/makeFolder.ts';

/** What is known of a domain: of each area what was found when it was last checked. */
export interface KnownDomain {
  readonly report: LiveReport;
  /** When each area was checked: ISO 8601. */
  readonly areas: Readonly<Partial<Record<LiveArea, string>>>;
  /** Root of the folder whose configuration counted; "" for none. */
  readonly root: string;
  /** What tells the files that findings stand in, as they were then: see `FoundTexts`. */
  readonly stamps: Readonly<Record<string, string>>;
}

/** The areas that were checked now take the place of what was known of them. */
export function joinKnown(before: KnownDomain | undefined, now: KnownDomain): KnownDomain {
  if (!before || before.root !== now.root) return now;
  const isNew = (area: string): boolean => now.areas[area as LiveArea] !== undefined;
  const { report } = now;
  const kept = before.report;
  const keptFindings = kept.findings.filter(({ area }) => !isNew(area));
  return {
    ...now,
    areas: { ...before.areas, ...now.areas },
    stamps: { ...before.stamps, ...now.stamps },
    report: {
      ...report,
      ...(kept.observatory && !isNew('headers') ? { observatory: kept.observatory } : {}),
      results: [...kept.results.filter(({ area }) => !isNew(area)), ...report.results],
      findings: [...keptFindings, ...report.findings],
    },
  };
}

/** Reports on disk, for the next start: in a folder of the editor's own, which holds what the view shows and no secret. */
export interface ReportFile {
  load(): readonly KnownDomain[];
  save(known: readonly KnownDomain[]): void;
}

export function openReportFile(folder: string | undefined): ReportFile | undefined {
  if (folder === undefined) return undefined;
  const file = path.join(folder, 'live-reports.json');
  return {
    load() {
      try {
        if (statSync(file).size > LARGEST) return [];
        return parse(JSON.parse(readFileSync(file, 'utf8')));
      } catch {
        return []; // none yet, or malformed: there is no more to it than checking again
      }
    },
    save(known) {
      const text = JSON.stringify({ format: FORMAT, known: known.slice(0, MOST_DOMAINS).map(bounded) });
      if (text.length > LARGEST) return;
      const temporary = `${file}.${process.pid}.tmp`;
      try {
        makeFolder(folder, 0o700);
        writeFileSync(temporary, text, { mode: 0o600 });
        renameSync(temporary, file);
      } catch {
        rmSync(temporary, { force: true }); // a full disk, say: the next start begins without them
      }
    },
  };
}

const FORMAT = 1;
const LARGEST = 16 * 1024 * 1024;
const MOST_DOMAINS = 200;
const MOST_EVIDENCE = 40;
const LONGEST_LINE = 500;

/** Servers have a say in how much there is. */
function bounded(known: KnownDomain): KnownDomain {
  const results = known.report.results.map((result) => ({
    ...result,
    evidence: result.evidence.slice(0, MOST_EVIDENCE).map((line) => line.slice(0, LONGEST_LINE)),
  }));
  return { ...known, report: { ...known.report, results } };
}

function parse(value: unknown): readonly KnownDomain[] {
  if (!isObject(value) || value['format'] !== FORMAT || !Array.isArray(value['known'])) return [];
  return value['known'].filter(isKnown);
}

/** Written by ourselves, in another version perhaps: what is looked at must be there. */
function isKnown(value: unknown): value is KnownDomain {
  if (!isObject(value) || typeof value['root'] !== 'string') return false;
  const { report, areas, stamps } = value;
  return (
    isObject(stamps) &&
    isObject(areas) &&
    Object.entries(areas).every(
      ([area, at]) => LIVE_AREAS.some((one) => one === area) && typeof at === 'string',
    ) &&
    isObject(report) &&
    typeof report['domain'] === 'string' &&
    Array.isArray(report['errors']) &&
    isListOf(report['findings'], ['ruleId', 'area', 'impact', 'message', 'fingerprint']) &&
    isListOf(report['results'], ['checkId', 'area', 'title', 'state', 'message']) &&
    (report['results'] as Partial<LiveResult>[]).every(({ evidence }) => Array.isArray(evidence))
  );
}

function isListOf(value: unknown, texts: readonly string[]): value is readonly object[] {
  return (
    Array.isArray(value) &&
    value.every((one) => isObject(one) && texts.every((name) => typeof one[name] === 'string'))
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
