import type { Repository } from './repository.ts';

/** A commit as the log tells of it. Valid during the call only. */
export interface LoggedCommit {
  readonly id: string;
  /** ISO 8601 with offset; "" where the commit has none that makes sense. */
  readonly authorDate: string;
  readonly message: Buffer;
}

/** A file that a commit brought: it differs from that of every parent. */
export interface LoggedFile {
  readonly blob: string;
  /** Relative to the top of the repository. */
  readonly path: string;
}

export interface LogReader {
  /** Newest first; a commit never comes before those that build on it. */
  onCommit(commit: LoggedCommit): void;
  /** A file of the commit that was told of last. */
  onFile(file: LoggedFile): void;
}

/**
 * Tells every commit that can be reached from the given ones and from all refs (worktrees' HEADs included), with the
 * files that it brought. Every blob of the history is a file of some commit: one that no parent has at that path is told.
 */
export async function readLog(
  repository: Repository,
  revisions: readonly string[],
  reader: LogReader,
): Promise<void> {
  const parser = createParser(reader);
  await repository.stream(LOG, (chunk) => parser.push(chunk), {
    input: revisions.map((revision) => `${revision}\n`).join(''),
  });
}

const LOG = [
  'log',
  '--all',
  '--stdin',
  '--date-order',
  '--format=tformat:%H%x00%aI%x00%B',
  '-z',
  '--raw',
  '-c', // of a merge, what it has from no parent
  '--root',
  '--no-abbrev',
  '--no-renames',
  '-O/dev/null', // an order of files that the settings name may be missing, and git then fails
  '--no-relative',
  '--no-ext-diff',
  '--no-textconv',
  '--no-show-signature',
  '--no-mailmap',
  '--no-notes',
  '--no-color',
  '--no-decorate',
  '--ignore-submodules=all',
  '--encoding=UTF-8',
];

type Expects = 'commit' | 'date' | 'message' | 'file or commit' | 'path';

const NUL = 0;
const COLON = 0x3a;
const NEWLINE = 0x0a;
/** A link to a commit of another repository: no blob of this one. */
const SUBMODULE = '160000';
const NOTHING = '000000';

/** Every field ends with NUL, and no field can hold one: what a path or a message says can't be taken for something else. */
function createParser(reader: LogReader): { push(chunk: Buffer): void } {
  let rest: Buffer[] = [];
  let expects: Expects = 'commit';
  let [id, date, blob] = ['', '', ''];

  const field = (bytes: Buffer): void => {
    if (expects === 'path') {
      if (blob !== '') reader.onFile({ blob, path: bytes.toString('utf8') });
      expects = 'file or commit';
    } else if (expects === 'date') {
      date = bytes.toString('latin1');
      expects = 'message';
    } else if (expects === 'message') {
      reader.onCommit({ id, authorDate: date, message: bytes });
      expects = 'file or commit';
    } else {
      let start = 0;
      while (bytes[start] === NEWLINE) start++;
      if (start === bytes.length) return; // what stands between a commit and the next
      const text = bytes.toString('latin1', start);
      if (bytes[start] === COLON) {
        blob = blobOf(text);
        expects = 'path';
      } else {
        id = text;
        expects = 'date';
      }
    }
  };

  return {
    push(chunk) {
      let start = 0;
      for (let end = chunk.indexOf(NUL); end !== -1; end = chunk.indexOf(NUL, start)) {
        const bytes = chunk.subarray(start, end);
        field(rest.length === 0 ? bytes : Buffer.concat([...rest, bytes]));
        if (rest.length > 0) rest = [];
        start = end + 1;
      }
      if (start < chunk.length) rest.push(chunk.subarray(start));
    },
  };
}

/** From ":100644 100644 1f… 2e… M", or with a colon, a mode and an id more for each parent after the first: "" for none. */
function blobOf(header: string): string {
  let parents = 0;
  while (header.charCodeAt(parents) === COLON) parents++;
  const words = header.slice(parents).split(' ');
  const mode = words[parents];
  return mode === SUBMODULE || mode === NOTHING ? '' : (words[2 * parents + 1] ?? '');
}
