import type { Language } from '../language.ts';
import type { Document } from '../source.ts';
import type { MigrationFileFacts } from './types.ts';

/** Finds what one kind of file says about migrations: a format of migrations, a tool's configuration, a journal. */
export interface MigrationReader {
  /** What such files are written in, as their names tell: about other files it is not asked. */
  readonly languages: readonly Language[];
  /** Lower-case literals, one of which is in every file that has something to say. None: the name says it all. */
  readonly triggers: readonly string[];
  /** What its name and path say (relative to the root, forward slashes): whether it may be such a file. */
  reads(path: string): boolean;
  /** Of the files that it reads, those that it reads without a trigger. */
  always?(path: string): boolean;
  /** Undefined where the text turns out to be something else. Never throws, and takes time in proportion to the text. */
  read(document: Document): MigrationFileFacts | undefined;
}
