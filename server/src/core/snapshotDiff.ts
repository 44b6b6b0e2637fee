import { compareImpact } from './finding.ts';
import { nameOf } from './paths.ts';
import { areaOf } from './rule.ts';
import type { Snapshot, SnapshotFinding } from './snapshot.ts';

/** What can become of a finding, in the order in which people want to hear of it. */
export const CHANGES = [
  'new',
  'back',
  'worse',
  'fixed',
  'better',
  'put off',
  'accepted',
  'moved',
  'not looked for',
] as const;

/**
 * `back`: it was put off or accepted, and counts again. `fixed`: it is gone. `not looked for`: its rule is off by now, or its
 * file could not be checked, so that nobody knows.
 */
export type ChangeKind = (typeof CHANGES)[number];

export interface Change {
  readonly kind: ChangeKind;
  /** As it is now; for what is gone as it was. */
  readonly finding: SnapshotFinding;
  /** As it was; absent where it is new. */
  readonly before?: SnapshotFinding;
}

export interface SnapshotDiff {
  readonly earlier: Snapshot;
  readonly now: Snapshot;
  readonly changes: readonly Change[];
  /** How many are open and as they were. */
  readonly unchanged: number;
}

export interface DiffOptions {
  /** Whether the workspace has this file now. */
  readonly isThere: (file: string) => boolean;
  /** Whether what is no longer found may be there all the same. */
  readonly isUnchecked: (finding: SnapshotFinding) => boolean;
}

/**
 * What became of the findings since a snapshot. The same finding is known by its fingerprint; else by rule, kind and words,
 * first in its file and then in others: files are renamed, and code moves. A secret that vanished from a file which is still
 * there did not move: another one of its kind is a new one.
 */
export function diffSnapshots(earlier: Snapshot, now: Snapshot, options: DiffOptions): SnapshotDiff {
  const pairs = pairUp(earlier.findings, now.findings, options);
  const known = new Set(pairs.map(({ after }) => after));
  const left = new Set(pairs.map(({ before }) => before));
  const changes = [
    ...now.findings.filter((finding) => !known.has(finding)).flatMap(arrived),
    ...pairs.flatMap(({ before, after }) => {
      const kind = kindOf(before, after);
      return kind ? [{ kind, finding: after, before }] : [];
    }),
    ...earlier.findings.filter((finding) => !left.has(finding)).flatMap((finding) => gone(finding, options)),
  ];
  return {
    earlier,
    now,
    changes: changes.sort(compareChanges),
    unchanged: pairs.filter(({ before, after }) => after.state === 'open' && !kindOf(before, after)).length,
  };
}

interface Pair {
  readonly before: SnapshotFinding;
  readonly after: SnapshotFinding;
}

function pairUp(
  earlier: readonly SnapshotFinding[],
  now: readonly SnapshotFinding[],
  { isThere }: DiffOptions,
): readonly Pair[] {
  const pairs: Pair[] = [];
  let [before, after] = [earlier, now];
  const take = (
    keysOf: (finding: SnapshotFinding) => readonly string[],
    mayPair: (old: SnapshotFinding) => boolean,
  ): void => {
    const open = new Map<string, SnapshotFinding[]>();
    for (const finding of after)
      for (const key of keysOf(finding)) open.set(key, [...(open.get(key) ?? []), finding]);
    const taken = new Set<SnapshotFinding>();
    for (const old of before) {
      const candidates = keysOf(old).flatMap((key) => open.get(key) ?? []);
      const match = candidates.find((finding) => !taken.has(finding) && mayPair(old));
      if (!match) continue;
      taken.add(match).add(old);
      pairs.push({ before: old, after: match });
    }
    before = before.filter((finding) => !taken.has(finding));
    after = after.filter((finding) => !taken.has(finding));
  };
  const mayMove = ({ rule, file }: SnapshotFinding): boolean =>
    areaOf(rule) !== 'secrets' || (file !== null && !isThere(file));
  take(
    ({ fingerprint, sameAs = [] }) => [fingerprint, ...sameAs],
    () => true,
  );
  // Messages count things and name lines: with other numbers in the same file it is the same finding.
  take(
    (finding) => [`${finding.file} ${wordsOf(finding).replaceAll(/\d+/g, '0')}`],
    ({ rule }) => areaOf(rule) !== 'secrets',
  );
  take((finding) => [`${nameOf(finding.file ?? '')} ${wordsOf(finding)}`], mayMove);
  take((finding) => [wordsOf(finding)], mayMove);
  return pairs;
}

/** Rule, kind and message, without the name of the file: that changes with a move. */
function wordsOf({ rule, kind = '', message, file }: SnapshotFinding): string {
  const withoutName = (text: string): string =>
    file === null ? text : text.replaceAll(file, '…').replaceAll(nameOf(file), '…');
  return [rule, withoutName(kind), withoutName(message)].join('\0');
}

function arrived(finding: SnapshotFinding): readonly Change[] {
  return finding.state === 'open' ? [{ kind: 'new', finding }] : [];
}

function gone(finding: SnapshotFinding, { isUnchecked }: DiffOptions): readonly Change[] {
  if (finding.state !== 'open') return [];
  return [{ kind: isUnchecked(finding) ? 'not looked for' : 'fixed', finding, before: finding }];
}

function kindOf(before: SnapshotFinding, after: SnapshotFinding): ChangeKind | undefined {
  if (after.state !== 'open') return before.state === 'open' ? after.state : undefined;
  if (before.state !== 'open') return 'back';
  const impact = compareImpact(after.impact, before.impact);
  if (impact !== 0) return impact < 0 ? 'worse' : 'better';
  return isMoved(before, after) ? 'moved' : undefined;
}

/** A secret that stands in many files is where it was as long as it stands in one of them. */
function isMoved(before: SnapshotFinding, after: SnapshotFinding): boolean {
  const places = new Set([after.fingerprint, ...(after.sameAs ?? [])]);
  return (
    before.file !== after.file && ![before.fingerprint, ...(before.sameAs ?? [])].some((id) => places.has(id))
  );
}

function compareChanges(a: Change, b: Change): number {
  return (
    CHANGES.indexOf(a.kind) - CHANGES.indexOf(b.kind) || compareImpact(a.finding.impact, b.finding.impact)
  );
}
