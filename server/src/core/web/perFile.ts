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

/** Facts with something from elsewhere put in: the same object again as long as the same is put in, so that what is kept with it stays. */
export function factsWith(): (facts: WebFacts, put: readonly unknown[], make: () => WebFacts) => WebFacts {
  const known = new WeakMap<WebFacts, { readonly put: readonly unknown[]; readonly value: WebFacts }>();
  return (facts, put, make) => {
    const before = known.get(facts);
    if (before?.put.length === put.length && before.put.every((one, index) => one === put[index]))
      return before.value;
    const value = make();
    known.set(facts, { put, value });
    return value;
  };
}
