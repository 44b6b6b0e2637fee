import { fileClassOf, type WorkspaceFacts } from '../core/facts.ts';
import { languageOf, SCRIPT_LANGUAGES, SERVER_LANGUAGES, type Language } from '../core/language.ts';
import { placeOf } from '../core/place.ts';
import type { Chunk, OpenedFile, Workspace } from '../core/workspace.ts';
import type { CodePlace, CodeQuery, SearchCode } from '../core/workspaceRule.ts';
import { finderOf, wordsIn, type WordFinder, type Words } from './words.ts';

export interface SearchedFile {
  readonly path: string;
  /** Changes when the file does: what was found in it is kept until then. */
  readonly stamp: string;
}

/** Where the product's code may speak of the database. Texts over this size are data. */
const LANGUAGES: ReadonlySet<Language> = new Set([...SCRIPT_LANGUAGES, ...SERVER_LANGUAGES, 'sql', 'shell']);
const MOST_BYTES = 1_000_000;
/** Code that tools write from the database, and the migrations themselves, say nothing of who uses a column. */
const NO_CODE =
  /migrat|(?:^|\/)(?:seeds?|seeders|drizzle|versions|alembic|db\/schema\.rb|schema\.sql|structure\.sql|supabase\/(?:schemas|tests))(?:\/|$|\.)|(?:database|supabase)[._-]types?\.|\.gen\.[a-z]+$|\.d\.ts$/i;
/** Questions whose answers are kept. While somebody types a name, each key that is pressed asks another. */
const MOST_QUESTIONS = 2_000;

/**
 * Looks for words in the code of a workspace. Each version of a file is read once for the words in it, and again only where one of
 * them is asked for.
 */
export function createCodeSearch(workspace: Workspace, files: () => Iterable<SearchedFile>): SearchCode {
  const known = new Map<string, KnownFile>();
  const answers = new Map<string, Answer>();
  const isSearched = rememberedBy(() => workspace.facts());
  let round = 0;
  let looked: Iterable<SearchedFile> | undefined;
  let lookedWith: WorkspaceFacts | undefined;

  /** Files whose words are known, and which of them are others than in the last round. */
  const look = (): void => {
    const listed = files();
    const facts = workspace.facts();
    // The very same list as in the round before: nothing is new, and nothing gone.
    if (listed === looked && facts === lookedWith) return;
    [looked, lookedWith] = [listed, facts];
    let present = 0;
    for (const { path, stamp } of listed) {
      if (!isSearched(path)) continue;
      present++;
      const before = known.get(path);
      if (before?.stamp === stamp) before.seen = round;
      else known.set(path, { stamp, since: round, seen: round, words: undefined });
    }
    if (present === known.size) return;
    for (const [path, { seen }] of known)
      if (seen !== round) {
        known.delete(path);
        for (const answer of answers.values()) answer.put(path, []);
      }
  };

  return (queries) => {
    if (queries.length === 0) return new Map();
    round++;
    look();
    const asked = queries.map((query) => {
      const answer = answers.get(query.key) ?? createAnswer();
      // The last that was asked for comes last.
      answers.delete(query.key);
      answers.set(query.key, answer);
      return { query, answer };
    });
    const oldest = Math.min(...asked.map(({ answer }) => answer.round));
    const finders = new Map<number, WordFinder<(typeof asked)[number]>>();
    for (const [path, file] of known) {
      if (file.since <= oldest) continue;
      // Few different ages: what was asked for together is as old.
      let finder = finders.get(file.since);
      if (!finder) {
        const open = asked.filter(({ answer }) => answer.round < file.since);
        finder = finderOf(open, ({ query }) => query.words);
        finders.set(file.since, finder);
      }
      answerIn(workspace, path, { file, finder });
    }
    for (const { answer } of asked) answer.round = round;
    forgetOldest(answers, Math.max(MOST_QUESTIONS, queries.length));
    return new Map(asked.map(({ query, answer }) => [query.key, answer.places()]));
  };
}

interface KnownFile {
  readonly stamp: string;
  /** The round in which this version of it was new, and the last in which it was there. */
  readonly since: number;
  seen: number;
  /** Undefined before it is read; null where it can't be, or is too large. */
  words: Words | null | undefined;
}

interface Answer {
  /** All versions of files up to that round were looked at. */
  round: number;
  put(path: string, places: readonly CodePlace[]): void;
  places(): readonly CodePlace[];
}

interface Asked {
  readonly query: CodeQuery;
  readonly answer: Answer;
}

function createAnswer(): Answer {
  const byFile = new Map<string, readonly CodePlace[]>();
  let all: readonly CodePlace[] | undefined;
  return {
    round: 0,
    put(path, places) {
      if (places.length === 0 && !byFile.has(path)) return;
      if (places.length > 0) byFile.set(path, places);
      else byFile.delete(path);
      all = undefined;
    },
    places: () => (all ??= [...byFile].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, places]) => places)),
  };
}

/** Opens a file if its words are not known, or if one of them is asked for. */
function answerIn(
  workspace: Workspace,
  path: string,
  { file, finder }: { readonly file: KnownFile; readonly finder: WordFinder<Asked> },
): void {
  for (const { answer } of finder.all) answer.put(path, []);
  if (file.words === null || (file.words && finder.in(file.words).length === 0)) return;
  const opened = workspace.open(path);
  if (!opened) {
    file.words = null;
    return;
  }
  try {
    const chunk = onlyChunk(opened);
    if (!chunk) {
      file.words = null;
      return;
    }
    file.words ??= wordsIn(chunk.bytes);
    const wanted = finder.in(file.words);
    const source = wanted.length === 0 ? undefined : chunk.toSource(path);
    if (source)
      for (const { query, answer } of wanted)
        answer.put(
          path,
          query.find(source).map((at) => ({ file: path, at })),
        );
  } finally {
    opened.close();
  }
}

/** Undefined for a text that is too large to be code, of which no more is read. */
function onlyChunk({ chunks }: OpenedFile): Chunk | undefined {
  let only: Chunk | undefined;
  for (const chunk of chunks) {
    if (only || chunk.bytes.length > MOST_BYTES) return undefined;
    only = chunk;
  }
  return only;
}

function forgetOldest(answers: Map<string, unknown>, most: number): void {
  for (const key of answers.keys()) {
    if (answers.size <= most) return;
    answers.delete(key);
  }
}

/** Paths are judged once, and again when the facts are others. */
function rememberedBy(facts: () => WorkspaceFacts): (path: string) => boolean {
  let about: WorkspaceFacts | undefined;
  let judged = new Map<string, boolean>();
  return (path) => {
    const now = facts();
    if (now !== about) [about, judged] = [now, new Map()];
    let verdict = judged.get(path);
    if (verdict === undefined) judged.set(path, (verdict = isCode(path, now)));
    return verdict;
  };
}

/** Whether a file is code of the product that may speak of its database. */
export function isCode(path: string, facts: WorkspaceFacts): boolean {
  return (
    (LANGUAGES.has(languageOf(path)) || path.endsWith('.prisma')) &&
    !NO_CODE.test(path) &&
    placeOf(path) === 'product' &&
    fileClassOf(path, facts) === 'source'
  );
}
