/** What is worked out of one file's facts alone is kept with them: an edit changes the facts of one file, and all others stay. */
import type { WebFacts } from './types.ts';

/** Makes the same of the same facts but once, where it asked nothing else: `work` says so by `isOwn`. */
export function perFile<T>(): (
  file: string,
  facts: WebFacts,
  work: () => { readonly value: T; readonly isOwn: boolean },
) => T {
  const known = new WeakMap<WebFacts, { readonly file: string; readonly value: T }>();
  return (file, facts, work) => {
    const before = known.get(facts);
    if (before?.file === file) return before.value;
    const { value, isOwn } = work();
    if (isOwn) known.set(facts, { file, value });
    return value;
  };
}
