/**
 * Which of two `header` directives has the last word. Caddy sorts them, unless they stand in `route`: those with longer paths come
 * first, those without a matcher last, so that the general one overwrites the special one
 * (caddyconfig/httpcaddyfile/directives.go, https://caddyserver.com/docs/caddyfile/directives#sorting-algorithm).
 */
import type { Scope } from '../types.ts';

export interface Placed {
  readonly hasMatcher: boolean;
  /** Where the matcher is one path. */
  readonly path?: Scope;
  /** It is not done for all answers to the requests that it is for. */
  readonly isPartial: boolean;
  /** It is done when the answer is written, behind all that is done at once; the first one last. */
  readonly isDeferred: boolean;
}

/** For sorting: what is done later comes later, and counts. */
export function inOrder(left: Placed, right: Placed): number {
  if (left.isDeferred !== right.isDeferred) return left.isDeferred ? 1 : -1;
  return left.isDeferred ? -bySpecificity(left, right) : bySpecificity(left, right);
}

function bySpecificity(left: Placed, right: Placed): number {
  const [one, other] = [left.path?.pattern?.length ?? 0, right.path?.pattern?.length ?? 0];
  if (one > 0 && other > 0) return other - one;
  return Number(right.hasMatcher) - Number(left.hasMatcher);
}

/** True where `general` runs behind `special` and for all requests that `special` is for. */
export function overwrites(general: Placed, special: Placed): boolean {
  if (!special.hasMatcher || general.isPartial) return false;
  if (!general.hasMatcher) return true;
  const [outer, inner] = [general.path, special.path];
  if (outer?.syntax !== 'prefix' || outer.pattern === undefined || inner?.pattern === undefined) return false;
  if (inner.syntax !== 'prefix' && inner.syntax !== 'exact') return false;
  return inner.pattern.startsWith(outer.pattern) && inner.pattern.length > outer.pattern.length;
}
