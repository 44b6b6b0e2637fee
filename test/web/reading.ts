import type { WebFacts } from '../../server/src/core/web/types.ts';
import { factsOfFiles } from '../support/wholeWorkspace.ts';

/** What a file says about headers, caching, CORS and routes: asked as the product does, triggers included. */
export function factsOf(path: string, text: string): WebFacts {
  return factsOfFiles({ [path]: text }).get(path)?.web ?? {};
}
