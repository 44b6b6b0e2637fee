import { createAnalyzer, type AnalysisError, type Analyzer } from '../core/analyze.ts';
import { parseBaseline } from '../core/baseline.ts';
import { parseConfig } from '../core/config.ts';
import { NO_FACTS } from '../core/facts.ts';
import type { Finding } from '../core/finding.ts';
import { areaOf, type Rule } from '../core/rule.ts';
import { RULES } from '../core/rules/registry.ts';
import { readAgain, readHead } from './history/secondReading.ts';
import type { Sighting } from './history/judge.ts';
import { readLog } from './history/log.ts';
import { judgeInParts, judgePart, type PartFile, type PartResult } from './history/part.ts';
import { readRefs, listTree } from './history/refs.ts';
import { openRepository, type Repository } from './history/repository.ts';
import { createSecrets, type HistoryFinding } from './history/secrets.ts';
import { createVersionCollector, type Commits, type Version } from './history/versions.ts';
import { GitError } from './git.ts';
import type { AnalyzerSettings } from './scan.ts';

export type { HistoryFinding } from './history/secrets.ts';

export interface HistoryOptions {
  readonly settings: AnalyzerSettings;
  /** Leaves out what can be reached from this revision. */
  readonly since?: string | undefined;
  /** Of the paths in the folder, the wanted ones. Without it, messages of commits and tags are judged too. */
  readonly wants?: ((path: string) => boolean) | undefined;
  /** Of the rules about secrets, the wanted ones. */
  readonly wantsRule?: (ruleId: string) => boolean;
  readonly onProgress?: (done: number, total: number) => void;
  /** Begins a thread that judges a part of the versions: called where that pays, while the log is still read. */
  readonly beginThread?: () => JudgingThread;
  /** Ends git, and the scan with a GitError. */
  readonly signal?: AbortSignal;
}

export interface JudgingThread {
  /** One part after the other. */
  judge(files: readonly PartFile[], onProgress: (done: number) => void): Promise<PartResult>;
  end(): void;
}

export interface HistoryResult {
  readonly commits: number;
  /** Versions of files that were judged, and their size. */
  readonly versions: number;
  readonly bytes: number;
  /** One for each secret, without order. */
  readonly findings: readonly HistoryFinding[];
  /** One for each secret and path: what a baseline must hold to accept them. */
  readonly unmerged: readonly Finding[];
  /** With `ruleId` "" where a part of the history was not judged. */
  readonly errors: readonly AnalysisError[];
}

/** There is no such commit to start from. */
export class UnknownRevision extends Error {
  override name = 'UnknownRevision';
}

/**
 * Judges every version of every file that any ref, stash or worktree leads to, and the messages of commits and annotated
 * tags, for secrets. Rejects with GitError where there is no repository (`absent`) or git fails, and with UnknownRevision.
 */
export async function scanHistory(folder: string, options: HistoryOptions): Promise<HistoryResult> {
  let thread: JudgingThread | undefined;
  try {
    return await scan(folder, options, {
      begin: () => (thread ??= options.beginThread?.()),
      begun: () => thread,
    });
  } finally {
    thread?.end();
  }
}

interface Threads {
  begin(): void;
  begun(): JudgingThread | undefined;
}

async function scan(folder: string, options: HistoryOptions, threads: Threads): Promise<HistoryResult> {
  const repository = await openRepository(folder, options.signal);
  const analyzer = secretsAnalyzer(options);
  const start = options.since === undefined ? undefined : await repository.resolve(options.since);
  if (options.since !== undefined && start === undefined) throw new UnknownRevision(options.since);

  const listing = await list(repository, analyzer, start, options, threads);
  const judged = await judgeVersions(repository, analyzer, listing, options, threads.begun());
  const secrets = createSecrets(listing.commits);
  for (const { version, sightings } of judged.found)
    for (const sighting of sightings) secrets.addVersion(sighting, version);
  for (const { place, sightings } of listing.messages)
    for (const sighting of sightings) secrets.addMessage(sighting, place);
  const again = { repository, analyzer, versions: listing.versions, paths: secrets.paths() };
  await readAgain(again, (sighting, version) => secrets.addKnown(sighting, version));
  const head = await readHead(again);
  return {
    commits: listing.commits.ids.length,
    versions: listing.versions.length - judged.unread,
    bytes: judged.bytes,
    findings: secrets.findings(head),
    unmerged: secrets.unmerged(),
    errors: [...listing.errors, ...judged.errors],
  };
}

