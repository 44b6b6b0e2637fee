import type { MailFacts } from './email/facts.ts';
import type { EnvFacts } from './env/types.ts';
import type { MigrationFileFacts } from './migrations/types.ts';
import type { FileClass } from './classify.ts';
import type { Language } from './language.ts';
import type { LiveFacts } from './live/candidates/types.ts';
import type { Document } from './source.ts';
import type { UptimeFacts } from './uptime/found/types.ts';
import type { WebFacts } from './web/types.ts';

/** What one file says about subjects that are judged over all files together. Plain data, kept with its findings. */
export interface FileFacts {
  readonly env?: EnvFacts;
  readonly migrations?: MigrationFileFacts;
  readonly web?: WebFacts;
  readonly live?: LiveFacts;
  readonly mail?: MailFacts;
  readonly uptime?: UptimeFacts;
  /** Suppressions written in the file: they count for what is found later, when its text is no longer at hand. */
  readonly suppressions?: readonly KeptSuppression[];
}

export interface KeptSuppression {
  /** 1-based line that it speaks of; 0 for the whole file. */
  readonly line: number;
  /** Ids of rules, or `area/*`. */
  readonly rules: readonly string[];
  readonly reason: string;
}

/** Gathers facts from files while they are judged one by one. Knows no judgement. */
export interface Collector {
  /** Named where it fails. */
  readonly id: string;
  /** Lower-case literals, ASCII, one of which is in every file that has something to say. */
  readonly triggers: readonly string[];
  readonly classes: readonly FileClass[];
  /** What the path says: `always` needs no trigger. */
  wants(path: string, language: Language): 'always' | 'triggered' | 'never';
  /** Of a file that is wanted when triggered: the triggers that count there, all where it is absent. One and the same list for like files. */
  triggersFor?(path: string, language: Language): readonly string[];
  collect(document: Document): FileFacts | undefined;
}

/** For `Collector.triggersFor`: the triggers of those readers that read a file. There are few combinations of them: each has its list. */
export function createTriggerLists(): (readers: readonly Triggered[]) => readonly string[] {
  interface Node {
    readonly next: Map<Triggered, Node>;
    list?: readonly string[];
  }
  const root: Node = { next: new Map() };
  return (readers) => {
    let at = root;
    for (const reader of readers) {
      let next = at.next.get(reader);
      if (!next) at.next.set(reader, (next = { next: new Map() }));
      at = next;
    }
    return (at.list ??= [...new Set(readers.flatMap(({ triggers }) => triggers))]);
  };
}

interface Triggered {
  readonly triggers: readonly string[];
}
