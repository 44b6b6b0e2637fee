import type { FileClass } from '../../core/classify.ts';
import type { FileFacts } from '../../core/collector.ts';

/** What a version of a file says. */
export interface KeptFacts {
  readonly path: string;
  /** git's object id of the contents. */
  readonly id: string;
  /** As what it was read. */
  readonly fileClass: FileClass;
  /** Of some kinds, with the suppressions that go with them; undefined where it says nothing of them. */
  facts(kinds: readonly (keyof FileFacts)[]): FileFacts | undefined;
}

/**
 * A line for each file: id, class, path and, for each kind of facts, JSON or nothing. What is not asked for is not parsed: of a
 * large product that is most of it.
 */
export function encodeFacts(all: Iterable<KeptFacts>, kinds: readonly (keyof FileFacts)[]): string {
  const names: readonly (keyof FileFacts)[] = [...kinds, 'suppressions'];
  const lines = [names.join('\t')];
  for (const kept of all) {
    const { path, id, fileClass } = kept;
    if (/[\t\n]/.test(path)) continue;
    const said = kept.facts(names);
    const columns = said ? names.map((name) => (said[name] ? JSON.stringify(said[name]) : '')) : [];
    lines.push([id, fileClass, path, ...columns].join('\t'));
  }
  return lines.join('\n');
}

/** Reads what was written; nothing of it is parsed before it is asked for. */
export function* decodeFacts(text: string): Generator<KeptFacts> {
  const [head = '', ...lines] = text === '' ? [] : text.split('\n');
  const names = head.split('\t') as (keyof FileFacts)[];
  for (const line of lines) {
    const first = line.indexOf('\t');
    const second = line.indexOf('\t', first + 1);
    const third = line.indexOf('\t', second + 1);
    yield {
      id: line.slice(0, first),
      fileClass: line.slice(first + 1, second) as FileClass,
      path: line.slice(second + 1, third === -1 ? undefined : third),
      facts: third === -1 ? () => undefined : lazily(line, third + 1, names),
    };
  }
}

function lazily(line: string, at: number, names: readonly (keyof FileFacts)[]): KeptFacts['facts'] {
  const parsed = new Map<keyof FileFacts, unknown>();
  let columns: readonly string[] | undefined;
  return (kinds) => {
    columns ??= line.slice(at).split('\t');
    const wanted = names.flatMap((name, index) => {
      const json = columns?.[index] ?? '';
      if (json === '' || !(kinds.includes(name) || name === 'suppressions')) return [];
      if (!parsed.has(name)) parsed.set(name, JSON.parse(json));
      return [[name, parsed.get(name)]];
    });
    return wanted.some(([name]) => name !== 'suppressions')
      ? (Object.fromEntries(wanted) as FileFacts)
      : undefined;
  };
}