export function secretsAnalyzer({
  settings,
  wantsRule = () => true,
}: Pick<HistoryOptions, 'settings' | 'wantsRule'>): Analyzer {
  const { configText, baselineText, today, salt } = settings;
  const { config } = parseConfig(configText, parseBaseline(baselineText).fingerprints);
  const rules = historyRules().filter(({ id }) => wantsRule(id));
  return createAnalyzer({ rules, config, today, salt, now: () => performance.now() });
}

/** The rules that the history is judged by: those that find secrets, each by its value. */
export function historyRules(): readonly Rule[] {
  return RULES.filter(({ id, classes = ['source'] }) => {
    return areaOf(id) === 'secrets' && classes.includes('source') && !WITHOUT_VALUES.has(id);
  });
}

/** They speak of the present files as they are, and their findings hold no value that a clone could leak. */
const WITHOUT_VALUES = new Set([
  'secrets/committed-env-file',
  'secrets/committed-key-file',
  'secrets/environment-bound-url',
  'secrets/logged-secret',
  'secrets/public-secret-variable',
  'secrets/secret-in-image',
  'secrets/secret-inlined-for-browsers',
  'secrets/unignored-build-context',
]);

interface Listing {
  readonly commits: Commits;
  readonly versions: readonly Version[];
  /** Those that a partial clone lacks. */
  readonly missing: readonly Version[];
  readonly messages: readonly MessageSightings[];
  readonly errors: readonly AnalysisError[];
}

interface MessageSightings {
  readonly place: { readonly commit: string; readonly date: string; readonly tag?: string };
  readonly sightings: readonly Sighting[];
}

/** The name under which messages are judged: git's own for the file in which one is written. */
const MESSAGE = 'COMMIT_EDITMSG';

/** Goes through all commits: judges their messages, and collects which blobs there are. */
async function list(
  repository: Repository,
  analyzer: Analyzer,
  start: string | undefined,
  { wants, signal }: HistoryOptions,
  threads: Threads,
): Promise<Listing> {
  const commits: Commits = { ids: [], dates: [] };
  const messages: MessageSightings[] = [];
  const errors: AnalysisError[] = [];
  const known = start === undefined ? [] : await listTree(repository, start);
  const collector = createVersionCollector({
    prefix: repository.prefix,
    wants: wants ?? (() => true),
    except: new Set(known.map(({ blob }) => blob)),
  });
  const readMessage = (text: Buffer, place: MessageSightings['place']): void => {
    const triggered = wants ? [] : analyzer.triggeredByBytes(MESSAGE, text);
    if (triggered.length === 0) return;
    const { findings } = analyzer.analyze(
      { path: MESSAGE, text: text.toString('utf8') },
      NO_FACTS,
      triggered,
    );
    const sightings = findings.filter((finding): finding is Sighting => finding.valueId !== undefined);
    if (sightings.length > 0) messages.push({ place, sightings });
  };

  const [{ stashes, tags, loose }, ends, unfetched] = await Promise.all([
    readRefs(repository),
    repository.shallowEnds(),
    repository.unfetched(),
  ]);
  let cut = false;
  try {
    await readLog(repository, [...stashes, ...(start === undefined ? [] : [`^${start}`])], {
      onCommit({ id, authorDate, message }) {
        commits.ids.push(id);
        commits.dates.push(authorDate);
        cut ||= ends.has(id);
        readMessage(message, { commit: id, date: authorDate });
      },
      onFile({ blob, path }) {
        collector.add(blob, path, commits.ids.length - 1);
        if (collector.count() >= WORTH_A_THREAD) threads.begin();
      },
    });
  } catch (error) {
    if (signal?.aborted || !(error instanceof GitError) || error.absent || commits.ids.length === 0)
      throw error;
    const message = `git could not read the whole history; ${commits.ids.length} commits were looked at. It says: ${error.message}`;
    errors.push({ file: REPOSITORY, ruleId: '', message });
  }
  if (cut) errors.push({ file: REPOSITORY, ruleId: '', message: shallow(commits.ids.length) });
  const reached = start === undefined ? undefined : new Set(commits.ids);
  for (const { name, commit, date, text } of tags)
    if (!reached || reached.has(commit)) readMessage(text, { commit, date, tag: name });
  if (start === undefined)
    for (const { blob, path } of loose) collector.add(blob, repository.prefix + path, -1);
  const all = collector.finish();
  const missing = all.filter(({ blob }) => unfetched.has(blob));
  const versions = missing.length === 0 ? all : all.filter(({ blob }) => !unfetched.has(blob));
  return { commits, versions, missing, messages, errors };
}

