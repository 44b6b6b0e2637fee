import * as v from 'valibot';
import { IMPACTS, isToDo, type Finding } from './finding.ts';
import { PRODUCT_NAME, TOOL_NAME } from './product.ts';
import { mergeSameSecrets } from './sameSecrets.ts';
import { countByImpact, readinessScore } from './score.ts';

/** Where a snapshot is written, and looked for, where nobody names another file. */
export const SNAPSHOT_FILE = 'launch-ready-snapshot.json';

const findingSchema = v.object({
  /** As reports have it. */
  fingerprint: v.string(),
  /** Fingerprints of the other places of the same secret. */
  sameAs: v.optional(v.array(v.string())),
  rule: v.string(),
  kind: v.optional(v.string()),
  /** Relative to the root, forward slashes. */
  file: v.nullable(v.string()),
  impact: v.picklist(IMPACTS),
  message: v.string(),
  state: v.picklist(['open', 'put off', 'accepted']),
  /** Of one that is put off. */
  owner: v.optional(v.string()),
  until: v.optional(v.string()),
});

const snapshotSchema = v.object({
  schemaVersion: v.literal(1),
  tool: v.object({ name: v.literal(TOOL_NAME), version: v.string() }),
  /** ISO 8601, UTC. */
  date: v.string(),
  /** Full id of the commit that was checked out; null where there is none. */
  commit: v.nullable(v.string()),
  files: v.number(),
  /** Readiness from 0 to 100. */
  score: v.number(),
  /** Of the findings that are open. */
  byImpact: v.object({ blocker: v.number(), high: v.number(), medium: v.number(), low: v.number() }),
  findings: v.array(findingSchema),
});

/** What was found at one time. It holds no secret, and no line numbers, so that it changes only where findings do. */
export type Snapshot = Readonly<v.InferOutput<typeof snapshotSchema>>;
export type SnapshotFinding = Readonly<Snapshot['findings'][number]>;

/** Of the findings of a check, before the places of one secret are joined. */
export function takeSnapshot(
  findings: readonly Finding[],
  about: Pick<Snapshot, 'date' | 'commit' | 'files'> & { readonly version: string },
): Snapshot {
  const merged = mergeSameSecrets(findings);
  const counts = countByImpact(merged.filter(isToDo));
  const places = placesOfSecrets(findings);
  return {
    schemaVersion: 1,
    tool: { name: TOOL_NAME, version: about.version },
    date: about.date,
    commit: about.commit,
    files: about.files,
    score: readinessScore(counts),
    byImpact: { ...counts },
    findings: merged.map((finding) => entryOf(finding, places)).sort(compareEntries),
  };
}

/** The text of the file. */
export function snapshotText(snapshot: Snapshot): string {
  return `${JSON.stringify(snapshot, null, 2)}\n`;
}

/** Reads such a file, or says in words why it is none. Never throws. */
export function parseSnapshot(text: string): Snapshot | { readonly problem: string } {
  const json = parseJson(text);
  const parsed = v.safeParse(snapshotSchema, json);
  if (parsed.success) return parsed.output;
  const newer = v.safeParse(v.object({ schemaVersion: v.pipe(v.number(), v.minValue(2)) }), json);
  return {
    problem: newer.success ? `a newer ${PRODUCT_NAME} wrote it: update this one` : 'it is no snapshot',
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the schema then says that it is none, without quoting the file
  }
}

function placesOfSecrets(findings: readonly Finding[]): ReadonlyMap<string, readonly string[]> {
  const places = new Map<string, string[]>();
  for (const finding of findings) {
    const key = secretOf(finding);
    if (key !== undefined) places.set(key, [...(places.get(key) ?? []), finding.fingerprint]);
  }
  return places;
}

/** The same for all places of a secret that stand. */
function secretOf({ valueId, ruleId, kind, suppressed }: Finding): string | undefined {
  return valueId === undefined || suppressed ? undefined : `${ruleId} ${kind ?? ''} ${valueId}`;
}

function entryOf(finding: Finding, places: ReadonlyMap<string, readonly string[]>): SnapshotFinding {
  const { fingerprint, ruleId, kind, file, impact, message, suppressed } = finding;
  const others = (places.get(secretOf(finding) ?? '') ?? []).filter((other) => other !== fingerprint);
  return {
    fingerprint,
    ...(others.length > 0 ? { sameAs: others.sort(compareText) } : {}),
    rule: ruleId,
    ...(kind === undefined ? {} : { kind }),
    file,
    impact,
    message,
    state: suppressed ? (suppressed.until === undefined ? 'accepted' : 'put off') : 'open',
    ...(suppressed?.owner === undefined ? {} : { owner: suppressed.owner }),
    ...(suppressed?.until === undefined ? {} : { until: suppressed.until }),
  };
}

function compareEntries(a: SnapshotFinding, b: SnapshotFinding): number {
  return (
    compareText(a.file ?? '', b.file ?? '') ||
    compareText(a.rule, b.rule) ||
    compareText(a.fingerprint, b.fingerprint)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
