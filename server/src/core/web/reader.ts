import type { Language } from '../language.ts';
import type { Document } from '../source.ts';
import type { WebFacts } from './types.ts';

/** Finds what one kind of file says about response headers, caching, CORS and routes. Knows no judgement. */
export interface WebReader {
  /** Lower-case literals, one of which is in every file that has something to say. */
  readonly triggers: readonly string[];
  /** Files in other languages are not shown to it. */
  readonly languages: readonly Language[];
  /** What its name and path say (relative to the root, forward slashes). Cheap: it is asked of every file. */
  reads(path: string): boolean;
  /** True where the name says it all, and the file is read without a trigger. */
  always?(path: string): boolean;
  /** `wants`: names of headers (lower case), where others are looked for than those about caches and other sites. */
  read(document: Document, wants?: (header: string) => boolean): WebFacts | undefined;
}