/** Where errors that are of no one file are told. */
const REPOSITORY = '.git';

function shallow(commits: number): string {
  const looked = commits === 1 ? '1 commit was' : `${commits} commits were`;
  return `this clone is shallow: only ${looked} looked at. “git fetch --unshallow” gets the others (in GitHub Actions: fetch-depth: 0).`;
}

interface Judged {
  readonly found: readonly { readonly version: Version; readonly sightings: readonly Sighting[] }[];
  readonly errors: readonly AnalysisError[];
  readonly bytes: number;
  readonly unread: number;
}

async function judgeVersions(
  repository: Repository,
  analyzer: Analyzer,
  { versions, missing }: Listing,
  { onProgress, signal }: HistoryOptions,
  thread: JudgingThread | undefined,
): Promise<Judged> {
  const files = versions.map(({ blob, places: [{ path }] }) => ({ blob, path }));
  const parts = await judgeInParts(
    files,
    (part, onDone) => judgePart(repository, analyzer, part, { signal, onProgress: onDone }),
    thread && ((part, onDone) => thread.judge(part, onDone)),
    (done) => onProgress?.(done, files.length),
  );
  const at = (index: number): Version => versions[index] as Version;
  const unread = (why: 'missing' | 'damaged'): readonly Version[] =>
    parts.flatMap(({ part, first }) => part.unreadable[why].map((index) => at(first + index)));
  const [lost, damaged] = [unread('missing'), unread('damaged')];
  return {
    found: parts.flatMap(({ part, first }) =>
      part.found.map(({ index, sightings }) => ({ version: at(first + index), sightings })),
    ),
    bytes: parts.reduce((sum, { part }) => sum + part.bytes, 0),
    unread: lost.length + damaged.length,
    errors: [
      ...parts.flatMap(({ part }) => part.errors),
      ...notRead([...missing, ...lost], MISSING),
      ...notRead(damaged, 'damaged: “git fsck” says more, and another clone may have them whole'),
    ],
  };
}

/** Below this many versions a worker thread takes longer to start than it saves. */
const WORTH_A_THREAD = 4_000;

const MISSING =
  'not in this clone (a partial clone leaves them out until they are needed): a full clone has them';

function notRead(versions: readonly Version[], why: string): readonly AnalysisError[] {
  const [first, ...others] = versions;
  if (!first) return [];
  const what =
    others.length === 0
      ? 'a version of this file was not checked, because it is'
      : `versions of this file and of others, ${versions.length} in all, were not checked, because they are`;
  return [{ file: first.places[0].path, ruleId: '', message: `${what} ${why}.` }];
}
