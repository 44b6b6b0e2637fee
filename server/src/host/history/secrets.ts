import {
  compareImpact,
  type Finding,
  type Impact,
  type RelatedPlace,
  type Suppression,
} from '../../core/finding.ts';
import { secretKey, type Sighting } from './judge.ts';
import { comparePlaces, type Commits, type Version, type VersionPlace } from './versions.ts';

/** A secret of the history: where it stands in the oldest commit that has it. Its file is null for a message. */
export interface HistoryFinding extends Finding {
  readonly commit: NonNullable<Finding['commit']>;
  /** The version of the file that `range` speaks of; absent for messages. */
  readonly blob?: string;
}

/** Where a message stands. */
export interface MessagePlace {
  /** "" for a tag that names no commit. */
  readonly commit: string;
  readonly date: string;
  readonly tag?: string;
}

export interface Secrets {
  addVersion(sighting: Sighting, version: Version): void;
  /** The same for a secret that was sighted elsewhere before; others are passed over. */
  addKnown(sighting: Sighting, version: Version): void;
  addMessage(sighting: Sighting, place: MessagePlace): void;
  /** The paths at which something was sighted in a version of a file. */
  paths(): ReadonlySet<string>;
  unmerged(): readonly Finding[];
  /** One for each secret. `head` tells which values the newest commit has. */
  findings(head: ReadonlyMap<string, Suppression | null>): readonly HistoryFinding[];
}

interface InVersion {
  readonly sighting: Sighting;
  readonly version: Version;
}

interface InMessage {
  readonly sighting: Sighting;
  readonly place: MessagePlace;
}

interface Secret {
  readonly versions: InVersion[];
  readonly messages: InMessage[];
}

/** Gathers what was sighted, and tells of every secret once. */
export function createSecrets(commits: Commits): Secrets {
  const secrets = new Map<string, Secret>();
  const secretOf = (sighting: Sighting): Secret => {
    const key = secretKey(sighting);
    const known = secrets.get(key) ?? { versions: [], messages: [] };
    secrets.set(key, known);
    return known;
  };
  const all = (): readonly Secret[] => [...secrets.values()];

  return {
    addVersion: (sighting, version) => void secretOf(sighting).versions.push({ sighting, version }),
    addKnown: (sighting, version) =>
      void secrets.get(secretKey(sighting))?.versions.push({ sighting, version }),
    addMessage: (sighting, place) => void secretOf(sighting).messages.push({ sighting, place }),
    paths: () =>
      new Set(all().flatMap(({ versions }) => versions.map(({ version }) => version.places[0].path))),
    unmerged: () =>
      all().flatMap(({ versions, messages }) =>
        [versions, messages].flatMap((places) => places.map(({ sighting }) => withoutFixes(sighting))),
      ),
    findings: (head) => all().flatMap((secret) => findingOf(secret, commits, head) ?? []),
  };
}

/** A fix is for the present files. */
function withoutFixes(sighting: Sighting): Sighting {
  return { ...sighting, fixes: [] };
}

function findingOf(
  { versions, messages }: Secret,
  commits: Commits,
  head: ReadonlyMap<string, Suppression | null>,
): HistoryFinding | undefined {
  const [first] = versions.sort(compareSightings);
  // The newest comes first in the log.
  const message = messages.findLast(({ sighting }) => !sighting.suppressed) ?? messages.at(-1);
  if (!first) return message && messageFinding(message, head.has(message.sighting.valueId));
  const { sighting, version } = first;
  const [place] = version.places;
  const id = commits.ids[place.commit] ?? '';
  const date = commits.dates[place.commit] ?? '';
  const inHead = head.has(sighting.valueId);
  return {
    ...withoutFixes(sighting),
    message: `${sighting.message} ${remark(describe(id, date), inHead, sighting.impact)}`,
    related: relatedPlaces(first, versions, commits),
    commit: { id, authorDate: date, inHead },
    blob: version.blob,
    // What is fine in the newest commit was fine before: nobody can write a comment into an old one.
    suppressed: head.has(sighting.valueId) ? (head.get(sighting.valueId) ?? null) : sighting.suppressed,
  };
}

/** What stands before what was silenced; then the most severe, in product code first, and the oldest. */
function compareSightings(a: InVersion, b: InVersion): number {
  return (
    Number(a.sighting.suppressed !== null) - Number(b.sighting.suppressed !== null) ||
    compareImpact(a.sighting.impact, b.sighting.impact) ||
    comparePlaces(a.version.places[0], b.version.places[0])
  );
}

/** The oldest place at every other path. */
function relatedPlaces(
  first: InVersion,
  versions: readonly InVersion[],
  commits: Commits,
): readonly RelatedPlace[] {
  const oldest = new Map<string, { readonly place: VersionPlace; readonly sighting: Sighting }>();
  for (const { sighting, version } of versions)
    for (const place of version.places) {
      const known = oldest.get(place.path);
      if (!known || known.place.commit < place.commit) oldest.set(place.path, { place, sighting });
    }
  oldest.delete(first.version.places[0].path);
  return [...oldest.values()].flatMap(({ place, sighting: { range } }) => {
    const when = describe(commits.ids[place.commit] ?? '', commits.dates[place.commit] ?? '');
    return range ? [{ file: place.path, range, message: `The same value, ${when}` }] : [];
  });
}

function messageFinding({ sighting, place }: InMessage, inHead: boolean): HistoryFinding {
  const { commit, date, tag } = place;
  const of = tag === undefined ? `commit ${shortId(commit)}` : `tag ${tag}`;
  return {
    ...withoutFixes(sighting),
    file: null,
    message: `${sighting.message} It stands in the message of ${of}${onDate(date)}, and every clone has it: rotate it.`,
    commit: { id: commit, authorDate: date, inHead },
  };
}

function remark(commit: string, inHead: boolean, impact: Impact): string {
  const since = `It is in the history since ${commit}`;
  // What matters little is said to, and what to do about it with it.
  if (impact === 'low')
    return inHead
      ? `${since}, and the current code still has it.`
      : `${since}; the current code no longer has it.`;
  return inHead
    ? `${since}, and the current code still has it: rotate it, then remove it.`
    : `${since}. The current code no longer has it, but every clone does: rotate it.`;
}

/** "commit 3f9c1a2b07 (2024-05-01)". A blob that only a tag or a ref names has no commit. */
function describe(id: string, date: string): string {
  return id === '' ? 'a tag or a ref without a commit' : `commit ${shortId(id)}${onDate(date)}`;
}

function onDate(date: string): string {
  const day = /^\d{4}-\d\d-\d\d/.exec(date)?.[0];
  return day === undefined ? '' : ` (${day})`;
}

export function shortId(id: string): string {
  return id.slice(0, 10);
}
