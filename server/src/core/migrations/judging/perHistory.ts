import type { History } from '../model.ts';

/** What many steps of a history ask for: worked out once, and forgotten with the history. */
export function perHistory<T>(make: (history: History) => T): (history: History) => T {
  const known = new WeakMap<History, { readonly made: T }>();
  return (history) => {
    let kept = known.get(history);
    if (!kept) known.set(history, (kept = { made: make(history) }));
    return kept.made;
  };
}
