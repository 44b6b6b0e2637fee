import * as v from 'valibot';
import type { Finding } from './finding.ts';

/** Taken from the root of the folder where the command line names no other; the editor honours it as well. */
export { BASELINE_FILE } from './fileNames.ts';

const baselineSchema = v.object({
  version: v.literal(1),
  findings: v.array(v.object({ fingerprint: v.string(), rule: v.string(), file: v.string() })),
});

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

function entriesOf(text: string): readonly { fingerprint: string; rule: string; file: string }[] {
  const parsed = v.safeParse(baselineSchema, parseJson(text));
  return parsed.success ? parsed.output.findings : [];
}

/** What a baseline accepts in some files alone: the text of a smaller one. */
export function baselineOf(text: string, isWanted: (file: string) => boolean): string {
  return JSON.stringify({ version: 1, findings: entriesOf(text).filter(({ file }) => isWanted(file)) });
}

/**
 * The findings that stand, as a baseline file: no line numbers and no dates, in an order that depends on nothing else, so
 * that the file changes only where a finding comes or goes. What `kept`, the text of another baseline, accepts is accepted still.
 */
export function baselineText(findings: readonly Finding[], kept = ''): string {
  const accepted = findings
    .filter(({ suppressed, file }) => file !== null && (!suppressed || suppressed.by === 'baseline'))
    .map(({ fingerprint, ruleId, file }) => ({ fingerprint, rule: ruleId, file: file ?? '' }));
  const known = new Map([...entriesOf(kept), ...accepted].map((entry) => [entry.fingerprint, entry]));
  const entries = [...known.values()].sort(
    (a, b) =>
      compareText(a.file, b.file) || compareText(a.rule, b.rule) || compareText(a.fingerprint, b.fingerprint),
  );
  return `${JSON.stringify({ version: 1, findings: entries }, null, 2)}\n`;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
