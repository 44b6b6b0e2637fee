import { NO_FACTS } from '../../server/src/core/facts.ts';
import type { Workspace } from '../../server/src/core/workspace.ts';

/** A workspace of strings that counts how often each file's contents were asked for. */
export interface MemoryWorkspace extends Workspace {
  readonly reads: Map<string, number>;
  write(path: string, text: string): void;
  remove(path: string): void;
}

export function memoryWorkspace(files: Readonly<Record<string, string>>): MemoryWorkspace {
  const contents = new Map(Object.entries(files).map(([path, text]) => [path, { text, version: 1 }]));
  const reads = new Map<string, number>();
  return {
    reads,
    write: (path, text) => contents.set(path, { text, version: (contents.get(path)?.version ?? 0) + 1 }),
    remove: (path) => contents.delete(path),
    facts: () => NO_FACTS,
    stamp: (path) => contents.get(path)?.version.toString(),
    open(path) {
      const content = contents.get(path);
      if (!content) return undefined;
      reads.set(path, (reads.get(path) ?? 0) + 1);
      const { text, version } = content;
      const bytes = new TextEncoder().encode(text);
      return {
        stamp: version.toString(),
        chunks: [{ bytes, asciiCompatible: true, toSource: () => ({ path, text }) }],
        close: () => undefined,
      };
    },
  };
}
