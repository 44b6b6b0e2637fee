import * as v from 'valibot';
import type { Finding } from './finding.ts';

/** Taken from the root of the folder where the command line names no other; the editor honours it as well. */
export { BASELINE_FILE } from './fileNames.ts';

const baselineSchema = v.object({
  version: v.literal(1),
  findings: v.array(
    v.object({
      fingerprint: v.string(),
      rule: v.string(),
      file: v.string(),
      history: v.optional(v.literal(true)),
    }),
  ),
});

/** An accepted finding. */
export interface BaselineEntry {
  readonly fingerprint: string;
  readonly rule: string;
  /** Relative to the root, forward slashes. */
  readonly file: string;
  /** It stands in the history, whatever becomes of the file. */
  readonly history?: true | undefined;
}

export interface ParsedBaseline {
  readonly fingerprints: ReadonlySet<string>;
  /** Why the text is no baseline, in words. It then accepts nothing. */
  readonly problem?: string;
}

/** Reads a baseline file; "" is an empty one. Never throws. */
export function parseBaseline(text: string): ParsedBaseline {
  if (text === '') return { fingerprints: new Set() };
  const parsed = v.safeParse(baselineSchema, parseJson(text));
  if (parsed.success)
    return { fingerprints: new Set(parsed.output.findings.map(({ fingerprint }) => fingerprint)) };
  const problem = 'it is no baseline of version 1: write it again with launch-ready check --write-baseline';
  return { fingerprints: new Set(), problem };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the schema then says what is wrong, without quoting the file
  }
}

function entriesOf(text: string): readonly BaselineEntry[] {
  const parsed = v.safeParse(baselineSchema, parseJson(text));
  return parsed.success ? parsed.output.findings : [];
}

/** Some entries of a baseline: the text of a smaller one. */
export function baselineOf(text: string, isWanted: (entry: BaselineEntry) => boolean): string {
  return JSON.stringify({ version: 1, findings: entriesOf(text).filter(isWanted) });
}

/** What a baseline accepts and a check no longer finds. `isJudged`: whether the check would have found it. */
export function goneFrom(
  text: string,
  findings: readonly Finding[],
  isJudged: (entry: BaselineEntry) => boolean,
): readonly BaselineEntry[] {
  const found = new Set(findings.map(({ fingerprint }) => fingerprint));
  return entriesOf(text).filter((entry) => isJudged(entry) && !found.has(entry.fingerprint));
}

/** Whether a finding may be accepted. What was put off until now has had its chance: a baseline does not bury it. */
function isAcceptable({ file, suppressed, overdue }: Finding): boolean {
  return file !== null && !overdue && (!suppressed || suppressed.by === 'baseline');
}

/**
 * The findings that stand, as a baseline file: no line numbers and no dates, in an order that depends on nothing else, so
 * that the file changes only where a finding comes or goes. What `kept`, texts of other baselines, accept is accepted still.
 */
export function baselineText(
  findings: readonly Finding[],
  kept: readonly string[] = [],
  from: 'files' | 'history' = 'files',
): string {
  const known = new Map<string, BaselineEntry>();
  const accepted = findings.filter(isAcceptable).map((finding) => entryOf(finding, from));
  for (const entry of [...kept.flatMap(entriesOf), ...accepted]) {
    const history = entry.history ?? known.get(entry.fingerprint)?.history;
    known.set(entry.fingerprint, { ...entry, ...(history ? { history } : {}) });
  }
  const entries = [...known.values()].sort(
    (a, b) =>
      compareText(a.file, b.file) || compareText(a.rule, b.rule) || compareText(a.fingerprint, b.fingerprint),
  );
  return `${JSON.stringify({ version: 1, findings: entries }, null, 2)}\n`;
}

function entryOf({ fingerprint, ruleId, file }: Finding, from: 'files' | 'history'): BaselineEntry {
  return {
    fingerprint,
    rule: ruleId,
    file: file ?? '',
    ...(from === 'history' ? { history: true } : {}),
  };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
