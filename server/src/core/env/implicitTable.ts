/** Which names are read by what, without standing in the code. */
import { AI } from './implicit/ai.ts';
import { CLOUDS } from './implicit/clouds.ts';
import { DATA } from './implicit/data.ts';
import { FRAMEWORKS } from './implicit/frameworks.ts';
import { IMAGES } from './implicit/images.ts';
import { SERVICES } from './implicit/services.ts';
import { TOOLS } from './implicit/tools.ts';
import type { Ecosystem } from './types.ts';

/** Without any sign (`dependencies`, `ecosystem`, `file`) it counts everywhere; of several signs one is enough. */
export interface ImplicitReader {
  /** Completes "It is read by …". */
  readonly words: string;
  /** Separated by spaces. */
  readonly names?: string;
  /** Separated by spaces. */
  readonly prefixes?: string;
  readonly pattern?: RegExp;
  /** Separated by spaces: any of these among the dependencies. One that ends in `/` or `-` stands for all that start so. */
  readonly dependencies?: string;
  readonly ecosystem?: Ecosystem;
  readonly file?: RegExp;
}

export const READERS: readonly ImplicitReader[] = [
  ...AI,
  ...CLOUDS,
  ...DATA,
  ...SERVICES,
  ...FRAMEWORKS,
  ...TOOLS,
  ...IMAGES,
];
