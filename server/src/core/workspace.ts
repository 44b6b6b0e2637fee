import type { Analysis, Analyzer } from './analyze.ts';
import type { FileClass } from './classify.ts';
import { factsStamp, fileClassOf, type WorkspaceFacts } from './facts.ts';
import type { Source } from './source.ts';

/** What the core asks of a host: which files there are, and what is in them. Implemented on disk and in memory. */
export interface Workspace {
  /** Changes when the file does (time and size, say); undefined where there is no such file. Reads nothing. */
  stamp(path: string): string | undefined;
  /** A file whose contents are wanted; undefined where there is none. Throws when it can't be read. */
  open(path: string): OpenedFile | undefined;
  facts(): WorkspaceFacts;
}

export interface OpenedFile {
  /** What `Workspace.stamp` says, of the very file that is read. */
  readonly stamp: string;
  /** The contents in order: one chunk for most files, none for binary ones. To be read to the end, or closed. */
  readonly chunks: Iterable<Chunk>;
  close(): void;
}

/** A file's bytes, or one piece of them. Valid only until the next chunk is asked for. */
export interface Chunk {
  readonly bytes: Uint8Array;
  /** True where triggers can be searched for in the bytes; UTF-16 is searched as text. */
  readonly asciiCompatible: boolean;
  toSource(path: string): Source;
}

/** Text of small files, read when a fix is planned. Open editors answer with what they show. */
export interface Files {
  /** The text, or undefined where there is no such (readable, reasonably small) file. Path relative to the root. */
  read(path: string): string | undefined;
  /** True when git would leave the path out of a commit: ignored and not tracked. */
  isIgnored(path: string): boolean;
}

/** Cooperative cancellation, the shape that language servers and AbortSignal can both give. */
export interface Cancellation {
  readonly cancelled: boolean;
}

export const NEVER_CANCELLED: Cancellation = { cancelled: false };

/** What is known of a file after it was judged. */
export interface FileResult {
  readonly path: string;
  readonly stamp: string;
  /** Size in bytes; 0 for files that were not read. */
  readonly bytes: number;
  readonly analysis: Analysis;
}

const NOTHING: Analysis = { findings: [], errors: [] };

/**
 * Judges one file. With what was known of it before, an unchanged file is not read again. Undefined for a file that
 * is gone; one that can't be read gives an error instead of findings.
 */
export function checkFile(
  workspace: Workspace,
  analyzer: Analyzer,
  path: string,
  known?: FileResult,
): FileResult | undefined {
  const result = checkUnlessKnown(workspace, analyzer, path, known?.stamp);
  return result === 'unchanged' ? known : result;
}

/** The same for whoever knows the stamp of the result alone: a worker thread. */
export function checkUnlessKnown(
  workspace: Workspace,
  analyzer: Analyzer,
  path: string,
  knownStamp: string | undefined,
): FileResult | 'unchanged' | undefined {
  const factsOfPath = factsStamp(workspace.facts(), path);
  const fileClass = fileClassOf(path, workspace.facts());
  const isJudged = analyzer.looksAt(fileClass);
  const isRead = isJudged && fileClass !== 'keystore';
  let stamp = '';
  try {
    // A file that is read anyway tells its stamp when it is opened: asking before costs a third of the time.
    if (knownStamp !== undefined || !isRead) {
      const found = workspace.stamp(path);
      if (found === undefined) return missing(path);
      stamp = found + factsOfPath;
      if (stamp === knownStamp) return 'unchanged';
      // Of a container of keys the name says all that there is to say.
      if (!isRead && isJudged)
        return { path, stamp, bytes: 0, analysis: analyzer.analyze({ path, text: '' }, workspace.facts()) };
      if (!isRead) return { path, stamp, bytes: 0, analysis: NOTHING };
    }
    const file = workspace.open(path);
    if (!file) return missing(path);
    stamp = file.stamp + factsOfPath;
    try {
      return { path, stamp, ...checkChunks(workspace, analyzer, { path, fileClass, chunks: file.chunks }) };
    } finally {
      file.close();
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    return unread(path, stamp, `could not be read (${code})`);
  }
}

/** A name that is no UTF-8 can't be asked for again: the file is there, and must not be passed over in silence. */
function missing(path: string): FileResult | undefined {
  return path.includes('\uFFFD') ? unread(path, '', 'has a name that is not UTF-8') : undefined;
}

/** A file that was not checked; that is no finding, but nobody may take it for a clean one. */
function unread(path: string, stamp: string, message: string): FileResult {
  return { path, stamp, bytes: 0, analysis: { findings: [], errors: [{ file: path, ruleId: '', message }] } };
}

function checkChunks(
  workspace: Workspace,
  analyzer: Analyzer,
  { path, fileClass, chunks }: { path: string; fileClass: FileClass; chunks: Iterable<Chunk> },
): { bytes: number; analysis: Analysis } {
  let bytes = 0;
  const parts: Analysis[] = [];
  for (const chunk of chunks) {
    bytes += chunk.bytes.length;
    const triggered = chunk.asciiCompatible
      ? analyzer.triggeredByBytes(path, chunk.bytes, fileClass)
      : undefined;
    if (triggered?.length !== 0)
      parts.push(analyzer.analyze(chunk.toSource(path), workspace.facts(), triggered));
  }
  return { bytes, analysis: mergeParts(parts) };
}

/** Pieces overlap: what both saw is kept once. */
function mergeParts(parts: readonly Analysis[]): Analysis {
  if (parts.length <= 1) return parts[0] ?? NOTHING;
  const seen = new Set<string>();
  const findings = parts
    .flatMap((part) => part.findings)
    .filter(({ ruleId, range }) => {
      const key = `${ruleId}@${range?.start.line}:${range?.start.column}`;
      return !seen.has(key) && seen.add(key);
    });
  const dated = parts.some((part) => part.dated);
  // Facts hold offsets, which are those of a piece: of a file this large nothing is said beyond its findings.
  return { findings, errors: parts.flatMap((part) => part.errors), ...(dated ? { dated } : {}) };
}
