/** Options of Nitro's caches: https://nitro.build/guide/cache#options. */
import type { Value } from '../../values.ts';
import { entryOf } from '../cors/corsValues.ts';

/** A copy for each value of the headers that `varies` names, or for each key of one's own. Both may be all that a visitor is known by. */
export function keepsApart(options: Value): boolean {
  return APART.some((name) => entryOf(options, name) !== undefined);
}

/**
 * A handler that is kept gets no header of a request but those that `varies` names, so that it can't tell visitors apart by their
 * cookies; what a middleware left in `event.context` it gets: https://nitro.build/guide/cache#cached-event-handlers
 */
export const RUN_BY_NITRO = { withoutHeaders: true } as const;

const APART = ['varies', 'getKey', 'shouldBypassCache'];
