import type { Language } from '../language.ts';
import type { Document } from '../source.ts';
import type { EnvFacts } from './types.ts';

/** Finds what one kind of file says about environment variables. */
export interface EnvReader {
  /** Lower-case literals, one of which is in every file that has something to say. */
  readonly triggers: readonly string[];
  /** What its name and path say (relative to the root, forward slashes): whether it is such a file. */
  reads(path: string, language: Language): boolean;
  /** True where the name says it all, and the file is read without a trigger. */
  always?(path: string, language: Language): boolean;
  read(document: Document): EnvFacts | undefined;
}
