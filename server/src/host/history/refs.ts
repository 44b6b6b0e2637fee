import { GitError, STOPPED } from '../git.ts';
import { readObjects } from './objects.ts';
import type { Repository } from './repository.ts';

/** What refs lead to besides commits. */
export interface Refs {
  /** Stashes but the newest, which is a ref itself. */
  readonly stashes: readonly string[];
  readonly tags: readonly TagMessage[];
  /** Blobs that no commit needs to have: a ref or a tag names them, or a tree. */
  readonly loose: readonly { readonly blob: string; readonly path: string }[];
}

/** An annotated tag. */
export interface TagMessage {
  readonly name: string;
  /** The commit that it names; "" where it names none. */
  readonly commit: string;
  readonly date: string;
  readonly text: Buffer;
}

/** Tags in tags are followed so far. */
const DEEPEST = 10;

interface Ref {
  readonly type: string;
  readonly id: string;
  readonly name: string;
}

export async function readRefs(repository: Repository): Promise<Refs> {
  const refs = await listRefs(repository);
  const { tags, targets } = await readTags(
    repository,
    refs.filter(({ type }) => type === 'tag'),
  );
  const loose: { readonly blob: string; readonly path: string }[] = [];
  for (const { type, id, name } of [...refs, ...targets]) {
    if (type === 'blob') loose.push({ blob: id, path: name });
    if (type === 'tree') loose.push(...(await orNothing(listTree(repository, id))));
  }
  const hasStash = refs.some(({ name }) => name === 'stash');
  return { tags, loose, stashes: hasStash ? await orNothing(listStashes(repository)) : [] };
}

async function listRefs(repository: Repository): Promise<readonly Ref[]> {
  const answer = await repository.run(['for-each-ref', '--format=%(objecttype) %(objectname) %(refname)']);
  return answer
    .toString('utf8')
    .split('\n')
    .flatMap((line) => {
      const [, type = '', id = '', name = ''] = /^(\w+) ([0-9a-f]+) refs\/(?:tags\/)?(.*)$/.exec(line) ?? [];
      return type === '' ? [] : [{ type, id, name }];
    });
}

async function readTags(
  repository: Repository,
  named: readonly Ref[],
): Promise<{ readonly tags: readonly TagMessage[]; readonly targets: readonly Ref[] }> {
  const tags: TagMessage[] = [];
  const targets: Ref[] = [];
  const seen = new Set<string>();
  let level = named;
  for (let depth = 0; depth < DEEPEST && level.length > 0; depth++) {
    const inner: Ref[] = [];
    const asked = level.filter(({ id }) => !seen.has(id) && seen.add(id));
    await readObjects(
      repository,
      asked.map(({ id }) => id),
      {
        onObject(index, bytes) {
          const name = asked[index]?.name ?? '';
          const end = bytes.indexOf('\n\n');
          const header = bytes.toString('latin1', 0, end === -1 ? bytes.length : end);
          const [, id = '', type = ''] = /^object ([0-9a-f]+)\ntype (\w+)(?:\n|$)/.exec(header) ?? [];
          (type === 'tag' ? inner : targets).push({ type, id, name });
          if (end === -1) return;
          const text = Buffer.from(bytes.subarray(end + 2));
          tags.push({ name, commit: type === 'commit' ? id : '', date: dateOf(header), text });
        },
        onLarge: () => ({ push: () => undefined, end: () => undefined }), // no message has 5 MB
        onUnreadable: () => undefined, // git says so when it tells the history
      },
    );
    level = inner;
  }
  return { tags, targets };
}

/** What is damaged or missing here is told of where the history is read. */
async function orNothing<T>(list: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await list;
  } catch (error) {
    if (!(error instanceof GitError) || error.message === STOPPED) throw error;
    return [];
  }
}

async function listStashes(repository: Repository): Promise<readonly string[]> {
  const answer = await repository.run(['rev-list', '--walk-reflogs', 'refs/stash']);
  return answer.toString('latin1').match(/^[0-9a-f]{40,64}$/gm) ?? [];
}

/** The blobs of a tree or of a commit's tree. */
export async function listTree(
  repository: Repository,
  tree: string,
): Promise<readonly { readonly blob: string; readonly path: string }[]> {
  const answer = await repository.run(['ls-tree', '-r', '-z', '--full-tree', tree]);
  return answer
    .toString('utf8')
    .split('\0')
    .flatMap((line) => {
      const entry = /^\d+ blob ([0-9a-f]+)\t([^]*)$/.exec(line);
      return entry ? [{ blob: entry[1] ?? '', path: entry[2] ?? '' }] : [];
    });
}

/** From "tagger NAME <MAIL> SECONDS +0200" to ISO 8601; "" where there is none. */
function dateOf(header: string): string {
  const [, seconds, sign, hours = '', minutes = ''] =
    /^tagger .* (\d{1,11}) ([+-])(\d\d)(\d\d)$/m.exec(header) ?? [];
  if (seconds === undefined) return '';
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
  const local = new Date((Number(seconds) + offset * 60) * 1000);
  if (Number.isNaN(local.getTime())) return '';
  return `${local.toISOString().slice(0, 19)}${sign}${hours}:${minutes}`;
}
