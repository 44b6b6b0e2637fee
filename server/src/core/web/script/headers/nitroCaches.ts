/** Options of Nitro's caches: https://nitro.build/guide/cache#options. */
import type { Value } from '../../values.ts';
import { entryOf } from '../cors/corsValues.ts';

/** A copy for each value of the headers that `varies` names, or for each key of one's own. Both may be all that a visitor is known by. */
export function keepsApart(options: Value): boolean {
  return APART.some((name) => entryOf(options, name) !== undefined);
}

const APART = ['varies', 'getKey', 'shouldBypassCache'];
